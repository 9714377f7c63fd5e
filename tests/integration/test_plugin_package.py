"""The example plug-in: installed by pip beside Cascara, listed, run from YAML, tested."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sysconfig
import venv
from pathlib import Path

import cascara
import pytest

PACKAGE = Path(__file__).parents[2] / "examples" / "plugin"

PIPELINE = """\
cascara: 1
plugins: [cascara-smoking]
reader: text
annotators:
  - sections
  - sentences
  - smoking
writers:
  - smoking-table
  - xmi
"""


class Scratch:
    """An environment of its own with the package, and this one's packages behind it."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "package"
        shutil.copytree(PACKAGE, self.package)
        venv.create(folder / "venv")
        self.python = next((folder / "venv").glob("[bS]*/python"))
        (site,) = (folder / "venv").rglob("site-packages")
        mine = sysconfig.get_path("purelib")
        (site / "behind.pth").write_text(f"import site; site.addsitedir({mine!r})\n")
        self.run("pip", "install", "--no-deps", "--no-build-isolation", "--no-index", self.package)

    def run(self, module: str, *arguments: str | Path, status: int = 0) -> str:
        """What ``python -m module`` prints."""
        command = [str(self.python), "-m", module, *map(str, arguments)]
        done = subprocess.run(
            command, cwd=self.package, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    return Scratch(tmp_path_factory.mktemp("scratch"))


def test_it_is_listed(scratch: Scratch) -> None:
    printed = scratch.run("cascara", "list")
    for name in "smoking", "smoking-table", "cascara-smoking":
        assert name in printed
    assert "cascara-smoking" not in scratch.run("cascara", "list", "--problems")


def test_it_runs_from_yaml(scratch: Scratch, tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(PIPELINE)
    notes = scratch.package / "notes"
    out = tmp_path / "out"
    scratch.run("cascara", "run", tmp_path / "clinic.yaml", "-i", notes, "-o", out)
    with (out / "smoking-table.tsv").open(newline="") as file:
        (row,) = csv.DictReader(file, delimiter="\t")
    note = (notes / "visit.txt").read_text()
    begin = note.index("smokes 2 packs")
    # The mother's "never smoked" is counted too: this pipeline does not limit the sections, and
    # the patient's own statement is the stronger.
    assert (row["status"], row["packs_per_day"], row["rule"]) == ("current", "2.0", "packs")
    assert (int(row["begin"]), int(row["end"])) == (begin, begin + len("smokes 2 packs"))
    (xmi,) = (out / "xmi").rglob("*.xmi")
    assert "SmokingStatus" in xmi.read_text()


def test_its_pipeline_runs_by_name(scratch: Scratch, tmp_path: Path) -> None:
    scratch.run("cascara", "run", "smoking", "-i", scratch.package / "notes", "-o", tmp_path)
    readme = (scratch.package / "README.md").read_text()
    assert (tmp_path / "smoking-table.tsv").read_text() in readme


def test_its_types_are_the_pipelines_alone(scratch: Scratch) -> None:
    assert not cascara.Cas("").typesystem.contains_type("cascara_smoking.SmokingStatus")
    code = "import cascara; cascara.load('smoking').typesystem.get_type('SmokingStatus')"
    done = subprocess.run([str(scratch.python), "-c", code], check=False)
    assert done.returncode == 0


def test_its_own_tests_pass(scratch: Scratch) -> None:
    printed = scratch.run("pytest", "-p", "no:cacheprovider", scratch.package / "tests")
    assert " passed" in printed

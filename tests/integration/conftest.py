"""Real runs of the command line, with a plug-in made for the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from cascara.core.cli import main


class Toy:
    """A folder with an installed plug-in, notes, a pipeline, and what to run over them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self.notes = folder / "in"
        self.out = folder / "out"
        self.site = folder / "site"
        self.env = {**os.environ, "PYTHONPATH": str(self.site), "COLUMNS": "200"}
        self.install("cascara-toy", Path(__file__).with_name("toy_plugin.py").read_text())
        self.pipeline()

    def install(self, package, code, version="1.0"):
        name = package.replace("-", "_")
        info = self.site / f"{name}.dist-info"
        info.mkdir(parents=True, exist_ok=True)
        (self.site / f"{name}.py").write_text(code)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        )
        (info / "entry_points.txt").write_text(f"[cascara]\n{name} = {name}\n")

    def pipeline(self, text="", name="p.yaml"):
        default = """
        cascara: 1
        reader: notes
        annotators: [capitals, trouble]
        writers: [lines, sheet]
        plugins: [cascara-toy]
        timeout: 2
        """
        path = self.folder / name
        path.write_text(textwrap.dedent(text or default).lstrip())
        return path

    def note(self, name, text):
        path = self.notes / f"{name}.note"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def good_notes(self, count):
        for number in range(count):
            self.note(f"n{number:03}", f"n{number} has PAIN and ACHE W{'X' * (number % 7)}")

    def outputs(self, count):
        """What the default pipeline makes of ``good_notes(count)``."""
        marks = {number: ["PAIN", "ACHE"] for number in range(count)}
        for number in range(count):
            if number % 7:
                marks[number].append("W" + "X" * (number % 7))
        rows = [f"n{number:03}\t{len(words)}" for number, words in marks.items()]
        tree = {"sheet.tsv": "\n".join(["id\tmarks", *rows, ""]).encode()}
        for number, words in marks.items():
            name = f"n{number:03}"
            tree[f"lines/{name}.lines"] = "\n".join([name, *words, ""]).encode()
        return tree

    def command(self, *arguments):
        return [sys.executable, "-m", "cascara", *map(str, arguments)]

    def cascara(self, *arguments):
        return subprocess.run(
            self.command(*arguments),
            env=self.env,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def here(self, *arguments):
        """The same in this process: for commands that start no worker, much faster."""
        patch = self._monkeypatch
        patch.syspath_prepend(self.site)
        patch.chdir(self.folder)
        for name in [name for name in sys.modules if name.startswith("cascara_")]:
            patch.delitem(sys.modules, name)
        patch.setattr(sys, "argv", ["cascara", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0

    def arguments(self, *more, out=None, pipeline="p.yaml"):
        return ["run", pipeline, "-i", self.notes, "-o", out or self.out, *more]

    def run(self, *more, out=None, pipeline="p.yaml"):
        return self.cascara(*self.arguments(*more, out=out, pipeline=pipeline))

    def start(self, *more, out=None):
        return subprocess.Popen(
            self.command(*self.arguments(*more, out=out)),
            env=self.env,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def manifest(self, out=None):
        return json.loads(((out or self.out) / "run.json").read_text())

    def set_aside(self):
        return {
            path.relative_to(self.out / "quarantine").as_posix(): json.loads(path.read_text())
            for path in (self.out / "quarantine").rglob("*.json")
        }

    def tree(self, out=None):
        """Every file a run is for, with its bytes: all but its own records."""
        out = out or self.out
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in out.rglob("*")
            if path.is_file() and path.name != "run.json" and ".cascara" not in path.parts
        }


@pytest.fixture
def toy(tmp_path, monkeypatch):
    return Toy(tmp_path, monkeypatch)


@pytest.fixture
def wait_for():
    def wait_for(condition, seconds=60.0):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.02)

    return wait_for

"""What is in the tree is in the wheel, and nothing heavy is imported before its use."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_SHIPPED = {"tests", "benchmarks", "docs", "examples", "scripts", "build"}


def section(name):
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return re.search(rf"^{name} = \[(.*?)^\]", text, re.M | re.S)[1]


def shipped():
    for init in ROOT.rglob("__init__.py"):
        parts = init.parent.relative_to(ROOT).parts
        if not parts or (parts[0] not in NOT_SHIPPED and not parts[0].startswith(".")):
            yield ".".join(("cascara", *parts))


def test_every_package_is_listed():
    assert sorted(re.findall(r'"([\w.]+)"', section("packages"))) == sorted(shipped())


def test_every_data_file_has_a_suffix_that_is_shipped():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    patterns = set(re.findall(r'"\*(\.[\w.]+)"', text.split("[tool.setuptools.package-data]")[1]))
    for package in shipped():
        folder = ROOT.joinpath(*package.split(".")[1:])
        for path in folder.iterdir():
            if path.is_file() and path.suffix not in (".py", ".pyc", ".typed") and folder != ROOT:
                assert "".join(path.suffixes) in patterns or path.suffix in patterns, path


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, cascara; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    heavy = {"numpy", "spacy", "medspacy", "fhir", "typer", "rich", "lxml.etree", "cassis"}
    assert heavy.isdisjoint(loaded.split())

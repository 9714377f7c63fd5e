"""Every code block of the README and the documentation is run here.

python   executed, all blocks of a page in one namespace, in a folder with the example notes
yaml     a pipeline: checked as ``cascara check`` does
console  lines that start with "$ " are run in a shell, in that folder, and must succeed
toml     parsed
json     parsed
text     pictures and output: nothing to run
The commands that make the environment itself (make, git, pip) are run by the gate, not here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\S*)\n(.*?)^```", re.M | re.S)
OUTSIDE = ("make ", "git ", "pip ", "cd ", "python3 -m venv", ". .venv")


def blocks(page, language):
    return [code for name, code in FENCE.findall(page.read_text("utf-8")) if name == language]


def pages(language):
    found = [page for page in PAGES if blocks(page, language)]
    return pytest.mark.parametrize("page", found, ids=lambda p: str(p.relative_to(ROOT)))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_block_says_what_it_is():
    known = {"python", "yaml", "console", "toml", "json", "text"}
    seen = [
        (page.name, name) for page in PAGES for name, _ in FENCE.findall(page.read_text("utf-8"))
    ]
    assert len(seen) > 15
    assert [pair for pair in seen if pair[1] not in known] == []


@pages("python")
def test_python_blocks_run(page, folder):
    space = {"__name__": "docs"}
    for code in blocks(page, "python"):
        exec(compile(code, str(page), "exec"), space)
    assert len(space) > 1


@pages("yaml")
def test_yaml_blocks_are_right(page, folder):
    from cascara.core.cli import main

    for number, code in enumerate(blocks(page, "yaml")):
        path = folder / f"block{number}.yaml"
        path.write_text(code)
        result = subprocess.run(
            [sys.executable, "-m", "cascara", "check", str(path)], capture_output=True, text=True
        )
        assert result.returncode == 0, result.stderr
    assert main


@pages("console")
def test_console_blocks_run(page, folder):
    env = dict(os.environ, PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    for code in blocks(page, "console"):
        for line in code.splitlines():
            command = line.removeprefix("$ ")
            if command == line or command.startswith(OUTSIDE):
                continue
            result = subprocess.run(command, shell=True, env=env, capture_output=True, text=True)
            assert result.returncode == 0, f"{command}: {result.stderr}"


@pages("toml")
def test_toml_blocks_parse(page):
    for code in blocks(page, "toml"):
        assert tomllib.loads(code)


@pages("json")
def test_json_blocks_parse(page):
    for code in blocks(page, "json"):
        assert json.loads(code) is not None

"""The commands beside run, and how the command line ends when something is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from cascara import ConfigError
from cascara.core.version import __version__

COMMAND = """
import typer
from cascara import hookimpl

app = typer.Typer()

@app.command()
def greet(name: str):
    print(f"hello {name}")

@app.command()
def fail():
    raise KeyError("Wojciechowska")

@hookimpl
def cascara_commands():
    return {"toy": app}
"""


def test_version_and_module():
    for arguments in (["--version"], ["--version", "list"]):
        result = subprocess.run(
            [sys.executable, "-m", "cascara", *arguments], capture_output=True, text=True
        )
        assert (result.returncode, result.stdout) == (0, f"cascara {__version__}\n")


def test_importing_cascara_imports_little():
    code = (
        "import cascara, sys; print(cascara.__version__);"
        "print([m for m in ('pydantic', 'cassis', 'numpy', 'typer', 'lxml') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout == f"{__version__}\n[]\n"


def test_public_names():
    import cascara

    for name in cascara.__all__:
        assert getattr(cascara, name) is not None
    assert set(cascara.__all__) <= set(dir(cascara))
    with pytest.raises(AttributeError, match="no attribute 'Cass'"):
        cascara.Cass  # noqa: B018


def test_check_shows_what_a_pipeline_comes_to(toy, capsys):
    toy.pipeline("""
        cascara: 1
        reader: notes
        annotators:
          - sections
          - {use: capitals, words: "${TOY_LIST:-x}", when: {sections: [plan]}}
        writers: [lines]
        """)
    assert toy.here("check", "p.yaml", "--set", "capitals.shortest=4") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("ok: p\n")
    for words in ("shortest=4", "words='${TOY_LIST:-x}'", "when sections are plan", "words 1"):
        assert words in shown


def test_check_tells_every_error(toy, capsys):
    toy.pipeline("""
        cascara: 1
        reader: nots
        annotators:
          - capitels
          - {use: trouble, onse: x}
        writer: [lines]
        """)
    assert toy.here("check", "p.yaml") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "cascara: p.yaml:2:9: unknown reader 'nots'; did you mean 'notes'?",
        "cascara: p.yaml:4:5: unknown annotator 'capitels'; did you mean 'capitals'?",
        "cascara: p.yaml:5:20: unknown option 'onse' of annotator 'trouble'; did you mean 'once'?",
        "cascara: p.yaml:6:1: unknown option 'writer' of the pipeline; did you mean 'writers'?",
    ]


def test_check_tells_what_is_read_and_never_written(toy, capsys):
    toy.pipeline("cascara: 1\nannotators:\n  - capitals\n  - needy\n")
    assert toy.here("check", "p.yaml") == 2
    assert capsys.readouterr().err == (
        "cascara: p.yaml:4:5: needy needs Section; nothing before it makes any\n"
    )


def test_check_knows_the_kinds_of_sections(toy, capsys):
    toy.pipeline("""
        cascara: 1
        annotators: [sections, {use: capitals, when: {sections: [medication, plan]}}]
        """)
    assert toy.here("check", "p.yaml") == 2
    assert capsys.readouterr().err == (
        "cascara: p.yaml:2:30: 'when' of capitals: no section is of the kind 'medication'; "
        "did you mean 'medications'?\n"
    )


def test_list(toy, capsys):
    assert toy.here("list") == 0
    shown = capsys.readouterr().out
    for words in ("capitals", "Marks every word in capitals.", "cascara-toy 1.0"):
        assert words in shown


def test_list_tells_problems(toy, capsys):
    toy.install("cascara-broken", "import nowhere_at_all\n")
    assert toy.here("list", "--problems") == 0
    shown = capsys.readouterr().out
    assert "cascara-broken 1.0" in shown
    assert "No module named 'nowhere_at_all'" in shown
    assert toy.here("list") == 0
    captured = capsys.readouterr()
    assert "capitals" in captured.out
    assert "cannot be used: cascara list --problems" in captured.err


def test_commands_of_plugins(toy, capsys):
    toy.install("cascara-greet", COMMAND)
    assert toy.here("toy", "greet", "you") == 0
    assert capsys.readouterr().out == "hello you\n"
    assert toy.here("--help") == 0
    assert re.search(r"\bterms\b.*Build", capsys.readouterr().out)
    assert toy.here("xyzzy") == 2
    told = capsys.readouterr().err
    assert told == "cascara: unknown command 'xyzzy'; known: terms, toy; beside run, check, list\n"


def test_no_traceback_and_no_words_of_an_unexpected_error(toy, capsys):
    toy.install("cascara-greet", COMMAND)
    assert toy.here("toy", "fail") == 2
    captured = capsys.readouterr()
    assert "cascara: unexpected KeyError at cascara_greet:13" in captured.err
    assert "Wojciechowska" not in captured.out + captured.err


def test_a_shell_makes_several_words_of_a_pattern(toy, monkeypatch):
    asked = []

    def run(options, screen):
        asked.append(options)
        raise ConfigError("that will do")

    monkeypatch.setattr("cascara.core.running.runner.run", run)
    assert toy.here("run", "p.yaml", "-i", "a.txt", "b.txt", "-o", "out", "-i", "c", "d") == 2
    assert sorted(map(str, asked[0].inputs)) == ["a.txt", "b.txt", "c", "d"]
    assert asked[0].out == Path("out")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rum"], "cascara: unknown command 'rum'; did you mean 'run'?"),
        (["zzz"], "cascara: unknown command 'zzz'"),
        (["run", "p.yaml"], "Missing option"),
        (["run", "p.yaml", "-i", "in", "-o", "out", "-j", "0"], "-j"),
        (["check"], "Missing argument"),
    ],
)
def test_wrong_use(toy, capsys, arguments, message):
    assert toy.here(*arguments) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert "Traceback" not in captured.err


def test_the_named_pipeline_is_found():
    import cascara.pipelines

    names = {path.stem for path in Path(cascara.pipelines.__file__).parent.glob("*.yaml")}
    assert "clinical" in names

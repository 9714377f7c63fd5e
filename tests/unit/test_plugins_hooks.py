"""What plug-ins offer beside components, and the life-cycle hooks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from cascara.core.errors import ConfigError
from cascara.core.plugins import Plugins

Install = Callable[..., Path]

pytestmark = pytest.mark.usefixtures("own_builtin")

FILES = """
    from pathlib import Path
    import typer
    from cascara.core.hookspecs import hookimpl

    here = Path(__file__).parent
    app = typer.Typer(help="Speaks.")

    @hookimpl
    def cascara_pipelines():
        return [here / "ward.yaml"]

    @hookimpl
    def cascara_type_systems():
        return [here / "Ward-Types.xml"]

    @hookimpl
    def cascara_commands():
        return {"speak": app}
"""

MONITOR = """
    from cascara.core.hookspecs import hookimpl

    calls = []

    @hookimpl
    def cascara_run_started(run):
        calls.append(("run", run["documents"]))

    @hookimpl
    def cascara_document_finished(document_id):
        calls.append(("finished", document_id))

    @hookimpl
    def cascara_document_failed(document_id, component, reason):
        raise SystemExit("patient name")
"""


@pytest.fixture
def files(install_plugin: Install) -> Path:
    site = install_plugin("cascara-ward", FILES)
    (site / "ward.yaml").write_text("# Notes of the ward.\ncascara: 1\n")
    (site / "Ward-Types.xml").write_text("<typeSystemDescription/>")
    return site


def test_pipelines_and_commands_are_found_by_name(files: Path) -> None:
    plugins = Plugins()
    assert plugins.pipeline("ward") == files / "ward.yaml"
    assert plugins.command("speak").info.help == "Speaks."
    rows = {(row.sort, row.name): row for row in plugins.info()}
    assert rows["pipeline", "ward"].description == "Notes of the ward."
    assert rows["command", "speak"].description == "Speaks."
    assert rows["type system", str(files / "Ward-Types.xml")].package == "cascara-ward"


def test_type_systems_are_those_of_plugins_in_use(files: Path) -> None:
    plugins = Plugins()
    plugins.load_all()
    assert plugins.type_systems() == []
    assert plugins.packages().keys() == {"cascara"}
    plugins.pipeline("ward")
    assert plugins.type_systems() == [files / "Ward-Types.xml"]
    assert plugins.packages()["cascara-ward"] == "1.0"


@pytest.mark.parametrize("name", ["ward.yaml", "Ward-Types.xml"])
def test_file_that_is_not_there_sets_the_plugin_aside(files: Path, name: str) -> None:
    (files / name).unlink()
    plugins = Plugins()
    plugins.load_all()
    (problem,) = plugins.problems
    assert problem.reason == "component"
    assert name in problem.message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('[here / "ward.yaml"]', '["ward.yaml"]', "a list with str, not Path"),
        ('{"speak": app}', '{"speak": print}', "'speak' is no typer.Typer"),
        ('{"speak": app}', "[app]", "not a dict"),
        ('{"speak": app}', '{"Speak up": app}', "'Speak up' does not match"),
    ],
)
def test_result_of_a_hook_is_checked(
    install_plugin: Install, files: Path, old: str, new: str, words: str
) -> None:
    assert old in FILES
    (files / "cascara_ward.py").write_text("raise AssertionError")
    code = FILES.replace(old, new).replace(
        "here = Path(__file__).parent", f"here = Path({str(files)!r})"
    )
    install_plugin("cascara-other", code)
    plugins = Plugins()
    with pytest.raises(ConfigError) as error:
        plugins.load(["cascara-other"])
    assert words in str(error.value)


def test_life_cycle_is_told_to_plugins_in_use_only(install_plugin: Install) -> None:
    install_plugin("cascara-monitor", MONITOR)
    plugins = Plugins()
    plugins.load_all()
    plugins.notify("cascara_run_started", run={"documents": 3})
    import cascara_monitor

    assert cascara_monitor.calls == []
    plugins.load(["cascara-monitor"])
    plugins.notify("cascara_run_started", run={"documents": 3})
    plugins.notify("cascara_document_started", document_id="a")
    plugins.notify("cascara_document_finished", document_id="a", outputs=("json/a.json",))
    assert cascara_monitor.calls == [("run", 3), ("finished", "a")]


def test_what_a_life_cycle_hook_raises_is_logged_without_its_words(
    install_plugin: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install_plugin("cascara-monitor", MONITOR)
    plugins = Plugins()
    plugins.load(["cascara-monitor"])
    with caplog.at_level(logging.WARNING):
        plugins.notify("cascara_document_failed", document_id="a", component="x", reason="y")
    assert "cascara-monitor 1.0: cascara_document_failed raised SystemExit" in caplog.text
    assert "patient name" not in caplog.text

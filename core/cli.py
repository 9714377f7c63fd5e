"""The command line.

Exit codes: 0 all done, 1 some documents set aside, 2 could not start, 130 Ctrl-C.
"""

from __future__ import annotations

import atexit
import gc
import shlex
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .discovery import nearest
from .errors import CascaraError, ConfigError, printable
from .failures import ComponentFailure
from .plugins import Plugins
from .version import __version__


class _Commands(TyperGroup):
    """The commands below, and those of plug-ins, which are found when they are asked for."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command by name; ConfigError when there is none."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        names = super().list_commands(ctx)
        close = nearest(cmd_name, names)
        if close:
            raise ConfigError(f"unknown command {cmd_name!r}{close}")
        try:
            found: Any = typer.main.get_command(Plugins().command(cmd_name))
        except ConfigError as error:
            raise ConfigError(f"{error}; beside {', '.join(names)}") from None
        found.name = cmd_name  # what help calls it
        return found

    def list_commands(self, ctx: Any) -> list[str]:
        """Without those of third parties: help must not import them."""
        shipped = [row.name for row in Plugins().info("command")]
        return [*super().list_commands(ctx), *shipped]


class OnError(str, Enum):
    """What becomes of a run when a document fails."""

    QUARANTINE = "quarantine"
    STOP = "stop"


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Named = Annotated[str, typer.Argument(help="Name or YAML file of a pipeline.", metavar="PIPELINE")]

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME.OPTION=VALUE",
        help="Change an option of the pipeline, as dictionary.terminology=PATH. Can be repeated.",
    ),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"cascara {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Clinical notes in, coded and explained findings out."""


@app.command("run")
def run_command(
    pipeline: Named,
    more: Annotated[list[Path] | None, typer.Argument(metavar="[IN]...", hidden=True)] = None,
    *,
    inputs: Annotated[
        list[Path],
        typer.Option("-i", "--input", metavar="IN...", help="Files, folders or globs."),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--output", metavar="OUT", help="Folder for what comes out.")
    ],
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, help="Worker processes.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in OUT; skip what is done.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Only the first so many documents.")
    ] = None,
    on_error: Annotated[
        OnError,
        typer.Option("--on-error", help="Set failing documents aside, or stop at the first."),
    ] = OnError.QUARANTINE,
    settings: Settings = None,
) -> None:
    """Run a pipeline over documents: notes in, findings out."""
    from .console import ProgressScreen, console, show_report
    from .running.report import Options
    from .running.runner import run

    options = Options(
        pipeline=pipeline,
        inputs=[*inputs, *(more or ())],  # a shell turns ``-i *.txt`` into several words
        out=out,
        jobs=jobs,
        resume=resume,
        limit=limit,
        stop=on_error is OnError.STOP,
        settings=settings or (),
    )
    with ProgressScreen() as screen:
        report = run(options, screen)
    show_report(report)
    told = console(stderr=True)
    if report.error:
        told.print(f"cascara: {report.error}", soft_wrap=True)
    if report.status != "finished":
        words = [word for word in sys.argv[1:] if word != "--resume"]
        told.print(f"go on with: {shlex.join(['cascara', *words, '--resume'])}", soft_wrap=True)
    raise typer.Exit(report.exit_code)


@app.command("check")
def check_command(pipeline: Named, settings: Settings = None) -> None:
    """Check a pipeline; say what it comes to, or everything that is wrong with it."""
    from .config.requirements import check_requirements
    from .config.resolve import load_config
    from .console import show_pipeline
    from .pipeline import Pipeline

    plugins = Plugins()
    config = load_config(pipeline, settings or (), plugins)
    built = Pipeline(config, plugins)
    check_requirements(built)
    show_pipeline(config, built.fingerprints())


@app.command("list")
def list_command(
    problems: Annotated[
        bool, typer.Option("--problems", help="Only what cannot be used, and why.")
    ] = False,
) -> None:
    """List the components, pipelines, type systems and commands that are installed."""
    from .console import show_components, show_problems

    plugins = Plugins()
    plugins.load_all()
    if problems:
        show_problems(plugins.problems)
    else:
        show_components(plugins.info())
        if plugins.problems:
            print(
                f"{len(plugins.problems)} cannot be used: cascara list --problems", file=sys.stderr
            )


def main() -> None:
    """Runs a command; whatever goes wrong is told in a line, never as a traceback."""
    atexit.register(gc.freeze)  # a last collection takes 0.1 s of an exit that frees all anyway
    try:
        app(prog_name="cascara")
    except CascaraError as error:
        for line in str(error).splitlines():
            print(f"cascara: {printable(line)}", file=sys.stderr)
    except Exception as error:
        what = ComponentFailure.of("", "", "", error).reason
        print(f"cascara: unexpected {what}; please report it", file=sys.stderr)
    sys.exit(2)

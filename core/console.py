"""What the command line shows: how far a run is, how it ended, what is installed, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from .config.model import ResolvedPipeline
from .discovery import Problem
from .errors import printable
from .plugins import Row
from .running.report import Counts, Findings, Report

PLAIN_WIDTH = 120
"""Columns of tables that do not go to a terminal."""

FINDINGS = 25
"""Rows of the table of findings."""


def console(stderr: bool = False) -> Console:
    """Where to print; no colours and a fixed width unless it is a terminal."""
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = PLAIN_WIDTH
    return made


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


class ProgressScreen:
    """Documents, rate, time left and failures, on a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,}/{task.total:,}"),
            _Rate(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"),
            console=console(stderr=True),
            disable=not console(stderr=True).is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task("looking for documents", total=0, failed="")

    def __enter__(self) -> ProgressScreen:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def looking(self) -> None:
        """Documents are being looked for."""
        self._progress.start()

    def begin(self, total: int) -> None:
        """So many documents were found."""
        self._progress.update(self._task, description="documents", total=total)

    def advance(self, counts: Counts) -> None:
        """So far, so many are done, set aside, skipped."""
        self._progress.update(
            self._task,
            completed=counts.done + counts.failed + counts.skipped,
            failed=f"{counts.failed:,} set aside" if counts.failed else "",
        )

    def end(self) -> None:
        """No more documents."""
        self._progress.stop()


def show_report(report: Report) -> None:
    """How a run ended: findings, failures, outputs, counts."""
    out = console()
    title = "Findings of what is new" if report.counts.skipped else "Findings"
    for findings in report.findings:
        if findings.rows:
            out.print(_findings(findings, title))
    if report.failures:
        title = "Set aside"
        if report.counts.failed > len(report.failures):
            title += f": the first {len(report.failures)} of {report.counts.failed:,}"
        out.print(_table(title, ("document", "component", "reason"), report.failures))
    if report.outputs:
        rows = [(o.writer, str(o.first), f"{o.files:,}") for o in report.outputs]
        out.print(_table("Outputs", ("writer", "first file", "files"), rows, right=(2,)))
    counts = report.counts
    numbers = (counts.found, counts.done, counts.failed, counts.skipped)
    headings = ("found", "done", "set aside", "done before")
    cells = [f"{number:,}" for number in numbers]
    out.print(_table(f"Documents: {report.status}", headings, [cells], right=range(4)))
    if report.failures:
        out.print(f"What was set aside, and why: {report.out / 'quarantine'}")


def show_components(rows: Iterable[Row]) -> None:
    """What is installed."""
    cells = [(row.sort, row.name, row.description, f"{row.package} {row.version}") for row in rows]
    console().print(_table("", ("sort", "name", "what it does", "package"), cells))


def show_problems(problems: Sequence[Problem]) -> None:
    """What cannot be used."""
    cells = [(p.plugin, f"{p.distribution} {p.version}", p.message) for p in problems]
    if cells:
        console().print(_table("", ("plug-in", "package", "why it cannot be used"), cells))
    else:
        print("no problems")


def show_pipeline(config: ResolvedPipeline, fingerprints: Mapping[str, Mapping[str, str]]) -> None:
    """What a pipeline comes to."""
    print(f"ok: {config.name}")
    rows = []
    for spec in config.components:
        options = [f"{name}={value!r}" for name, value in spec.shown.items()]
        prints = fingerprints.get(f"{spec.role} {spec.label}", {})
        options += [f"{name} {value}" for name, value in prints.items()]
        if spec.sections is not None:
            options.append(f"when sections are {', '.join(sorted(spec.sections))}")
        rows.append((spec.role, spec.label, "\n".join(options)))
    console().print(_table("", ("role", "component", "options"), rows))


def _findings(findings: Findings, title: str) -> Table:
    rows = sorted(findings.rows.items(), key=lambda item: (-item[1], item[0]))
    if len(rows) > FINDINGS:
        title += f": the {FINDINGS} most frequent of {len(rows):,}"
    cells = [(*row, f"{count:,}") for row, count in rows[:FINDINGS]]
    return _table(title, (*findings.headings, "count"), cells, right=(len(findings.headings),))


def _cell(text: str) -> Text:
    return Text("\n".join(map(printable, text.split("\n"))))


def _table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Iterable[int] = (),
) -> Table:
    table = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD)
    numeric = set(right)
    for index, heading in enumerate(headings):
        justify = "right" if index in numeric else "left"
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*map(_cell, row))
    return table

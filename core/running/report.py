"""What a run is asked to do, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

Status = Literal["running", "finished", "stopped", "interrupted", "broken"]
"""``stopped``: by the first failure (``--on-error stop``); ``interrupted``: by Ctrl-C; ``broken``:
no worker can go on, or the folder cannot be written."""


FAILURES = 10
"""Documents set aside that a report names; the quarantine has them all."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to run."""

    pipeline: str
    """Name or path."""
    inputs: Sequence[Path]
    out: Path
    jobs: int = 1
    """Worker processes."""
    resume: bool = False
    """Go on with the run in ``out``, if there is one."""
    limit: int | None = None
    """Only the first so many documents."""
    stop: bool = False
    """Stop at the first failure."""
    settings: Sequence[str] = ()
    """``NAME.OPTION=VALUE``, as after ``--set``."""


@dataclass(slots=True)
class Counts:
    """Documents of a run."""

    found: int = 0
    done: int = 0
    """Done now."""
    failed: int = 0
    """Set aside now."""
    skipped: int = 0
    """Done before, by the run that is resumed."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a writer has made."""

    writer: str
    first: Path
    """The first file; the only one when the writer collects."""
    files: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What a writer that summarises has counted in the documents done now."""

    headings: tuple[str, ...]
    rows: Mapping[tuple[str, ...], int]


@dataclass(slots=True)
class Report:
    """How a run ended, for the user."""

    out: Path
    status: Status = "running"
    error: str = ""
    """Why the run is broken."""
    counts: Counts = field(default_factory=Counts)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    """Document, component and reason of the first documents set aside."""
    outputs: list[Outputs] = field(default_factory=list)
    findings: list[Findings] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0: all done. 1: some set aside or not reached. 2: could not start. 130: interrupted."""
        if self.status == "interrupted":
            return 130
        if self.status == "broken":
            return 1 if self.counts.done or self.counts.failed else 2
        return 1 if self.counts.failed else 0


class Screen(Protocol):
    """Where a run shows how far it is."""

    def looking(self) -> None:
        """Documents are being looked for."""

    def begin(self, total: int) -> None:
        """So many documents were found."""

    def advance(self, counts: Counts) -> None:
        """So far, so many are done, set aside, skipped."""

    def end(self) -> None:
        """No more documents."""

"""What a run and its workers tell each other. No note text but in ``Source.payload``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..component import Source
from .outputs import Piece


@dataclass(frozen=True, slots=True)
class Task:
    """Documents for one worker."""

    sources: Sequence[Source]
    alone: bool = False
    """One by one, each told before it is begun: to find the one that hangs or kills."""
    suspect: bool = False
    """A worker has been lost on these before."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker is set up."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """The worker, or the folder of the run, cannot be used; it ends."""

    reason: str


@dataclass(frozen=True, slots=True)
class At:
    """The worker begins with a component; ``index`` is the document's in its task, -1 in setup."""

    index: int
    role: str
    component: str


@dataclass(frozen=True, slots=True)
class Done:
    """A document whose outputs are in place."""

    pieces: Mapping[str, Piece]


@dataclass(frozen=True, slots=True)
class Failed:
    """A document to set aside."""

    role: str
    """``reader``, ``annotator`` or ``writer``."""
    component: str
    error: str
    """Type of the exception; empty when there was none."""
    place: str
    """``module:line`` of the code; empty when not known."""
    reason: str
    """One line, without note text."""


@dataclass(frozen=True, slots=True)
class Results:
    """What became of documents of the task, by their index in it."""

    documents: Mapping[int, Done | Failed]
    seconds: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Seconds spent since the last report, by role and label."""
    findings: Mapping[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)
    """Rows of summaries and how often each came, by writer and row."""
    last: bool = False
    """Whether the task is finished."""

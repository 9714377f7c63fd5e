"""The parts of a document: lines under headings, each with what it codes."""

from __future__ import annotations

from dataclasses import dataclass, field

from .records import Record
from .tables import Heading, tables

PLAIN = Heading(title="", loinc="")


@dataclass(slots=True)
class Line:
    """A line, or a text of several."""

    text: str
    entry: Record | None = None
    notes: list[str] = field(default_factory=list)
    """Comments on it (NTE), shown below it."""
    section: Heading | None = None
    """What it is headed by, when the text is a section of a report."""

    @property
    def whole(self) -> str:
        """The text with its comments."""
        return "\n".join([self.text, *self.notes])


@dataclass(slots=True)
class Part:
    """Lines under one heading."""

    heading: Heading = PLAIN
    lines: list[Line] = field(default_factory=list)
    derived: bool = True
    """Rendered from codes, not written by somebody."""


class Parts:
    """The parts of a document, in the order in which they were first asked for."""

    def __init__(self) -> None:
        self.all: list[Part] = []
        self.withdrawn = 0
        """Results that the sender has taken back."""
        self.warnings: list[str] = []
        self.attachments: list[tuple[str, str]] = []
        """Media type and address of what is elsewhere or is no text."""
        self.cda: list[bytes] = []
        """CDA documents within the message, whose text is among the parts."""
        self._named: dict[str, Part] = {}

    def named(self, kind: str) -> Part:
        """The part of a kind of segment (``sections`` of the tables); all of a kind share one."""
        if kind not in self._named:
            self._named[kind] = self.new(tables().sections[kind])
        return self._named[kind]

    def new(self, heading: Heading, derived: bool = True) -> Part:
        """A further part."""
        part = Part(heading, derived=derived)
        self.all.append(part)
        return part

    @property
    def only_cda(self) -> bytes | None:
        """The CDA document of a message that is nothing else but its envelope."""
        lines = [line for part in self.filled() for line in part.lines]
        return self.cda[0] if len(self.cda) == len(lines) == 1 and not lines[0].notes else None

    def filled(self) -> list[Part]:
        """Those with something in them."""
        return [part for part in self.all if any(line.whole.strip() for line in part.lines)]

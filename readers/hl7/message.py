"""A message parsed by python-hl7: segments, fields and components as text without escapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import hl7

from .escapes import Delimiters, unescape

_NULL = '""'
"""How a field says that its value is to be deleted."""

USED = frozenset(
    {"MSH", "EVN", "PID", "PV1", "PV2", "TXA", "OBR", "OBX", "NTE", "AL1", "IAM", "DG1"}
    | {"PRB", "PR1", "RF1", "PDA", "SCH", "AIS", "ORC", "TQ1", "ODS"}
    | {"RXO", "RXE", "RXD", "RXG", "RXA", "RXR", "RXC"}
)
"""Segments whose fields are read. Of others the name is enough, and parsing is what takes time."""

_NOWHERE = "\x01\x02\x03\x04"
"""Stand for delimiters that a header lacks when the standard's are taken."""


@dataclass(frozen=True, slots=True)
class Value:
    """One repetition of a field."""

    node: Any = ""
    """As python-hl7 has it: a string, or a list of components."""

    marks: Delimiters = field(default_factory=Delimiters)
    codec: str = "utf-8"

    def __bool__(self) -> bool:
        return bool(str(self.node).strip(self.marks.component + self.marks.subcomponent + ' "'))

    def __getitem__(self, component: int) -> str:
        """A component's text, from 1: its first subcomponent; empty when there is none."""
        return self.sub(component, 1)

    def sub(self, component: int, number: int) -> str:
        """A subcomponent's text, both from 1."""
        found = self._component(component)
        if not isinstance(found, str):
            found = str(found[number - 1]) if number <= len(found) else ""
        elif number > 1:
            found = ""
        return self._clean(found)

    def part(self, component: int) -> Value:
        """A component as a value of its own: its subcomponents as components."""
        return Value(self._component(component), self.marks, self.codec)

    @property
    def count(self) -> int:
        """Number of components."""
        return 1 if isinstance(self.node, str) else len(self.node)

    def sub_all(self, component: int) -> str:
        """A component's text with its subcomponents, whatever they are."""
        return self._clean(str(self._component(component)))

    @property
    def components(self) -> list[str]:
        """The components' texts, without trailing empty ones."""
        texts = [self[number] for number in range(1, self.count + 1)]
        while texts and not texts[-1]:
            texts.pop()
        return texts

    @property
    def whole(self) -> str:
        """All of it as text: what looks like a delimiter is kept, as senders forget to escape."""
        return self._clean(str(self.node))

    @property
    def raw(self) -> str:
        """As written, escapes and all."""
        return str(self.node)

    def _component(self, number: int) -> Any:
        if isinstance(self.node, str):
            return self.node if number == 1 else ""
        return self.node[number - 1] if number <= len(self.node) else ""

    def _clean(self, text: str) -> str:
        return "" if text == _NULL else unescape(text, self.marks, self.codec)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment; fields are numbered from 1 as in the standard."""

    fields: Any
    marks: Delimiters
    codec: str

    @property
    def name(self) -> str:
        """PID, OBX and so on."""
        return str(self.fields[0])

    def values(self, number: int) -> list[Value]:
        """The repetitions of a field, those that are not empty."""
        return [value for value in self.repetitions(number) if value]

    def repetitions(self, number: int) -> list[Value]:
        """The repetitions of a field, empty ones too."""
        if number >= len(self.fields):
            return []
        return [Value(node, self.marks, self.codec) for node in self.fields[number]]

    def lines(self, number: int) -> str:
        """A field of text as a whole: repetitions are lines (HL7 v2.5.1 2.A.79)."""
        if number >= len(self.fields):
            return ""
        text = str(self.fields[number])
        if text == _NULL:
            return ""
        return unescape(text.replace(self.marks.repetition, "\n"), self.marks, self.codec)

    def __getitem__(self, number: int) -> Value:
        """The first repetition of a field; an empty value when there is none."""
        found = self.repetitions(number)
        return found[0] if found else Value(marks=self.marks, codec=self.codec)

    def text(self, number: int, component: int = 1) -> str:
        """A component of the first repetition, without blanks around it."""
        return self[number][component].strip()


def parse(text: str, codec: str) -> list[Segment]:
    """The segments of a message whose segments are divided by CR."""
    head, cr, rest = text.lstrip("\ufeff").partition("\r")
    head, marks = _header(head)
    lines = (line if line[:3] in USED else line[:3] for line in rest.split("\r"))
    message = hl7.parse(head + cr + "\r".join(lines))
    return [Segment(fields, marks, codec) for fields in message if len(fields)]


def first(segments: list[Segment], name: str) -> Segment | None:
    """The first segment of a name."""
    return next(every(segments, name), None)


def every(segments: list[Segment], name: str) -> Iterator[Segment]:
    """The segments of a name."""
    return (segment for segment in segments if segment.name == name)


def _header(head: str) -> tuple[str, Delimiters]:
    r"""MSH with its delimiters mended, and these.

    Senders double the escape character (``^~\\&``); each delimiter is another character, so what
    is doubled is one. Missing ones are the standard's.
    """
    mark = head[3]
    written, _, rest = head[4:].partition(mark)
    signs = dict.fromkeys(c for c in written if not c.isalnum() and c not in f" {mark}")
    chosen = "".join(signs)
    defaults = Delimiters()
    standard = (defaults.component, defaults.repetition, defaults.escape, defaults.subcomponent)
    free = (sign for sign in (*standard, *_NOWHERE) if sign not in signs and sign != mark)
    full = chosen + "".join(next(free) for _ in standard[len(chosen) :])
    truncation = full[4:5] or defaults.truncation
    marks = Delimiters(mark, full[0], full[1], full[2], full[3], truncation)
    return f"{head[:4]}{full}{mark}{rest}", marks

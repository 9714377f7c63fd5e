"""Sections with titles and narratives, put together into one text with Section annotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cassis import TypeSystem

from ...core.cas import Cas
from ...typesystem import names
from .render import DOUBLED, Narrative

UNKNOWN = "unknown"
"""Kind and id of the sections; the annotator ``sections`` finds better ones."""


class Part:
    """A section of the document that is being built."""

    def __init__(
        self, title: str, code: str | None, templates: Sequence[str], derived: bool, up: Part | None
    ) -> None:
        self.title = title
        self.code = code
        self.templates = tuple(templates)
        self.derived = derived
        self.parent = up
        self.level: int = up.level + 1 if up else 1
        self.heading = (0, 0)
        """Span of the title; empty without one."""
        self.begin = 0
        """Offset of the body's first character."""
        self.end = 0
        """Offset after the body's last character, nested sections included."""
        self.annotation: Any = None
        """The cascara.type.Section, once ``Builder.cas`` has made it."""


class Builder:
    """Collects a document; see ``section``, ``add`` and ``cas``.

    >>> builder = Builder()
    >>> with builder.section("Allergies", code="48765-2") as part:
    ...     offset = builder.add(render(text_element))
    >>> cas = builder.cas(typesystem)
    >>> part.annotation.begin == offset
    """

    def __init__(self) -> None:
        self.ids: dict[str, tuple[int, int]] = {}
        """Spans in the document of the elements with an id; of an id given twice, the first."""
        self.parts: list[Part] = []
        """The sections in document order."""
        self._open: list[Part] = []
        self._waiting: list[Part] = []
        """Open sections whose bodies have not begun."""
        self._pieces: list[str] = []
        self._length = 0
        self._notes: Counter[str] = Counter()
        self._under_heading = False
        """Whether what was put last is a title."""

    @contextmanager
    def section(
        self,
        title: str = "",
        code: str | None = None,
        templates: Sequence[str] = (),
        derived: bool = False,
    ) -> Iterator[Part]:
        """A section, within the one that is open; ``code`` is LOINC. Sections may nest."""
        part = self.open(title, code, templates, derived)
        try:
            yield part
        finally:
            self.close()

    def open(
        self,
        title: str = "",
        code: str | None = None,
        templates: Sequence[str] = (),
        derived: bool = False,
    ) -> Part:
        """Begins a section; ``close`` ends it."""
        up = self._open[-1] if self._open else None
        part = Part(" ".join(title.split()), code, templates, derived, up)
        self.parts.append(part)
        self._open.append(part)
        if part.title:
            begin = self._put(part.title, "\n\n")
            part.heading = begin, self._length
            self._under_heading = True
        else:
            part.heading = self._length, self._length
        part.begin = part.end = self._length
        self._waiting.append(part)
        return part

    def close(self) -> None:
        """Ends the section opened last."""
        part = self._open.pop()
        if self._waiting and self._waiting[-1] is part:
            self._waiting.pop()
        else:
            part.end = self._length

    def add(self, narrative: Narrative) -> int:
        """Puts a narrative after what is there; the offset at which its text begins."""
        begin = self._put(narrative.text, "\n" if self._under_heading else "\n\n")
        for key, (first, last) in narrative.ids.items():
            if key in self.ids:
                self._notes[DOUBLED] += 1
            else:
                self.ids[key] = begin + first, begin + last
        for note in narrative.notes:
            words, _, count = note.rpartition(": ")
            if words and count.isdecimal():
                self._notes[words] += int(count)
            else:
                self._notes[note] += 0
        return begin

    @property
    def notes(self) -> list[str]:
        """What the narratives leave out, in words without content, added up."""
        return [f"{words}: {n}" if n else words for words, n in self._notes.items()]

    def cas(self, typesystem: TypeSystem) -> Cas:
        """The document's text with its sections; each Part then has its annotation."""
        cas = Cas("".join(self._pieces), typesystem)
        strings = cas.maker("uima.cas.StringArray")
        for part in self.parts:
            part.annotation = cas.new(
                names.SECTION,
                begin=part.begin,
                end=part.end,
                headingBegin=part.heading[0],
                headingEnd=part.heading[1],
                tagText=part.title or None,
                preferredText=part.title or None,
                id=UNKNOWN,
                kind=UNKNOWN,
                code=part.code,
                templates=strings(elements=list(part.templates)) if part.templates else None,
                derived=part.derived,
                level=part.level,
                parent=part.parent.annotation if part.parent else None,
            )
        cas.add_all([part.annotation for part in self.parts])
        return cas

    def _put(self, text: str, gap: str) -> int:
        """Puts a text after what is there; sections whose bodies have not begun begin with it."""
        if not text:
            return self._length
        if self._length:
            self._pieces.append(gap)
            self._length += len(gap)
        begin = self._length
        self._pieces.append(text)
        self._length += len(text)
        for part in self._waiting:
            part.begin = begin
        self._waiting.clear()
        self._under_heading = False
        return begin

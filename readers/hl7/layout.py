"""The text of a document from its parts, and the sections and entries on it."""

from __future__ import annotations

from typing import Any

from cassis import TypeSystem

from ...core.cas import Cas
from ...typesystem import names
from .parts import Line, Part, Parts
from .records import build
from .tables import Heading

Span = tuple[int, int]


class _Place:
    """Where a part and its lines are in the text."""

    def __init__(self, part: Part, heading: tuple[int, int], body: tuple[int, int]) -> None:
        self.part = part
        self.heading = heading
        self.body = body
        self.lines: list[tuple[Line, int, int]] = []
        self.sections: list[tuple[Heading, Span, Span]] = []
        """Of a report: each with its heading and its body."""


def lay_out(parts: Parts, typesystem: TypeSystem) -> Cas:
    """The document of a message; its text is empty when the parts hold none.

    A message that is one report and nothing else is its text alone. Each part made of codes is a
    section, and what a report calls one. Other text of reports is in none, for its headings are
    found like those of any text, the ones between reports too.
    """
    filled = parts.filled()
    reported = any(not part.derived for part in filled)
    headed = len(filled) > 1 or not reported
    text, places = _text(filled, headed)
    cas = Cas(text, typesystem)
    for place in places:
        section = None
        if place.part.derived:
            section = _section(cas, place.part.heading, place.heading, place.body, derived=True)
        for inner in place.sections:
            _section(cas, *inner, derived=False)
        for line, begin, end in place.lines:
            if line.entry is not None:
                note = "\n".join(line.notes) or None
                made = build(cas, line.entry, section=section, joined=True, note=note)
                made.begin, made.end = begin, end
                cas.add(made)
    return cas


def _text(parts: list[Part], headed: bool) -> tuple[str, list[_Place]]:
    pieces: list[str] = []
    places: list[_Place] = []
    length = 0

    def write(text: str) -> tuple[int, int]:
        nonlocal length
        pieces.append(text)
        begin, length = length, length + len(text)
        return begin, length

    for part in parts:
        if pieces:
            write("\n\n")
        heading = length, length
        if headed and part.heading.title:
            heading = write(f"{part.heading.title}:")
            write("\n")
        place = _Place(part, heading, (length, length))
        for number, line in enumerate(line for line in part.lines if line.whole.strip()):
            if number:
                write("\n")
            title = write(f"{line.section.title}:") if line.section else (length, length)
            if line.section:
                write("\n")
            own = write(line.text)
            place.lines.append((line, *own))
            for note in line.notes:
                write(f"\n{note}" if length > own[0] else note)
            if line.section:
                place.sections.append((line.section, title, (own[0], length)))
        place.body = place.body[0], length
        places.append(place)
    return "".join(pieces), places


def _section(cas: Cas, title: Heading, heading: Span, body: Span, derived: bool) -> Any:
    return cas.annotate(
        names.SECTION,
        *body,
        id="unknown",
        kind="unknown",
        preferredText=title.title or None,
        tagText=title.title or None,
        code=title.loinc or None,
        headingBegin=heading[0],
        headingEnd=heading[1],
        level=1,
        derived=derived,
    )

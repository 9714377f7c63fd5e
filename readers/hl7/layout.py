"""The text of a document from its parts, and the sections and entries on it."""

from __future__ import annotations

from typing import Any

from cassis import TypeSystem

from ...core.cas import Cas
from ...typesystem import names
from .parts import Line, Part, Parts
from .records import build


class _Place:
    """Where a part and its lines are in the text."""

    def __init__(self, part: Part, heading: tuple[int, int], body: tuple[int, int]) -> None:
        self.part = part
        self.heading = heading
        self.body = body
        self.lines: list[tuple[Line, int, int]] = []


def lay_out(parts: Parts, typesystem: TypeSystem) -> Cas:
    """The document of a message; its text is empty when the parts hold none.

    A message that is one report and nothing else is its text alone. Where somebody's report stands
    beside other parts, headings divide the text and are left to be found like any others; a
    document made of codes only gets a section for each part.
    """
    filled = parts.filled()
    reported = any(not part.derived for part in filled)
    headed = len(filled) > 1 or not reported
    text, places = _text(filled, headed)
    cas = Cas(text, typesystem)
    for place in places:
        section = None if reported else _section(cas, place)
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
            own = write(line.text)
            place.lines.append((line, *own))
            for note in line.notes:
                write(f"\n{note}" if length > own[0] else note)
        place.body = place.body[0], length
        places.append(place)
    return "".join(pieces), places


def _section(cas: Cas, place: _Place) -> Any:
    heading = place.part.heading
    return cas.annotate(
        names.SECTION,
        *place.body,
        id="unknown",
        kind="unknown",
        preferredText=heading.title or None,
        tagText=heading.title or None,
        code=heading.loinc or None,
        headingBegin=place.heading[0],
        headingEnd=place.heading[1],
        level=1,
        derived=place.part.derived,
    )

"""What a sentence inherits from the line that introduces it: "He denies:" and the list below.

Also headings that say how to read what follows: "Pertinent negatives", "Differential diagnosis".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_BULLET = re.compile(r"[ \t]*(?:[-*•·▪●◦‣⁃+o–]|\(?\d{1,2}[.)]|\(?[a-z][.)])(?=\s|[A-Za-z])")
_LONGEST_ITEM = 60
"""Characters of a line that can be an item of a list without bullets."""

Span = tuple[int, int]


class Section(NamedTuple):
    """A section as the rules need it."""

    kind: str
    begin: int
    end: int
    heading_begin: int = 0
    heading_end: int = 0


def leads(text: str, sentences: Sequence[Span], headings: dict[int, Span]) -> dict[int, Span]:
    """For each sentence (by index) that a lead-in introduces, the lead-in.

    ``headings`` are those that may be lead-ins, by the index of the sentence after them.
    """
    found: dict[int, Span] = {}
    lead: Span | None = None
    bulleted: bool | None = None
    for index, (begin, end) in enumerate(sentences):
        if index in headings:
            lead, bulleted = headings[index], None
        if lead is not None:
            last = lead[1] if bulleted is None else sentences[index - 1][1]
            kind = _item(text, last, begin, end)
            if kind is None or (bulleted is not None and (kind == "bullet") != bulleted):
                lead = None
            else:
                found[index] = lead
                if kind == "same line":
                    lead = None if bulleted is None else lead
                else:
                    bulleted = kind == "bullet"
        if text[end - 1] == ":":
            lead, bulleted = (begin, end), None
            found.pop(index, None)
    return found


def _item(text: str, last: int, begin: int, end: int) -> str | None:
    """How a sentence goes on after what ends at ``last``: None when it does not."""
    gap = text[last:begin]
    lines = gap.count("\n")
    if not lines:
        return "same line"
    start = text.rfind("\n", 0, begin) + 1
    if _BULLET.match(text, start):
        return "bullet" if lines <= 2 else None
    if lines == 1 and end - begin <= _LONGEST_ITEM:
        return "line"
    return None

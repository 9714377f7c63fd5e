"""What a sentence inherits from the line that introduces it: "He denies:" and the list below.

Also headings that say how to read what follows: "Pertinent negatives", "Differential diagnosis".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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


def led(
    text: str, sentences: Sequence[Span], lead: Span, first: int, stops: Collection[int]
) -> list[int]:
    """The indexes of the sentences that a lead-in introduces, from ``first`` on.

    At one of ``stops`` another heading or lead-in takes over.
    """
    found: list[int] = []
    last, bulleted = lead[1], None
    for index in range(first, len(sentences)):
        if index > first and index in stops:
            break
        kind = _item(text, last, *sentences[index])
        if kind is None or (bulleted is not None and (kind == "bullet") != bulleted):
            break
        found.append(index)
        if kind == "same line":
            if bulleted is None:
                break
        else:
            bulleted = kind == "bullet"
        last = sentences[index][1]
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

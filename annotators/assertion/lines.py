"""The boundaries of a sentence: punctuation, and the rows of boundaries.yaml."""

from __future__ import annotations

import re

from .phrases import Phrases
from .rules import Boundary
from .scopes import Event

_MARK = re.compile(r"[,;:()]")
_LABEL = re.compile(
    r"(?:[A-Z][\w/&'-]* (?:and |of |& )?)*[A-Z][\w/&'-]*(?: [a-z][\w/&'-]*){0,2} ?$"
)
"""What stands before a colon as the name of what follows: "Abdomen:", "Heart sounds:"."""


def boundaries(
    text: str, padded: str, phrases: Phrases[Boundary], begin: int, end: int
) -> list[Event]:
    """The marks and the boundary phrases of a sentence, in order."""
    events: list[Event] = []
    for start, stop, rows in phrases.find(padded, begin, end):
        for row in rows:
            if row.kind != "capital" or _starts_anew(text, begin, start):
                events.append((start, stop, row.kind, row))
    for match in _MARK.finditer(padded, begin + 1, end + 1):
        stop = match.start()
        mark = match.group()
        if mark == ":":
            label = _LABEL.search(text[begin : stop - 1])
            if label is not None and text[stop : stop + 1].isspace():
                events.append((begin + label.start(), stop, "label", None))
                continue
        events.append((stop - 1, stop, mark, None))
    events.sort(key=_place)
    return events


def _place(event: Event) -> int:
    return event[0]


def _starts_anew(text: str, begin: int, start: int) -> bool:
    """Whether a word is capital after one that is not: "without rales Abdomen soft"."""
    before = text[begin:start].rstrip().rpartition(" ")[2]
    return text[start].isupper() and before[:1].islower()

"""The boundaries of a sentence: punctuation, and the rows of boundaries.yaml."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .automaton import MARKS
from .findings import Cluster
from .phrases import Phrases, Source
from .scopes import Event

_LABEL = re.compile(
    r"(?:[A-Z][\w/&'-]* (?:and |of |& )?)*[A-Z][\w/&'-]*(?: [a-z][\w/&'-]*){0,2} ?$"
)
"""What stands before a colon as the name of what follows: "Abdomen:", "Heart sounds:"."""

_NONE = Cluster(1 << 62, 1 << 62, -1)
"""After the last mention."""


def boundaries(
    phrases: Phrases, source: Source, begin: int, end: int, clusters: Sequence[Cluster] = ()
) -> list[Event]:
    """The marks and the boundary phrases of a sentence, in order of their ends.

    Those within one of ``clusters`` are part of it; labels are not.
    """
    text, low = source.text, source.low
    found: list[Event] = []
    holes = iter(clusters)
    hole = next(holes, _NONE)
    for start, stop, rows in phrases.bounds(source, begin, end):
        mark = low[start - 1]
        if mark in MARKS and start > begin:
            while hole.end < start:
                hole = next(holes, _NONE)
            event = _colon(text, begin, start) if mark == ":" else (start - 1, start, mark, None)
            if hole.begin >= start or event[2] == "label":
                found.append(event)
        if stop == start:
            continue
        plus = low[stop - 1] == "+"  # a finding, as in "2+ edema, +rash"
        place = stop - 1 if plus else start
        while hole.end <= place:
            hole = next(holes, _NONE)
        if hole.begin <= place:
            continue
        if plus:
            found.append((place, stop, "+", None))
            continue
        for row in rows:
            kind = row.kind
            if kind != "capital" or _starts_anew(text, begin, start):
                found.append((start, stop, kind, row))
    return found


def _colon(text: str, begin: int, end: int) -> Event:
    """A colon that ends at ``end``; with the name before it, it is a label."""
    if text[end : end + 1].isspace():
        label = _LABEL.search(text[begin : end - 1])
        if label is not None:
            return begin + label.start(), end, "label", None
    return end - 1, end, ":", None


def _starts_anew(text: str, begin: int, start: int) -> bool:
    """Whether a word is capital after one that is not: "without rales Abdomen soft"."""
    before = text[begin:start].rstrip().rpartition(" ")[2]
    return text[start].isupper() and before[:1].islower()

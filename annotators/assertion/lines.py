"""The boundaries of a sentence: punctuation, and the rows of boundaries.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .events import Event
from .findings import Cluster
from .phrases import BEFORE, Phrases
from .rules import Rules

_MARKS = ",;:()"
_LABEL = re.compile(
    r"(?:[A-Z][\w/&'-]* (?:and |of |& )?)*[A-Z][\w/&'-]*(?: [a-z][\w/&'-]*){0,2} ?$"
)
"""What stands before a colon as the name of what follows: "Abdomen:", "Heart sounds:"."""

_NONE = Cluster(1 << 62, 1 << 62, -1)
"""After the last mention."""


class Boundaries:
    """Finds what may bound a scope."""

    def __init__(self, rules: Rules) -> None:
        self._phrases = Phrases(rules, rules.boundaries)
        # One set of first characters for all three: re skips to it fast.
        phrase, mark, plus = self._phrases.pattern, rf"(?<=[{_MARKS}])", r"(?<=[ /])\+(?=\w)"
        self._pattern = re.compile(rf"[{BEFORE}](?:{phrase}|{mark}|{plus})")

    def scan(
        self, text: str, padded: str, begin: int, end: int, clusters: Sequence[Cluster] = ()
    ) -> Iterator[Event]:
        """The marks and the boundary phrases of a sentence, in order of their ends.

        Those within one of ``clusters`` are part of it; labels are not.
        """
        rows = self._phrases.rows
        holes = iter(clusters)
        hole = next(holes, _NONE)
        for match in self._pattern.finditer(padded, begin, end + 1):
            start, stop = match.span()
            mark = padded[start]
            if mark in _MARKS and start > begin:
                while hole.end < start:
                    hole = next(holes, _NONE)
                event = _mark(text, begin, start, mark)
                if hole.begin >= start or event[2] == "label":
                    yield event
            if stop - start > 1:
                plus = padded[stop - 1] == "+"
                place = stop - 2 if plus else start
                while hole.end <= place:
                    hole = next(holes, _NONE)
                if hole.begin <= place:
                    continue
                if plus:
                    yield place, stop - 1, "+", None
                    continue
                for row in rows(padded[start + 1 : stop]):
                    if row.kind != "capital" or _starts_anew(text, begin, start):
                        yield start, stop - 1, row.kind, row


def _mark(text: str, begin: int, end: int, mark: str) -> Event:
    """A mark that ends at ``end``; a colon with the name before it is a label."""
    if mark == ":" and text[end : end + 1].isspace():
        label = _LABEL.search(text[begin : end - 1])
        if label is not None:
            return begin + label.start(), end, "label", None
    return end - 1, end, mark, None


def _starts_anew(text: str, begin: int, start: int) -> bool:
    """Whether a word is capital after one that is not: "without rales Abdomen soft"."""
    before = text[begin:start].rstrip().rpartition(" ")[2]
    return text[start].isupper() and before[:1].islower()

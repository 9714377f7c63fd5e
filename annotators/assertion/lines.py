"""The boundaries of a sentence: punctuation, and the rows of boundaries.yaml."""

from __future__ import annotations

import re

from .phrases import Phrases
from .rules import Rules
from .scopes import Event

_MARKS = ",;:()"
_LABEL = re.compile(
    r"(?:[A-Z][\w/&'-]* (?:and |of |& )?)*[A-Z][\w/&'-]*(?: [a-z][\w/&'-]*){0,2} ?$"
)
"""What stands before a colon as the name of what follows: "Abdomen:", "Heart sounds:"."""


class Boundaries:
    """Finds what may bound a scope."""

    def __init__(self, rules: Rules) -> None:
        self._phrases = Phrases(rules, rules.boundaries)
        self._pattern = re.compile(rf"{self._phrases.pattern}|[{_MARKS}]|[ ,;:(/]\+(?=\w)")

    def find(self, text: str, padded: str, begin: int, end: int) -> list[Event]:
        """The marks and the boundary phrases of a sentence, in order."""
        events: list[Event] = []
        rows = self._phrases.rows
        for match in self._pattern.finditer(padded, begin, end + 1):
            start, stop = match.span()
            mark = padded[start]
            if mark in _MARKS and start > begin:
                events.append(_mark(text, begin, start, mark))
            if padded[stop - 1] == "+":
                events.append((stop - 2, stop - 1, "+", None))
            elif stop - start > 1:
                for row in rows(padded[start + 1 : stop]):
                    if row.kind != "capital" or _starts_anew(text, begin, start):
                        events.append((start, stop - 1, row.kind, row))
        return events


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

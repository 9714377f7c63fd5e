"""Cues written as marks: question marks, plus and minus, boxes to tick, yes/no forms."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from .rules import Cue, Rules
from .scopes import Event, Hit


class Form(NamedTuple):
    """A row of forms.yaml, compiled."""

    cue: Cue
    needs: re.Pattern[str]
    when: re.Pattern[str] | None
    pattern: re.Pattern[str]
    until: re.Pattern[str] | None


class Forms:
    """The rows that are patterns."""

    def __init__(self, rules: Rules) -> None:
        self._forms = [
            Form(
                cue,
                re.compile(cue.needs),
                _compiled(cue.when),
                re.compile(cue.pattern),
                _compiled(cue.until),
            )
            for cue in rules.cues
            if cue.pattern
        ]

    def places(self, low: str, begins: Sequence[int]) -> dict[int, list[Form]]:
        """The forms that each sentence may hold, by its index; ``begins`` are the sentences'."""
        found: dict[int, list[Form]] = {}
        for form in self._forms:
            indexes = {bisect_right(begins, m.start()) - 1 for m in form.needs.finditer(low)}
            if indexes and form.cue.anywhere and form.when and not form.when.search(low):
                continue
            for index in indexes:
                found.setdefault(index, []).append(form)
        return found


def marks(forms: Sequence[Form], low: str, begin: int, end: int) -> tuple[list[Hit], list[Event]]:
    """The marks in a sentence, and what bounds their scopes."""
    line = low[begin:end]
    hits: list[Hit] = []
    events: list[Event] = []
    for cue, _, when, pattern, until in forms:
        if when is not None and not cue.anywhere and not when.search(line):
            continue
        group = pattern.groups
        found = [
            (m.start(group) + begin, m.end(group) + begin, (cue,)) for m in pattern.finditer(line)
        ]
        hits += found
        if found and until is not None:
            events += [
                (m.start() + begin, m.end() + begin, "mark", None) for m in until.finditer(line)
            ]
    return hits, events


def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None

"""Cues written as marks: question marks, plus and minus, boxes to tick, yes/no forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .rules import Cue, Rules
from .scopes import Event, Hit


class Form(NamedTuple):
    """A row of forms.yaml, compiled."""

    cue: Cue
    when: re.Pattern[str] | None
    pattern: re.Pattern[str]
    until: re.Pattern[str] | None


class Forms:
    """The rows that are patterns."""

    def __init__(self, rules: Rules) -> None:
        self._forms = [
            Form(cue, _compiled(cue.when), re.compile(cue.pattern), _compiled(cue.until))
            for cue in rules.cues
            if cue.pattern
        ]

    def possible(self, low: str) -> Sequence[Form]:
        """The forms that a text may hold."""
        return [
            form
            for form in self._forms
            if form.cue.needs in low
            and (form.when is None or not form.cue.anywhere or form.when.search(low))
        ]


def marks(forms: Sequence[Form], low: str, begin: int, end: int) -> tuple[list[Hit], list[Event]]:
    """The marks in a sentence, and what bounds their scopes."""
    line = low[begin:end]
    hits: list[Hit] = []
    events: list[Event] = []
    for cue, when, pattern, until in forms:
        if cue.needs not in line or (when and not cue.anywhere and not when.search(line)):
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

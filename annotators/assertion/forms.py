"""Cues written as marks: question marks, plus and minus, boxes to tick, yes/no forms."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from .phrases import Hit, Phrase, phrase
from .rules import Cue, Rules
from .scopes import Event


class Form(NamedTuple):
    """A row of forms.yaml, compiled."""

    cue: Cue
    when: re.Pattern[str] | None
    pattern: re.Pattern[str]
    until: re.Pattern[str] | None
    phrase: Phrase


class Forms:
    """The rows that are patterns."""

    def __init__(self, rules: Rules) -> None:
        needs: dict[str, list[Form]] = {}
        for cue in rules.cues:
            if cue.pattern:
                form = Form(
                    cue,
                    _compiled(cue.when),
                    re.compile(cue.pattern),
                    _compiled(cue.until),
                    phrase((cue,)),
                )
                for one in cue.needs:
                    needs.setdefault(one, []).append(form)
        self._needs = [(_opening(one), re.compile(one), forms) for one, forms in needs.items()]

    def places(self, low: str, begins: Sequence[int]) -> dict[int, list[Form]]:
        """The forms that each sentence may hold, by its index; ``begins`` are the sentences'."""
        found: dict[int, list[Form]] = {}
        for first, needs, forms in self._needs:
            if first not in low or needs.search(low) is None:
                continue
            indexes = {bisect_right(begins, m.start()) - 1 for m in needs.finditer(low)}
            for form in forms:
                if form.cue.anywhere and form.when and not form.when.search(low):
                    continue
                for index in indexes:
                    held = found.setdefault(index, [])
                    if all(form is not one for one in held):
                        held.append(form)
        return found


def marks(forms: Sequence[Form], low: str, begin: int, end: int) -> tuple[list[Hit], list[Event]]:
    """The marks in a sentence, and what bounds their scopes."""
    line = low[begin:end]
    hits: list[Hit] = []
    events: list[Event] = []
    for cue, when, pattern, until, what in forms:
        if when is not None and not cue.anywhere and not when.search(line):
            continue
        group = pattern.groups
        found = [
            (m.start(group) + begin, m.end(group) + begin, what) for m in pattern.finditer(line)
        ]
        hits += found
        if found and until is not None:
            events += [
                (m.start() + begin, m.end() + begin, "mark", None) for m in until.finditer(line)
            ]
    return hits, events


def _opening(pattern: str) -> str:
    """A character that all that a pattern matches holds: a mark, as letters are in every text."""
    plain: str = re.findall(r"^(?:(?:\\\W|[^][\\(){}?*+.|^$])(?![?*+{]))+", pattern)[0]
    return next((c for c in plain if not (c.isalnum() or c in "\\ ")), plain[0])


def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None

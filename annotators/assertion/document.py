"""A text as the rules look at it, and the compiled rules."""

from __future__ import annotations

import re
from typing import NamedTuple

from .automaton import BEFORE
from .forms import Forms
from .people import People
from .phrases import Phrases, Source
from .rules import Rules
from .trie import factor

_SCANNED = frozenset(
    {
        "negated", "possible", "historical", "hypothetical", "generic", "family_member",
        "donor_family_member", "donor_other", "other", "pseudo", "member",
    }
)  # fmt: skip


class Toolbox:
    """The rules, compiled."""

    def __init__(self, rules: Rules) -> None:
        scanned = [row for row in rules.cues if row.category in _SCANNED and row.phrases]
        self.phrases = Phrases(rules, scanned, rules.boundaries)
        self.helpers = {
            name: re.compile(rf"(?<![^{re.escape(BEFORE)}])(?:{_any_of(rules, name)})(?!\w)")
            for name in ("onset", "actual", "future")
        }
        self.forms = Forms(rules)
        self.people = People(rules)
        self.yes = re.compile(rf"(?:{_any_of(rules, 'affirmed')})(?!\w)")


def _any_of(rules: Rules, category: str) -> str:
    """A pattern of the phrases of a category."""
    rows = [row for row in rules.cues if row.category == category]
    return factor(phrase for row in rows for phrase in rules.expand(row))


class Document(NamedTuple):
    """A text as the rules look at it."""

    tools: Toolbox
    source: Source

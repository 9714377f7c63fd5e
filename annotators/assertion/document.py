"""A text as the rules look at it, and the compiled rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .automaton import BEFORE
from .findings import Span
from .forms import Forms
from .people import People
from .phrases import Phrases, Source
from .rules import Rules
from .trie import factor

__all__ = ["Document", "Source", "Toolbox"]

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


class Document:
    """A text as the rules look at it."""

    def __init__(
        self, tools: Toolbox, source: Source, sentences: Sequence[Span], begins: Sequence[int]
    ) -> None:
        """``begins`` are where the sentences begin."""
        self.tools = tools
        self.source = source
        self.text, self.low = source.text, source.low
        self.forms = tools.forms.places(self.low, begins)
        """The forms that each sentence may hold, by its index."""
        self.cues = tools.phrases.cues(source, sentences, begins)
        """The cues of each sentence that has one, by its index."""

    def speaks(self, index: int, first: int, last: int) -> bool:
        """Whether a sentence may say something of its mentions.

        They begin from ``first`` to ``last``. Where a mention runs into a cue, another may be left
        of it: that counts as any direction.
        """
        if index in self.forms:
            return True
        for begin, end, phrase in self.cues.get(index, ()):
            ahead, behind = begin <= last, first < end
            if (ahead and behind) or (ahead and phrase.ahead) or (behind and phrase.behind):
                return True
        return False

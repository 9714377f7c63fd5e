"""A text as the rules look at it, and the compiled rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .findings import Span
from .forms import Forms
from .lines import Boundaries
from .people import People
from .phrases import CONTRACTION, Phrases, normalise
from .rules import Cue, Rules
from .scopes import Hit
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
        def cues(categories: Iterable[str]) -> list[Cue]:
            return [row for row in rules.cues if row.category in categories and row.phrases]

        self.cues = Phrases(rules, cues(_SCANNED))
        self.boundaries = Boundaries(rules)
        self.helpers = {
            name: Phrases(rules, cues([name])) for name in ("onset", "actual", "future")
        }
        self.forms = Forms(rules)
        self.people = People(rules)
        affirmed = [p for row in cues(["affirmed"]) for p in rules.expand(row)]
        self._starts = self.cues.starts()
        self.yes = re.compile(rf"(?:{factor(affirmed)})(?!\w)")

    def read(self, texts: Sequence[str]) -> list[Source]:
        """The texts, made ready together."""
        lows = [normalise(text) for text in texts]
        padded = [" " + low for low in lows]
        return [
            Source(*one) for one in zip(texts, lows, padded, self._starts.find(padded), strict=True)
        ]


class Source(NamedTuple):
    """A text, made ready."""

    text: str
    low: str
    """As ``normalise`` gives it."""

    padded: str
    """``low`` after a space."""

    places: list[int]
    """Where in ``padded`` a cue may follow."""


class Document:
    """A text as the rules look at it."""

    def __init__(
        self,
        tools: Toolbox,
        source: Source,
        sentences: Sequence[Span],
        begins: Sequence[int],
        indexes: Iterable[int],
    ) -> None:
        """``begins`` are where the sentences begin, ``indexes`` those with a mention."""
        self.tools = tools
        self.text, self.low, self.padded, places = source
        self.forms = tools.forms.places(self.low, begins)
        """The forms that each sentence may hold, by its index."""
        self.cues = self._cues(sentences, indexes, places)
        """The cues of each sentence that has a mention, by its index."""
        self.open: dict[Span, list[tuple[Hit, Cue]]] = {}
        """The cues of lead-ins that are still open where they end; filled as they are needed."""

    def speaks(self, index: int, first: int, last: int) -> bool:
        """Whether a sentence may say something of its mentions.

        They begin from ``first`` to ``last``.
        """
        hits = self.cues.get(index)
        return index in self.forms or (hits is not None and _may_reach(hits, first, last))

    def _cues(
        self, sentences: Sequence[Span], indexes: Iterable[int], places: Sequence[int]
    ) -> dict[int, list[Hit]]:
        cues, padded = self.tools.cues, self.padded
        contracted = CONTRACTION in padded
        found: dict[int, list[Hit]] = {}
        for index in indexes:
            begin, end = sentences[index]
            if contracted and padded.find(CONTRACTION, begin, end + 1) >= 0:
                hits = cues.find(padded, begin, end)
            else:
                hits = cues.find_at(padded, places, begin, end)
            if hits:
                found[index] = hits
        return found


def _may_reach(hits: Sequence[Hit], first: int, last: int) -> bool:
    """Whether a cue could reach a mention, by its direction; see ``Document.speaks``.

    Where a mention runs into a cue, another may be left of it: that counts as any direction.
    """
    for begin, end, cues in hits:
        ahead, behind = begin <= last, first < end
        if ahead and behind:
            return True
        for cue in cues:
            if cue.category == "pseudo":
                continue
            if ahead and cue.direction != "backward":
                return True
            if behind and (cue.direction != "forward" or cue.answer or cue.category == "member"):
                return True
    return False

"""A text as the rules look at it, and the compiled rules."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .forms import Forms
from .lines import Boundaries
from .people import People
from .phrases import Phrases, normalise
from .rules import Cue, Rules
from .scopes import Hit
from .trie import factor

_SCANNED = frozenset(
    {
        "negated", "possible", "historical", "hypothetical", "generic", "family_member",
        "donor_family_member", "donor_other", "other", "pseudo", "member",
    }
)  # fmt: skip
SUBJECTS = frozenset({"family_member", "donor_family_member", "donor_other", "other"})
"""Categories that say whose a thing is."""

Span = tuple[int, int]


class Finding(NamedTuple):
    """A rule that applies to a mention, and where it was seen."""

    category: str
    rule: str
    begin: int
    end: int
    scope: Span
    distance: int
    targets: tuple[str, ...] = ()
    """Sorts of mention it applies to; empty: all."""


@dataclass(slots=True)
class Cluster:
    """Mentions that overlap: judged as one, by where the first begins."""

    begin: int
    end: int
    members: list[int]
    findings: list[Finding] = field(default_factory=list)


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
        self.yes = re.compile(rf"(?:{factor(affirmed)})(?!\w)")


class Document:
    """A text as the rules look at it."""

    def __init__(
        self,
        tools: Toolbox,
        text: str,
        sentences: Sequence[Span],
        begins: Sequence[int],
        indexes: Sequence[int],
    ) -> None:
        """``begins`` are where the sentences begin, ``indexes`` those with a mention."""
        self.tools = tools
        self.text = text
        self.low = normalise(text)
        self.padded = " " + self.low
        self.forms = tools.forms.places(self.low, begins)
        """The forms that each sentence may hold, by its index."""
        self.cues = self._cues(sentences, begins, indexes)
        """The cues of each sentence that has a mention, by its index."""

    def _cues(
        self, sentences: Sequence[Span], begins: Sequence[int], indexes: Sequence[int]
    ) -> dict[int, list[Hit]]:
        """One pass over neighbouring sentences; a phrase that runs over an end is none."""
        cues, padded = self.tools.cues, self.padded
        found: dict[int, list[Hit]] = {}
        torn: set[int] = set()
        for first, last in _runs(indexes):
            for hit in cues.find(padded, begins[first], sentences[last][1]):
                index = bisect_right(begins, hit[0], first, last + 1) - 1
                end = sentences[index][1]
                if hit[0] < end:
                    found.setdefault(index, []).append(hit)
                    if hit[1] > end:
                        torn.update(range(index, bisect_left(begins, hit[1])))
        for index in torn:
            found[index] = cues.find(padded, *sentences[index])
        return found


def _runs(indexes: Sequence[int]) -> Iterator[Span]:
    """First and last of each run of numbers that follow one another."""
    first = last = -1
    for index in indexes:
        if index != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = index
        last = index
    if first >= 0:
        yield first, last

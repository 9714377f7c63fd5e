"""Which drug a change of status is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

from .items import Item
from .passages import FARTHEST, Drug, Passage
from .rules import Lexicon

_LISTED = frozenset({",", "and", "or", "&", "/", "as", "well", "plus", "with"})
_OPENERS = frozenset({":", "-", "–", '"', "(", "'"})
_BEFORE_CUE = frozenset({",", ":", "-", "–", "(", "[", "|", "/", "."})
_EXCHANGES = frozenset({"change", "stop"})
"""Cues with which "A to B" means stop A, start B."""

_SHARED = frozenset({"start", "stop", "noChange", "allergy"})
"""Changes that hold for all drugs of a list; a dose goes up or down one drug at a time."""

_LOOK_BACK = 3
"""Words before a cue in which a negator voids it."""


@dataclass(slots=True)
class Change:
    """A status cue of one drug."""

    cue: Item
    value: str
    """Of the cue, or that of one half of "A was changed to B"."""

    forward: bool
    """The cue stands before the drug."""

    sure: bool
    """Needs no dose to be believed: passive, or a determiner between cue and drug."""

    listed: bool
    """Another drug stands between, in one list with this one; or the cue has a cell of its own."""


@dataclass(slots=True)
class Changes:
    """The status cues of a passage by drug (index in ``Passage.drugs``)."""

    by_drug: dict[int, list[Change]] = field(default_factory=dict)
    starts: set[int] = field(default_factory=set)
    """First tokens of the cues that are about a drug after them: a chain must not pass them."""

    def add(self, drug: int, change: Change) -> None:
        """Notes a change."""
        self.by_drug.setdefault(drug, []).append(change)


class StatusLinker:
    """Links status cues to drugs."""

    def __init__(self, lexicon: Lexicon) -> None:
        status = lexicon.status
        self._negators = lexicon.negators
        self._negating = frozenset(chain.from_iterable(lexicon.negators))
        self._passives, self._plurals = status.passives, status.plurals
        self._descriptive = status.descriptive
        self._determiners = status.determiners
        self._before, self._after = status.bridge_before, status.bridge_after

    def link(self, passage: Passage) -> Changes:
        """All changes told in a passage."""
        changes = Changes()
        for cue in passage.items:
            if cue.kind != "status":
                continue
            words = self._words_before(passage, cue.first)
            if self._negated(words) or not self._link(passage, cue, words, changes):
                passage.drop(cue)
        if passage.state is not None:
            for index in range(len(passage.drugs)):
                value = passage.state.value
                changes.add(index, Change(passage.state, value, False, True, True))
        return changes

    def _link(self, passage: Passage, cue: Item, words: list[str], changes: Changes) -> bool:
        """Finds the drugs of a cue after some ``words``; False when there are none."""
        drugs = passage.drugs
        after = bisect_left(drugs, cue.last, key=attrgetter("first"))
        passive = bool(words[:2]) and any(w in self._passives for w in words[:2])
        forward = after < len(drugs) and self._bridges_forward(passage, cue, drugs[after])
        backward = after > 0 and self._bridges_back(passage, drugs[after - 1], cue)
        on = passage.tokens.words[cue.last - 1] in ("on", "to", "from", "of", "with")
        if forward and not (backward and passive and not on):
            changes.starts.add(cue.first)
            self._link_forward(passage, cue, after, passive, changes)
        elif backward and (passive or (not on and self._describes(passage, drugs[after - 1], cue))):
            plural = any(w in self._plurals for w in words)
            for index in self._list_before(passage, after - 1, plural and cue.value in _SHARED):
                changes.add(index, Change(cue, cue.value, False, passive, index < after - 1))
        else:
            return False
        return True

    def _describes(self, passage: Passage, drug: Drug, cue: Item) -> bool:
        """Whether a cue that is not passive can be about the drug before it."""
        word = passage.tokens.words[cue.first]
        if word.endswith("ed") or word in self._descriptive:
            return True
        bare = passage.bare(drug.last, cue.first)
        return bool(bare) and all(w in _BEFORE_CUE for w in bare)

    def _link_forward(
        self, passage: Passage, cue: Item, after: int, passive: bool, changes: Changes
    ) -> None:
        drugs = passage.drugs
        sure = passive or bool(passage.bare(cue.last, drugs[after].first))
        pair = drugs[after : after + 2]
        if cue.value in _EXCHANGES and len(pair) == 2 and self._exchanged(passage, *pair):
            changes.add(after, Change(cue, "stop", True, sure, False))
            changes.add(after + 1, Change(cue, "start", True, sure, True))
            return
        for index in self._list_after(passage, after, cue.value):
            changes.add(index, Change(cue, cue.value, True, sure, index > after))

    def _exchanged(self, passage: Passage, old: Drug, new: Drug) -> bool:
        """Whether one drug takes the place of the other: "switched from A to B"."""
        return passage.bare(old.last, new.first)[:1] in (["to"], ["with"], ["by"])

    def _bridges_forward(self, passage: Passage, cue: Item, drug: Drug) -> bool:
        if drug.first - cue.last > FARTHEST:
            return False
        for item in passage.inside(cue.last, drug.first):
            if item.kind in ("status", "barrier", "measure"):
                return False
        bare = passage.bare(cue.last, drug.first)
        return all(w in self._before or w in _OPENERS for w in bare)

    def _bridges_back(self, passage: Passage, drug: Drug, cue: Item) -> bool:
        if "before_only" in cue.traits:
            return False
        if cue.first - drug.last > FARTHEST:
            return False
        for item in passage.inside(drug.last, cue.first):
            if item.kind in ("barrier", "measure"):
                return False
        bare = passage.bare(drug.last, cue.first)
        if cue.first >= passage.joint > drug.first:  # "Metoprolol 25 mg. Discontinued."
            return bare in ([], ["."]) and passage.tokens.words[cue.last] in ("", ".")
        return all(w in self._after or w in _BEFORE_CUE for w in bare)

    def _list_after(self, passage: Passage, index: int, value: str) -> Iterator[int]:
        """The drug and those listed after it: "start A, B and C"."""
        yield index
        while value in _SHARED and index + 1 < len(passage.drugs):
            if not self._listed(passage, index):
                return
            index += 1
            yield index

    def _list_before(self, passage: Passage, index: int, shared: bool) -> Iterator[int]:
        """The drug and those listed before it: "A, B and C were held"."""
        yield index
        while shared and index > 0 and self._listed(passage, index - 1):
            index -= 1
            yield index

    def _listed(self, passage: Passage, index: int) -> bool:
        """Whether a drug and the next are items of one list."""
        first, last = passage.drugs[index].last, passage.drugs[index + 1].first
        if any(i.kind in ("status", "barrier") for i in passage.inside(first, last)):
            return False
        bare = passage.bare(first, last)
        return bool(bare) and all(w in _LISTED or w in self._determiners for w in bare)

    def _negated(self, words: list[str]) -> bool:
        if self._negating.isdisjoint(words):  # mostly
            return False
        before = tuple(reversed(words))
        ends = range(1, len(before) + 1)
        return any(before[b:e] in self._negators for e in ends for b in range(e))

    def _words_before(self, passage: Passage, index: int) -> list[str]:
        """Up to three words before a token, nearest first, up to a mark."""
        found: list[str] = []
        for place in range(index - 1, -1, -1):
            word = passage.tokens.words[place]
            if word.isspace():
                continue
            if not word[0].isalpha() or len(found) == _LOOK_BACK:
                break
            found.append(word.replace("’", "'"))
        return found

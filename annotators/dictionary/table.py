"""A trie laid in a hash table: from the hash of a term's first words to whether it goes on.

Every prefix of every term has a slot. Open addressing with double hashing over two flat arrays,
so that the table is used as it lies in a file, and all tokens of a batch are looked up at once.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .tokenise import Flags, Hashes, Ints, Tokens, extend

Values = npt.NDArray[np.int32]

PREFIX = -1
"""Value of a slot where terms go on and none ends."""

ABSENT = -2
"""Value of a hash that has no slot."""

_FULLEST = 0.45
"""Share of slots in use above which probing takes long."""

_REMEMBERED = 1 << 15
"""Single words that are remembered at most; a power of two."""

_FEW = 24
"""Hashes that are looked up faster one by one than together."""

_STEP, _ODD = np.uint64(0xFFFF), np.uint64(1)


def prefix_hashes(tokens: Tokens, first: Flags) -> Hashes:
    """For every token the hash of its term from the first token to this one.

    ``first`` marks the tokens that begin a term.
    """
    index = np.arange(len(tokens))
    depth = index - np.maximum.accumulate(np.where(first, index, 0))
    prefix: Hashes = tokens.hash.copy()
    order = np.argsort(depth, kind="stable")
    levels = np.searchsorted(depth[order], np.arange(1, depth.max(initial=0) + 2))
    for begin, end in pairwise(levels.tolist()):
        at = order[begin:end]
        prefix[at] = extend(prefix[at - 1], tokens.hash[at])
    return prefix


class _Memory:
    """The values of hashes that were looked up lately, small enough for the processor's caches.

    A hash has one place, and the last one that was added for a place is in it.
    """

    __slots__ = ("_hashes", "_look_up", "_values")

    def __init__(self, look_up: Callable[[Hashes], Values]) -> None:
        self._look_up = look_up
        self._hashes = np.zeros(_REMEMBERED, np.uint64)
        self._values = np.full(_REMEMBERED, ABSENT, np.int32)

    def values(self, hashes: Hashes) -> Values:
        """The value of each hash, of which none may be 0."""
        place = (hashes & np.uint64(_REMEMBERED - 1)).view(np.int64)
        values: Values = self._values.take(place)
        unknown = np.flatnonzero(self._hashes.take(place) != hashes)
        if len(unknown):
            wanted, place = hashes.take(unknown), place.take(unknown)
            found = self._look_up(wanted)
            values[unknown] = found
            self._hashes[place], self._values[place] = wanted, found
        return values


class Table:
    """Slots in use hold a hash that is not 0; their number is a power of two."""

    def __init__(self, hashes: Hashes, values: Values) -> None:
        self.hashes = hashes
        self.values = values
        """Index of the term that ends there, or PREFIX."""
        self.recall = _Memory(self.look_up).values
        """``look_up`` for what is asked again and again: the first words of terms."""

    @classmethod
    def build(cls, hashes: Hashes, values: Values) -> Table:
        """A table of distinct hashes with their values."""
        size = 1 << 10
        while len(hashes) > _FULLEST * size:
            size *= 2
        table = cls(np.zeros(size, np.uint64), np.full(size, PREFIX, np.int32))
        waiting, wanted = np.arange(len(hashes)), table._slot(hashes)
        while len(waiting):
            slots, first = np.unique(wanted, return_index=True)
            free = table.hashes[slots] == 0
            placed = waiting[first[free]]
            table.hashes[slots[free]] = hashes[placed]
            table.values[slots[free]] = values[placed]
            left = np.ones(len(waiting), np.bool_)
            left[first[free]] = False
            waiting = waiting[left]
            wanted = (wanted[left] + table._step(hashes[waiting])) & (size - 1)
        return table

    def _slot(self, hashes: Hashes) -> Ints:
        """Where to look first: the high bits."""
        slot: Ints = (hashes >> np.uint64(65 - len(self.hashes).bit_length())).view(np.int64)
        return slot

    def _step(self, hashes: Hashes) -> Ints:
        """How far to go on from a slot that is another hash's: the low bits."""
        step: Ints = ((hashes & _STEP) | _ODD).view(np.int64)
        return step

    def look_up(self, hashes: Hashes) -> Values:
        """The value of each hash, or ABSENT. No hash may be 0."""
        slot = self.probe(hashes)
        values: Values = self.values.take(slot)
        values[slot < 0] = ABSENT
        return values

    def probe(self, hashes: Hashes) -> Ints:
        """The slot of each hash; -1 for one that is not there. No hash may be 0."""
        slot = self._slot(hashes)
        found = self.hashes.take(slot)
        missed = np.flatnonzero(found != hashes)
        left = missed.take(np.flatnonzero(found.take(missed) != 0))
        wanted, at = hashes.take(left), slot.take(left)
        step = self._step(wanted)
        slot[missed] = -1
        while len(left) > _FEW:
            at += step
            at &= len(self.hashes) - 1
            found = self.hashes.take(at)
            hit = np.flatnonzero(found == wanted)
            slot[left.take(hit)] = at.take(hit)
            found[hit] = 0
            on = np.flatnonzero(found != 0)
            left, wanted, at, step = left.take(on), wanted.take(on), at.take(on), step.take(on)
        for place, *search in zip(*(a.tolist() for a in (left, wanted, at, step)), strict=True):
            slot[place] = self._search(*search)
        return slot

    def _search(self, hash_: int, slot: int, step: int) -> int:
        """The slot of one hash, which is not in ``slot``; -1 when it is not there."""
        found = -1
        while found not in (hash_, 0):
            slot = (slot + step) & (len(self.hashes) - 1)
            found = self.hashes.item(slot)
        return slot if found else -1

    def find(self, tokens: Tokens) -> tuple[Ints, Ints, Values]:
        """First token, last token and term of every match, overlapping ones too."""
        start = np.flatnonzero(tokens.hash != 0)
        prefix = tokens.hash.take(start)
        last = start
        found: list[tuple[Ints, Ints, Values]] = []
        look_up = self.recall
        while len(start):
            term = look_up(prefix)
            look_up = self.look_up
            known = np.flatnonzero(term != ABSENT)
            start, last, prefix = start.take(known), last.take(known), prefix.take(known)
            term = term.take(known)
            ends = np.flatnonzero(term >= 0)
            found.append((start.take(ends), last.take(ends), term.take(ends)))
            on = np.flatnonzero(tokens.joined.take(last + 1))
            start, last = start.take(on), last.take(on) + 1
            prefix = extend(prefix.take(on), tokens.hash.take(last))
        if not found:
            empty = np.zeros(0, np.int64)
            return empty, empty, np.zeros(0, np.int32)
        starts, lasts, terms = zip(*found, strict=True)
        return np.concatenate(starts), np.concatenate(lasts), np.concatenate(terms)

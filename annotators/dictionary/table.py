"""A trie laid in a hash table: from the hash of a term's first words to whether it goes on.

Every prefix of every term has a slot. Open addressing with double hashing over two flat arrays,
so that the table is used as it lies in a file, and all tokens of a batch are looked up at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .tokenise import Flags, Hashes, Ints, Tokens, extend

Values = npt.NDArray[np.int32]

PREFIX = -1
"""Value of a slot where terms go on and none ends."""

_FULLEST = 0.45
"""Share of slots in use above which probing takes long."""

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


@dataclass(frozen=True, slots=True)
class Table:
    """Slots in use hold a hash that is not 0; their number is a power of two."""

    hashes: Hashes
    values: Values
    """Index of the term that ends there, or PREFIX."""

    @classmethod
    def build(cls, hashes: Hashes, values: Values) -> Table:
        """A table of distinct hashes with their values."""
        size = 1 << 10
        while len(hashes) > _FULLEST * size:
            size *= 2
        table = cls(np.zeros(size, np.uint64), np.full(size, PREFIX, np.int32))
        waiting, turn = np.arange(len(hashes)), 0
        while len(waiting):
            wanted = table._slot(hashes[waiting], turn)
            slots, first = np.unique(wanted, return_index=True)
            free = table.hashes[slots] == 0
            placed = waiting[first[free]]
            table.hashes[slots[free]] = hashes[placed]
            table.values[slots[free]] = values[placed]
            left = np.ones(len(waiting), np.bool_)
            left[first[free]] = False
            waiting, turn = waiting[left], turn + 1
        return table

    def _slot(self, hashes: Hashes, turn: int = 0) -> Ints:
        """Where to look at the ``turn``-th try: from the high bits on, in steps of the low ones."""
        bits = np.uint64(64 - (len(self.hashes).bit_length() - 1))
        slot: Ints = (hashes >> bits).astype(np.int64)
        if turn:
            slot += ((hashes & _STEP) | _ODD).astype(np.int64) * turn
            slot &= len(self.hashes) - 1
        return slot

    def probe(self, hashes: Hashes) -> Ints:
        """The slot of each hash; -1 for one that is not there. No hash may be 0."""
        slot = self._slot(hashes)
        found = self.hashes[slot]
        missed = np.flatnonzero(found != hashes)
        slot[missed] = -1
        left, turn = missed[found[missed] != 0], 1
        while len(left):
            next_slot = self._slot(hashes[left], turn)
            found = self.hashes[next_slot]
            hit = found == hashes[left]
            slot[left[hit]] = next_slot[hit]
            left = left[~hit & (found != 0)]
            turn += 1
        return slot

    def find(self, tokens: Tokens) -> tuple[Ints, Ints, Values]:
        """First token, last token and term of every match, overlapping ones too."""
        start = np.flatnonzero(tokens.hash)
        prefix = tokens.hash[start]
        last = start
        found: list[tuple[Ints, Ints, Values]] = []
        while len(start):
            slot = self.probe(prefix)
            known = np.flatnonzero(slot >= 0)
            start, last, prefix = start[known], last[known], prefix[known]
            term = self.values[slot[known]]
            ends = np.flatnonzero(term >= 0)
            found.append((start[ends], last[ends], term[ends]))
            on = np.flatnonzero(tokens.joined[last + 1])
            start, last = start[on], last[on] + 1
            prefix = extend(prefix[on], tokens.hash[last])
        if not found:
            empty = np.zeros(0, np.int64)
            return empty, empty, np.zeros(0, np.int32)
        starts, lasts, terms = zip(*found, strict=True)
        return np.concatenate(starts), np.concatenate(lasts), np.concatenate(terms)

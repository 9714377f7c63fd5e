"""Finding cues and boundaries in many texts at once, and keeping them for each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from .automaton import WITHIN, Automaton, Found
from .findings import Span
from .normal import normalise
from .rules import Boundary, Cue, Rules

_Ints = npt.NDArray[np.int64]
_Row = TypeVar("_Row", bound=Cue | Boundary)

_CONTRACTION = "n't"
"""The one ending that starts a phrase within a word: "isn't", "doesn't"."""


class Phrase(NamedTuple):
    """The cues that a phrase is, and the sides on which it may say something."""

    cues: tuple[Cue, ...]
    ahead: bool
    behind: bool


Hit = tuple[int, int, Phrase]
"""Begin and end of a cue, and what it is."""

_MARK, _PLUS = 0, 1
"""Labels of boundaries that are no phrases: one of ``MARKS``, a plus that opens a word."""

_BITS, _END = 12, 8
"""Bits of a packed boundary that are its label, and its length: the rest is where it begins."""

_LABELS, _ENDS = (1 << _BITS) - 1, (1 << _END) - 1


class Source(NamedTuple):
    """A text, made ready."""

    text: str
    low: str
    """As ``normalise`` gives it."""

    hits: list[Hit]
    """The longest cue at each place, in order."""

    begins: list[int]
    """Where each of them begins."""

    bounds: list[int]
    """The boundaries, in order, packed into a number each; ``Phrases.bounds`` unpacks."""


class Phrases:
    """The phrases of cues and boundaries, found together: of either the longest at a place."""

    def __init__(self, rules: Rules, cues: Iterable[Cue], boundaries: Iterable[Boundary]) -> None:
        said, bounds = _by_phrase(rules, cues), _by_phrase(rules, boundaries)
        self._cues: list[Phrase | None] = [None, None]
        self._rows: list[tuple[Boundary, ...]] = [(), ()]
        labels: dict[str, int] = {}
        known: dict[tuple[str, ...], int] = {}
        for text in said | bounds:
            rows, ends = said.get(text, ()), bounds.get(text, ())
            key = (*(row.id for row in rows), *(row.id for row in ends))
            if key not in known:
                known[key] = len(self._cues)
                self._cues.append(phrase(rows) if rows else None)
                self._rows.append(ends)
            labels[WITHIN + text if text.startswith(_CONTRACTION) else text] = known[key]
        self._automaton = Automaton(labels, rules.words["adverb"])
        self._is_cue = np.array([one is not None for one in self._cues])
        self._is_bound = np.array([bool(rows) for rows in self._rows])

    def read(self, texts: Sequence[str]) -> list[Source]:
        """Texts, made ready; many at once are faster."""
        lows = [normalise(text) for text in texts]
        found = self._automaton.find(lows)
        hits, begins = self._hits(found)
        rows = zip(texts, lows, hits, begins, self._packed(found), strict=True)
        return [Source(*row) for row in rows]

    def _hits(self, found: Found) -> tuple[list[list[Hit]], list[list[int]]]:
        """The cues of each text, and where they begin."""
        kept = np.flatnonzero(self._is_cue.take(found.labels))
        kept = kept.compress(_longest(found.before.take(kept)))
        before, last = found.before.take(kept), found.last.take(kept)
        cuts, places = _split(found, before)
        begins, ends = places.tolist(), (places + (last - before)).tolist()
        phrases = [self._cues[label] for label in found.labels.take(kept).tolist()]
        hits = cast("list[Hit]", list(zip(begins, ends, phrases, strict=True)))
        parts = [slice(*cut) for cut in pairwise(cuts)]
        return [hits[part] for part in parts], [begins[part] for part in parts]

    def _packed(self, found: Found) -> list[list[int]]:
        """The boundaries of each text."""
        kept = np.flatnonzero(self._is_bound.take(found.labels))
        phrases = found.before.take(kept)
        marks, pluses = found.marks(), found.pluses()
        before = np.concatenate((marks, pluses, phrases))
        what = np.concatenate(
            (
                np.full(len(marks), _MARK),
                np.full(len(pluses), _PLUS + (1 << _BITS)),
                (found.last.take(kept) - phrases << _BITS) + found.labels.take(kept),
            )
        )
        order = np.argsort(before, kind="stable")
        order = order.compress(_longest(before.take(order)))
        cuts, begins = _split(found, before.take(order))
        packed = ((begins << _BITS + _END) + what.take(order)).tolist()
        return [packed[begin:end] for begin, end in pairwise(cuts)]

    def cues(
        self, source: Source, sentences: Sequence[Span], begins: Sequence[int]
    ) -> dict[int, list[Hit]]:
        """The cues of each sentence that has one, by its index."""
        found: dict[int, list[Hit]] = {}
        places, first, count = source.begins, 0, len(source.begins)
        index = -1
        while first < count:
            index = bisect_right(begins, places[first], index + 1) - 1
            if index >= 0:
                end = sentences[index][1]
                last = bisect_left(places, end, first)
                if last > first:
                    kept = self._outermost(source.low, source.hits[first:last], end)
                    if kept:
                        found[index] = kept
                    first = last
                    continue
            first += 1
        return found

    def within(self, source: Source, begin: int, end: int) -> list[Hit]:
        """The cues in a part of a text."""
        first = bisect_left(source.begins, begin)
        last = bisect_left(source.begins, end, first)
        return self._outermost(source.low, source.hits[first:last], end)

    def _outermost(self, low: str, hits: list[Hit], end: int) -> list[Hit]:
        """Those that end by ``end`` and do not lie inside an earlier one."""
        if len(hits) == 1 and hits[0][1] <= end:
            return hits
        kept = []
        last = 0
        for hit in hits:
            cut = hit if hit[1] <= end else self.cue_at(low, hit[0], end)
            if cut is not None and cut[1] > last:
                last = cut[1]
                kept.append(cut)
        return kept

    def cue_at(self, low: str, begin: int, limit: int) -> Hit | None:
        """The longest cue from ``begin`` that ends by ``limit``."""
        for end, label in reversed(self._automaton.at(low, begin, limit)):
            cue = self._cues[label]
            if cue is not None:
                return begin, end, cue
        return None

    def bounds(
        self, source: Source, begin: int, end: int
    ) -> list[tuple[int, int, tuple[Boundary, ...]]]:
        """Begin, end and rows of the boundaries in a part of a text, none over another.

        A mark is before its begin, where it also ends, and may be before a phrase, too; a plus has
        no rows either.
        """
        found = []
        rows, packed = self._rows, source.bounds
        first = bisect_left(packed, begin << _BITS + _END)
        last = bisect_left(packed, end + 1 << _BITS + _END, first)
        reach = begin
        for bound in packed[first:last]:
            start = bound >> _BITS + _END
            if start >= reach:
                stop, label = start + (bound >> _BITS & _ENDS), bound & _LABELS
                if stop > end:
                    stop, label = self._bound_at(source.low, start, end)
                reach = stop + 1
                found.append((start, stop, rows[label]))
        return found

    def _bound_at(self, low: str, begin: int, limit: int) -> tuple[int, int]:
        """End and label of the longest boundary from ``begin`` that ends by ``limit``."""
        for end, label in reversed(self._automaton.at(low, begin, limit)):
            if self._rows[label]:
                return end, label
        return begin, _MARK


def phrase(cues: tuple[Cue, ...]) -> Phrase:
    """What is the same of a phrase wherever it stands."""
    counted = [cue for cue in cues if cue.category != "pseudo"]
    return Phrase(
        cues,
        any(cue.direction != "backward" for cue in counted),
        any(c.direction != "forward" or c.answer or c.category == "member" for c in counted),
    )


def _by_phrase(rules: Rules, rows: Iterable[_Row]) -> dict[str, tuple[_Row, ...]]:
    found: dict[str, tuple[_Row, ...]] = {}
    for row in rows:
        for text in dict.fromkeys(rules.expand(row)):
            found[text] = (*found.get(text, ()), row)
    return found


def _longest(places: _Ints) -> npt.NDArray[np.bool_]:
    """Which are the last of their place."""
    return np.append(places[1:] != places[:-1], True)[: len(places)]


def _split(found: Found, before: _Ints) -> tuple[list[int], _Ints]:
    """Where the phrases of each text are, and where in their texts they begin."""
    bases = np.array(found.bases)
    cuts = before.searchsorted(bases - 1)
    return cuts.tolist(), before + 1 - np.repeat(bases[:-1], np.diff(cuts))

"""Finding cues and boundaries in many texts at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from .automaton import MARKS, WITHIN, Automaton, Found, column
from .normal import normalise
from .rules import Boundary, Cue, Rules

Ints = npt.NDArray[np.signedinteger[Any]]
Codes = npt.NDArray[np.uint8]
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

COLON, _PLUS_KIND, LABEL = MARKS.index(":"), len(MARKS), len(MARKS) + 1
"""Kinds of boundary, after those of ``MARKS``; then come those of the rows."""

CAPITAL = 2
"""How special a boundary is that counts with a capital only; a colon is 1, most are 0."""

_NONE, PLUS = 0, 1
"""Labels that are no row's: of a mark alone, and of what ends in a plus, a finding: "2+ edema"."""

_PLUS_SIGN = column("+")


class Source(NamedTuple):
    """A text, made ready."""

    text: str
    low: str
    """As ``normalise`` gives it."""


class Reading(NamedTuple):
    """Texts, made ready together, and the cues in them: the longest at each place, in order.

    Places count through all texts: they are indexes of ``codes``.
    """

    sources: list[Source]
    codes: Codes
    """The columns of the characters, see ``automaton.column``."""

    bases: Ints
    """Where each text begins."""

    begins: Ints
    """Where the cues begin."""

    ends: Ints
    labels: Ints
    """What the cues are; ``Phrases`` understands it."""

    places: list[int]
    """As ``begins``."""

    bounds: Ints
    """Where the boundaries begin. A mark is before its begin, where it also ends, and may be
    before a phrase, too."""

    bound_ends: Ints
    bound_labels: Ints


class Phrases:
    """The phrases of cues and boundaries, found together: of either the longest at a place."""

    def __init__(self, rules: Rules, cues: Iterable[Cue], boundaries: Iterable[Boundary]) -> None:
        said, bounds = _by_phrase(rules, cues), _by_phrase(rules, boundaries)
        self._cues: list[Phrase | None] = [None, None]
        ends_of: list[tuple[Boundary, ...]] = [(), ()]
        labels: dict[str, int] = {}
        known: dict[tuple[str, ...], int] = {}
        for text in said | bounds:
            rows, ends = said.get(text, ()), bounds.get(text, ())
            key = (*(row.id for row in rows), *(row.id for row in ends))
            if key not in known:
                known[key] = len(self._cues)
                self._cues.append(phrase(rows) if rows else None)
                ends_of.append(ends)
            labels[WITHIN + text if text.startswith(_CONTRACTION) else text] = known[key]
        self._automaton = Automaton(labels, rules.words["adverb"])
        self.ahead = np.array([one is not None and one.ahead for one in self._cues])
        """Whether the cues of each label say something of what stands after them."""
        self.behind = np.array([one is not None and one.behind for one in self._cues])
        self._is_cue = np.array([one is not None for one in self._cues])
        self._is_bound = np.array([bool(rows) for rows in ends_of])
        self._number(ends_of)

    def _number(self, rows: Sequence[Sequence[Boundary]]) -> None:
        """Numbers the kinds of boundaries, those of each label one after another."""
        named = [(row.kind, row) for some in rows for row in some]
        self.kinds: list[tuple[str, Boundary | None]] = [
            *((kind, None) for kind in (*MARKS, "+", "label")),
            *named,
        ]
        """Kind and row of a boundary, by number; marks have no row."""
        self.special = np.array([2 * (kind == "capital") + (kind == ":") for kind, _ in self.kinds])
        self.counts = np.array([len(some) for some in rows])
        """How many kinds a label has, and which is the first."""
        self.first = len(MARKS) + 2 + self.counts.cumsum() - self.counts
        self.counts[PLUS], self.first[PLUS] = 1, _PLUS_KIND

    def read(self, texts: Sequence[str]) -> Reading:
        """Texts, made ready; many at once are faster."""
        lows = [normalise(text) for text in texts]
        found = self._automaton.find(lows)
        kept = np.flatnonzero(self._is_cue.take(found.labels))
        kept = kept.compress(_longest(found.before.take(kept)))
        sources = [Source(*row) for row in zip(texts, lows, strict=True)]
        begins, ends = found.before.take(kept) + 1, found.last.take(kept) + 1
        labels = found.labels.take(kept)
        bases = np.array(found.bases[:-1], np.int64)
        bounds = self._bounds(found)
        return Reading(sources, found.codes, bases, begins, ends, labels, begins.tolist(), *bounds)

    def _bounds(self, found: Found) -> tuple[Ints, Ints, Ints]:
        """Begin, end and label of the boundaries."""
        kept = np.flatnonzero(self._is_bound.take(found.labels))
        marks, pluses = found.marks(), found.pluses()
        before = np.concatenate((marks, pluses, found.before.take(kept)))
        ends = found.last.take(kept)
        last = np.concatenate((marks, pluses + 1, ends))
        none, plus = np.full(len(marks), _NONE), np.full(len(pluses), PLUS)
        phrases = np.where(found.codes.take(ends) == _PLUS_SIGN, PLUS, found.labels.take(kept))
        labels = np.concatenate((none, plus, phrases))
        order = np.argsort(before, kind="stable")
        order = order.compress(_longest(before.take(order)))
        return before.take(order) + 1, last.take(order) + 1, labels.take(order)

    def hits(self, begins: Ints, ends: Ints, labels: Ints) -> list[Hit]:
        """Cues as hits."""
        phrases = map(self._cues.__getitem__, labels.tolist())
        return cast("list[Hit]", list(zip(begins.tolist(), ends.tolist(), phrases, strict=True)))

    def within(self, reading: Reading, number: int, begin: int, end: int) -> list[Hit]:
        """The cues in a part of the text ``number``: those that do not lie inside another."""
        base = int(reading.bases[number])
        first = bisect_left(reading.places, begin + base)
        last = bisect_left(reading.places, end + base, first)
        if first == last:
            return []
        part = slice(first, last)
        kept = []
        reach = 0
        for hit in self.hits(
            reading.begins[part] - base, reading.ends[part] - base, reading.labels[part]
        ):
            cut = hit if hit[1] <= end else self.cue_at(reading.sources[number].low, hit[0], end)
            if cut is not None and cut[1] > reach:
                reach = cut[1]
                kept.append(cut)
        return kept

    def cue_at(self, low: str, begin: int, limit: int) -> Hit | None:
        """The longest cue from ``begin`` that ends by ``limit``."""
        end, label = self.cut(low, begin, limit)
        cue = self._cues[label]
        return None if cue is None else (begin, end, cue)

    def cut(self, low: str, begin: int, limit: int) -> tuple[int, int]:
        """End and label of the longest cue from ``begin`` that ends by ``limit``.

        Where there is none, ``begin`` and the label of no cue.
        """
        for end, label in reversed(self._automaton.at(low, begin, limit)):
            if self._cues[label] is not None:
                return end, label
        return begin, _NONE

    def bound_at(self, low: str, begin: int, limit: int) -> tuple[int, int]:
        """End and label of the longest boundary from ``begin`` that ends by ``limit``."""
        for end, label in reversed(self._automaton.at(low, begin, limit)):
            if self._is_bound[label]:
                return end, PLUS if low[end - 1] == "+" else label
        return begin, _NONE


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


def _longest(places: Ints) -> npt.NDArray[np.bool_]:
    """Which are the last of their place."""
    return np.append(places[1:] != places[:-1], True)[: len(places)]

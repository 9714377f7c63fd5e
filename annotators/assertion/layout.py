"""Sentences, mentions and cues of many documents, assigned to each other by numpy.

Places count through all documents of a batch, as in ``Reading.codes``; sentences are numbered
through them, too. Most sentences say nothing of any mention: that is seen here for all of them at
once, and none is looked at on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from .automaton import column
from .findings import Cluster, Span, clusters, owners
from .leads import Section
from .lines import Parts, boundaries
from .phrases import Hit, Ints, Phrases, Reading
from .scopes import Event

_QUESTION, _COLON = column("?"), column(":")


class Note(NamedTuple):
    """A document to be judged; offsets are code points."""

    text: str

    begins: Sequence[int]
    """Where the sentences begin, in order."""

    ends: Sequence[int]
    """Where the sentences end."""

    sections: Sequence[Section]

    mention_begins: Sequence[int]
    """Of the mentions, in any order."""

    mention_ends: Sequence[int]


class Layout:
    """What stands where in the documents of a batch, which have a sentence at least."""

    def __init__(self, phrases: Phrases, reading: Reading, notes: Sequence[Note]) -> None:
        self._phrases, self._reading, self._notes = phrases, reading, notes
        self._begins, counts = _joined([note.begins for note in notes], reading.bases)
        self._ends, _ = _joined([note.ends for note in notes], reading.bases)
        self.document = np.repeat(np.arange(len(notes)), counts)
        """The number of each sentence's document."""
        self._documents = self.document.tolist()
        self.first = [0, *np.cumsum(counts).tolist()]
        """The number of each document's first sentence."""
        self._mentions()
        self._cues()

    def _mentions(self) -> None:
        """Gives every mention to a sentence; see ``owners``."""
        bases = self._reading.bases
        begins, counts = _joined([note.mention_begins for note in self._notes], bases)
        ends, _ = _joined([note.mention_ends for note in self._notes], bases)
        order = begins.argsort(kind="stable")
        begins, ends = begins.take(order), ends.take(order)
        sentences = _within(begins, self._begins, self._ends)
        reach = np.maximum.accumulate(ends)
        over = (begins[1:] < reach[:-1]) & (sentences[1:] != sentences[:-1])
        if over.any():
            sentences = np.array(owners(begins.tolist(), ends.tolist(), sentences.tolist()))
        kept = np.flatnonzero(sentences >= 0)
        self._mention_begins = begins.take(kept)
        places = order.take(kept)
        firsts = np.cumsum([0, *counts])
        document = self.document.take(sentences.take(kept))
        shift = bases.take(document)
        self._spans = list(
            zip(
                (self._mention_begins - shift).tolist(),
                (ends.take(kept) - shift).tolist(),
                (places - firsts.take(document)).tolist(),
                strict=True,
            )
        )
        held = sentences.take(kept).searchsorted(np.arange(len(self._begins) + 1))
        self._held, self._cuts = held, held.tolist()
        self.has = held[1:] > held[:-1]
        """Whether each sentence has mentions."""

    def _cues(self) -> None:
        """Finds the cues of sentences with mentions: of those within another, the outer."""
        reading = self._reading
        sentences = _within(reading.begins, self._begins, self._ends)
        kept = np.flatnonzero((sentences >= 0) & self.has.take(sentences, mode="clip"))
        sentences = sentences.take(kept)
        begins, ends, labels = (
            many.take(kept) for many in (reading.begins, reading.ends, reading.labels)
        )
        for place in np.flatnonzero(ends > self._ends.take(sentences)).tolist():
            ends[place], labels[place] = self._cut(int(sentences[place]), int(begins[place]))
        outer = np.flatnonzero(ends[1:] > np.maximum.accumulate(ends)[:-1]) + 1
        outer = np.concatenate((np.flatnonzero(ends[:1]), outer))
        self._sentences = sentences.take(outer)
        self._cue_begins, self._cue_ends = begins.take(outer), ends.take(outer)
        self._labels = labels.take(outer)

    def _cut(self, sentence: int, begin: int) -> tuple[int, int]:
        """End and label of a cue that the sentence's end cuts; 0 when nothing is left of it."""
        document = int(self.document[sentence])
        base = int(self._reading.bases[document])
        low, limit = self._reading.sources[document].low, int(self._ends[sentence]) - base
        end, label = self._phrases.cut(low, begin - base, limit)
        return end + base if label else 0, label

    def speaking(self) -> set[int]:
        """The sentences that may say something of one of their mentions.

        A cue speaks ahead or behind. Where a mention runs into a cue, another may be left of it:
        that counts as any direction.
        """
        if not len(self._sentences):
            return set()
        first = self._mention_begins.take(self._held.take(self._sentences))
        last = self._mention_begins.take(self._held.take(self._sentences + 1) - 1)
        ahead, behind = self._cue_begins <= last, first < self._cue_ends
        speaks = ahead & behind
        speaks |= ahead & self._phrases.ahead.take(self._labels)
        speaks |= behind & self._phrases.behind.take(self._labels)
        return set(self._sentences.compress(speaks).tolist())

    def asking(self) -> tuple[list[int], list[int]]:
        """The sentences with mentions that end in a question mark or a colon, before another.

        Also those of them after which a cue opens the other.
        """
        last = self._reading.codes.take(self._ends - 1)
        asks = ((last == _QUESTION) | (last == _COLON)) & self.has
        asks[[end - 1 for end in self.first[1:] if end]] = False
        found = np.flatnonzero(asks)
        answered = np.isin(self._begins.take(found + 1), self._reading.begins)
        return found.tolist(), found.compress(answered).tolist()

    def leading(self, headings: Sequence[Sequence[Span]]) -> list[int]:
        """The documents where a cue is in one of the ``headings`` or a sentence before a colon."""
        counts = [len(some) for some in headings]
        flat = np.array([*chain.from_iterable(headings)], np.int64).reshape(-1, 2)
        flat += np.repeat(self._reading.bases, counts)[:, None]
        colons = np.flatnonzero(self._reading.codes.take(self._ends - 1) == _COLON)
        begins = np.concatenate((flat[:, 0], self._begins.take(colons)))
        ends = np.concatenate((flat[:, 1], self._ends.take(colons)))
        cues = self._reading.begins
        holds = cues.searchsorted(begins) < cues.searchsorted(ends)
        documents = np.repeat(np.arange(len(counts)), counts)
        documents = np.concatenate((documents, self.document.take(colons)))
        return sorted({*documents.compress(holds).tolist()})

    # Of one sentence

    def place(self, sentence: int) -> tuple[int, int]:
        """The number of a sentence's document, and the sentence's there."""
        number = self._documents[sentence]
        return number, sentence - self.first[number]

    def begin(self, sentence: int) -> int:
        """Where a sentence begins in its document."""
        number, place = self.place(sentence)
        return self._notes[number].begins[place]

    def clusters(self, sentence: int) -> list[Cluster]:
        """The mentions of a sentence, those that overlap together."""
        return clusters(self._spans[self._cuts[sentence] : self._cuts[sentence + 1]])

    def cues(self, sentences: Sequence[int]) -> list[list[Hit]]:
        """The cues of some sentences."""
        numbers = np.array(sentences, np.int64)
        first = self._sentences.searchsorted(numbers).tolist()
        last = self._sentences.searchsorted(numbers, "right").tolist()
        shift = self._reading.bases.take(self.document.take(self._sentences))
        hits = self._phrases.hits(self._cue_begins - shift, self._cue_ends - shift, self._labels)
        return [hits[begin:end] for begin, end in zip(first, last, strict=True)]

    def boundaries(
        self, sentences: Sequence[int], starts: Iterable[int], found: Sequence[Sequence[Cluster]]
    ) -> list[list[Event]]:
        """The boundaries of some sentences from ``starts`` on, without those in their clusters."""
        numbers = np.array(sentences, np.int64)
        documents, ends = self.document.take(numbers), self._ends.take(numbers)
        shift = self._reading.bases.take(documents)
        counts = [len(some) for some in found]
        flat = [(one.begin, one.end) for some in found for one in some]
        hole_begins, hole_ends = np.array(flat, np.int64).reshape(-1, 2).T + shift.repeat(counts)
        holes = hole_begins, np.minimum(hole_ends, ends.repeat(counts))
        parts = Parts(documents, np.array([*starts], np.int64) + shift, ends)
        return boundaries(self._phrases, self._reading, parts, holes)

    def lead_boundaries(self, leads: Sequence[tuple[int, Span]]) -> list[list[Event]]:
        """The boundaries of lead-ins, each with the number of its document."""
        rows = [(number, *lead) for number, lead in leads]
        documents, begins, ends = np.array(rows, np.int64).reshape(-1, 3).T
        shift = self._reading.bases.take(documents)
        none = np.empty(0, np.int64)
        parts = Parts(documents, begins + shift, ends + shift)
        return boundaries(self._phrases, self._reading, parts, (none, none))


def _joined(parts: Sequence[Sequence[int]], bases: Ints) -> tuple[Ints, list[int]]:
    """Offsets of all texts as places in the batch, and how many each text has."""
    counts = [len(part) for part in parts]
    return np.array([*chain.from_iterable(parts)], np.int64) + np.repeat(bases, counts), counts


def _within(places: Ints, begins: Ints, ends: Ints) -> Ints:
    """The number of the span that each place is in; -1 where it is in none."""
    numbers = begins.searchsorted(places, "right") - 1
    return np.where((numbers >= 0) & (places < ends.take(numbers, mode="clip")), numbers, -1)

"""From texts to hits: which words of a note are which terms.

Notes are looked up many at a time, joined by blank lines that no match crosses. A match found by
hash is verified against the term's text before it counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any, Literal, NamedTuple

import numpy as np

from .clean import in_capitals, stop_terms
from .matches import Matches, find
from .recent import Recent
from .senses import Hit, Sense, longest, outside_phrases, senses_of
from .terminology import Terminology
from .tokenise import Ints, normalise
from .variants import inflected

Overlap = Literal["longest", "all"]

_REMEMBERED = 8192
"""Terms, and stretches of words, whose senses are remembered at least: a kilobyte or so each."""

_LONGEST_REMEMBERED = 300
"""Characters of a stretch that is remembered."""

_PARTS = 3
"""Of a hit: begin, end, sense."""

_SHOUTED_WORDS = 3
"""Words in capitals around an acronym that tell that the line is written in capitals."""


class _Term(NamedTuple):
    """What is needed of a term to judge a match."""

    text: str
    in_any_case: tuple[Sense, ...]
    in_capitals: tuple[Sense, ...]
    is_word: bool
    """Whether it is also an English word, so that capitals alone do not make it an acronym."""


class Hits(NamedTuple):
    """The hits in several texts side by side, in order of text and begin, the longer one first."""

    begin: Ints
    """In its text."""

    end: Ints

    senses: Sequence[Sense]

    cuts: Ints
    """Of each text the first hit; one more entry stands for the end."""


class Matcher:
    """Finds the terms of a terminology in texts."""

    def __init__(
        self,
        terminology: Terminology,
        overlap: Overlap = "longest",
        minimum_length: int = 3,
        exclude: Sequence[str] = (),
    ) -> None:
        self._terminology = terminology
        self._overlap = overlap
        self._minimum = minimum_length
        self._excluded = frozenset(map(normalise, exclude))
        self._terms: Recent[int, _Term] = Recent(_REMEMBERED)
        """Terms that were found before."""
        self._judged: Recent[str, tuple[Any, ...]] = Recent(_REMEMBERED)
        """The hits in stretches that were found before, one after the other in one tuple, offset
        from the stretch's begin; none of those that depend on their line."""
        _settle_allocator()

    def match(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The hits in each text, in order of begin, the longer one first."""
        hits = self.find(texts)
        rows = list(zip(hits.begin.tolist(), hits.end.tolist(), hits.senses, strict=True))
        return [rows[first:last] for first, last in pairwise(hits.cuts.tolist())]

    def find(self, texts: Sequence[str]) -> Hits:
        """The same side by side, which for many texts is much faster."""
        matches = find(self._terminology.table, texts)
        judged = self._recall(texts, matches)
        counts = np.fromiter(map(len, judged), np.int64, len(judged)) // _PARTS
        parts = list(chain.from_iterable(judged))
        begin = matches.begins.repeat(counts)
        return Hits(
            begin + np.array(parts[0::_PARTS], np.int64),
            begin + np.array(parts[1::_PARTS], np.int64),
            parts[2::_PARTS],
            np.append(0, counts.cumsum())[matches.cuts],
        )

    def _recall(self, texts: Sequence[str], matches: Matches) -> list[tuple[Any, ...]]:
        """The hits of each stretch."""
        begins, ends, cuts = matches.begins.tolist(), matches.ends.tolist(), matches.cuts
        words: list[str] = []
        for text, first, last in zip(texts, cuts, cuts[1:], strict=False):
            spans = zip(begins[first:last], ends[first:last], strict=True)
            words += [text[begin:end] for begin, end in spans]
        judged: list[Any] = list(map(self._judged.latest.get, words))
        for place in [place for place, hits in enumerate(judged) if hits is None]:
            text = texts[bisect_right(cuts, place) - 1]
            judged[place] = self._judge(text, matches, place, words[place])
        return judged

    def _judge(self, text: str, matches: Matches, place: int, words: str) -> tuple[Any, ...]:
        """The hits of a stretch of ``words``.

        Which matches it has depends on nothing outside it: a character beside a token decides
        whether the token is left out, never what it is.
        """
        known = self._judged.get(words)
        if known is not None:
            return known
        own = slice(matches.first[place], matches.first[place + 1])
        begin = int(matches.begins[place])
        spans = zip(matches.begin[own].tolist(), matches.end[own].tolist(), strict=True)
        hits: list[Hit] = []
        lasting = len(words) <= _LONGEST_REMEMBERED
        for (at, to), number in zip(spans, matches.term[own].tolist(), strict=True):
            senses, everywhere = self._senses(number, text, at, to)
            hits.extend((at - begin, to - begin, sense) for sense in senses)
            lasting = lasting and everywhere
        hits = outside_phrases(hits)
        judged = tuple(chain(*(longest(hits) if self._overlap == "longest" else hits)))
        if lasting:
            self._judged.add(words, judged)
        return judged

    def _senses(
        self, number: int, text: str, begin: int, end: int
    ) -> tuple[tuple[Sense, ...], bool]:
        """What a match stands for, and whether it does so in every line."""
        term = self._terms.get(number)
        if term is None:
            term = self._terms.add(number, self._load(number))
        words = text[begin:end]
        said = normalise(words)
        if said == term.text and term.in_capitals and in_capitals(words):
            if term.is_word and _shouted(text, begin, end):
                return term.in_any_case, False
            return term.in_capitals, not term.is_word
        if said == term.text or (said not in self._excluded and said in inflected(term.text)):
            return term.in_any_case, True
        return (), True

    def _load(self, number: int) -> _Term:
        text, name = self._terminology.terms[number], self._terminology.name
        rows = [] if text in self._excluded else list(self._terminology.rows(number))
        any_case = [row for row in rows if not row.acronym and len(text) >= self._minimum]
        return _Term(
            text,
            senses_of(any_case, name),
            senses_of(rows, name) if any(row.acronym for row in rows) else (),
            text in stop_terms(),
        )


def _shouted(text: str, begin: int, end: int) -> bool:
    """Whether the line is written in capitals anyway, by the words around ``begin`` to ``end``."""
    line_begin, line_end = text.rfind("\n", 0, begin) + 1, text.find("\n", end)
    others = text[line_begin:begin] + " " + text[end : line_end if line_end >= 0 else len(text)]
    return in_capitals(others) and len(others.split()) >= _SHOUTED_WORDS


def _settle_allocator() -> None:
    """Keeps freed arrays of a few megabytes in the process.

    glibc hands freed memory back to the system above a threshold that grows with the largest
    block ever freed; without this, every batch pays for thousands of page faults (a factor of two
    on the whole lookup). The block itself is never touched, so it costs nothing.
    """
    np.empty(1 << 22, np.uint8)

"""From texts to hits: which words of a note are which terms.

Notes are looked up many at a time, joined by blank lines that no match crosses. A match found by
hash is verified against the term's text before it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeVar

import numpy as np

from .clean import in_capitals, stop_terms
from .matches import Matches, find
from .senses import Hit, Sense, longest, outside_phrases, senses_of
from .terminology import Terminology
from .tokenise import normalise
from .variants import inflected

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

Overlap = Literal["longest", "all"]

_REMEMBERED = 10_000
"""Different terms, and different stretches of words, whose senses are remembered."""

_LONGEST_REMEMBERED = 300
"""Characters of a stretch that is remembered."""

_SHOUTED_WORDS = 3
"""Words in capitals around an acronym that tell that the line is written in capitals."""


class _Term(NamedTuple):
    """What is needed of a term to judge a match."""

    text: str
    forms: frozenset[str]
    """The text and its inflections."""
    in_any_case: tuple[Sense, ...]
    in_capitals: tuple[Sense, ...]
    is_word: bool
    """Whether it is also an English word, so that capitals alone do not make it an acronym."""


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
        self._terms: dict[int, _Term] = {}
        """Terms that were found before."""
        self._judged: dict[str, list[Hit]] = {}
        """The hits in stretches that were found before, offset from the stretch's begin; none of
        those that depend on their line."""
        _settle_allocator()

    def match(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The hits in each text, in order of begin, the longer one first."""
        matches = find(self._terminology.table, texts)
        cuts, begins, ends = matches.cuts, matches.begins, matches.ends
        found: list[list[Hit]] = []
        for number, text in enumerate(texts):
            hits: list[Hit] = []
            for place in range(cuts[number], cuts[number + 1]):
                begin = begins[place]
                stretch = self._judged.get(text[begin : ends[place]])
                if stretch is None:
                    stretch = self._judge(text, matches, place)
                for at, to, sense in stretch:
                    hits.append((begin + at, begin + to, sense))
            found.append(hits)
        return found

    def _judge(self, text: str, matches: Matches, place: int) -> list[Hit]:
        """The hits of a stretch.

        Which matches it has depends on nothing outside it: a character beside a token decides
        whether the token is left out, never what it is.
        """
        begin, words = matches.begins[place], text[matches.begins[place] : matches.ends[place]]
        own = slice(matches.first[place], matches.first[place + 1])
        spans = zip(matches.begin[own].tolist(), matches.end[own].tolist(), strict=True)
        hits: list[Hit] = []
        lasting = len(words) <= _LONGEST_REMEMBERED
        for (at, to), number in zip(spans, matches.term[own].tolist(), strict=True):
            term = self._term(number)
            said = normalise(text[at:to])
            senses = term.in_any_case if said in term.forms else ()
            if term.in_capitals and said == term.text and in_capitals(text[at:to]):
                lasting = lasting and not term.is_word
                if not (term.is_word and _shouted(text, at, to)):
                    senses = term.in_capitals
            hits.extend((at - begin, to - begin, sense) for sense in senses)
        hits = outside_phrases(hits)
        if self._overlap == "longest":
            hits = longest(hits)
        if lasting:
            _remember(self._judged, words, hits)
        return hits

    def _term(self, number: int) -> _Term:
        term = self._terms.get(number)
        if term is None:
            term = self._load(number)
            _remember(self._terms, number, term)
        return term

    def _load(self, number: int) -> _Term:
        text, name = self._terminology.terms[number], self._terminology.name
        rows = [] if text in self._excluded else list(self._terminology.rows(number))
        any_case = [row for row in rows if not row.acronym and len(text) >= self._minimum]
        forms = [form for form in inflected(text) if any_case and form not in self._excluded]
        return _Term(
            text,
            frozenset([text, *forms]),
            senses_of(any_case, name),
            senses_of(rows, name) if any(row.acronym for row in rows) else (),
            text in stop_terms(),
        )


def _remember(known: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Adds an entry; forgets all others first when there are many."""
    if len(known) >= _REMEMBERED:
        known.clear()
    known[key] = value


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
    np.empty(1 << 24, np.uint8)

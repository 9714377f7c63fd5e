"""From texts to hits: which words of a note are which terms.

Notes are looked up many at a time, joined by blank lines that no match crosses. A match found by
hash is verified against the term's text before it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from .clean import in_capitals, stop_terms
from .senses import Hit, Sense, longest, outside_phrases, senses_of
from .terminology import Terminology
from .tokenise import normalise, tokenise
from .variants import inflected
from .windows import JOINT, Part, parts

Overlap = Literal["longest", "all"]

_JUDGED = 20_000
"""Different words whose senses are remembered, a kilobyte or so each."""

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
        self._judged: dict[tuple[int, str], tuple[Sense, ...]] = {}
        """What words that were found before stand for; not those that depend on their line."""
        _settle_allocator()

    def match(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The hits in each text, in order of begin, the longer one first."""
        found: list[list[Hit]] = [[] for _ in texts]
        for window in parts(texts):
            self._window(texts, window, found)
        found = [outside_phrases(hits) for hits in found]
        return [longest(hits) if self._overlap == "longest" else hits for hits in found]

    def _window(self, texts: Sequence[str], window: list[Part], found: list[list[Hit]]) -> None:
        tokens = tokenise(JOINT.join(texts[p.text][p.begin : p.stop] for p in window))
        first, last, term = self._terminology.table.find(tokens)
        begin, end = tokens.begin[first], tokens.end[last]
        order = np.lexsort((-end, begin))
        begins, ends, terms = begin[order].tolist(), end[order].tolist(), term[order].tolist()
        shift, place, judged = 0, 0, self._judged
        for part in window:
            text, hits = texts[part.text], found[part.text]
            limit = shift + part.stop - part.begin
            back = part.begin - shift  # from offsets in the window to those in the text
            while place < len(begins) and begins[place] < limit:
                at, to, number = begins[place] + back, ends[place] + back, terms[place]
                place += 1
                if at < part.end:
                    senses = judged.get((number, text[at:to]))
                    if senses is None:
                        senses = self._judge(number, text, at, to)
                    for sense in senses:
                        hits.append((at, to, sense))
            shift = limit + len(JOINT)

    def _judge(self, number: int, text: str, begin: int, end: int) -> tuple[Sense, ...]:
        """What the words ``begin`` to ``end`` stand for, if they are the term at all."""
        term = self._load(number)
        words = text[begin:end]
        said = normalise(words)
        senses = term.in_any_case if said in term.forms else ()
        if term.in_capitals and said == term.text and in_capitals(words):
            if term.is_word:
                return senses if _shouted(text, begin, end) else term.in_capitals
            senses = term.in_capitals
        if len(self._judged) >= _JUDGED:
            self._judged.clear()
        self._judged[number, words] = senses
        return senses

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

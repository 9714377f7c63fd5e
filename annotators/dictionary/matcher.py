"""From texts to hits: which words of a note are which terms.

Notes are looked up many at a time, joined by blank lines that no match crosses. A match found by
hash is verified against the term's text before it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np

from .clean import in_capitals, stop_terms
from .groups import NONE, Group, groups
from .terminology import Concept, Terminology, TermRow
from .tokenise import normalise, tokenise
from .variants import inflected

Overlap = Literal["longest", "all"]

_WINDOW = 1 << 17
"""Characters looked up at a time: enough for numpy to be fast, few enough for the caches."""

_MARGIN = 1 << 12
"""Characters a window of a long text reads into the next one; more than any term has."""

_CACHED_TERMS = 20_000
"""Terms kept ready, a kilobyte or so each."""

_SHOUTED_WORDS = 3
"""Words in capitals around an acronym that tell that the line is written in capitals."""

_JOINT = "\n\n"

_normalise = lru_cache(maxsize=1 << 15)(normalise)


class Sense(NamedTuple):
    """What a term stands for within one semantic group: what becomes one mention."""

    group: Group
    concepts: tuple[Concept, ...]
    row: int
    """Number of the terminology's row that decided."""


class Hit(NamedTuple):
    """A sense and the words that say it."""

    begin: int
    end: int
    sense: Sense


class _Term(NamedTuple):
    """What is needed of a term to judge a match."""

    text: str
    forms: frozenset[str]
    """The text and its inflections."""
    in_any_case: tuple[Sense, ...]
    in_capitals: tuple[Sense, ...]
    is_word: bool
    """Whether it is also an English word, so that capitals alone do not make it an acronym."""


class _Part(NamedTuple):
    """A piece of a text as it lies in a window; offsets count from the text's begin."""

    text: int
    begin: int
    """Of the piece."""
    end: int
    """Of the piece's own part: matches that begin later belong to the next piece."""
    stop: int
    """Of the piece with its margin."""


def _cut(text: str, at: int) -> int:
    """The last place up to ``at`` that follows white space, or ``at`` when there is none near."""
    for place in range(at, max(at - 1000, 0), -1):
        if text[place - 1].isspace():
            return place
    return at


def parts(texts: Sequence[str]) -> Iterator[list[_Part]]:
    """The texts in windows of a bounded size: several short ones, or a piece of a long one."""
    window: list[_Part] = []
    size = 0
    for number, text in enumerate(texts):
        if len(text) > _WINDOW:
            begin = 0
            while begin < len(text):
                end = _cut(text, begin + _WINDOW) if begin + _WINDOW < len(text) else len(text)
                stop = _cut(text, end + _MARGIN) if end + _MARGIN < len(text) else len(text)
                yield [_Part(number, begin, end, stop)]
                begin = end
            continue
        if size + len(text) > _WINDOW:
            yield window
            window, size = [], 0
        window.append(_Part(number, 0, len(text), len(text)))
        size += len(text) + len(_JOINT)
    if window:
        yield window


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
        _settle_allocator()

    def match(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The hits in each text, in order of begin, the longer one first."""
        found: list[list[Hit]] = [[] for _ in texts]
        for window in parts(texts):
            self._window(texts, window, found)
        found = [outside_phrases(hits) for hits in found]
        return [longest(hits) if self._overlap == "longest" else hits for hits in found]

    def _window(self, texts: Sequence[str], window: list[_Part], found: list[list[Hit]]) -> None:
        tokens = tokenise(_JOINT.join(texts[p.text][p.begin : p.stop] for p in window))
        first, last, term = self._terminology.table.find(tokens)
        begin, end = tokens.begin[first], tokens.end[last]
        order = np.lexsort((-end, begin))
        begins, ends, terms = begin[order].tolist(), end[order].tolist(), term[order].tolist()
        shift, place = 0, 0
        for part in window:
            text, hits = texts[part.text], found[part.text]
            limit = shift + part.stop - part.begin
            while place < len(begins) and begins[place] < limit:
                # Offsets in the window become offsets in the text.
                at = begins[place] - shift + part.begin
                if at < part.end:
                    to = ends[place] - shift + part.begin
                    hits += [Hit(at, to, s) for s in self._senses(terms[place], text, at, to)]
                place += 1
            shift = limit + len(_JOINT)

    def _senses(self, number: int, text: str, begin: int, end: int) -> tuple[Sense, ...]:
        """What the words ``begin`` to ``end`` stand for, if they are the term at all."""
        term = self._terms.get(number) or self._load(number)
        words = text[begin:end]
        said = _normalise(words)
        if said not in term.forms:
            return ()
        acronym = term.in_capitals and said == term.text and in_capitals(words)
        if acronym and not (term.is_word and _shouted(text, begin, end)):
            return term.in_capitals
        return term.in_any_case

    def _load(self, number: int) -> _Term:
        text = self._terminology.terms[number]
        rows = [] if text in self._excluded else list(self._terminology.rows(number))
        any_case = [row for row in rows if not row.acronym and len(text) >= self._minimum]
        forms = [form for form in inflected(text) if any_case and form not in self._excluded]
        if len(self._terms) >= _CACHED_TERMS:
            self._terms.clear()
        term = self._terms[number] = _Term(
            text,
            frozenset([text, *forms]),
            _senses_of(any_case),
            _senses_of(rows) if any(row.acronym for row in rows) else (),
            text in stop_terms(),
        )
        return term


def _senses_of(rows: Sequence[TermRow]) -> tuple[Sense, ...]:
    """One sense for each semantic group, in the order of groups.tsv."""
    return tuple(
        Sense(group, tuple(dict.fromkeys(row.concept for row in own)), own[0].number)
        for group in groups().values()
        if (own := [row for row in rows if row.concept.group == group.group])
    )


def _shouted(text: str, begin: int, end: int) -> bool:
    """Whether the line is written in capitals anyway, by the words around ``begin`` to ``end``."""
    line_begin, line_end = text.rfind("\n", 0, begin) + 1, text.find("\n", end)
    others = text[line_begin:begin] + " " + text[end : line_end if line_end >= 0 else len(text)]
    return in_capitals(others) and len(others.split()) >= _SHOUTED_WORDS


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Without hits inside another of their semantic group, or of one that theirs yields to.

    ``hits`` are in order of begin, the longer first; so whatever holds a hit comes before it.
    Those of the same words in different groups are all kept.
    """
    furthest: dict[str, Hit] = {}
    kept: list[Hit] = []
    for hit in hits:
        group = hit.sense.group
        others = (furthest.get(name) for name in (group.group, *group.yields_to))
        if any(other and _inside(hit, other) for other in others):
            continue
        kept.append(hit)
        own = furthest.get(group.group)
        if own is None or hit.end > own.end:
            furthest[group.group] = hit
    return kept


def _inside(hit: Hit, other: Hit) -> bool:
    """Whether a hit lies within one that begins no later, and is shorter."""
    return hit.end < other.end or (hit.end == other.end and hit.begin > other.begin)


def outside_phrases(hits: Sequence[Hit]) -> list[Hit]:
    """Without the phrases that are no terms, and without the hits inside them."""
    begin, end = 0, 0
    kept: list[Hit] = []
    for hit in hits:
        if hit.sense.group.group == NONE:
            if hit.end > end:
                begin, end = hit.begin, hit.end
        elif hit.end > end or (hit.begin, hit.end) == (begin, end):
            kept.append(hit)
    return kept


def _settle_allocator() -> None:
    """Keeps freed arrays of a few megabytes in the process.

    glibc hands freed memory back to the system above a threshold that grows with the largest
    block ever freed; without this, every batch pays for thousands of page faults (a factor of two
    on the whole lookup). The block itself is never touched, so it costs nothing.
    """
    np.empty(1 << 24, np.uint8)

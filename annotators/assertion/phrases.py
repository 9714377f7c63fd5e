"""Finding cues and boundaries: one regular expression over the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from .rules import Boundary, Cue, Rules
from .starts import Starts
from .trie import ANY, factor

_Row = TypeVar("_Row", bound=Cue | Boundary)

_PLAIN = str.maketrans("123456789\n\r\t\f\v", "000000000     ")
_ASCII = bytes(range(128)).decode().translate(_PLAIN).encode() + bytes(range(128, 256))
_LOOKALIKES = str.maketrans("’‘´“”–—−‐‑\u00a0\u2009\u202f•·▪●◦‣⁃☑✓✔√", "'''\"\"-----   -------☒xxx")

_ALL = {chr(code): chr(plain) for code, plain in (_PLAIN | _LOOKALIKES).items()}
_OTHERS = frozenset(_ALL)

CONTRACTION = "n't"
"""The one ending that starts a phrase within a word: "isn't", "doesn't"."""

BEFORE = re.escape(""" "'()*+,-./:;<=>?[]_|~""")
"""What may stand before a phrase, within the brackets of a pattern."""


def normalise(text: str) -> str:
    """The text as rules see it: lower case, digits 0, white space a space; of the same length."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if low.isascii():
        return low.encode().translate(_ASCII).decode()
    for character in _OTHERS.intersection(low):
        low = low.replace(character, _ALL[character])
    return low


class Phrases(Generic[_Row]):
    """The phrases of many rows, found together: the longest at each place.

    A phrase that lies inside another is not found; two that only share a word both are.

    Texts are given padded: the normalised text after one space. The pattern takes in the character
    before a phrase (``re`` skips fast to a set of first characters), so that a match in the padded
    text starts where the phrase does in the text itself.
    """

    def __init__(self, rules: Rules, rows: Iterable[_Row]) -> None:
        self._rows: dict[str, tuple[_Row, ...]] = {}
        for row in rows:
            for phrase in rules.expand(row):
                self._rows[phrase] = (*self._rows.get(phrase, ()), row)
        fillers = self._fillers = rules.words["adverb"]
        inside = [phrase for phrase in self._rows if phrase.startswith(CONTRACTION)]
        whole = self._rows.keys() - set(inside)
        self.pattern = rf"(?:{factor(whole, fillers)})(?!\w)"
        """What finds the phrases, after one of ``BEFORE``."""
        self._whole = re.compile(rf"[{BEFORE}]{self.pattern}")
        self._inside = re.compile(rf"\w(?:{factor(inside, fillers)})(?!\w)") if inside else None
        self._filler = re.compile(rf"(?<= )(?:{factor(fillers)})(?= |$)")

    def find(self, padded: str, begin: int, end: int) -> list[tuple[int, int, tuple[_Row, ...]]]:
        """Begin, end and rows of each phrase within ``begin, end``, in order."""
        found = self._found(self._whole, padded, begin, end + 1)
        if self._inside is not None and padded.find(CONTRACTION, begin, end + 1) >= 0:
            more = self._found(self._inside, padded, begin, end + 1)
            found = _outermost(sorted((*found, *more), key=lambda hit: (hit[0], -hit[1])))
        return found

    def starts(self) -> Starts:
        """What tells, of many texts, where one of the phrases may be."""
        fillers = self._fillers
        return Starts(
            {
                phrase.replace(ANY, filler)
                for phrase in self._rows
                for filler in (fillers if ANY in phrase else ("",))
            }
        )

    def find_at(
        self, padded: str, places: Sequence[int], begin: int, end: int
    ) -> list[tuple[int, int, tuple[_Row, ...]]]:
        """What ``find`` finds, told by ``starts`` where to look; no contractions."""
        found: list[tuple[int, int, tuple[_Row, ...]]] = []
        match, last = self._whole.match, begin
        for number in range(bisect_left(places, begin), len(places)):
            place = places[number]
            if place >= end:
                break
            hit = match(padded, place, end + 1)
            if hit is not None:
                stop = hit.end()
                if stop > last:
                    last = stop
                    found.append((place, stop - 1, self.rows(padded[place + 1 : stop])))
        return found

    def _found(
        self, pattern: re.Pattern[str], padded: str, begin: int, end: int
    ) -> list[tuple[int, int, tuple[_Row, ...]]]:
        found = []
        last = begin
        match = pattern.search(padded, begin, end)
        while match is not None:
            start, stop = match.span()
            if stop > last:
                last = stop
                found.append((start, stop - 1, self.rows(padded[start + 1 : stop])))
            match = pattern.search(padded, start + 1, end)
        return found

    def at(self, padded: str, begin: int, end: int) -> tuple[int, tuple[_Row, ...]] | None:
        """End and rows of the longest phrase from ``begin`` that ends by ``end``."""
        match = self._whole.match(padded, begin, end + 1)
        if match is None and self._inside is not None:
            match = self._inside.match(padded, begin, end + 1)
        if match is None:
            return None
        return match.end() - 1, self.rows(match.group()[1:])

    def rows(self, phrase: str) -> tuple[_Row, ...]:
        """The rows of a phrase as it stands in the text, with runs of spaces or an adverb in it."""
        rows = self._rows.get(phrase)
        if rows is None:
            plain = " ".join(phrase.split())
            variants = [plain]
            for word in reversed([*self._filler.finditer(plain)]):
                variants += [v[: word.start()] + ANY + v[word.end() :] for v in variants]
            rows = next(self._rows[v] for v in variants if v in self._rows)
        return rows


def _outermost(
    hits: list[tuple[int, int, tuple[_Row, ...]]],
) -> list[tuple[int, int, tuple[_Row, ...]]]:
    """Those that do not lie inside an earlier one."""
    kept = []
    last = -1
    for hit in hits:
        if hit[1] > last:
            last = hit[1]
            kept.append(hit)
    return kept

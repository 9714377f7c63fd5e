"""Quantities: "25", "1,000", "0.5", "1/2", "1 1/2", "½", "one and a half", "1-2", "one or two",
"One (1)", "5/325"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from .tokens import DIGITS, Tokens

_DASHES = frozenset("-–—")
ARTICLES = frozenset({"a", "an"})
_PLACES = 3
"""Decimals of a fraction that has no end, such as 1/3."""

_JOINTS = _DASHES | {"/", "to", "or", "and"}
_DENOMINATORS = {"2": 2, "3": 3, "4": 4, "8": 8}


class Quantity(NamedTuple):
    """A number, a range or a pair."""

    low: float
    high: float
    """Equal to ``low`` unless it is a range or a pair."""

    text: str
    """In digits: "0.5", "1-2", "5/325"."""

    joint: str = ""
    """Between low and high: "-", "to", "or", "/"; empty for one number."""

    word: bool = False
    """Written as the word "a" or "an"."""


def number_text(value: float) -> str:
    """The shortest decimal notation: 0.5, 12, 5000, 0.000125."""
    if value.is_integer():
        return str(int(value))
    return f"{value:.6f}".rstrip("0").rstrip(".")


def pair(low: Quantity, high: Quantity, joint: str) -> Quantity:
    """Two numbers as one range, or as a pair when ``joint`` is a slash."""
    sign = "/" if joint == "/" else "-"
    return Quantity(low.low, high.high, f"{low.text}{sign}{high.text}", joint)


@dataclass(frozen=True)
class Numbers:
    """The words and characters numbers are written with (numbers.yaml)."""

    words: Mapping[str, float]
    halves: Mapping[str, float]
    characters: Mapping[str, float]

    @cached_property
    def starts(self) -> frozenset[str]:
        """The words and characters a quantity may begin with, digits aside."""
        return frozenset({*self.words, *self.halves, *self.characters})

    @cached_property
    def _joints(self) -> frozenset[str]:
        """What goes on with a number, digits aside."""
        return _JOINTS.union(self.halves, self.characters)

    def begins(self, tokens: Tokens, index: int) -> bool:
        """Whether a quantity may begin with this token."""
        word = tokens.words[index]
        return word[-1:] in DIGITS or word in self.starts

    def parse(self, tokens: Tokens, index: int) -> tuple[Quantity, int] | None:
        """The longest quantity that begins at ``index``, and the index after it."""
        words = tokens.words
        word = words[index]
        if word[-1:] in DIGITS:
            beside = words[index + 1]
            if beside.isspace():
                beside = words[index + 2]
            if beside[-1:] not in DIGITS and beside not in self._joints:  # mostly
                return _in_digits(word), index + 1
        elif word not in self.starts:
            return None
        first = self._number(tokens, index)
        if first is None:
            return None
        low, after = first
        joint, start = self._joint(tokens, after)
        second = self._number(tokens, start) if joint else None
        if second is None or second[0].word:
            return first
        high, end = second
        if joint == "/" and tokens.words[end] == "/":  # a date
            return first
        return pair(low, high, joint), end

    def _joint(self, tokens: Tokens, index: int) -> tuple[str, int]:
        """What joins two numbers, and where the second begins; "" when nothing does."""
        words = tokens.words
        here = tokens.skip_space(index)
        word = words[here]
        if word in _DASHES:
            return "-", tokens.skip_space(here + 1)
        if word == "/" and here == index and tokens.is_number(here + 1):
            return "/", here + 1
        if word in ("to", "or"):
            return word, tokens.skip_space(here + 1)
        return "", here

    def _number(self, tokens: Tokens, index: int) -> tuple[Quantity, int] | None:
        """One number with its fraction."""
        if tokens.is_number(index):
            value = float(tokens.words[index].replace(",", ""))
            fraction = self._fraction(tokens, index)
            if fraction:
                return _single(fraction[0]), fraction[1]
            return self._mixed(tokens, value, index + 1)
        word = tokens.words[index]
        if word in self.characters:
            return _single(self.characters[word]), index + 1
        if word in self.halves:
            return _single(self.halves[word]), self._article(tokens, index + 1)
        if word in self.words:
            return self._spelled(tokens, word, index)
        return None

    def _spelled(self, tokens: Tokens, word: str, index: int) -> tuple[Quantity, int]:
        """A number word: "one", "one half", "two and a half", "Two (2)"."""
        value = self.words[word]
        after = self._gap(tokens, index + 1)
        if tokens.words[after] in self.halves:  # "one half", "one-half"
            part = value * self.halves[tokens.words[after]]
            return _single(part), self._article(tokens, after + 1)
        if word in ARTICLES:
            return Quantity(value, value, number_text(value), word=True), index + 1
        if tokens.words[after] == "(" and tokens.is_number(after + 1):
            if tokens.words[after + 2] == ")":
                return _single(value), after + 3
            if tokens.words[after + 2] == "/" and tokens.words[after + 4] == ")":
                return _single(value), after + 5
        return self._mixed(tokens, value, index + 1)

    def _mixed(self, tokens: Tokens, value: float, index: int) -> tuple[Quantity, int]:
        """``value`` and the fraction after it: "1 1/2", "1-1/2", "1½", "one and a half"."""
        words = tokens.words
        after = self._gap(tokens, index)
        if words[index] in self.characters:
            return _single(value + self.characters[words[index]]), index + 1
        if tokens.is_number(after) and (fraction := self._fraction(tokens, after)):
            return _single(value + fraction[0]), fraction[1]
        if words[after] == "and":
            part = tokens.skip_space(after + 1)
            if tokens.is_number(part) and (fraction := self._fraction(tokens, part)):
                return _single(value + fraction[0]), fraction[1]
            if words[part] in ("a", "one"):
                part = self._gap(tokens, part + 1)
            if words[part] in self.halves:
                return _single(value + self.halves[words[part]]), part + 1
        return _single(value), index

    def _fraction(self, tokens: Tokens, index: int) -> tuple[float, int] | None:
        """A proper fraction in digits, such as 1/2 or 3/4; not a date or a pair of strengths."""
        words = tokens.words
        below = _DENOMINATORS.get(words[index + 2])
        if words[index + 1] != "/" or below is None or words[index + 3] == "/":
            return None
        above = words[index]
        if not above.isdigit() or int(above) >= below:
            return None
        return round(int(above) / below, _PLACES), index + 3

    def _gap(self, tokens: Tokens, index: int) -> int:
        """Over one space or hyphen."""
        here = tokens.skip_space(index)
        return here + 1 if tokens.words[here] in _DASHES else here

    def _article(self, tokens: Tokens, index: int) -> int:
        """Over the article of "half a tablet"."""
        here = tokens.skip_space(index)
        return here + 1 if tokens.words[here] in ARTICLES else index


@lru_cache(maxsize=1024)
def _in_digits(word: str) -> Quantity:
    return _single(float(word.replace(",", "")))


@lru_cache(maxsize=1024)
def _single(value: float) -> Quantity:
    return Quantity(value, value, number_text(value))

"""A stretch of text cut into words, numbers, marks and white space; nothing is left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

_VISIBLE = (
    r"[a-zµ\u00df-\u00f6\u00f8-\u024f\u0370-\u04ff]{2,}(?:['’][a-z]+)?"
    r"|[a-z](?:['’][a-z]+|(?:\.[a-z](?![a-z]))+\.?)?"  # also p.o., b.i.d.
    r"|\d+(?:(?:,\d{3})+(?!\d))?(?:\.\d+)?|(?<![a-z\d])\.\d+"
    r"|\S"
)
_TOKEN = re.compile(rf"\s+|{_VISIBLE}")
_WORD = re.compile(rf"\s*({_VISIBLE})")
DIGITS = frozenset("0123456789")
_PAST_END = ["", "", "", ""]


def lower(text: str) -> str:
    """The text in lower case, of the same length."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def first_word(lowered: str, begin: int) -> str:
    """The first token that is no white space; empty at the end of the text."""
    found = _WORD.match(lowered, begin)
    return found.group(1) if found else ""


class Piece(NamedTuple):
    """A stretch of text, after words that are not in the text but meant."""

    begin: int
    end: int
    meant: tuple[str, ...]


class Tokens:
    """The tokens of ``lowered[begin:end]``; past the last one come empty words, so that looking
    ahead needs no check."""

    __slots__ = ("begins", "count", "end", "words")

    def __init__(self, lowered: str, begin: int, end: int) -> None:
        found: list[str] = _TOKEN.findall(lowered[begin:end])
        self.count = len(found)
        self.begins = list(accumulate(map(len, found), initial=begin))
        """Where each token begins; one more than there are tokens, the last being ``end``."""
        self.end = end
        found += _PAST_END
        self.words = found

    @classmethod
    def joined(cls, lowered: str, pieces: Iterable[Piece]) -> Tokens:
        """The tokens of stretches of text, in order, as if nothing stood between them but the
        words that are meant: of these the first has the end of the stretch before as its place."""
        tokens = cls("", 0, 0)
        begins: list[int] = []
        words: list[str] = []
        for begin, end, meant in pieces:
            part = cls(lowered, begin, end)
            if meant:
                words += meant
                begins += [tokens.end, *[begin] * (len(meant) - 1)]
            words += part.words[: part.count]
            begins += part.begins[: part.count]
            tokens.end = end
        tokens.count, tokens.begins = len(words), [*begins, tokens.end]
        tokens.words = words + _PAST_END
        return tokens

    def at(self, offset: int) -> int:
        """Index of the first token that begins at or after ``offset``."""
        return bisect_left(self.begins, offset, 0, self.count)

    def skip_space(self, index: int) -> int:
        """``index``, or the one after when a white-space token is there."""
        return index + 1 if self.words[index].isspace() else index

    def is_number(self, index: int) -> bool:
        """Whether the token is written in digits ("12", "0.5", ".5")."""
        word = self.words[index]
        return word[-1:] in DIGITS

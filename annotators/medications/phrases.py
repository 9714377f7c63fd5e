"""The phrases of the rule files and the tree they are looked up in.

A phrase is words in lower case. ``a|b`` stands for either word, ``[...]`` for words that may be
left out, ``{n}`` for a quantity. Between words the text may have spaces, a line break or a hyphen,
and after a short word a full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from .quantities import Numbers, Quantity
from .tokens import DIGITS, Tokens

NUMBER = "{n}"
_SENSE = "$sense"
_PART = re.compile(r"\[([^\]]*)\]|(\S+)")
_ABBREVIATION = 4
"""Longest word that may have a full stop after it inside a phrase."""

Node = dict[str, Any]
Openings = dict[str, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase means."""

    kind: str
    """strength, measure, dose, form, route, frequency, weekday, duration, need, status, per, or a
    role: former, new, instruct, dispense, barrier."""

    rule: str
    """Id of the row."""

    value: str = ""
    """Normalized value: a form, a route, a number of times, a duration, a status."""

    unit: str = ""
    """Normalized unit: of a strength, an amount, a frequency."""

    every: str = ""
    """Unit of an interval; then the quantity of the phrase is its length."""

    traits: frozenset[str] = frozenset()
    """Those of its row's switches that are on: strict, lab, repeated, needs_dose, suspends,
    before_only."""


class Hit(NamedTuple):
    """A phrase found in the text."""

    sense: Sense
    end: int
    """Index after its last token."""

    quantity: Quantity | None


def expand(phrase: str) -> Iterator[tuple[str, ...]]:
    """Every wording a phrase stands for, the empty one left out."""
    choices: list[list[tuple[str, ...]]] = []
    for optional, word in _PART.findall(phrase):
        if word:
            choices.append([(w,) for w in word.split("|")])
        else:
            choices.append([(), *expand(optional)])
    for parts in product(*choices):
        if wording := tuple(w for part in parts for w in part):
            yield wording


class PhraseTree:
    """All phrases by their words."""

    def __init__(self, numbers: Numbers) -> None:
        self.root: Node = {}
        self._numbers = numbers
        self._starts = numbers.starts

    def add(self, phrase: str, sense: Sense) -> None:
        """Adds every wording of a phrase. A wording with two senses is a ValueError."""
        for node in _grown([self.root], phrase):
            if node is self.root:  # all its words may be left out
                continue
            known = node.setdefault(_SENSE, sense)
            if known is not sense and known != sense:
                raise ValueError(f"{phrase!r} is in {known.rule} and in {sense.rule}")

    def openings(self) -> Openings:
        """For each word a phrase may begin with, the words that may come second, numbers in
        digits aside; None when the word is a phrase itself."""
        return {
            word: None if _SENSE in node else self._seconds(node)
            for word, node in self.root.items()
            if word != NUMBER
        }

    def _seconds(self, node: Node) -> frozenset[str]:
        words = frozenset(node)
        return words | self._numbers.starts if NUMBER in node else words

    def longest(
        self, tokens: Tokens, index: int, node: Node | None = None, quantity: Quantity | None = None
    ) -> Hit | None:
        """The longest phrase that begins at a token, or whose words up to it led to ``node``; a
        literal word wins over a quantity."""
        words, starts = tokens.words, self._starts
        node = self.root if node is None else node
        found: tuple[Sense, int] | None = None
        while True:
            word = words[index]
            child = node.get(word)
            if NUMBER in node and (word[-1:] in DIGITS or word in starts):
                best = self._ending(tokens, index + 1, child, quantity) if child else None
                if parsed := self._numbers.parse(tokens, index):
                    other = self._ending(tokens, parsed[1], node[NUMBER], parsed[0])
                    if other and (best is None or other.end > best.end):
                        best = other
                if best:
                    return best
                break
            if child is None:
                break
            node = child
            index += 1
            if _SENSE in node:
                found = node[_SENSE], index
                if len(node) == 1:
                    break
            if words[index] == " " and words[index + 1] != "-":  # mostly
                index += 1
            else:
                index = _next_word(words, index, node)
        return Hit(*found, quantity) if found else None

    def counted(self, tokens: Tokens, quantity: Quantity, index: int) -> Hit | None:
        """The longest phrase that begins with a quantity and goes on at a token."""
        return self._ending(tokens, index, self.root[NUMBER], quantity)

    def _ending(
        self, tokens: Tokens, index: int, node: Node, quantity: Quantity | None
    ) -> Hit | None:
        """The longest phrase that goes on, or ends, at ``node`` before ``index``."""
        sense = node.get(_SENSE)
        if sense is None or len(node) > 1:
            words = tokens.words
            after = _next_word(words, index, node)
            goes_on = words[after] in node or NUMBER in node
            if goes_on and (deeper := self.longest(tokens, after, node, quantity)):
                return deeper
        return Hit(sense, index, quantity) if sense else None


def _grown(nodes: list[Node], phrase: str) -> list[Node]:
    """Where the wordings of a phrase end that begin at some nodes; grows what is missing."""
    for optional, word in _PART.findall(phrase):
        if word:
            words = word.split("|")
            nodes = [_child(node, each) for node in nodes for each in words]
        else:
            nodes = nodes + _grown(nodes, optional)
    return nodes


def _child(node: Node, word: str) -> Node:
    """The branch of a word, shared by its other spellings."""
    child: Node | None = node.get(word)
    if child is None:
        child = node[word] = {}
        for spelling in _spellings(word):
            node[spelling] = child
    return child


@cache
def _spellings(word: str) -> tuple[str, ...]:
    """How else a word is written: b.i.d, b.i.d., and the curled apostrophe."""
    if "'" in word:
        return (word.replace("'", "’"),)
    if word.isalpha() and 1 < len(word) < _ABBREVIATION:
        return ".".join(word), ".".join(word) + "."
    return ()


def _next_word(words: list[str], index: int, node: Node) -> int:
    """Over what may stand between two words of a phrase."""
    word = words[index]
    if word == ".":
        before = words[index - 1]
        if before.isalpha() and len(before) <= _ABBREVIATION:
            index += 1
            word = words[index]
    if word.isspace():
        index += 1
        word = words[index]
    if word == "-" and "-" not in node:
        index += 2 if words[index + 1].isspace() else 1
    return index

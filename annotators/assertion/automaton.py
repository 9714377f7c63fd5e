"""Where phrases stand in many texts at once: an automaton as a table, walked by numpy.

All places of all texts where a phrase may begin take one step together, a character each, through
a trie of the phrases. Most are given up after a few steps, so the time hardly depends on how many
phrases there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .trie import ANY

WITHIN = "\v"
"""Opens a phrase that stands in a word, after its first letters: the "n't" of "isn't"."""

MARKS = ",;:()"
BEFORE = MARKS + " \"'*+-./<=>?[]|~_"
"""What may stand before a phrase; of these only ``_`` may not stand after one."""

_LABEL, _ANY, _WITHIN, _OTHER = range(4)
"""Columns of a state's row for no character of a phrase: the label of the phrase that ends there;
what follows a filler; where fillers begin (of the root: what stands in a word); always dead."""

_CODES = {c: code for code, c in enumerate("&" + BEFORE + "0abcdefghijklmnopqrstuvwxyz", 4)}
"""Columns of characters: from ``_`` on of words, before it of what may stand after a phrase."""

_ODD = 4 + len(_CODES)
"""The column of letters that no phrase has."""

_WIDTH = _ODD + 1
_GAP, _WORD, _SPACE = (_CODES[c] for c in ",_ ")
_COLUMNS = {ord(c): code for c, code in (_CODES | {ANY: _ANY, WITHIN: _WITHIN}).items()}

_ROOT = _WIDTH
"""The state in which nothing is read yet; 0 is the dead one. A state is where its row begins."""

_LONGEST = 64
"""Characters of a phrase in a text: what many spaces tear apart is none.

So the time is in proportion to the text.
"""

_Ints = npt.NDArray[np.int64]
_States = npt.NDArray[np.int32]
_Codes = npt.NDArray[np.uint8]
_Steps = tuple[_Ints, _Ints, _States]
"""Of steps that end or open something: before which place they began, their place and state."""


class Found(NamedTuple):
    """Phrases in texts: all that begin at a place, in the order of their lengths."""

    codes: _Codes
    """The columns of the characters of all texts, joined."""

    bases: list[int]
    """Where in ``codes`` each text begins; a space and a dead character are before it."""

    before: _Ints
    """Where the character before each phrase is."""

    last: _Ints
    """Where the last character of each phrase is."""

    labels: _States

    def marks(self) -> _Ints:
        """Where one of ``MARKS`` is."""
        return np.flatnonzero(self.codes - np.uint8(_GAP) < len(MARKS))

    def pluses(self) -> _Ints:
        """Where the character is before a plus that opens a word: "no edema, +rash"."""
        places = np.flatnonzero(self.codes == _CODES["+"]) - 1
        first = np.isin(self.codes.take(places), (_SPACE, _CODES["/"]))
        return places[first & (self.codes.take(places + 2) >= _WORD)]


class Automaton:
    """Finds phrases, each of which has a label."""

    def __init__(self, labels: Mapping[str, int], fillers: Sequence[str]) -> None:
        """``labels`` (from 1) of the phrases; ``ANY`` in a phrase stands for one of ``fillers``."""
        self._next, self._told = _table(labels, fillers)

    def find(self, texts: Sequence[str]) -> Found:
        """The phrases in normalised texts; many texts at once are faster."""
        codes = _coded("".join(["\n " + text for text in texts]) + "\n")
        opens = codes - np.uint8(_GAP) <= _WORD - _GAP
        inside = _contractions(codes)
        opens[inside] = True
        begins = np.flatnonzero(opens)
        states = np.full(len(begins), _ROOT, np.int32)
        states[begins.searchsorted(inside)] = self._next[_ROOT + _WITHIN]
        before, last, states = self._all(codes, begins, states)
        labels = self._next.take(states + _LABEL)
        met = np.flatnonzero(labels)
        met = met.compress(codes.take(last.take(met) + 1) < _WORD)
        before, last = before.take(met), last.take(met)
        order = np.argsort((before << 8) + (last - before), kind="stable")
        bases = [*accumulate((len(text) + 2 for text in texts), initial=2)]
        return Found(codes, bases, before[order], last[order], labels.take(met)[order])

    def _all(self, codes: _Codes, begins: _Ints, states: _States) -> _Steps:
        """The steps from ``begins`` on, with fillers and without.

        Those with come first: of two phrases of a length the one written out is to count.
        """
        walks = [self._walk(codes, begins, begins, states)]
        while True:
            before, last, states = walks[-1]
            fillers = self._next.take(states + _WITHIN)
            open_ = np.flatnonzero(fillers)
            if not len(open_):
                break
            walks.append(
                self._walk(codes, before.take(open_), last.take(open_), fillers.take(open_))
            )
        before, last, states = (np.concatenate(part) for part in zip(*reversed(walks), strict=True))
        return before, last, states

    def _walk(self, codes: _Codes, before: _Ints, last: _Ints, states: _States) -> _Steps:
        """The steps after ``last``."""
        steps: list[_Steps] = [(before[:0], last[:0], states[:0])]
        for _ in range(_LONGEST):
            last = last + 1
            states = self._next.take(states + codes.take(last))
            alive = np.flatnonzero(states > 0)
            if not len(alive):
                break
            before, last, states = before.take(alive), last.take(alive), states.take(alive)
            told = np.flatnonzero(states < self._told)
            if len(told):
                steps.append((before.take(told), last.take(told), states.take(told)))
        before, last, states = (np.concatenate(part) for part in zip(*steps, strict=True))
        return before, last, states

    def at(self, text: str, begin: int, limit: int) -> list[tuple[int, int]]:
        """End and label of each phrase that begins at ``begin`` and ends by ``limit``.

        In the order of their lengths; those without a filler after those with one.
        """
        if begin and column(text[begin - 1]) > _WORD:
            states = [int(self._next[_ROOT + _WITHIN])]
        elif begin == 0 or text[begin - 1] in BEFORE:
            states = [_ROOT]
        else:
            return []
        found: list[tuple[int, int]] = []
        for place in range(begin, min(limit, begin + _LONGEST)):
            code = column(text[place])
            states = [state for one in states if (state := int(self._next[one + code]))]
            if not states:
                break
            if place + 1 == limit or column(text[place + 1]) < _WORD:
                labels = [int(self._next[state + _LABEL]) for state in reversed(states)]
                found += [(place + 1, label) for label in labels if label]
            states += [f for state in states if (f := int(self._next[state + _WITHIN]))]
        return found


def _contractions(codes: _Codes) -> _Ints:
    """Where the last letter before an "n't" is."""
    quotes = np.flatnonzero(codes == _CODES["'"])
    quotes = quotes[quotes < len(codes) - 1]
    whole = (codes[quotes - 1] == _CODES["n"]) & (codes[quotes + 1] == _CODES["t"])
    inside: _Ints = quotes[whole & (codes[quotes - 2] > _WORD)] - 2
    return inside


def column(character: str) -> int:
    """The column of a character of a normalised text."""
    return _CODES.get(character, _ODD if character.isalnum() else _OTHER)


_LATIN = bytes(column(chr(code)) for code in range(256))


def _coded(text: str) -> _Codes:
    """The columns of a text's characters."""
    try:
        plain = text.encode("latin-1")
    except UnicodeEncodeError:
        text = re.sub("[^\0-\xff]", lambda m: "\xff" if m[0].isalnum() else "\n", text)
        plain = text.encode("latin-1")
    return np.frombuffer(plain.translate(_LATIN), np.uint8)


def _table(labels: Mapping[str, int], fillers: Sequence[str]) -> tuple[_States, int]:
    """The rows of all states, one after another: a trie of the phrases, with loops for spaces.

    Also where the rows end of those states that end or open something.
    """
    opened = {phrase[:at] for phrase in labels for at, c in enumerate(phrase) if c == ANY}
    filled = [(before, f"{before}{WITHIN}{filler}") for before in opened for filler in fillers]
    phrases = [*labels, *(whole for _, whole in filled)]
    lines = np.array([phrase.translate(_COLUMNS).encode("latin-1") for phrase in phrases])
    lines, which = np.unique(lines, return_inverse=True)
    codes = lines.view(np.uint8).reshape(len(lines), -1)
    new, states, told = _numbered(codes)
    parents = np.column_stack([np.full(len(lines), _ROOT), states[:, :-1]])
    table = np.zeros(int(states.max(initial=_ROOT)) + _WIDTH, np.int32)
    table[parents[new] + codes[new]] = states[new]
    spaces = states[new & (codes == _SPACE)]
    table[spaces + _SPACE] = spaces
    ends = states[np.arange(len(lines)), (codes > 0).sum(axis=1) - 1][which]
    table[ends[: len(labels)] + _LABEL] = [*labels.values()]
    _join(table, [before for before, _ in filled], ends[len(labels) :])
    return table, told


def _numbered(codes: _Codes) -> tuple[npt.NDArray[np.bool_], _Ints, int]:
    """For each beginning of the sorted phrases, whether it is new, and its state.

    A phrase has those beginnings for itself that its predecessor does not have. The states of
    those that end or open something come first; also where they end.
    """
    new = np.ones(codes.shape, bool)
    np.not_equal(codes[1:], codes[:-1], out=new[1:])
    new = np.logical_or.accumulate(new, axis=1) & (codes > 0)
    numbers = new.T.cumsum().reshape(new.T.shape).T
    after = np.column_stack([codes[:, 1:], np.zeros(len(codes), np.uint8)])
    telling = np.zeros(numbers.max(initial=0) + 1, bool)
    telling[numbers[(codes > 0) & (after <= _WITHIN)]] = True
    order = np.argsort(~telling[1:], kind="stable")
    states = np.empty(len(telling), np.int64)
    states[1:][order] = _ROOT + _WIDTH * np.arange(1, len(telling))
    return new, states[numbers], _ROOT + _WIDTH * int(telling.sum() + 1)


def _join(table: _States, before: Sequence[str], ends: _Ints) -> None:
    """Lets go on after each filler what goes on after ``ANY``."""
    after = {phrase: _state(table, phrase + ANY) for phrase in {*before}}
    rows = table.reshape(-1, _WIDTH)
    filled = rows[ends // _WIDTH]
    others = rows[np.array([after[phrase] for phrase in before], np.int64) // _WIDTH]
    rows[ends // _WIDTH] = np.where(filled, filled, others)


def _state(table: _States, phrase: str) -> int:
    state = _ROOT
    for character in phrase:
        state = int(table[state + _COLUMNS[ord(character)]])
    return state

"""Where phrases may start, in many texts at once.

``re`` looks at each word in turn, and most words start no phrase. Here numpy walks all places of
all texts together, a character a step, through the phrases' first characters; only where
something is left does a regular expression look closely.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

_DEPTH = 8
"""Characters of a phrase that are looked at."""

_CODES = {character: code for code, character in enumerate(" '-/0abcdefghijklmnopqrstuvwxyz", 1)}
"""Characters that are told apart; all others are 0."""

_TABLE = bytes(_CODES.get(chr(code), 0) for code in range(256))
_WIDTH = 32
_SPACE = _CODES[" "]
_GAPS = _CODES["/"] + 1
"""Codes below are of characters that may stand around a phrase."""

_DEAD, _MET, _ROOT = 0, 1, 2
"""States: no phrase; a phrase, whatever follows; nothing read yet. The others are the trie's."""


class Starts:
    """The first characters of many phrases, as a table of states."""

    def __init__(self, phrases: Iterable[str]) -> None:
        rows = [[_DEAD] * _WIDTH, [_MET] * _WIDTH, [_DEAD] * _WIDTH]
        for phrase in phrases:
            _insert(rows, phrase)
        self._next = (np.array(rows, np.int32) * _WIDTH).ravel()

    def find(self, padded: Sequence[str]) -> list[list[int]]:
        """For each text, where a character stands that a phrase may follow; some follow none.

        Runs of spaces count as one, as in the phrases' pattern.
        """
        text = "".join(padded) + " " * _DEPTH
        codes = np.frombuffer(text.encode("latin-1", "replace").translate(_TABLE), np.uint8)
        places = np.flatnonzero(codes[:-_DEPTH] < _GAPS)
        states = np.full(len(places), _ROOT * _WIDTH, np.int32)
        for step in range(1, _DEPTH + 1):
            states = self._next.take(states + codes.take(places + step))
            alive = np.flatnonzero(states)
            places, states = places.take(alive), states.take(alive)
        ends = np.cumsum([len(one) for one in padded])
        cuts = [0, *places.searchsorted(ends).tolist()]
        begins = [0, *ends.tolist()]
        return [(places[cuts[i] : cuts[i + 1]] - begins[i]).tolist() for i in range(len(padded))]


def _insert(rows: list[list[int]], phrase: str) -> None:
    """Adds the states that a phrase's first characters lead through."""
    state = _ROOT
    for character in phrase[:_DEPTH]:
        code = _CODES.get(character, 0)
        follower = rows[state][code]
        if follower == _MET:
            return
        if follower == _DEAD:
            follower = len(rows)
            rows[state][code] = follower
            rows.append([_DEAD] * _WIDTH)
            if code == _SPACE:
                rows[follower][_SPACE] = follower
        state = follower
    if len(phrase) <= _DEPTH:
        for code in range(_GAPS):
            rows[state][code] = _MET

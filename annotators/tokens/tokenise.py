"""Tokens of sentences, exactly as Java cTAKES's TokenizerAnnotatorPTB makes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from .pattern import CONTRACTED, CONTRACTION, NEWLINE, NUM, WORD, compiled, fold, taken_apart

if TYPE_CHECKING:
    from ...core.columns import Arrays, Columns

Ranges: TypeAlias = Iterable[tuple[int, int]]
Tokens: TypeAlias = list[tuple[int, int, int]]
"""Begins, ends and kinds."""

_LINE_END = re.compile(r"\r\n|[\r\n]")


def tokenise(text: str, sentences: Ranges, segments: Ranges) -> Arrays:
    """Begins, ends and kinds of all tokens, by begin.

    ``sentences`` are tokenised; each line end in ``segments`` becomes a NewlineToken.
    """
    import numpy as np

    folded = fold(text)
    apart = _taken_apart_in(folded)
    found: Tokens = []
    for begin, end in sentences:
        tokens = tokens_of(folded, begin, end)
        found += _take_apart(folded, tokens, end) if apart else tokens
    for begin, end in segments:
        found += [(*m.span(), NEWLINE) for m in _LINE_END.finditer(text, begin, end)]
    found.sort()
    table = np.fromiter(chain.from_iterable(found), np.int32, 3 * len(found)).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].astype(np.uint8)


def tokens_of(folded: str, begin: int, end: int) -> Tokens:
    """The tokens of one sentence of a folded text; "cannot" is still one."""
    pattern, kinds = compiled()
    found: Tokens = []
    place = begin
    while place < end:
        for match in pattern.finditer(folded, place, end):
            group = match.lastindex or 0
            kind = kinds[group]
            if kind == CONTRACTED:
                place = _contraction(folded, match.span(group), begin, end, found)
                break
            found.append((*match.span(group), kind))
        else:
            break
    return found


def _contraction(folded: str, span: tuple[int, int], begin: int, end: int, found: Tokens) -> int:
    """A word and the contraction after it; returns where to go on."""
    start, stop = span
    apostrophe = folded.index("'", start)
    if _is_none(folded, start, apostrophe, stop, begin, end):
        pattern, kinds = compiled(contractions=False)
        match = pattern.match(folded, start, end)
        assert match is not None  # it matches whatever is no blank
        found.append((start, match.end(), kinds[match.lastindex or 0]))
        return match.end()
    cut = apostrophe - 1 if folded[apostrophe - 1 : stop] == "n't" else apostrophe
    if cut > start:
        found.append((start, cut, WORD))
    found.append((cut, stop, CONTRACTION))
    return stop


def _is_none(folded: str, start: int, apostrophe: int, stop: int, begin: int, end: int) -> bool:
    """Where cTAKES sees no contraction though the pattern does.

    It wants no letter after one ("O'D" in "O'Donnell"), but looks for it too far right, by as much
    as the word is away from its sentence's begin. A sentence that begins with "n't" has none.
    """
    if folded.startswith("n't", begin):
        return True
    rest = apostrophe + 1
    while rest < end and folded[rest].isalnum():
        rest += 1
    after = stop + start - begin
    return stop < rest and after < rest and folded[after].isalpha()


def _taken_apart_in(folded: str) -> bool:
    """Whether a text has one of the words that are taken apart."""
    return any(word in folded for word in taken_apart())


def _take_apart(folded: str, tokens: Tokens, end: int) -> Tokens:
    """Takes "cannot" and its like apart, where a blank or the sentence's end follows."""
    pieces: Tokens = []
    for begin, stop, kind in tokens:
        ends = taken_apart().get(folded[begin:stop]) if kind == WORD else None
        if ends is None or (stop < end and not folded[stop].isspace()):
            pieces.append((begin, stop, kind))
            continue
        place = begin
        for piece in ends:
            pieces.append((place, begin + piece, WORD if place == begin else CONTRACTION))
            place = begin + piece
    return pieces


def features(columns: Columns, text: str) -> dict[str, list[Any]]:
    """tokenNumber of all tokens; capitalization, numPosition, numType of those that have them."""
    begins, ends, kinds = (array.tolist() for array in columns.arrays)
    size = len(begins)
    capitals: list[int | None] = [None] * size
    positions: list[int | None] = [None] * size
    number_types: list[int | None] = [None] * size
    for index, kind in enumerate(kinds):
        if kind == WORD:
            word = text[begins[index] : ends[index]]
            capitals[index] = capitalisation(word)
            positions[index] = number_position(word)
        elif kind == NUM:
            number_types[index] = 2 if "." in text[begins[index] : ends[index]] else 1
    return {
        "tokenNumber": list(range(size)),
        "capitalization": capitals,
        "numPosition": positions,
        "numType": number_types,
    }


def capitalisation(word: str) -> int:
    """0 no capital letter, 1 the first letter only, 2 mixed, 3 nothing but capital letters."""
    if word.islower():
        return 0
    count = sum(map(str.isupper, word))
    if count == 0:
        return 0
    if count == len(word):
        return 3
    return 1 if count == 1 and word[0].isupper() else 2


def number_position(word: str) -> int:
    """Where the word has a digit: 0 nowhere, 1 first, 2 in the middle, 3 last."""
    if word.isalpha():
        return 0
    if word[0].isdecimal():
        return 1
    if word[-1].isdecimal():
        return 3
    return 2 if any(map(str.isdecimal, word)) else 0

"""Texts in windows of a bounded size, so that a batch of any size needs little memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_WINDOW = 1 << 17
"""Characters looked up at a time: enough for numpy to be fast, few enough for the caches."""

_MARGIN = 1 << 12
"""Characters a window of a long text reads into the next one; more than any term has."""

LENGTH_BITS = 20
"""Enough for the length of a window."""

JOINT = "\n\n"
"""Between the texts of a window; no match crosses a blank line."""


class Part(NamedTuple):
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


def parts(texts: Sequence[str]) -> Iterator[list[Part]]:
    """The texts in windows of a bounded size: several short ones, or a piece of a long one."""
    window: list[Part] = []
    size = 0
    for number, text in enumerate(texts):
        if len(text) > _WINDOW:
            begin = 0
            while begin < len(text):
                end = _cut(text, begin + _WINDOW) if begin + _WINDOW < len(text) else len(text)
                stop = _cut(text, end + _MARGIN) if end + _MARGIN < len(text) else len(text)
                yield [Part(number, begin, end, stop)]
                begin = end
            continue
        if size + len(text) > _WINDOW:
            yield window
            window, size = [], 0
        window.append(Part(number, 0, len(text), len(text)))
        size += len(text) + len(JOINT)
    if window:
        yield window

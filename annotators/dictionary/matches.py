"""Where in a batch of texts the terms of a table are, as arrays, and which of them overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .table import Table, Values
from .tokenise import Ints, tokenise
from .windows import JOINT, LENGTH_BITS, Part, parts


class Matches(NamedTuple):
    """All matches in a batch of texts, overlapping ones too.

    A stretch is a run of matches that overlap one another, and no match outside it.
    """

    begin: Ints
    """In its text. In order of text and begin, the longer one first."""

    end: Ints

    term: Values
    """Its number in the terminology."""

    first: list[int]
    """Of each stretch the first match; one more entry stands for the end."""

    begins: Ints
    """Of each stretch the begin."""

    ends: Ints
    """Of each stretch the end."""

    cuts: list[int]
    """Of each text the first stretch; one more entry stands for the end."""


_NOTHING = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int32)


def find(table: Table, texts: Sequence[str]) -> Matches:
    """The matches of a table's terms in ``texts``."""
    lengths = [len(text) + len(JOINT) for text in texts]
    starts = np.cumsum([0, *lengths])
    found = [_NOTHING, *(_window(table, texts, window, starts) for window in parts(texts))]
    begin, end, term = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    reach = np.maximum.accumulate(end)
    apart = np.ones(len(begin) + 1, np.bool_)
    np.greater_equal(begin[1:], reach[:-1], out=apart[1:-1])
    first = np.flatnonzero(apart)
    shift = np.repeat(starts[:-1], np.diff(np.searchsorted(begin, starts)))
    return Matches(
        begin - shift,
        end - shift,
        term,
        first.tolist(),
        (begin - shift)[first[:-1]],
        (reach - shift)[first[1:] - 1],
        np.searchsorted(begin[first[:-1]], starts).tolist(),
    )


def _window(
    table: Table, texts: Sequence[str], window: Sequence[Part], starts: Ints
) -> tuple[Ints, Ints, Values]:
    """The matches in one window, offset as if JOINT stood between all ``texts``."""
    tokens = tokenise(JOINT.join([texts[part.text][part.begin : part.stop] for part in window]))
    first, last, term = table.find(tokens)
    begin, end = tokens.begin[first], tokens.end[last]
    order = np.argsort((begin << LENGTH_BITS) - (end - begin), kind="stable")
    begin, end, term = begin[order], end[order], term[order]
    shift = int(starts[window[0].text]) + window[0].begin
    own = np.searchsorted(begin, int(starts[window[-1].text]) + window[-1].end - shift)
    return begin[:own] + shift, end[:own] + shift, term[:own]

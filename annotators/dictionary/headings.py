"""Which words of a batch of documents are in no heading."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.cas import Cas
from ...typesystem import names
from .tokenise import Flags, Ints


def outside_headings(batch: Sequence[Cas], begin: Ints, end: Ints, cuts: Ints) -> Flags:
    """Which spans touch no heading of a section whose kind is known.

    The spans are those of all documents one after another; ``cuts`` has for each document its first
    one, and one more entry for the end.
    """
    lengths = [len(cas.sofa_string or "") for cas in batch]
    starts = np.cumsum([0, *lengths])
    headings = [
        (start + min(max(section.headingBegin, 0), length), start + min(last, length))
        for cas, start, length in zip(batch, starts.tolist(), lengths, strict=False)
        for section in cas.select(names.SECTION)
        if section.kind != "unknown" and section.headingBegin < (last := section.headingEnd)
    ]
    if not headings:
        return np.ones(len(begin), np.bool_)
    headings.sort()
    first, last = np.array(headings, np.int64).T
    reach = np.append(-1, np.maximum.accumulate(last))
    shift = starts[:-1].repeat(np.diff(cuts))
    outside: Flags = reach.take(first.searchsorted(end + shift)) <= begin + shift
    return outside

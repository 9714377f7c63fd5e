"""The boundaries in sentences: punctuation, and the rows of boundaries.yaml.

Those of all sentences of a batch are sought together, by numpy; places count through the batch.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .automaton import MARKS, column
from .phrases import CAPITAL, COLON, LABEL, PLUS, Ints, Phrases, Reading
from .scopes import Event

_LABEL = re.compile(
    r"(?:[A-Z][\w/&'-]* (?:and |of |& )?)*[A-Z][\w/&'-]*(?: [a-z][\w/&'-]*){0,2} ?$"
)
"""What stands before a colon as the name of what follows: "Abdomen:", "Heart sounds:"."""

_NOWHERE = 1 << 62
"""After the last mention."""

_COMMA = column(",")


class Parts(NamedTuple):
    """Parts of texts in which boundaries are sought."""

    documents: Ints
    begins: Ints
    ends: Ints


class _Bounds(NamedTuple):
    """Boundaries in parts: what ``Phrases.kinds`` says of each, and whether it is in a mention."""

    parts: Ints
    begins: Ints
    ends: Ints
    kinds: Ints
    inside: Ints


def boundaries(
    phrases: Phrases, reading: Reading, parts: Parts, holes: tuple[Ints, Ints]
) -> list[list[Event]]:
    """The marks and the boundary phrases of each part, in order of their ends.

    Those within one of ``holes``, in order and apart, are part of it; labels are not.
    """
    found = _named(phrases, reading, parts, _events(phrases, reading, parts, holes))
    shift = reading.bases.take(parts.documents).take(found.parts)
    kinds = [phrases.kinds[kind] for kind in found.kinds.tolist()]
    events = [
        (begin, end, kind, row)
        for begin, end, (kind, row) in zip(
            (found.begins - shift).tolist(), (found.ends - shift).tolist(), kinds, strict=True
        )
    ]
    cuts = found.parts.searchsorted(np.arange(len(parts.begins) + 1)).tolist()
    return [events[begin:end] for begin, end in pairwise(cuts)]


def _events(phrases: Phrases, reading: Reading, parts: Parts, holes: tuple[Ints, Ints]) -> _Bounds:
    """The boundaries, without those in mentions but for colons."""
    part, begins, ends, labels = _apart(*_sought(phrases, reading, parts))
    before = reading.codes.take(begins - 1) - np.uint8(_COMMA)
    marks = np.flatnonzero((before < len(MARKS)) & (begins > parts.begins.take(part)))
    hole_begins, hole_ends = (np.append(many, _NOWHERE) for many in holes)
    places = begins.take(marks)
    inside = hole_begins.take(hole_ends.searchsorted(places)) < places
    kept = np.flatnonzero(~inside | (before.take(marks) == COLON))
    marks, inside = marks.take(kept), inside.take(kept)
    at = np.where(labels == PLUS, ends - 1, begins)
    outside = hole_begins.take(hole_ends.searchsorted(at, "right")) > at
    words = np.flatnonzero(outside & (ends > begins))
    counts = phrases.counts.take(labels.take(words))
    first = phrases.first.take(labels.take(words)) - counts.cumsum() + counts
    kinds = np.arange(int(counts.sum())) + first.repeat(counts)
    words = words.repeat(counts)
    order = np.concatenate((2 * marks, 2 * words + 1)).argsort(kind="stable")
    places = begins.take(marks)
    return _Bounds(
        np.concatenate((part.take(marks), part.take(words))).take(order),
        np.concatenate((places - 1, at.take(words))).take(order),
        np.concatenate((places, ends.take(words))).take(order),
        np.concatenate((before.take(marks), kinds)).take(order),
        np.concatenate((inside, np.zeros(len(words), bool))).take(order),
    )


def _sought(phrases: Phrases, reading: Reading, parts: Parts) -> tuple[Ints, Ints, Ints, Ints]:
    """Part, begin, end and label of all boundaries that begin in the parts and end in them."""
    starts = reading.bounds
    first = starts.searchsorted(parts.begins)
    counts = np.maximum(starts.searchsorted(parts.ends, "right") - first, 0)
    part = np.arange(len(counts)).repeat(counts)
    which = np.arange(len(part)) + (first - counts.cumsum() + counts).take(part)
    begins, labels = starts.take(which), reading.bound_labels.take(which)
    ends = reading.bound_ends.take(which)
    for place in np.flatnonzero(ends > parts.ends.take(part)).tolist():
        document = int(parts.documents[part[place]])
        base, limit = int(reading.bases[document]), int(parts.ends[part[place]])
        low, begin = reading.sources[document].low, int(begins[place])
        end, labels[place] = phrases.bound_at(low, begin - base, limit - base)
        ends[place] = end + base
    return part, begins, ends, labels


def _apart(part: Ints, begins: Ints, ends: Ints, labels: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Without those that begin before the end of the one before, or at it."""
    over = np.flatnonzero((begins[1:] <= ends[:-1]) & (part[1:] == part[:-1])).tolist()
    if not over:
        return part, begins, ends, labels
    parts, starts, stops = part.tolist(), begins.tolist(), ends.tolist()
    dropped: list[int] = []
    for place in over:
        if dropped and dropped[-1] >= place:
            continue
        after = place + 1
        while after < len(parts) and parts[after] == parts[place] and starts[after] <= stops[place]:
            dropped.append(after)
            after += 1
    part, begins, ends, labels = (np.delete(a, dropped) for a in (part, begins, ends, labels))
    return part, begins, ends, labels


def _named(phrases: Phrases, reading: Reading, parts: Parts, found: _Bounds) -> _Bounds:
    """With labels for the colons that end one, and only those capitals that begin anew."""
    dropped: list[int] = []
    special = phrases.special.take(found.kinds)
    for place in np.flatnonzero(special).tolist():
        part = int(found.parts[place])
        document = int(parts.documents[part])
        base, text = int(reading.bases[document]), reading.sources[document].text
        begin = int(parts.begins[part]) - base
        if special[place] == CAPITAL:
            if not _starts_anew(text, begin, int(found.begins[place]) - base):
                dropped.append(place)
            continue
        label = _label(text, begin, int(found.ends[place]) - base)
        if label is not None:
            found.begins[place], found.kinds[place] = label + base, LABEL
        elif found.inside[place]:
            dropped.append(place)
    return _Bounds(*(np.delete(many, dropped) for many in found)) if dropped else found


def _label(text: str, begin: int, end: int) -> int | None:
    """Where the name before a colon that ends at ``end`` begins, when it is a label."""
    if text[end : end + 1].isspace():
        label = _LABEL.search(text[begin : end - 1])
        if label is not None:
            return begin + label.start()
    return None


def _starts_anew(text: str, begin: int, start: int) -> bool:
    """Whether a word is capital after one that is not: "without rales Abdomen soft"."""
    before = text[begin:start].rstrip().rpartition(" ")[2]
    return text[start].isupper() and before[:1].islower()

"""From the hits in a batch of documents to the rows of their mentions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from ...core.rows import Origin, Rows
from .groups import groups
from .matcher import Hits
from .tokenise import Ints

DICTIONARY_LOOKUP = 1
"""cTAKES's ``discoveryTechnique`` of mentions found by a dictionary."""

_KIND, _ARRAY, _RULE = map(attrgetter, ("kind", "array", "rule"))


class _Types(NamedTuple):
    """The classes of mentions, and of each kind of sense the number of its class and ``typeID``."""

    names: tuple[str, ...]
    number: Ints
    type_id: Ints


@cache
def _types() -> _Types:
    rows = groups().values()
    names = tuple(dict.fromkeys(group.type for group in rows))
    number = [names.index(group.type) for group in rows]
    return _Types(names, np.array(number), np.array([group.type_id for group in rows]))


def mentions(hits: Hits, kept: Ints, component: str, source: str) -> Iterator[tuple[int, Rows]]:
    """The number of a text and the rows of one class in it, for each that has any.

    ``kept`` are the places of the hits that become mentions; a text's classes come in the order in
    which its hits name them.
    """
    if not len(kept):
        return
    types = _types()
    senses = hits.senses
    kind = np.fromiter(map(_KIND, senses), np.int64, len(senses)).take(kept)
    text = hits.cuts.searchsorted(kept, "right") - 1
    number = types.number.take(kind)
    group = text * len(types.names) + number
    order = group.argsort(kind="stable")
    first = np.flatnonzero(np.diff(group.take(order), prepend=-1))
    lead = order.take(first)
    places = kept.take(order)
    own = list(map(senses.__getitem__, places.tolist()))
    arrays, rules = list(map(_ARRAY, own)), list(map(_RULE, own))
    begins, ends = hits.begin.take(places).tolist(), hits.end.take(places).tolist()
    ids = types.type_id.take(kind.take(order)).tolist()
    last = np.append(first[1:], len(order))
    runs = np.stack((lead, first, last, text.take(lead), number.take(lead)), 1)
    for _, low, high, text_number, type_number in sorted(runs.tolist()):
        features = {
            "typeID": ids[low:high],
            "discoveryTechnique": [DICTIONARY_LOOKUP] * (high - low),
            "ontologyConceptArr": arrays[low:high],
        }
        origin = Origin(component, "concept", rules[low:high], source)
        type_ = types.names[type_number]
        yield text_number, Rows(type_, begins[low:high], ends[low:high], features, origin)

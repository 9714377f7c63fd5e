"""What words stand for, and which of those that overlap are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from sys import intern
from typing import NamedTuple, TypeAlias

from ...core.rows import Structure
from ...typesystem import names
from .groups import NONE, Group, groups
from .terminology import Concept, TermRow


class Sense(NamedTuple):
    """What a term stands for within one semantic group: what becomes one mention."""

    group: Group

    kind: int
    """Place of the group in groups.tsv."""

    array: Structure
    """The FSArray of its UmlsConcepts."""

    rule: str
    """``terminology:row`` of the row that decided."""

    rivals: tuple[str, ...]
    """The groups inside whose terms there is no room for this one, its own first."""


Hit: TypeAlias = tuple[int, int, Sense]
"""Begin and end of the words in the text, and what they say. A plain tuple: there are many."""


def senses_of(rows: Sequence[TermRow], terminology: str) -> tuple[Sense, ...]:
    """One sense for each semantic group, in the order of groups.tsv."""
    grouped: dict[str, list[TermRow]] = {}
    for row in rows:
        grouped.setdefault(row.concept.group, []).append(row)
    return tuple(
        Sense(
            group,
            kind,
            _array(dict.fromkeys(row.concept for row in grouped[name]), terminology),
            f"{terminology}:{grouped[name][0].number}",
            _rivals(name),
        )
        for kind, (name, group) in enumerate(groups().items())
        if name in grouped
    )


@cache
def _rivals(name: str) -> tuple[str, ...]:
    return name, *groups()[name].yields_to


def _array(concepts: Iterable[Concept], terminology: str) -> Structure:
    """Concepts as a mention has them: unknown parts are unset.

    The scheme is the terminology's name when the concept has none.
    """
    elements = tuple(
        Structure(
            names.UMLS_CONCEPT,
            {
                "codingScheme": intern(scheme or terminology),
                "code": code or None,
                "cui": cui or None,
                "tui": intern(tui) or None,
                "preferredText": preferred or None,
            },
        )
        for cui, tui, _, code, scheme, preferred in concepts
    )
    return Structure(names.FS_ARRAY, {"elements": elements})


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Without hits inside another of their semantic group, or of one that theirs yields to.

    ``hits`` are in order of begin, the longer first; so whatever holds a hit comes before it.
    Those of the same words in different groups are all kept.
    """
    furthest: dict[str, tuple[int, int]] = {}
    kept: list[Hit] = []
    for hit in hits:
        begin, end, sense = hit
        for name in sense.rivals:
            place = furthest.get(name)
            if place and (end < place[1] or (end == place[1] and begin > place[0])):
                break
        else:
            kept.append(hit)
            own = furthest.get(sense.rivals[0])
            if own is None or end > own[1]:
                furthest[sense.rivals[0]] = begin, end
    return kept


def outside_phrases(hits: Sequence[Hit]) -> list[Hit]:
    """Without the phrases that are no terms, and without the hits inside them."""
    covered = 0, 0
    kept: list[Hit] = []
    for hit in hits:
        begin, end, sense = hit
        if sense.group.group == NONE:
            if end > covered[1]:
                covered = begin, end
        elif end > covered[1] or (begin, end) == covered:
            kept.append(hit)
    return kept

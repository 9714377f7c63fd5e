"""Putting the sources together: which concepts are one, and what a name stands for.

Concepts are joined by the cross-references of the sources, at most one of each source, so that no
chain of near synonyms runs together. A name then stands for one group of joined concepts: the one
that most sources name so. What other sources call by the very same name adds its codes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from concept import PREFERRED, SYNONYM, WEAK, Concept, Key
from names import plain, sentence_case

_RESIDUAL = re.compile(r"other|unspecified|certain", re.IGNORECASE)
EVERYDAY, ICD = "EVERYDAY", "ICD10CM"
_PREFERENCE = (EVERYDAY, "DRUGBANK", "HPO", "MSH", "MONDO", "MEDLINEPLUS", ICD)
"""Whose preferred name and whose CUI count for joined concepts."""

_TYPE_PREFERENCE = (EVERYDAY, "DRUGBANK", "MEDLINEPLUS", "MSH", ICD, "MONDO", "HPO")
"""Whose semantic type counts: HPO calls everything a finding, MeSH and ICD tell diseases apart."""


class OutRow(NamedTuple):
    """A row of the terminology, in the order of its columns."""

    text: str
    cui: str
    tui: str
    group: str
    code: str
    scheme: str
    preferred: str


class Joined:
    """Concepts of different sources that are one."""

    def __init__(self, members: Iterable[Concept]) -> None:
        self.members = sorted(members, key=lambda c: _PREFERENCE.index(c.scheme))
        by_type = sorted(self.members, key=lambda c: _TYPE_PREFERENCE.index(c.scheme))
        self.tui = next(c.tui for c in by_type if c.tui)
        self.cui = next((c.cui for c in self.members if c.cui), "")
        self.preferred = self.members[0].preferred

    def rows(self, text: str) -> Iterator[OutRow]:
        """A row for each public code; one without a code when there is none."""
        coded = [c for c in self.members if c.scheme != EVERYDAY]
        for concept in coded:
            yield OutRow(text, self.cui, self.tui, "", concept.code, concept.scheme, self.preferred)
        if not coded:
            yield OutRow(text, self.cui, self.tui, "", "", "", self.preferred)


def _pairs(concepts: list[Concept], more: list[list[Key]]) -> Iterator[tuple[Key, Key]]:
    """What is to be joined, the surest first."""
    for concept in concepts:
        if concept.scheme == EVERYDAY:
            yield from ((concept.key, link) for link in concept.links)
    for concept in concepts:
        if concept.scheme != EVERYDAY:
            # Mondo's codes of ICD-10-CM are often those of a chapter or a neighbour.
            yield from ((concept.key, link) for link in concept.links if link[0] != ICD)
    for links in more:
        icd = [link for link in links if link[0] == ICD]
        others = [link for link in links if link[0] != ICD]
        if len(icd) == 1:
            others += icd
        yield from pairwise(others)
    by_name: dict[str, Key] = {}
    for concept in concepts:
        for name, rank in concept.names.items():
            if rank == PREFERRED and concept.scheme != EVERYDAY:
                first = by_name.setdefault(name.lower(), concept.key)
                if first != concept.key:
                    yield first, concept.key


def join(concepts: list[Concept], more: list[list[Key]]) -> dict[Key, Joined]:
    """For every concept the group it belongs to."""
    by_key = {concept.key: concept for concept in concepts}
    groups: dict[Key, list[Concept]] = {key: [concept] for key, concept in by_key.items()}
    for one, other in _pairs(concepts, more):
        a, b = groups.get(one), groups.get(other)
        if a is None or b is None or a is b:
            continue
        schemes = [c.scheme for c in (*a, *b)]
        if len(set(schemes)) == len(schemes) and (EVERYDAY in schemes or _share_a_name(a, b)):
            a += b
            groups.update((concept.key, a) for concept in b)
    made = {id(group): Joined(group) for group in groups.values()}
    return {key: made[id(group)] for key, group in groups.items()}


def _share_a_name(one: list[Concept], other: list[Concept]) -> bool:
    """Cross-references alone are not trusted: many point to something broader or related."""
    names = [
        {plain(n) for c in group for n, r in c.names.items() if r < WEAK} for group in (one, other)
    ]
    return not names[0].isdisjoint(names[1])


class _Claim(NamedTuple):
    rank: int
    concept: Concept
    text: str


def _written(claims: list[_Claim]) -> str:
    """How the name is to be written: in capitals when a source writes a short one so."""
    texts = sorted(
        {claim.text for claim in claims}, key=lambda t: (not t.isupper(), t.islower(), t)
    )
    return texts[0]


def _everyday(claims: list[_Claim], joined: dict[Key, Joined]) -> list[Joined]:
    found = [joined[claim.concept.key] for claim in claims if claim.concept.scheme == EVERYDAY]
    return list(dict.fromkeys(found))


def _chosen(claims: list[_Claim], joined: dict[Key, Joined]) -> list[Joined]:
    """What a name stands for: the group most sources name so, and namesakes in other sources."""
    by_group: dict[Joined, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_group[joined[claim.concept.key]].append(claim)

    def quality(group: Joined) -> tuple[int, int, int, str]:
        own = by_group[group]
        best = min(claim.rank for claim in own)
        code = min(claim.concept.code for claim in own)
        return best, -len(own), len(code), code

    order = sorted(by_group, key=quality)
    chosen = [order[0]]
    schemes = {member.scheme for member in order[0].members}
    best = quality(order[0])[0]
    for group in order[1:]:
        new = {member.scheme for member in group.members}
        close = quality(group)[0] <= best or new == {ICD}
        if close and not new & schemes:
            chosen.append(group)
            schemes |= new
    return chosen


def _shown(group: Joined, text: str) -> str:
    """The preferred name of a row. What ICD-10-CM lists under a code is often but a case of it."""
    only = group.members[0]
    listed = only.names.get(text) == SYNONYM or _RESIDUAL.match(only.preferred)
    return sentence_case(text) if only.scheme == ICD and listed else group.preferred


def rows(concepts: list[Concept], more: list[list[Key]]) -> Iterator[OutRow]:
    """The rows of the terminology."""
    joined = join(concepts, more)
    claims: dict[str, list[_Claim]] = defaultdict(list)
    for concept in concepts:
        for name, rank in concept.names.items():
            claims[name.lower()].append(_Claim(rank, concept, name))
    for own in claims.values():
        everyday = _everyday(own, joined)
        chosen = everyday or _chosen(own, joined)
        ours = [c for c in own if c.concept.scheme == EVERYDAY] or own
        for text in sorted({c.text for c in ours}) if everyday else [_written(own)]:
            for group in chosen:
                for row in group.rows(text):
                    yield row._replace(tui=chosen[0].tui, preferred=_shown(group, text))

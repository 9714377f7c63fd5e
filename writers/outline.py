"""What surrounds the mentions of a document: sections, evidence, attributes, relations.

A view over the CAS that works out once what a CAS holds only between the lines. Feature structures
are handed through, not copied.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Any

from ..core.evidence import Evidence
from ..core.rows import Row
from ..typesystem import names
from .shapes import Shapes, relation_arguments

if TYPE_CHECKING:
    from ..core.cas import Cas
    from ..core.metadata import Metadata


@dataclass(slots=True)
class Section:
    """A Segment of the text; one of cTAKES has neither code nor heading."""

    id: str
    """``s1``, ``s2``, ... in the order of the text."""

    fs: Any
    kind: str
    title: str
    """Display name of the kind; empty when there is none."""

    code: str
    """LOINC code; empty when there is none."""

    heading: tuple[int, int] | None
    """Span of the heading's words."""

    level: int
    parent: str
    """Id of the section this one is part of; empty at level 1."""

    derived: bool
    """Whether the text was rendered from the sender's coded entries."""

    evidence: Sequence[Evidence]


@dataclass(slots=True)
class Attribute:
    """A part of a mention that is said in words of its own, such as a medication's strength."""

    name: str
    """Feature that holds it (``medicationStrength``), or the Modifier's own name when it points at
    the mention (``asNeeded``)."""

    fs: Any
    values: dict[str, Any]
    """Features of the annotation and of its normalized form: value, number, unit, ..."""


@dataclass(slots=True)
class Relation:
    """A relation between two or more spans of the text."""

    id: str
    """``r1``, ``r2``, ..."""

    fs: Any
    arguments: list[tuple[str, str, Any]]
    """Role, id of the mention (empty when the argument is none), annotation."""

    evidence: Sequence[Evidence]


class Outline:
    """The current view of a CAS, as it is now, without the mentions themselves."""

    def __init__(self, cas: Cas, evidence: Sequence[Evidence]) -> None:
        """``evidence`` in UIMA order."""
        self._cas = cas
        self.shapes = Shapes.of(cas.plans)
        self.text: str = cas.sofa_string or ""
        self.metadata: Metadata = cas.metadata
        self.evidence = evidence
        self.about: dict[int, list[Evidence]] = {}
        """Evidence by the identity of the feature structure it is about."""
        self.about_rows: dict[int, dict[int, list[Evidence]]] = {}
        """Evidence about a row, by the identity of its rows and by its place in them."""
        for one in evidence:
            target = one.target
            if type(target) is Row:
                rows, place = target
                self.about_rows.setdefault(id(rows), {}).setdefault(place, []).append(one)
            else:
                self.about.setdefault(id(target), []).append(one)
        self.sections = list(self._find_sections())

    def select(self, name: str) -> list[Any]:
        """A type system of the user's own may lack the type."""
        return self._cas.select(name) if name in self.shapes.known else []

    def _find_sections(self) -> Iterator[Section]:
        found = self.select(names.SEGMENT)
        ids = {id(fs): f"s{number}" for number, fs in enumerate(found, 1)}
        for fs in found:
            ours = fs.type.name in self.shapes.sections
            yield Section(
                id=ids[id(fs)],
                fs=fs,
                kind=(ours and fs.kind) or fs.id or "unknown",
                title=fs.preferredText or "",
                code=(ours and fs.code) or "",
                heading=_heading(fs) if ours else None,
                level=(ours and fs.level) or 1,
                parent=ids.get(id(fs.parent), "") if ours else "",
                derived=bool(ours and fs.derived),
                evidence=self.about.get(id(fs), ()),
            )

    @cached_property
    def section_of(self) -> Innermost:
        """Which of the sections is the innermost around a span."""
        around = [section.fs for section in self.sections]
        return Innermost([fs.begin for fs in around], [fs.end for fs in around])

    @cached_property
    def sentences(self) -> tuple[list[int], list[int]]:
        """Begins and ends of the sentences."""
        return self._cas.spans(names.SENTENCE) if names.SENTENCE in self.shapes.known else ([], [])

    @cached_property
    def sentence_of(self) -> Innermost:
        """Which of the sentences holds a span."""
        return Innermost(*self.sentences)

    def attributes(self, mention: Any) -> list[Attribute]:
        """What is said of a mention in words of its own, in its type's order."""
        held = self.shapes.attributes(mention)
        back = self._pointing_back.get(id(mention))
        if back:
            held = {**held, **back}
        return [Attribute(name, part, self.shapes.values(part)) for name, part in held.items()]

    @cached_property
    def _pointing_back(self) -> dict[int, dict[str, Any]]:
        """Modifiers that name their mention, by mention; the mention does not name them."""
        found: dict[int, dict[str, Any]] = {}
        for type_name, (attribute, feature) in self.shapes.pointers.items():
            for fs in self._cas.select(type_name):
                found.setdefault(id(getattr(fs, feature)), {}).setdefault(attribute, fs)
        return found

    def relations(self, ids: Mapping[int, str]) -> Iterator[Relation]:
        """The relations; ``ids`` of mentions by the identity of their feature structures."""
        number = 0
        for fs in self.select(names.RELATION):
            arguments = [
                (argument.role or "", ids.get(id(argument.argument), ""), argument.argument)
                for argument in relation_arguments(fs)
                if argument is not None and argument.argument is not None
            ]
            if arguments:
                number += 1
                yield Relation(f"r{number}", fs, arguments, self.about.get(id(fs), ()))


def _heading(section: Any) -> tuple[int, int] | None:
    begin, end = section.headingBegin, section.headingEnd
    return (begin, end) if begin is not None and end is not None and begin < end else None


class Innermost:
    """Of many spans, the last in UIMA order that holds another."""

    def __init__(self, begins: Sequence[int], ends: Sequence[int]) -> None:
        """Begins and ends in UIMA order."""
        self._begins, self._ends = begins, ends

    def __call__(self, begins: Sequence[int], ends: Sequence[int]) -> list[int]:
        """For each span the number of the one around it, from 1 on; 0 where nothing holds it.

        O(log n) a span; more only where those around overlap.
        """
        reach, settle = [sys.maxsize, *self._ends], self._settle
        numbers = map(bisect_right, repeat(self._begins), begins)
        return [
            number if reach[number] >= end else settle(number - 1, end) + 1
            for number, end in zip(numbers, ends, strict=True)
        ]

    @cached_property
    def _furthest(self) -> list[int]:
        """At each place, the largest end up to there."""
        return list(accumulate(self._ends, max))

    def _settle(self, place: int, end: int) -> int:
        """The last place up to ``place`` that reaches ``end``; -1 when there is none."""
        while place >= 0 and self._ends[place] < end:
            place = place - 1 if self._furthest[place] >= end else -1
        return place

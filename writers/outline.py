"""What surrounds the mentions of a document: sections, evidence, attributes, relations.

A view over the CAS that works out once what a CAS holds only between the lines. Feature structures
are handed through, not copied.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar

from ..core.evidence import Evidence
from ..core.rows import Row
from ..typesystem import names
from .shapes import Shapes, relation_arguments

if TYPE_CHECKING:
    from ..core.cas import Cas
    from ..core.metadata import Metadata

T = TypeVar("T")


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
        self.about = _by_target(evidence)
        """Evidence by what it is about: the identity of a feature structure, or that of rows and
        the place in them."""
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
                evidence=self.about.get(id(fs), ()),
            )

    def section_of(self, begins: Sequence[int], ends: Sequence[int]) -> list[Section | None]:
        """For each span the innermost section that holds all of it."""
        around = [section.fs for section in self.sections]
        spans = [fs.begin for fs in around], [fs.end for fs in around]
        return innermost(spans, self.sections, begins, ends)

    def sentence_of(
        self, begins: Sequence[int], ends: Sequence[int]
    ) -> list[tuple[int, int] | None]:
        """For each span the span of the sentence that holds all of it."""
        around = self._sentences
        return innermost(around, list(zip(*around, strict=True)), begins, ends)

    @cached_property
    def _sentences(self) -> tuple[list[int], list[int]]:
        known = names.SENTENCE in self.shapes.known
        return self._cas.spans(names.SENTENCE) if known else ([], [])

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


def _by_target(evidence: Iterable[Evidence]) -> dict[Any, list[Evidence]]:
    about: dict[Any, list[Evidence]] = {}
    for one in evidence:
        target = one.target
        key = (id(target.rows), target.place) if type(target) is Row else id(target)
        about.setdefault(key, []).append(one)
    return about


def _heading(section: Any) -> tuple[int, int] | None:
    begin, end = section.headingBegin, section.headingEnd
    return (begin, end) if begin is not None and end is not None and begin < end else None


def innermost(
    around: tuple[Sequence[int], Sequence[int]],
    answers: Sequence[T],
    begins: Sequence[int],
    ends: Sequence[int],
) -> list[T | None]:
    """For each span the last of ``around`` that holds all of it, as ``answers`` names it, or None.

    ``around`` are begins and ends in UIMA order. O(log n) a span; more only where they overlap.
    """
    starts, stops = around
    furthest = list(accumulate(stops, max))
    places = [bisect_right(starts, begin) - 1 for begin in begins]
    if furthest == stops:
        return [
            answers[place] if place >= 0 and stops[place] >= end else None
            for place, end in zip(places, ends, strict=True)
        ]
    result: list[T | None] = []
    for place, end in zip(places, ends, strict=True):
        while place >= 0 and stops[place] < end:
            place = place - 1 if furthest[place] >= end else -1
        result.append(answers[place] if place >= 0 else None)
    return result

"""What was found in a document, as every writer needs it: sections, mentions, relations.

A view over the CAS that works out once what a CAS holds only between the lines: ids, which section
and sentence a mention is in, its attributes, the evidence for it. Feature structures are handed
through, not copied. Mentions are cTAKES's EventMention and EntityMention with all their subtypes;
its Modifiers are attributes of mentions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ..core.evidence import Evidence
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
class Mention:
    """A finding: an EventMention or EntityMention."""

    id: str
    """``m1``, ``m2``, ... in UIMA order."""

    type: str
    """Short name of its type."""

    fs: Any
    section: Section | None
    """The innermost section that holds all of it."""

    sentence: Any
    """The sentence that holds all of it; None when there is none."""

    attributes: Sequence[Attribute]
    evidence: Sequence[Evidence]
    """Evidence about the mention and its attributes, in UIMA order."""

    @property
    def certainty(self) -> str:
        """How the text speaks of it, the most cautious word that fits: ``generic`` (of such things
        as such), ``conditional`` (should it happen), ``uncertain``, ``negated``, ``affirmed``;
        ``undecided`` when no component has decided.
        """
        fs = self.fs
        if fs.generic:
            return "generic"
        if fs.conditional:
            return "conditional"
        if fs.uncertainty:
            return "uncertain"
        if fs.polarity is None:
            return "undecided"
        return "negated" if fs.polarity < 0 else "affirmed"

    @property
    def is_event(self) -> bool:
        """Whether it happens to somebody (a problem, a drug, a procedure), unlike a body part."""
        return hasattr(self.fs, "event")

    @property
    def concepts(self) -> Sequence[Any]:
        """Its OntologyConcepts."""
        array = self.fs.ontologyConceptArr
        return (array.elements or ()) if array is not None else ()


@dataclass(slots=True)
class Relation:
    """A relation between two or more spans of the text."""

    id: str
    """``r1``, ``r2``, ..."""

    fs: Any
    arguments: list[tuple[str, str, Any]]
    """Role, id of the mention (empty when the argument is none), annotation."""

    evidence: Sequence[Evidence]


class Findings:
    """All findings of the current view of a CAS, as it is now."""

    def __init__(self, cas: Cas) -> None:
        self._shapes = Shapes.of(cas.plans)
        self._cas = cas
        self.text: str = cas.sofa_string or ""
        self.metadata: Metadata = cas.metadata
        self.evidence: list[Evidence] = cas.evidence()
        self._about = self._by_target()
        self.sections = list(self._find_sections())
        self.mentions = self._find_mentions()
        self.relations = list(self._find_relations())

    @property
    def sources(self) -> list[str]:
        """The versioned sources that evidence names, sorted."""
        return sorted({e.source for e in self.evidence if e.source})

    def _select(self, name: str) -> list[Any]:
        """A type system of the user's own may lack the type."""
        return self._cas.select(name) if name in self._shapes.known else []

    def _by_target(self) -> dict[int, list[Evidence]]:
        about: dict[int, list[Evidence]] = {}
        for evidence in self.evidence:
            about.setdefault(id(evidence.target), []).append(evidence)
        return about

    def _find_sections(self) -> Iterator[Section]:
        found = self._select(names.SEGMENT)
        ids = {id(fs): f"s{number}" for number, fs in enumerate(found, 1)}
        for fs in found:
            ours = fs.type.name in self._shapes.sections
            yield Section(
                id=ids[id(fs)],
                fs=fs,
                kind=(ours and fs.kind) or fs.id or "unknown",
                title=fs.preferredText or "",
                code=(ours and fs.code) or "",
                heading=_heading(fs) if ours else None,
                level=(ours and fs.level) or 1,
                parent=ids.get(id(fs.parent), "") if ours else "",
                evidence=self._about.get(id(fs), ()),
            )

    def _find_mentions(self) -> list[Mention]:
        wanted = self._shapes.mentions
        found = [fs for fs in self._select(names.IDENTIFIED_ANNOTATION) if fs.type.name in wanted]
        sections = innermost([section.fs for section in self.sections], self.sections, found)
        sentences = self._select(names.SENTENCE)
        around = innermost(sentences, sentences, found)
        about, attributes, back = self._about, self._shapes.attributes, self._pointing_back()
        result = []
        for place, fs in enumerate(found):
            evidence: Sequence[Evidence] = about.get(id(fs), ())
            held = attributes(fs)
            if back and id(fs) in back:
                held = {**held, **back[id(fs)]}
            parts: Sequence[Attribute] = ()
            if held:
                parts = [self._attribute(name, part) for name, part in held.items()]
            for part in parts:
                evidence = [*evidence, *about.get(id(part.fs), ())]
            result.append(
                Mention(
                    f"m{place + 1}",
                    wanted[fs.type.name],
                    fs,
                    sections[place],
                    around[place],
                    parts,
                    evidence,
                )
            )
        return result

    def _attribute(self, name: str, part: Any) -> Attribute:
        return Attribute(name, part, self._shapes.values(part))

    def _pointing_back(self) -> dict[int, dict[str, Any]]:
        """Modifiers that name their mention, by mention; the mention does not name them."""
        found: dict[int, dict[str, Any]] = {}
        for type_name, (attribute, feature) in self._shapes.pointers.items():
            for fs in self._cas.select(type_name):
                found.setdefault(id(getattr(fs, feature)), {}).setdefault(attribute, fs)
        return found

    def _find_relations(self) -> Iterator[Relation]:
        if not self._shapes.relations:
            return
        ids = {id(mention.fs): mention.id for mention in self.mentions}
        number = 0
        for fs in self._cas.select(names.RELATION):
            arguments = [
                (argument.role or "", ids.get(id(argument.argument), ""), argument.argument)
                for argument in relation_arguments(fs)
                if argument is not None and argument.argument is not None
            ]
            if arguments:
                number += 1
                yield Relation(f"r{number}", fs, arguments, self._about.get(id(fs), ()))


def _heading(section: Any) -> tuple[int, int] | None:
    begin, end = section.headingBegin, section.headingEnd
    return (begin, end) if begin is not None and end is not None and begin < end else None


def innermost(around: Sequence[Any], answers: Sequence[Any], spans: Sequence[Any]) -> list[Any]:
    """For each span the last annotation that holds all of it, as ``answers`` names it, or None.

    ``around`` and ``answers`` belong together and are in UIMA order. O(log n) a span; more only
    where annotations overlap.
    """
    begins = [fs.begin for fs in around]
    ends = [fs.end for fs in around]
    furthest = list(accumulate(ends, max))
    result = []
    for span in spans:
        end = span.end
        place = bisect_right(begins, span.begin) - 1
        while place >= 0 and ends[place] < end:
            place = place - 1 if furthest[place] >= end else -1
        result.append(answers[place] if place >= 0 else None)
    return result

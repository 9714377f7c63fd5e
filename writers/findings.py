"""What was found in a document, as writers of feature structures need it.

Mentions are cTAKES's EventMention and EntityMention with all their subtypes; its Modifiers are
attributes of mentions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..core.evidence import Evidence
from ..typesystem import names
from .outline import Attribute, Outline, Section

if TYPE_CHECKING:
    from ..core.cas import Cas


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

    sentence: tuple[int, int] | None
    """The span of the sentence that holds all of it."""

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


class Findings(Outline):
    """All findings of the current view of a CAS, as it is now."""

    def __init__(self, cas: Cas) -> None:
        super().__init__(cas, cas.evidence())
        self.mentions = self._find_mentions()

    def _find_mentions(self) -> list[Mention]:
        wanted = self.shapes.mentions
        found = [fs for fs in self.select(names.IDENTIFIED_ANNOTATION) if fs.type.name in wanted]
        spans = [fs.begin for fs in found], [fs.end for fs in found]
        sections, sentences = [None, *self.sections], [None, *zip(*self.sentences, strict=True)]
        within, said_in = self.section_of(*spans), self.sentence_of(*spans)
        result = []
        for place, fs in enumerate(found):
            parts = self.attributes(fs)
            evidence: Sequence[Evidence] = self.about.get(id(fs), ())
            for part in parts:
                evidence = [*evidence, *self.about.get(id(part.fs), ())]
            result.append(
                Mention(
                    f"m{place + 1}",
                    wanted[fs.type.name],
                    fs,
                    sections[within[place]],
                    sentences[said_in[place]],
                    parts,
                    evidence,
                )
            )
        return result

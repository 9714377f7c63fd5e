"""A finding on its way to a resource, and who it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..findings import Mention
from .codes import Json
from .context import Context
from .related import Related

PATIENT = ("", "patient")
FAMILY = "family_member"
FAMILY_SECTION = "family_history"
ALLERGY_SECTION = "allergies"


@dataclass(slots=True)
class Told:
    """What a builder of resources needs to know of a finding."""

    mention: Mention
    code: Json
    """Its concepts and words as a CodeableConcept."""
    text: str
    """Of the document."""
    context: Context
    related: Related
    reactions: Sequence[Mention] = ()
    """Of an allergen: what it did."""

    @property
    def section(self) -> str:
        """Kind of its section; empty when it is in none."""
        return section_of(self.mention)

    @property
    def rules(self) -> set[str]:
        """The rules that decided."""
        return {one.rule for one in self.mention.evidence}


def section_of(mention: Mention) -> str:
    """Kind of a mention's section; empty when it is in none."""
    return mention.section.kind if mention.section is not None else ""


def whose(mention: Mention) -> str:
    """Whom a mention is about; where nothing decided, a family history is the family's."""
    return mention.fs.subject or (FAMILY if section_of(mention) == FAMILY_SECTION else "")


def is_allergen(mention: Mention) -> bool:
    """Whether it is a drug that is named because the patient does not tolerate it."""
    if mention.type != "MedicationMention":
        return False
    return section_of(mention) == ALLERGY_SECTION or any(
        part.name == "medicationAllergy" for part in mention.attributes
    )

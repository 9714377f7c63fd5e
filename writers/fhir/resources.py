"""One FHIR R4 resource for a finding, or none: what the note does not say of the patient, or of a
relative, is never written as if it did. docs/fhir-mapping.md has the rules in tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..findings import Mention
from .codes import Json
from .problems import condition, family_history, finding, laboratory
from .told import ALLERGY_SECTION, FAMILY, PATIENT, Told, is_allergen, section_of, whose
from .treatments import medication, procedure

BUILDERS: dict[str, Callable[[Told], Json | None]] = {
    "DiseaseDisorderMention": condition,
    "SignSymptomMention": finding,
    "LabMention": laboratory,
    "MedicationMention": medication,
    "ProcedureMention": procedure,
}
_PROBLEMS = ("DiseaseDisorderMention", "SignSymptomMention")
_SAID = ("affirmed", "undecided")


def resource(told: Told) -> Json | None:
    """The resource of a finding of a type in BUILDERS, without an id, or None."""
    if told.mention.certainty in ("generic", "conditional") or not told.code:
        return None
    who = whose(told.mention)
    if who == FAMILY:
        return family_history(told)
    return BUILDERS[told.mention.type](told) if who in PATIENT else None


def reactions(mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    """What allergens did, by the identity of the allergen's feature structure.

    In a section of allergies a problem belongs to the drug before it in the same sentence, or to
    the one after it where there is none before. It is no problem the patient has now.
    """
    found: dict[int, list[Mention]] = {}
    waiting: list[Mention] = []
    sentence, last = None, None
    for mention in mentions:
        if section_of(mention) != ALLERGY_SECTION or mention.sentence is None:
            continue
        if mention.sentence != sentence:
            sentence, last, waiting = mention.sentence, None, []
        if mention.certainty not in _SAID or whose(mention) not in PATIENT:
            continue
        if is_allergen(mention):
            last = mention
            if waiting:
                found[id(mention.fs)] = waiting
                waiting = []
        elif mention.type in _PROBLEMS:
            if last is None:
                waiting.append(mention)
            else:
                found.setdefault(id(last.fs), []).append(mention)
    return found

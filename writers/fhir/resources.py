"""One FHIR R4 resource for a mention, or none: what the note does not say of the patient, or of a
relative, is never written as if it did.

| mention | resource | affirmed | uncertain | negated | undecided |
|---|---|---|---|---|---|
| DiseaseDisorderMention | Condition | confirmed | provisional | refuted | unconfirmed |
| SignSymptomMention | Observation | known present | known possible | known absent | no value |
| LabMention | Observation | no value | no value | cancelled | no value |
| MedicationMention | MedicationStatement | active | unknown | not-taken | unknown |
| ProcedureMention | Procedure | unknown | none | not-done | unknown |

History: Condition ``inactive``, Observation in the past, MedicationStatement ``completed``,
Procedure ``completed``. A stopped medication is ``stopped``. A relative's affirmed disease or
symptom is a FamilyMemberHistory. There is no resource for what is conditional or generic, for
anything else of a relative, for donors and others, for medications in a section of allergies, and
for mentions of other types (anatomical sites, events, entities).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..findings import Mention
from .codes import HL7, SNOMED, codeable, concept
from .dosage import dosage

Resource = dict[str, Any]

PATIENT = ("", "patient")
FAMILY = "family_member"
FAMILY_SECTION = "family_history"
ALLERGY_SECTION = "allergies"

VERIFICATION = {
    "affirmed": "confirmed",
    "uncertain": "provisional",
    "negated": "refuted",
    "undecided": "unconfirmed",
}
PRESENCE = {
    "affirmed": ("410515003", "Known present"),
    "uncertain": ("410590009", "Known possible"),
    "negated": ("410516002", "Known absent"),
}
"""SNOMED CT's finding context values."""


def resource(mention: Mention, words: str, subject: Resource, note: Resource) -> Resource | None:
    """The resource of a mention, without an id, or None.

    ``words`` is the mention's text; ``subject`` and ``note`` are references to the Patient and the
    DocumentReference.
    """
    if mention.certainty in ("generic", "conditional"):
        return None
    code = codeable(mention.concepts, words)
    if not code:
        return None
    whose = _whose(mention)
    if whose == FAMILY:
        relevant = mention.type in ("DiseaseDisorderMention", "SignSymptomMention")
        affirmed = mention.certainty in ("affirmed", "undecided")
        return _family_history(code, subject) if relevant and affirmed else None
    build = BUILDERS.get(mention.type)
    if whose not in PATIENT or build is None:
        return None
    return build(mention, code, subject, note)


def _whose(mention: Mention) -> str:
    """Whom the mention is about; where nothing decided, a family history is the family's."""
    in_family_section = mention.section is not None and mention.section.kind == FAMILY_SECTION
    return mention.fs.subject or (FAMILY if in_family_section else "")


def _family_history(code: Resource, subject: Resource) -> Resource:
    return {
        "resourceType": "FamilyMemberHistory",
        "status": "partial",
        "patient": subject,
        "relationship": concept(f"{HL7}v3-RoleCode", "FAMMEMB", "family member"),
        "condition": [{"code": code}],
    }


def _condition(mention: Mention, code: Resource, subject: Resource, note: Resource) -> Resource:
    result: Resource = {"resourceType": "Condition"}
    if mention.certainty == "affirmed":
        clinical = "inactive" if mention.fs.historyOf else "active"
        result["clinicalStatus"] = concept(f"{HL7}condition-clinical", clinical, "")
    verification = VERIFICATION[mention.certainty]
    result["verificationStatus"] = concept(f"{HL7}condition-ver-status", verification, "")
    return {**result, "code": code, "subject": subject, "evidence": [{"detail": [note]}]}


def _finding(mention: Mention, code: Resource, subject: Resource, note: Resource) -> Resource:
    result: Resource = {
        "resourceType": "Observation",
        "status": "preliminary",
        "code": code,
        "subject": subject,
    }
    if mention.certainty in PRESENCE:
        result["valueCodeableConcept"] = concept(SNOMED, *PRESENCE[mention.certainty])
    else:
        result["dataAbsentReason"] = concept(f"{HL7}data-absent-reason", "unknown", "Unknown")
    if mention.fs.historyOf:
        temporal = concept(SNOMED, "408731000", "Temporal context")
        past = concept(SNOMED, "410513005", "In the past")
        result["component"] = [{"code": temporal, "valueCodeableConcept": past}]
    result["derivedFrom"] = [note]
    return result


def _lab(mention: Mention, code: Resource, subject: Resource, note: Resource) -> Resource:
    done = mention.certainty != "negated"
    reason = ("unknown", "Unknown") if done else ("not-performed", "Not Performed")
    return {
        "resourceType": "Observation",
        "status": "preliminary" if done else "cancelled",
        "category": [concept(f"{HL7}observation-category", "laboratory", "Laboratory")],
        "code": code,
        "subject": subject,
        "dataAbsentReason": concept(f"{HL7}data-absent-reason", *reason),
        "derivedFrom": [note],
    }


def _medication(
    mention: Mention, code: Resource, subject: Resource, note: Resource
) -> Resource | None:
    allergen = mention.section is not None and mention.section.kind == ALLERGY_SECTION
    parts = {part.name: part for part in mention.attributes}
    if allergen or "medicationAllergy" in parts:
        return None
    status = {"affirmed": "active", "negated": "not-taken"}.get(mention.certainty, "unknown")
    if status == "active":
        change = parts.get("medicationStatusChange")
        if change is not None and change.values.get("value") == "stop":
            status = "stopped"
        elif mention.fs.historyOf:
            status = "completed"
    result: Resource = {
        "resourceType": "MedicationStatement",
        "status": status,
        "medicationCodeableConcept": code,
        "subject": subject,
        "derivedFrom": [note],
    }
    how = dosage(mention.attributes)
    return {**result, "dosage": [how]} if how else result


def _procedure(
    mention: Mention, code: Resource, subject: Resource, note: Resource
) -> Resource | None:
    if mention.certainty == "uncertain":  # Procedure has no way to say so
        return None
    status = "not-done" if mention.certainty == "negated" else "unknown"
    if status == "unknown" and mention.fs.historyOf:
        status = "completed"
    return {"resourceType": "Procedure", "status": status, "code": code, "subject": subject}


BUILDERS: dict[str, Callable[[Mention, Resource, Resource, Resource], Resource | None]] = {
    "DiseaseDisorderMention": _condition,
    "SignSymptomMention": _finding,
    "LabMention": _lab,
    "MedicationMention": _medication,
    "ProcedureMention": _procedure,
}

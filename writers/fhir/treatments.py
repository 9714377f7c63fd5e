"""Medications, allergies to them, and procedures."""

from __future__ import annotations

from .codes import HL7, Json, codeable, concept
from .dosage import dosage
from .tables import medication_statuses
from .told import Told, is_allergen

ALLERGY_VERIFICATION = {"affirmed": "confirmed", "negated": "refuted"}


def medication(told: Told) -> Json:
    """A medication, or an allergy when it is named as what the patient does not tolerate."""
    if is_allergen(told.mention):
        return allergy(told)
    result: Json = {
        "resourceType": "MedicationStatement",
        "status": _medication_status(told),
        "medicationCodeableConcept": told.code,
        "subject": told.context.subject,
        **told.context.within("context"),
        "derivedFrom": [told.context.note],
    }
    how = dosage(told.mention.attributes)
    return {**result, "dosage": [how]} if how else result


def _medication_status(told: Told) -> str:
    certainty = told.mention.certainty
    if certainty != "affirmed":
        return "not-taken" if certainty == "negated" else "unknown"
    parts = {part.name: part for part in told.mention.attributes}
    change = parts.get("medicationStatusChange")
    if change is not None and change.values.get("value") == "stop":
        known = medication_statuses()
        return next((known[rule] for rule in sorted(told.rules) if rule in known), "stopped")
    return "completed" if told.mention.fs.historyOf else "active"


def allergy(told: Told) -> Json:
    """An allergy. FHIR wants a clinical status of each: a refuted one is ``inactive``."""
    certainty = told.mention.certainty
    over = certainty == "negated" or bool(told.mention.fs.historyOf)
    status = ALLERGY_VERIFICATION.get(certainty, "unconfirmed")
    result: Json = {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": concept(
            f"{HL7}allergyintolerance-clinical", "inactive" if over else "active"
        ),
        "verificationStatus": concept(f"{HL7}allergyintolerance-verification", status),
        "category": ["medication"],
        "code": told.code,
        "patient": told.context.subject,
        **told.context.within(),
    }
    reactions = [
        {
            "extension": [told.context.derivation(one.fs.begin, one.fs.end)],
            "manifestation": [codeable(one.concepts, told.text[one.fs.begin : one.fs.end])],
        }
        for one in told.reactions
    ]
    return {**result, "reaction": reactions} if reactions else result


def procedure(told: Told) -> Json | None:
    """A procedure; None for a doubtful one, which FHIR has no way to say."""
    certainty = told.mention.certainty
    if certainty == "uncertain":
        return None
    status = "not-done" if certainty == "negated" else "unknown"
    if status == "unknown" and told.mention.fs.historyOf:
        status = "completed"
    result: Json = {
        "resourceType": "Procedure",
        "status": status,
        "code": told.code,
        "subject": told.context.subject,
        **told.context.within(),
    }
    site = told.related.site(told.mention.fs)
    return {**result, "bodySite": [site]} if site else result

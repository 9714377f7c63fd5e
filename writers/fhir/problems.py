"""Conditions, findings, laboratory tests and relatives' conditions."""

from __future__ import annotations

from .codes import HL7, SNOMED, Json, clean, coding, concept
from .tables import by_word, condition_categories, observation_categories, tables
from .told import Told

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

DIAGNOSIS = "encounter-diagnosis"
"""Category of a condition that no section puts on a list of problems: it was told at a visit."""


def condition(told: Told) -> Json:
    """A disease."""
    mention, result = told.mention, Json(resourceType="Condition")
    if mention.certainty == "affirmed":
        clinical = _clinical_status(told)
        result["clinicalStatus"] = concept(f"{HL7}condition-clinical", clinical)
    status = VERIFICATION[mention.certainty]
    result["verificationStatus"] = concept(f"{HL7}condition-ver-status", status)
    listed = condition_categories().get(told.section, DIAGNOSIS)
    # A list of problems holds what is or was so (con-3: with its clinical status).
    category = listed if mention.certainty == "affirmed" else DIAGNOSIS
    result["category"] = [concept(f"{HL7}condition-category", category)]
    severity = told.related.severity(mention.fs)
    if severity:
        result["severity"] = severity
    result["code"] = told.code
    site = told.related.site(mention.fs)
    if site:
        result["bodySite"] = [site]
    result["subject"] = told.context.subject
    result.update(told.context.within())
    result.update(told.related.onset(mention.fs))
    result["evidence"] = [{"detail": [told.context.note]}]
    return result


def _clinical_status(told: Told) -> str:
    if not told.mention.fs.historyOf:
        return "active"
    return "inactive" if tables().resolved.isdisjoint(told.rules) else "resolved"


def finding(told: Told) -> Json:
    """A symptom or sign, as an Observation of its presence."""
    mention, result = told.mention, _observation(told, "preliminary")
    if mention.certainty in PRESENCE:
        result["valueCodeableConcept"] = concept(SNOMED, *PRESENCE[mention.certainty])
    else:
        result["dataAbsentReason"] = concept(f"{HL7}data-absent-reason", "unknown", "Unknown")
    site = told.related.site(mention.fs)
    if site:
        result["bodySite"] = site
    if mention.fs.historyOf:
        temporal = concept(SNOMED, "408731000", "Temporal context")
        past = concept(SNOMED, "410513005", "In the past")
        result["component"] = [{"code": temporal, "valueCodeableConcept": past}]
    result["derivedFrom"] = [told.context.note]
    return result


def laboratory(told: Told) -> Json:
    """A laboratory test, with its value where a relation tells it."""
    done = told.mention.certainty != "negated"
    result = _observation(told, "preliminary" if done else "cancelled", "laboratory")
    value = told.related.value(told.mention.fs) if done else {}
    if value:
        result.update(value)
    else:
        reason = ("unknown", "Unknown") if done else ("not-performed", "Not Performed")
        result["dataAbsentReason"] = concept(f"{HL7}data-absent-reason", *reason)
    result["derivedFrom"] = [told.context.note]
    return result


def _observation(told: Told, status: str, category: str = "") -> Json:
    result: Json = {"resourceType": "Observation", "status": status}
    category = category or observation_categories().get(told.section, "")
    if category:
        result["category"] = [concept(f"{HL7}observation-category", category)]
    return {
        **result,
        "code": told.code,
        "subject": told.context.subject,
        **told.context.within(),
    }


def family_history(told: Told) -> Json | None:
    """A relative's disease or symptom; None where FHIR cannot say it: when it is not so."""
    if told.mention.type not in ("DiseaseDisorderMention", "SignSymptomMention"):
        return None
    if told.mention.certainty not in ("affirmed", "undecided"):
        return None
    return {
        "resourceType": "FamilyMemberHistory",
        "status": "partial",
        "patient": told.context.subject,
        "relationship": _relationship(told),
        "condition": [{"code": told.code}],
    }


def _relationship(told: Told) -> Json:
    """Who it is by the words that decided, FAMMEMB where they do not tell."""
    words = (
        clean(told.text[one.begin : one.end])
        for one in told.mention.evidence
        if one.attribute == "subject"
    )
    word = next((word for word in words if word.lower() in by_word("relatives")), "")
    row = by_word("relatives").get(word.lower())
    if row is None:
        return concept(f"{HL7}v3-RoleCode", "FAMMEMB", "family member")
    return {"coding": [coding(f"{HL7}v3-RoleCode", row.code, row.display)], "text": word}

"""Conditions, findings, laboratory tests and relatives' conditions."""

from __future__ import annotations

from .codes import HL7, PRESENCE, SNOMED, Json, concept
from .relatives import relationship, situation
from .tables import condition_categories, observation_categories, tables
from .told import Told

VERIFICATION = {
    "affirmed": "confirmed",
    "uncertain": "provisional",
    "negated": "refuted",
    "undecided": "unconfirmed",
}
LAB_STATUS = {"negated": "cancelled", "uncertain": "unknown"}

DIAGNOSIS = "encounter-diagnosis"
"""Category of a condition that no section puts on a list of problems: it was told at a visit."""


def condition(told: Told) -> Json:
    """A disease."""
    mention, result = told.mention, Json(resourceType="Condition")
    clinical = _clinical_status(told)
    if clinical:
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
    """Of what is so, and of what may have been so; empty of what may be so now, or is not."""
    certainty, past = told.mention.certainty, bool(told.mention.fs.historyOf)
    if certainty == "negated":
        return ""
    if not past:
        return "active" if certainty == "affirmed" else ""
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
    result.update(_past(told))
    result["derivedFrom"] = [told.context.note]
    return result


def _past(told: Told) -> Json:
    """The component of what was so, or was made, in the past; empty of anything else."""
    if not told.mention.fs.historyOf:
        return {}
    temporal = concept(SNOMED, "408731000", "Temporal context")
    past = concept(SNOMED, "410513005", "In the past")
    return {"component": [{"code": temporal, "valueCodeableConcept": past}]}


def laboratory(told: Told) -> Json:
    """A laboratory test, with its value where a relation tells it."""
    done = told.mention.certainty != "negated"
    status = LAB_STATUS.get(told.mention.certainty, "preliminary")
    result = _observation(told, status, "laboratory")
    value = told.related.value(told.mention.fs) if done else {}
    if value:
        result.update(value)
    else:
        reason = ("unknown", "Unknown") if done else ("not-performed", "Not Performed")
        result["dataAbsentReason"] = concept(f"{HL7}data-absent-reason", *reason)
    result.update(_past(told))
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
    """A relative's disease or symptom; None for anything else.

    A FamilyMemberHistory says only what a relative has had: what is not so, or only may be, is an
    Observation.
    """
    if told.mention.type not in ("DiseaseDisorderMention", "SignSymptomMention"):
        return None
    who = relationship(told)
    if told.mention.certainty in ("negated", "uncertain"):
        return situation(told.code, who, told.mention.certainty, told.context)
    return {
        "resourceType": "FamilyMemberHistory",
        "status": "partial",
        "patient": told.context.subject,
        "relationship": who,
        "condition": [{"code": told.code}],
    }

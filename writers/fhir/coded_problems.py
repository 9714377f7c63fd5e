"""What the sender coded of problems, allergies and relatives, as resources."""

from __future__ import annotations

from typing import Any

from .codes import HL7, Json, clean, concept
from .context import Context
from .relatives import situation, some_relative
from .tables import reaction_severities, tables
from .times import date_time
from .units import UCUM
from .values import codes_of, concept_of, interval, simple, unknown

CLINICAL = frozenset(("active", "recurrence", "relapse", "inactive", "remission", "resolved"))
OVER = frozenset(("inactive", "remission", "resolved"))
VERIFICATION = frozenset(
    ("unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error")
)
ALLERGY_VERIFICATION = frozenset(("unconfirmed", "confirmed", "refuted"))
ERROR = "entered-in-error"
_DELETED = frozenset(("deleted", "nullified", ERROR))
_AGES = frozenset(("min", "h", "d", "wk", "mo", "a"))


def problem(entry: Any, context: Context) -> Json:
    """A Condition."""
    verification = _verification(entry)
    result: Json = {"resourceType": "Condition"}
    clinical = "" if verification in ("refuted", ERROR) else _clinical(entry)
    if clinical:
        result["clinicalStatus"] = concept(f"{HL7}condition-clinical", clinical)
    if verification:
        result["verificationStatus"] = concept(f"{HL7}condition-ver-status", verification)
    category = concept_of(entry.category)
    if category:
        result["category"] = [category]
    for name, code in (("severity", entry.severity), ("code", entry.code)):
        made = concept_of(code)
        if made:
            result[name] = made
    site = concept_of(entry.site)
    if site:
        result["bodySite"] = [site]
    result.update(subject=context.subject, **context.within(), **_onset(entry))
    ended = date_time(entry.ended)
    if ended and clinical in OVER:
        result["abatementDateTime"] = ended
    elif ended:  # con-4: what has ended is not active; the sender says both
        result["note"] = [{"text": f"ended {ended}"}]
    return result


def _verification(entry: Any) -> str:
    if entry.status in _DELETED:
        return ERROR
    if entry.negated:
        return "refuted"
    written = entry.verification or ""
    return written if written in VERIFICATION else ""


def _clinical(entry: Any) -> str:
    """What is said of the problem; an end says it is over; a concern that is active, that it is."""
    written = entry.clinicalStatus or ""
    if written in CLINICAL:
        return written
    if date_time(entry.ended):
        return "resolved"
    return "active" if entry.status == "active" else ""


def _onset(entry: Any) -> Json:
    begun, age = date_time(entry.begun), _age(entry.age)
    if begun:
        return {"onsetDateTime": begun}
    if age:
        return {"onsetAge": age}
    span = interval(entry.age)
    return {"onsetRange": span} if span else {}


def _age(amount: Any) -> Json:
    """An Age: a Quantity in a unit of time (age-1)."""
    made = simple(amount)
    if made.get("code") in _AGES:
        return made
    bare = made and "unit" not in made
    return {"value": made["value"], "unit": "a", "system": UCUM, "code": "a"} if bare else {}


def allergy(entry: Any, context: Context) -> Json:
    """An AllergyIntolerance. ``active`` where the sender gives no status: FHIR wants one."""
    result: Json = {"resourceType": "AllergyIntolerance"}
    if entry.status in _DELETED:
        result["verificationStatus"] = concept(f"{HL7}allergyintolerance-verification", ERROR)
    else:
        written = entry.verification or ""
        verification = written if written in ALLERGY_VERIFICATION else ""
        verification = "refuted" if entry.negated else verification
        clinical = "inactive" if verification == "refuted" else _allergy_status(entry)
        result["clinicalStatus"] = concept(f"{HL7}allergyintolerance-clinical", clinical)
        if verification:
            system = f"{HL7}allergyintolerance-verification"
            result["verificationStatus"] = concept(system, verification)
    result.update(_kind(entry.category))
    if entry.criticality in ("low", "high", "unable-to-assess"):
        result["criticality"] = entry.criticality
    code = concept_of(entry.code) or concept_of(entry.category)
    if code:
        result["code"] = code
    result.update(patient=context.subject, **context.within())
    begun = date_time(entry.begun)
    if begun:
        result["onsetDateTime"] = begun
    return {**result, **_reactions(entry)}


def _allergy_status(entry: Any) -> str:
    written = entry.clinicalStatus or ""
    if written in ("active", "inactive", "resolved"):
        return written
    return "resolved" if date_time(entry.ended) else "active"


def _kind(category: Any) -> Json:
    """Type and category by the sender's SNOMED CT code."""
    codes = {one.code for one in codes_of(category)} if category is not None else set()
    row = next((row for row in tables().allergy_kinds if row.code in codes), None)
    result: Json = {"type": row.type} if row and row.type else {}
    return {**result, "category": [row.category]} if row and row.category else result


def _reactions(entry: Any) -> Json:
    given = [one for one in (entry.reactions.elements or () if entry.reactions else ()) if one]
    reactions: list[Json] = []
    for one in given:
        reaction: Json = {"manifestation": [concept_of(one.manifestation) or unknown()]}
        severity = _severity(one.severity)
        reactions.append({**reaction, "severity": severity} if severity else reaction)
    result: Json = {}
    overall = _severity(entry.severity)
    if overall and len(reactions) == 1:
        reactions[0].setdefault("severity", overall)
    elif overall:
        result["note"] = [{"text": f"severity: {overall}"}]
    return {**result, "reaction": reactions} if reactions else result


def _severity(code: Any) -> str:
    """mild, moderate or severe; empty for what is none of them."""
    if code is None:
        return ""
    known = reaction_severities()
    found = next((known[one.code] for one in codes_of(code) if one.code in known), "")
    words = clean(code.display or code.text or code.code or "").lower()
    return found or (words if words in ("mild", "moderate", "severe") else "")


def family(entry: Any, context: Context) -> Json | None:
    """A FamilyMemberHistory; of what is not so an Observation, None when it says not what."""
    if entry.status in _DELETED:
        return None
    relation, code = concept_of(entry.relation) or some_relative(), concept_of(entry.code)
    if entry.negated:
        return situation(code, relation, "negated", context) if code else None
    result: Json = {
        "resourceType": "FamilyMemberHistory",
        "status": "completed" if entry.status == "completed" else "partial",
        "patient": context.subject,
        "relationship": relation,
    }
    sex = {"m": "male", "male": "male", "f": "female", "female": "female"}.get(
        (entry.sex or "").lower(), ""
    )
    if sex:
        system = "http://hl7.org/fhir/administrative-gender"
        result["sex"] = concept(system, sex)
    if entry.deceased is not None:
        result["deceasedBoolean"] = bool(entry.deceased)
    if code:
        age = _age(entry.age)
        result["condition"] = [{"code": code, **({"onsetAge": age} if age else {})}]
    return result

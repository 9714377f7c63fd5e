"""What the sender coded of medications, procedures, vaccinations, visits and plans."""

from __future__ import annotations

from typing import Any

from .coded_observations import happened
from .codes import Json, clean, coding
from .context import Context
from .times import date_time, period
from .values import NULL_FLAVOR, concept_of, measured, simple, timing_of, unknown

_ERROR = dict.fromkeys(("deleted", "nullified", "entered-in-error"), "entered-in-error")
MEDICATION = {
    "active": "active",
    "completed": "completed",
    "aborted": "stopped",
    "stopped": "stopped",
    "discontinued": "stopped",
    "cancelled": "stopped",
    "suspended": "on-hold",
    "held": "on-hold",
    "on-hold": "on-hold",
    "intended": "intended",
    "new": "intended",
    "not-taken": "not-taken",
    **_ERROR,
}
PROCEDURE = {
    "active": "in-progress",
    "in-progress": "in-progress",
    "completed": "completed",
    "aborted": "stopped",
    "stopped": "stopped",
    "cancelled": "not-done",
    "not-done": "not-done",
    **_ERROR,
}
REQUEST = {
    "active": "active",
    "new": "active",
    "completed": "completed",
    "suspended": "on-hold",
    "held": "on-hold",
    "aborted": "revoked",
    "cancelled": "revoked",
    **_ERROR,
}
MEDICATION_REQUEST = {**REQUEST, "aborted": "stopped", "cancelled": "cancelled"}
INTENT = {"proposal": "proposal", "request": "order"}
GOAL = {"active": "active", "completed": "completed", "cancelled": "cancelled", **_ERROR}


PRODUCT = "medication"
"""Id of the Medication that a MedicationStatement contains."""


def medication(entry: Any, context: Context) -> Json:
    """A MedicationStatement. A dose form has its place in a Medication only, which it contains."""
    status = MEDICATION.get(entry.status or "", "unknown")
    if entry.negated and status != "entered-in-error":
        status = "not-taken"
    result: Json = {
        "resourceType": "MedicationStatement",
        "status": status,
        **_product(concept_of(entry.code) or unknown(), concept_of(entry.form)),
        "subject": context.subject,
        **context.within("context"),
        **happened(entry, "effective"),
        "derivedFrom": [context.note],
    }
    reason = concept_of(entry.reason)
    if reason and not entry.asNeeded:
        result["reasonCode"] = [reason]
    how = _dosage(entry)
    return {**result, "dosage": [how]} if how else result


def _product(code: Json, form: Json) -> Json:
    if not form:
        return {"medicationCodeableConcept": code}
    product = {"resourceType": "Medication", "id": PRODUCT, "code": code, "form": form}
    return {"contained": [product], "medicationReference": {"reference": f"#{PRODUCT}"}}


def _dosage(entry: Any) -> Json:
    result: Json = {}
    words = clean(entry.text or "")
    if words:
        result["text"] = words
    when = timing_of(entry.timing)
    if when:
        result["timing"] = when
    if entry.asNeeded:
        reason = concept_of(entry.reason)
        result.update({"asNeededCodeableConcept": reason} if reason else {"asNeededBoolean": True})
    route = concept_of(entry.route)
    if route:
        result["route"] = route
    amount = {k: v for k, v in measured(entry.dose, "dose").items() if "comparator" not in v}
    amount |= {k: v for k, v in measured(entry.rate, "rate").items() if "comparator" not in v}
    return {**result, "doseAndRate": [amount]} if amount else result


def procedure(entry: Any, context: Context) -> Json:
    """A Procedure."""
    status = PROCEDURE.get(entry.status or "", "unknown")
    if entry.negated and status != "entered-in-error":
        status = "not-done"
    result: Json = {"resourceType": "Procedure", "status": status}
    code, site = concept_of(entry.code), concept_of(entry.site)
    if code:
        result["code"] = code
    result.update(subject=context.subject, **context.within(), **happened(entry, "performed"))
    return {**result, "bodySite": [site]} if site else result


def immunization(entry: Any, context: Context) -> Json:
    """An Immunization."""
    status = _ERROR.get(entry.status or "", "not-done" if entry.negated else "completed")
    result: Json = {"resourceType": "Immunization", "status": status}
    reason = concept_of(entry.reason)
    if reason and status == "not-done":
        result["statusReason"] = reason
    result["vaccineCode"] = concept_of(entry.code) or unknown()
    result.update(patient=context.subject, **context.within())
    begun = date_time(entry.begun)
    result.update({"occurrenceDateTime": begun} if begun else {"occurrenceString": "unknown"})
    lot = clean(entry.lot or "")
    if lot:
        result["lotNumber"] = lot
    for name, value in (
        ("site", concept_of(entry.site)),
        ("route", concept_of(entry.route)),
        ("doseQuantity", simple(entry.dose)),
    ):
        if value:
            result[name] = value
    return result


def encounter(entry: Any, context: Context) -> Json:
    """An Encounter."""
    span = period(entry.begun, entry.ended)
    over = entry.status == "completed" or "end" in span
    status = _ERROR.get(entry.status or "", "finished" if over else "unknown")
    result: Json = {
        "resourceType": "Encounter",
        "status": "cancelled" if entry.negated else status,
        "class": coding(NULL_FLAVOR, "UNK"),
    }
    code = concept_of(entry.code)
    if code:
        result["type"] = [code]
    result["subject"] = context.subject
    if span:
        result["period"] = span
    given = entry.diagnosis.elements or () if entry.diagnosis is not None else ()
    reasons = [made for one in given if (made := concept_of(one))]
    if reasons:
        result["reasonCode"] = reasons
    place = clean(entry.location or "")
    return {**result, "location": [{"location": {"display": place}}]} if place else result


def plan(entry: Any, context: Context) -> Json:
    """A Goal, a MedicationRequest, or a ServiceRequest."""
    if entry.intent == "goal":
        return _goal(entry, context)
    drug = entry.activity == "medication"
    statuses = MEDICATION_REQUEST if drug else REQUEST
    intent = INTENT.get(entry.intent or "", "plan")
    result: Json = {
        "resourceType": "MedicationRequest" if drug else "ServiceRequest",
        "status": statuses.get(entry.status or "", "unknown"),
        "intent": intent,
    }
    if entry.negated:
        result["doNotPerform"] = True
    code = concept_of(entry.code)
    if drug:
        result["medicationCodeableConcept"] = code or unknown()
    elif code:
        result["code"] = code
    result.update(subject=context.subject, **context.within())
    return result if drug else {**result, **happened(entry, "occurrence")}


def _goal(entry: Any, context: Context) -> Json:
    begun = date_time(entry.begun)
    status = GOAL.get(entry.status or "", "proposed")
    result: Json = {
        "resourceType": "Goal",
        "lifecycleStatus": "rejected" if entry.negated else status,
        "description": concept_of(entry.code) or unknown(),
        "subject": context.subject,
    }
    # Goal.start is a date, without a time.
    return {**result, "startDate": begun[:10]} if begun else result

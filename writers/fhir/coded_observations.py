"""What the sender measured or observed, as Observations."""

from __future__ import annotations

from typing import Any

from .codes import HL7, Json, clean, concept
from .context import Context
from .times import date_time, period
from .values import concept_of, interval, measured, unknown

CATEGORIES = frozenset(
    ("social-history", "vital-signs", "imaging", "laboratory", "procedure", "survey", "exam")
) | {"therapy", "activity"}
STATUSES = {
    "completed": "final",
    "final": "final",
    "normal": "final",
    "active": "preliminary",
    "preliminary": "preliminary",
    "registered": "registered",
    "amended": "amended",
    "corrected": "corrected",
    "cancelled": "cancelled",
    "aborted": "cancelled",
    "deleted": "entered-in-error",
    "nullified": "entered-in-error",
    "entered-in-error": "entered-in-error",
}


def observation(entry: Any, context: Context) -> Json:
    """An Observation; cancelled when the sender says that it was not made or is not so."""
    status = STATUSES.get(entry.status or "", "unknown")
    result: Json = {
        "resourceType": "Observation",
        "status": "cancelled" if entry.negated else status,
    }
    category = _category(entry)
    if category:
        result["category"] = [category]
    result["code"] = concept_of(entry.code) or unknown()
    result.update(subject=context.subject, **context.within(), **happened(entry, "effective"))
    value = {} if entry.negated else _value(entry)
    if value:
        result.update(value)
    else:
        reason = ("not-performed", "Not Performed") if entry.negated else ("unknown", "Unknown")
        result["dataAbsentReason"] = concept(f"{HL7}data-absent-reason", *reason)
    interpretation = concept_of(entry.interpretation)
    if interpretation:
        result["interpretation"] = [interpretation]
    expected: Json = {**interval(entry.range)}
    words = clean(entry.rangeText or "")
    if words:
        expected["text"] = words
    return {**result, "referenceRange": [expected]} if expected else result


def _category(entry: Any) -> Json:
    written = clean(entry.category or "")
    if written in CATEGORIES:
        return concept(f"{HL7}observation-category", written)
    if entry.type.short_name == "SocialHistoryEntry":
        return concept(f"{HL7}observation-category", "social-history")
    return {"text": written} if written else {}


def _value(entry: Any) -> Json:
    amount = measured(entry.quantity)
    coded = concept_of(entry.coded)
    words = clean(entry.text or "")
    if amount:
        return amount
    if coded:
        return {"valueCodeableConcept": coded}
    if not words and entry.quantity is not None:
        words = clean(f"{entry.quantity.value or ''} {entry.quantity.unit or ''}")
    return {"valueString": words} if words else {}


def happened(entry: Any, stem: str) -> Json:
    """``effectiveDateTime`` or ``effectivePeriod`` and their like; empty when it is not known."""
    span = period(entry.begun, entry.ended)
    if "end" in span:
        return {f"{stem}Period": span}
    begun = date_time(entry.begun)
    return {f"{stem}DateTime": begun} if begun else {}

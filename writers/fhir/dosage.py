"""A medication's attributes as a FHIR Dosage: the note's words, coded where FHIR has the part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..outline import Attribute
from .codes import SNOMED, Json, clean, coding
from .tables import routes
from .units import decimal, quantity

PARTS = frozenset(
    f"medication{part}" for part in ("Strength", "Dosage", "Form", "Route", "Frequency", "Duration")
) | {"asNeeded"}
"""Attributes that say how the medication is taken, as cTAKES's features name them."""

STRENGTH = {"text": "strength"}
"""Type of a doseAndRate that is the strength of the product, beside the amount taken of it."""

_PERIODS = {"minute": "min", "hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "a"}
_PERIOD = re.compile(r"(?:every-)?(?P<count>other-|\d+ )?(?P<unit>[a-z]+?)s?")
_SPAN = re.compile(r"(?P<low>\d+(?:\.\d+)?)(?:\s*(?:-|to)\s*(?P<high>\d+(?:\.\d+)?))?")
_FRACTION = re.compile(r"(?:(?P<whole>\d+)[ -])?(?P<over>\d)/(?P<under>[1-9])")


def dosage(attributes: Sequence[Attribute]) -> Json:
    """The Dosage; empty when no attribute says how the medication is taken."""
    parts = [part for part in attributes if part.name in PARTS]
    parts.sort(key=lambda part: (part.fs.begin, part.fs.end))
    words = {part.name: clean(part.fs.get_covered_text()) for part in parts}
    text = " ".join(dict.fromkeys(word for word in words.values() if word))
    if not text:
        return {}
    values = {part.name: part.values for part in parts}
    result: Json = {"text": text}
    when = _timing(words, values)
    if when:
        result["timing"] = when
    if "asNeeded" in values:
        reason = clean(values["asNeeded"].get("reason") or "")
        if reason:
            result["asNeededCodeableConcept"] = {"text": reason}
        else:
            result["asNeededBoolean"] = True
    if words.get("medicationRoute"):
        result["route"] = _route(words["medicationRoute"], values["medicationRoute"])
    amounts = _amounts(words, values)
    return {**result, "doseAndRate": amounts} if amounts else result


def _route(words: str, values: Mapping[str, Any]) -> Json:
    row = routes().get(values.get("value") or "")
    codings = {"coding": [coding(SNOMED, row.code, row.display)]} if row else {}
    return {**codings, "text": words}


def _timing(words: Mapping[str, str], values: Mapping[str, Mapping[str, Any]]) -> Json:
    repeat = _frequency(values.get("medicationFrequency", {}))
    bounds = _duration(values.get("medicationDuration", {}))
    if bounds:
        repeat = {"boundsDuration": bounds, **repeat}
    result: Json = {"repeat": repeat} if repeat else {}
    often = words.get("medicationFrequency")
    return {**result, "code": {"text": often}} if often else result


def _frequency(values: Mapping[str, Any]) -> Json:
    """Timing.repeat of "number times per unit"; empty when it is none of FHIR's."""
    times = _SPAN.fullmatch(values.get("number") or "")
    unit = values.get("unit") or ""
    if times is None or "." in times[0]:
        return {}
    low, high = int(times["low"]), int(times["high"] or 0)
    if unit == "once":
        return {"count": low} if low else {}
    every = _PERIOD.fullmatch(unit)
    if every is None or every["unit"] not in _PERIODS or not low:
        return {}
    count = 2 if every["count"] == "other-" else int(every["count"] or 1)
    more = {"frequencyMax": high} if high > low else {}
    return {"frequency": low, **more, "period": count, "periodUnit": _PERIODS[every["unit"]]}


def _duration(values: Mapping[str, Any]) -> Json:
    """A Duration of "10 days"; empty for "until finished"."""
    number, _, unit = (values.get("value") or "").partition(" ")
    code = _PERIODS.get(unit.removesuffix("s"))
    return quantity(number, unit) if code else {}


def _amounts(words: Mapping[str, str], values: Mapping[str, Mapping[str, Any]]) -> list[Json]:
    """doseAndRate: the amount taken; without one the strength, which is then what is taken."""
    amount = _amount(words.get("medicationDosage", ""), values.get("medicationDosage", {}))
    strength = values.get("medicationStrength", {})
    product = quantity(strength.get("number"), strength.get("unit"))
    if not amount:
        return [{"doseQuantity": product}] if product else []
    return [amount, {"type": STRENGTH, "doseQuantity": product}] if product else [amount]


def _amount(words: str, values: Mapping[str, Any]) -> Json:
    """The dose of "1 tablet" or "1-2 tablets"; empty when there is no number."""
    said = values.get("value") or ""
    last = words.rpartition(" ")[2]
    unit = last if last.isalpha() else ""
    fraction = _FRACTION.fullmatch(said)
    if fraction:
        part = int(fraction["whole"] or 0) + int(fraction["over"]) / int(fraction["under"])
        return {"doseQuantity": quantity(f"{part:.3g}", unit)}
    span = _SPAN.fullmatch(said)
    if span is None:
        return {}
    if span["high"] and float(span["high"]) > float(span["low"]):
        return {
            "doseRange": {
                "low": quantity(span["low"], unit),
                "high": quantity(span["high"], unit),
            }
        }
    return {"doseQuantity": quantity(span["low"], unit)} if decimal(span["low"]) else {}

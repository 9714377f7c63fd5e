"""Data types of FHIR as records: codes, amounts, times, timings, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from ....typesystem import names
from ...systems import uri
from ..records import Record, record
from ..references import Scope
from ..shapes import Json
from ..tables import tables

NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
UCUM = "http://unitsofmeasure.org"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


# Codes


def code(concept: Json | None) -> Record | None:
    """A CodeableConcept: the coding the user selected, or the first; others as translations."""
    if not concept:
        return None
    codings = [one for one in concept.get("coding") or () if one]
    if len(codings) > 1:
        codings.sort(key=lambda one: not one.get("userSelected"))
    said = [one for one in map(coding, codings) if one is not None]
    made = [one for one in said if "nullFlavor" not in one.features]
    features = dict(made[0].features) if made else {}
    if concept.get("text"):
        features["text"] = concept["text"]
    null = "" if made else said[0].features["nullFlavor"] if said else absent(concept)
    if null:
        features["nullFlavor"] = null
    if len(made) > 1:
        features["translations"] = made[1:]
    return Record(names.CODE, features) if features else None


def coding(one: Json) -> Record | None:
    """A Coding; HL7's null flavors, and reasons why data are absent, are no codes."""
    return _coding(one.get("system") or "", one.get("code"), one.get("display"))


@lru_cache(maxsize=4096)
def _coding(system: str, value: str | None, display: str | None) -> Record | None:
    """The same few come again and again."""
    if system == NULL_FLAVOR:
        return record(names.CODE, nullFlavor=value)
    if system.endswith("/data-absent-reason"):
        return record(names.CODE, nullFlavor=null_flavor(value or ""))
    return record(names.CODE, code=value, system=uri(system) if system else None, display=display)


def plain(value: str | None, system: str, display: str = "") -> Record | None:
    """A code of a system that the element implies."""
    return record(names.CODE, code=value, system=system, display=display) if value else None


def words(concept: Json | None) -> str:
    """A CodeableConcept as a reader sees it: its text, a display, else a code."""
    if not concept:
        return ""
    text = concept.get("text")
    if text and (line := one_line(text)):
        return line
    codings = concept.get("coding") or ()
    for name in ("display", "code"):
        for one in codings:
            if one and (text := one.get(name)) and (line := one_line(text)):
                return line
    return ""


def one_line(text: str) -> str:
    """Without line ends and runs of space."""
    return " ".join(text.split())


def reference(found: Json | None, scope: Scope, element: str = "code") -> Json | None:
    """The concept a Reference stands for: that of the resource it leads to, else its display."""
    if not found:
        return None
    target = scope.resolve(found)
    concept = target.get(element) if target is not None else None
    if isinstance(concept, dict) and words(concept):
        return concept
    display = found.get("display")
    return {"text": display} if isinstance(display, str) and display else None


def code_of(concept: Json | None, system: str = "") -> str:
    """The first code of a CodeableConcept, of a code system when one is given; else empty."""
    if not concept:
        return ""
    for one in concept.get("coding") or ():
        value: str | None = one.get("code") if one else None
        if value and (not system or one.get("system") == system):
            return value
    return ""


def first(values: Iterable[Any] | None) -> Any:
    """The first that is there; None without any."""
    return next((value for value in values or () if value is not None), None)


def null_flavor(reason: str) -> str:
    """NullFlavor of a data-absent-reason; empty for none."""
    known = tables().null_flavors
    return known.get(reason, known["*"]) if reason else ""


def absent(element: Any) -> str:
    """NullFlavor of an element that says by an extension why it is empty; empty without one."""
    for one in (element.get("extension") or ()) if isinstance(element, dict) else ():
        if isinstance(one, dict) and one.get("url") == ABSENT:
            return null_flavor(str(one.get("valueCode") or ""))
    return ""


# Amounts


def number(value: Any) -> str | None:
    """A number as it is written; None without one."""
    return None if value is None else str(value)


def unit(amount: Json | None) -> str | None:
    """The UCUM code, else the unit in words."""
    if not amount:
        return None
    value = amount.get("code") if amount.get("system") == UCUM else None
    found: str | None = value or amount.get("unit") or amount.get("code")
    return found


def quantity(amount: Json | None) -> Record | None:
    """A Quantity, Age or Duration."""
    if not amount:
        return None
    value = number(amount.get("value"))
    return record(
        names.QUANTITY,
        value=value,
        unit=unit(amount),
        comparator=amount.get("comparator"),
        nullFlavor=absent(amount) or None if value is None else None,
    )


def interval(bounds: Json | None) -> Record | None:
    """A Range."""
    if not bounds:
        return None
    low, high = bounds.get("low") or {}, bounds.get("high") or {}
    return record(
        names.QUANTITY,
        low=number(low.get("value")),
        high=number(high.get("value")),
        unit=unit(low) or unit(high),
    )


def ratio(parts: Json | None) -> Record | None:
    """A Ratio: the numerator is the lower bound, as in a CDA's; the unit is ``mg/mL``."""
    if not parts:
        return None
    over, under = parts.get("numerator") or {}, parts.get("denominator") or {}
    units = unit(over), unit(under)
    return record(
        names.QUANTITY,
        low=number(over.get("value")),
        high=number(under.get("value")),
        unit="/".join(one or "1" for one in units) if any(units) else None,
    )


def amount_words(made: Record | None) -> str:
    """An amount as it is said: ``< 5 mg``, ``4-6 h``."""
    if made is None:
        return ""
    low, high = made.features.get("low"), made.features.get("high")
    bounds = f"{low}-{high}" if low and high else f">= {low}" if low else f"<= {high}"
    value = made.features.get("value") or (bounds if low or high else "")
    parts = made.features.get("comparator"), value, made.features.get("unit")
    return " ".join(part for part in parts if part)


# Times


def period(resource: Json, stem: str) -> tuple[str | None, str | None]:
    """Begin and end of ``<stem>DateTime`` or ``<stem>Period``; FHIR's times are ISO 8601."""
    moment = resource.get(f"{stem}DateTime") or resource.get(f"{stem}Instant")
    if moment:
        return moment, None
    span = resource.get(f"{stem}Period") or {}
    if span.get("start") or span.get("end"):
        return span.get("start"), span.get("end")
    schedule = resource.get(f"{stem}Timing") or {}
    bounds = (schedule.get("repeat") or {}).get("boundsPeriod") or {}
    moments = [one for one in schedule.get("event") or () if one]
    last = moments[-1] if len(moments) > 1 else None
    return bounds.get("start") or first(moments), bounds.get("end") or last


def timing(schedule: Json | None) -> Record | None:
    """A Timing. ``4 times within 1 d`` is count and period."""
    if not schedule:
        return None
    repeat = schedule.get("repeat") or {}
    when = [one for one in repeat.get("when") or () if one]
    days = [*(repeat.get("dayOfWeek") or ()), *(repeat.get("timeOfDay") or ())]
    moments = schedule.get("event") or ()
    text = words(schedule.get("code")) or " ".join(one for one in days or moments if one)
    count, most = number(repeat.get("frequency")), number(repeat.get("frequencyMax"))
    return record(
        names.TIMING,
        period=number(repeat.get("period")),
        periodMax=number(repeat.get("periodMax")),
        periodUnit=repeat.get("periodUnit"),
        count=f"{count}-{most}" if count and most else count,
        event=" ".join(when),
        text=text,
    )


# Words


def notes(resource: Json, *more: str | None) -> str:
    """The free text that goes with a resource, and more of it, a line each."""
    said = [one.get("text") for one in resource.get("note") or () if one]
    return "\n".join([text.strip() for text in (*said, *more) if text and text.strip()])


def profiles(resource: Json) -> tuple[str, ...] | None:
    """The profiles a resource claims; None without any."""
    meta = resource.get("meta")
    found = meta.get("profile") if isinstance(meta, dict) else None
    claimed = found if isinstance(found, list) else ()
    return tuple(one for one in claimed if isinstance(one, str)) or None


def extensions(resource: Json, url: str) -> Iterator[Json]:
    """The extensions of an element that have this address."""
    found = resource.get("extension")
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict) and one.get("url") == url:
            yield one

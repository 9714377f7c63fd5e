"""Observation and its components, and reports without text, as ObservationEntry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....typesystem import names
from ..records import Record, record
from ..shapes import Json
from ..tables import tables
from .given import Entry, Given, detail
from .values import (
    absent,
    amount_words,
    code,
    code_of,
    first,
    interval,
    null_flavor,
    number,
    one_line,
    period,
    quantity,
    ratio,
    words,
)

SOCIAL = "social-history"
SNOMED = "http://snomed.info/sct"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"


def category(resource: Json) -> str:
    """laboratory, vital-signs ...: the first that is HL7's own, else the first."""
    concepts = resource.get("category") or ()
    own = (code_of(one, CATEGORIES) for one in concepts)
    found = next(filter(None, own), "") or next(filter(None, map(code_of, concepts)), "")
    return tables().category.get(found, found)


def observation(given: Given) -> Iterator[Entry]:
    """An Observation and its components; each component names it as its panel.

    One that has components and says nothing else, as blood pressure does, is no entry itself. Why
    it has no value is something.
    """
    resource = given.resource
    group = category(resource)
    begun, ended = period(resource, "effective")
    own = value(resource)
    parts = [one for one in resource.get("component") or () if one]
    about = {"category": group, "begun": begun, "ended": ended}
    if not parts or own or resource.get("interpretation") or resource.get("dataAbsentReason"):
        panel = code(given.scope.panel(given.key)) if given.key else None
        yield _entry(given, resource, own, panel=panel, **about)
    panel = code(resource.get("code")) if parts else None
    for part in parts:
        yield _entry(given, part, value(part), panel=panel, **about)


def _entry(given: Given, part: Json, own: dict[str, Any], **features: Any) -> Entry:
    social = features["category"] == SOCIAL
    ranges = [one for one in part.get("referenceRange") or () if one]
    bounds = next(filter(None, map(interval, ranges)), None)
    said = "; ".join(text for one in ranges if (text := one.get("text")))
    flag = first(part.get("interpretation"))
    reason = code_of(part.get("dataAbsentReason")) if not own else ""
    shown = detail(_shown(own), said or amount_words(bounds), words(flag))
    return given.entry(
        names.SOCIAL_HISTORY_ENTRY if social else names.OBSERVATION_ENTRY,
        ": ".join(text for text in (words(part.get("code")), shown) if text),
        code=code(part.get("code")),
        interpretation=code(flag),
        range=bounds,
        rangeText=said,
        negated=True if given.negated or _is_absent(part) else None,
        nullFlavor=null_flavor(reason) or (absent(part.get("_valueString")) if not own else ""),
        **own,
        **features,
    )


def _is_absent(part: Json) -> bool:
    """Whether its value is that it is not there."""
    return code_of(part.get("valueCodeableConcept"), SNOMED) in tables().absence


def value(part: Json) -> dict[str, Any]:
    """``value[x]`` as quantity, coded or text; empty when there is none."""
    amount = (
        quantity(part.get("valueQuantity"))
        or interval(part.get("valueRange"))
        or ratio(part.get("valueRatio"))
    )
    if amount is not None:
        return {"quantity": amount}
    if part.get("valueInteger") is not None:
        return {"quantity": record(names.QUANTITY, value=number(part["valueInteger"]))}
    coded = code(part.get("valueCodeableConcept"))
    if coded is not None:
        return {"coded": coded}
    text = _text(part)
    return {"text": text} if text else {}


def _text(part: Json) -> str:
    said = part.get("valueString") or part.get("valueDateTime") or part.get("valueTime")
    if said:
        return str(said)
    if part.get("valueBoolean") is not None:
        return "true" if part["valueBoolean"] else "false"
    span = part.get("valuePeriod")
    if span:
        return f"{span.get('start') or ''}/{span.get('end') or ''}"
    sampled = part.get("valueSampledData")
    return str(sampled.get("data") or "") if sampled else ""


def _shown(own: dict[str, Any]) -> str:
    coded: Record | None = own.get("coded")
    if coded is not None:
        names_ = ("text", "display", "code", "nullFlavor")
        return next((one_line(coded.features[n]) for n in names_ if n in coded.features), "")
    return amount_words(own.get("quantity")) or one_line(own.get("text") or "")


def report(given: Given) -> Iterator[Entry]:
    """A DiagnosticReport: its conclusion in words and codes."""
    resource = given.resource
    begun, ended = period(resource, "effective")
    concluded = [one for one in resource.get("conclusionCode") or () if one]
    conclusion = resource.get("conclusion") or ""
    shown = [one_line(conclusion), *map(words, concluded)]
    common = {"category": category(resource), "begun": begun, "ended": ended}
    for number_, coded in enumerate(concluded or [None]):
        line = ": ".join(
            filter(None, [words(resource.get("code")), *(shown if not number_ else [words(coded)])])
        )
        yield given.entry(
            names.OBSERVATION_ENTRY,
            line,
            code=code(resource.get("code")),
            coded=code(coded),
            text=conclusion if not number_ else None,
            **common,
        )

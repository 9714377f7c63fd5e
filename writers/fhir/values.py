"""What the sender coded (cascara.type.Code, Quantity, Timing) in FHIR's data types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .codes import HL7, Json, clean, coding
from .known import has
from .units import decimal, quantity

NULL_FLAVOR = f"{HL7}v3-NullFlavor"
NULL_FLAVORS = frozenset(
    ("NI", "INV", "DER", "OTH", "NINF", "PINF", "UNC", "MSK", "NA", "UNK", "ASKU", "NAV", "NAVU")
) | {"NASK", "QS", "TRC", "NP"}
_UNITS_OF_TIME = {"s": "s", "min": "min", "h": "h", "d": "d", "wk": "wk", "mo": "mo", "a": "a"}
_EVENTS = frozenset(
    ("HS", "WAKE", "C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV")
)
_URI = re.compile(r"(?:https?://|urn:(?!oid:|uuid:))\S+")
_OID = re.compile(r"[0-2](?:\.(?:0|[1-9]\d*))+")
_URIS = "urn:ietf:rfc:3986"
"""System of identifiers that are URIs."""
_SHORTEST = 5
"""Place of an OID's last dot; HL7's validator takes a shorter one for a slip."""
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def uri(system: str | None) -> str:
    """A system as FHIR allows one, an absolute URI; empty for a name that is none."""
    written = (system or "").strip()
    bare = re.sub(r"^urn:(?:oid|uuid):", "", written, flags=re.IGNORECASE)
    if _OID.fullmatch(bare):
        return f"urn:oid:{bare}" if bare.rfind(".") >= _SHORTEST else ""
    if _UUID.fullmatch(bare):
        return f"urn:uuid:{bare.lower()}"
    return written if _URI.fullmatch(written) else ""


def coding_of(system: str | None, code: str | None, display: str | None) -> Json:
    """A Coding of the sender; without the system when that has no such code."""
    made = coding(uri(system), code or "", display or "")
    if "system" in made and "code" in made and not has(made["system"], made["code"]):
        del made["system"]
    return made


def concept_of(code: Any) -> Json:
    """A CodeableConcept of a Code; empty when it says nothing."""
    if code is None:
        return {}
    codings: dict[tuple[str, str], Json] = {}
    for one in codes_of(code):
        made = coding_of(one.system, one.code, one.display)
        if "code" in made:
            codings.setdefault((made.get("system", ""), made["code"]), made)
    text = clean(code.text or "") or clean(code.display or "")
    if not codings and not text and code.nullFlavor in NULL_FLAVORS:
        codings["", ""] = coding(NULL_FLAVOR, code.nullFlavor)
    result: Json = {"coding": list(codings.values())} if codings else {}
    return {**result, "text": text} if text else result


def codes_of(code: Any) -> Iterator[Any]:
    """A Code and its translations."""
    yield code
    if code.translations is not None:
        yield from (one for one in code.translations.elements or () if one is not None)


def unknown() -> Json:
    """A CodeableConcept where FHIR wants one and the sender has none."""
    return {"coding": [coding(NULL_FLAVOR, "UNK")]}


def identifier(written: str | None) -> Json:
    """An Identifier of CDA's ``root^extension``; of anything else, as it is. Empty of nothing."""
    root, caret, extension = (written or "").partition("^")
    value, system = clean(extension), uri(root.strip())
    if caret and value and system:
        return {"system": system, "value": value}
    if system and not value:
        return {"system": _URIS, "value": system}
    whole = clean(written or "")
    return {"value": whole} if whole else {}


def metadata_identifier(written: str | None) -> Json:
    """An Identifier of the metadata's ``system|value``; empty of nothing."""
    system, bar, value = (written or "").rpartition("|")
    known, text = uri(system), clean(value)
    if known == _URIS and not uri(text):
        known = ""
    if not text:
        return {}
    if known:
        return {"system": known, "value": text}
    if not bar and uri(text):
        return {"system": _URIS, "value": uri(text)}
    assigner = clean(system)
    return {"value": text, **({"assigner": {"display": assigner}} if bar and assigner else {})}


def measured(amount: Any, prefix: str = "value") -> Json:
    """``valueQuantity``, ``valueRange`` or, for open bounds, a Quantity with a comparator."""
    if amount is None:
        return {}
    single = quantity(amount.value, amount.unit, amount.comparator)
    if single:
        return {f"{prefix}Quantity": single}
    bounds = interval(amount)
    if len(bounds) == 2:
        return {f"{prefix}Range": bounds}
    for name, comparator in (("low", ">="), ("high", "<=")):
        if name in bounds:
            return {f"{prefix}Quantity": {**bounds[name], "comparator": comparator}}
    return {}


def interval(amount: Any) -> Json:
    """The bounds of a Quantity: ``low`` and ``high`` as SimpleQuantities, those that are known."""
    if amount is None:
        return {}
    ends = (("low", amount.low), ("high", amount.high))
    return {name: made for name, end in ends if (made := quantity(end, amount.unit))}


def simple(amount: Any) -> Json:
    """A SimpleQuantity, which has no comparator; empty when there is no single value."""
    return quantity(amount.value, amount.unit) if amount is not None else {}


def timing_of(timing: Any) -> Json:
    """A Timing; empty when it says nothing."""
    if timing is None:
        return {}
    repeat: Json = {}
    count = (timing.count or "").strip()
    if timing.event in _EVENTS:
        repeat["when"] = [timing.event]
    period, unit = decimal(timing.period), _UNITS_OF_TIME.get(timing.periodUnit or "")
    if period is not None and unit and not (timing.period or "").startswith("-"):
        if count.isdecimal() and int(count):
            repeat["frequency"] = int(count)
        repeat.update(period=period, periodUnit=unit)
        longest = decimal(timing.periodMax)
        if longest is not None:
            repeat["periodMax"] = longest
    result: Json = {"repeat": repeat} if repeat else {}
    text = clean(timing.text or "")
    return {**result, "code": {"text": text}} if text else result

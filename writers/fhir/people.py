"""The patient and the visit, as the document's metadata tell them. Nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .codes import HL7, Json, clean, coding
from .ids import Ids, shared_id
from .times import date, date_time, period
from .values import NULL_FLAVOR, metadata_identifier

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
UNKNOWN: Json = {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}
"""Where FHIR wants a value and there is none."""

GENDERS = {
    "m": "male",
    "male": "male",
    "f": "female",
    "female": "female",
    "o": "other",
    "a": "other",
    "other": "other",
    "u": "unknown",
    "un": "unknown",
    "unk": "unknown",
    "n": "unknown",
    "unknown": "unknown",
}
"""HL7 v3 AdministrativeGender, v2 table 0001 and FHIR's own, in lower case."""

CLASSES = {"I": "IMP", "O": "AMB", "E": "EMER", "P": "PRENC"}
"""HL7 v2 table 0004, patient class, as v3 ActEncounterCode."""

ENCOUNTER_CLASSES = frozenset(
    ("AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR")
)
"""HL7 v3 ActEncounterCode, FHIR's value set for Encounter.class."""


def numbered(items: Mapping[str, str], stem: str, leaf: str = "") -> Iterator[str]:
    """The values of ``stem.leaf``, ``stem.2.leaf``, ... in their order."""
    number, tail = 1, f".{leaf}" if leaf else ""
    key = stem + tail
    while key in items:
        yield items[key]
        number += 1
        key = f"{stem}.{number}{tail}"


def own_id(reference: str) -> str:
    """The id of the sender's own resource, of ``Type/id``."""
    found = re.fullmatch(r"(?:.*/)?[A-Z][A-Za-z]+/([A-Za-z0-9.-]{1,64})", reference)
    return found[1] if found else ""


def patient(items: Mapping[str, str], ids: Ids) -> Json:
    """The Patient: the sender's id, else one made of an identifier whose system is known, so that
    all documents of a patient have the same; without either, the document's own."""
    given = list(numbered(items, "patient.id"))
    identifiers = [made for one in given if (made := metadata_identifier(one))]
    known = next((one for one in identifiers if "system" in one), None)
    key = (known["system"], known["value"]) if known else ()
    result: Json = {
        "resourceType": "Patient",
        "id": own_id(items.get("patient.reference", ""))
        or (shared_id("Patient", *key) if key else ids.make("Patient")),
    }
    if identifiers:
        result["identifier"] = identifiers
    result["name"] = [_name(items) or UNKNOWN]
    gender = GENDERS.get(items.get("patient.sex", "").strip().lower())
    if gender:
        result["gender"] = gender
    born = date(items.get("patient.birth", "")[:10])
    if born:
        result["birthDate"] = born
    return {**result, **_deceased(items.get("patient.deceased", ""))}


def _name(items: Mapping[str, str]) -> Json:
    family, given = clean(items.get("patient.family", "")), clean(items.get("patient.given", ""))
    result: Json = {}
    text = clean(items.get("patient.name", ""))
    if text:
        result["text"] = text
    if family:
        result["family"] = family
    return {**result, "given": given.split(" ")} if given else result


def _deceased(written: str) -> Json:
    if written in ("true", "false"):
        return {"deceasedBoolean": written == "true"}
    died = date_time(written)
    return {"deceasedDateTime": died} if died else {}


def encounter(items: Mapping[str, str], ids: Ids, subject: Json) -> Json:
    """The Encounter; empty when the document tells of none."""
    named = metadata_identifier(items.get("encounter.id"))
    if not any(key.startswith("encounter.") for key in items):
        return {}
    key = (named["system"], named["value"]) if "system" in named else ()
    result: Json = {
        "resourceType": "Encounter",
        "id": own_id(items.get("encounter.reference", ""))
        or (shared_id("Encounter", *key) if key else ids.make("Encounter")),
    }
    if named:
        result["identifier"] = [named]
    span = period(items.get("encounter.begin"), items.get("encounter.end"))
    result["status"] = "finished" if "end" in span else "unknown"
    result["class"] = _class(items.get("encounter.class", ""))
    kind = clean(items.get("encounter.type", ""))
    if kind:
        result["type"] = [{"text": kind}]
    result["subject"] = subject
    if span:
        result["period"] = span
    place = clean(items.get("encounter.location", ""))
    return {**result, "location": [{"location": {"display": place}}]} if place else result


def _class(written: str) -> Json:
    code = CLASSES.get(written, written)
    if code in ENCOUNTER_CLASSES:
        return coding(f"{HL7}v3-ActCode", code)
    display = clean(written)
    # Encounter.class is required; UNK says that it is not known.
    return {"display": display} if display else coding(NULL_FLAVOR, "UNK")

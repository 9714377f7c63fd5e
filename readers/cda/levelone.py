"""The clinical notes of CDA's first draft (``levelone``, 2000), which older systems still export.

The header has its values in attributes (V, DN, EX and RT for value, display name, extension and
root); a section has its title in a ``caption`` and its narrative beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from cassis import TypeSystem
from lxml import etree

from ..narrative import Builder, render
from ..systems import uri
from .body import DEEPEST, LOINC, Body
from .elements import Children, Element, attribute, children, every, first, moment, name, text_of
from .header import Items, numbered, one


def items(root: Element) -> Items:
    """What the note says of itself, by the keys of the document metadata."""
    header = children(first(root, "clinical_document_header"))
    found = [*_document(header), *_encounter(header), *_authors(header), *_patient(header)]
    return {key: value for key, value in found if value}


def body(root: Element, typesystem: TypeSystem) -> Body:
    """The sections of the note."""
    builder = Builder()
    for section in every(root, "body", "section"):
        _section(builder, section, 1)
    return Body(builder.cas(typesystem), builder.notes)


def _section(builder: Builder, section: Element, level: int) -> None:
    caption = first(section, "caption")
    code = first(caption, "caption_cd")
    is_loinc = uri(attribute(code, "S")) == LOINC
    text = etree.Element("text")
    inner = []
    for child in section:
        if name(child) == "section":
            inner.append(child)
        elif child is not caption and name(child):
            text.append(copy(child))
    with builder.section(text_of(caption), attribute(code, "V") if is_loinc else None):
        builder.add(render(text))
        for nested in inner if level < DEEPEST else ():
            _section(builder, nested, level + 1)


def _value(element: Element | None) -> str:
    return attribute(element, "V")


def _time(element: Element | None) -> str:
    """Its times have a ``T`` before the hour, as in no later HL7 standard."""
    return moment(_value(element).replace("T", "", 1))


def _identifier(element: Element | None) -> str:
    return "|".join(filter(None, [uri(attribute(element, "RT")), attribute(element, "EX")]))


def _person(holder: Element | None) -> Items:
    parts = first(holder, "person", "person_name", "nm")
    words = {
        kind: " ".join(filter(None, (_value(part) for part in every(parts, kind))))
        for kind in ("PFX", "GIV", "MID", "FAM", "SFX")
    }
    return {
        "name": " ".join(filter(None, words.values())),
        "family": words["FAM"],
        "given": " ".join(filter(None, [words["GIV"], words["MID"]])),
    }


def _document(header: Children) -> Iterator[tuple[str, str]]:
    kind = one(header, "document_type_cd")
    yield "document.id", _identifier(one(header, "id"))
    yield "document.set", _identifier(one(header, "set_id"))
    yield "document.version", _value(one(header, "version_nbr"))
    yield "document.type.code", _value(kind)
    yield "document.type.system", uri(attribute(kind, "S"))
    yield "document.type.display", attribute(kind, "DN")
    yield "document.title", _value(one(header, "document_title"))
    yield "document.time", _time(one(header, "origination_dttm"))
    yield "document.confidentiality", _value(one(header, "confidentiality_cd"))


def _encounter(header: Children) -> Iterator[tuple[str, str]]:
    encounter = one(header, "patient_encounter")
    setting = first(encounter, "practice_setting_cd")
    yield "encounter.id", _identifier(first(encounter, "id"))
    yield "encounter.type", attribute(setting, "DN") or _value(setting)
    yield "encounter.begin", _time(first(encounter, "encounter_tmr"))
    place = first(encounter, "facility", "organization", "organization.nm")
    yield "encounter.location", _value(place)


def _authors(header: Children) -> Iterator[tuple[str, str]]:
    authors = header.get("originator", [])
    persons = [_person(author) for author in authors]
    yield from numbered("author", "name", (person["name"] for person in persons))
    yield from numbered("author", "id", (_identifier(first(a, "person", "id")) for a in authors))
    times = (_time(first(a, "participation_tmr")) for a in authors)
    yield from numbered("author", "time", times)


def _patient(header: Children) -> Iterator[tuple[str, str]]:
    patient = one(header, "patient")
    ids = (_identifier(element) for element in every(patient, "person", "id"))
    yield from numbered("patient.id", "", ids)
    for key, value in _person(patient).items():
        yield f"patient.{key}", value
    yield "patient.birth", _time(first(patient, "birth_dttm"))
    yield "patient.sex", _value(first(patient, "administrative_gender_cd"))

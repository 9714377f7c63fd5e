"""The header of a CDA R2 document as metadata: who, when, about whom. Absent in, absent out."""

from __future__ import annotations

from collections.abc import Iterator

from ..systems import uri
from .elements import Children, Element, attribute, children, every, first, moment, name, text_of

Items = dict[str, str]

NAME_PARTS = ("prefix", "given", "family", "suffix")


def items(root: Element) -> Items:
    """What a ClinicalDocument says of itself, by the keys of the document metadata; see
    docs/readers.md for the keys."""
    header = children(root)
    found: list[tuple[str, str]] = [
        *_document(header),
        *_related(header),
        *_patient(header),
        *_authors(header),
        *_encounter(header),
        *_custodian(header),
        *numbered("template", "", (_template(t) for t in header.get("templateId", ()))),
    ]
    return {key: value for key, value in found if value}


def numbered(stem: str, leaf: str, values: Iterator[str]) -> Iterator[tuple[str, str]]:
    """``stem.leaf``, ``stem.2.leaf`` ... for values of which there may be several."""
    filled = filter(None, values)
    for number, value in enumerate(filled, 1):
        yield numbered_key(stem, leaf, number), value


def numbered_key(stem: str, leaf: str, number: int) -> str:
    """The key of the n-th; the first has no number."""
    return ".".join(filter(None, [stem, str(number) if number > 1 else "", leaf]))


def one(header: Children, key: str) -> Element | None:
    """The first child of a name."""
    found = header.get(key)
    return found[0] if found else None


def identifier(element: Element | None) -> str:
    """An II as ``system|value``; the system alone when it can identify by itself, as a
    UUID does and the namespace of all providers does not; empty for none."""
    root, extension = attribute(element, "root"), attribute(element, "extension")
    system = uri(root) or attribute(element, "assigningAuthorityName")
    if not extension and not system.startswith("urn:"):
        return ""
    return "|".join(filter(None, [system, extension]))


def person_name(element: Element | None) -> Items:
    """A ``name`` element as name, family and given; a name without parts has only a name."""
    if element is None:
        return {}
    parts = [(name(part), text_of(part)) for part in element if name(part) in NAME_PARTS]
    if not parts:
        return {"name": text_of(element)}
    joined = {
        kind: " ".join(word for part, word in parts if part == kind and word) for kind in NAME_PARTS
    }
    return {
        "name": " ".join(filter(None, joined.values())),
        "family": joined["family"],
        "given": joined["given"],
    }


def _best_name(holder: Element | None) -> Element | None:
    """The legal name, else the first; one with a nullFlavor only when there is no other."""
    names = list(every(holder, "name"))
    legal = [n for n in names if "L" in attribute(n, "use").split()]
    filled = [n for n in (*legal, *names) if not attribute(n, "nullFlavor")]
    return next(iter((*filled, *names)), None)


def _moment(element: Element | None) -> str:
    value = attribute(element, "value") or attribute(first(element, "low"), "value")
    return moment(value)


def _display(code: Element | None) -> str:
    """A code in words: its display name, its own words, that of a translation."""
    return (
        attribute(code, "displayName")
        or text_of(first(code, "originalText"))
        or attribute(first(code, "translation"), "displayName")
    )


def _document(header: Children) -> Iterator[tuple[str, str]]:
    code = one(header, "code")
    yield "document.id", identifier(one(header, "id"))
    yield "document.set", identifier(one(header, "setId"))
    yield "document.version", attribute(one(header, "versionNumber"), "value")
    yield "document.type.code", attribute(code, "code")
    yield "document.type.system", uri(attribute(code, "codeSystem"))
    yield "document.type.display", _display(code)
    yield "document.title", text_of(one(header, "title"))
    yield "document.time", _moment(one(header, "effectiveTime"))
    yield "document.language", attribute(one(header, "languageCode"), "code")
    yield "document.confidentiality", attribute(one(header, "confidentialityCode"), "code")
    yield "document.status", attribute(one(header, "statusCode"), "code")


def _related(header: Children) -> Iterator[tuple[str, str]]:
    number = 0
    for related in header.get("relatedDocument", ()):
        found = identifier(first(related, "parentDocument", "id"))
        if found:
            number += 1
            yield numbered_key("related", "type", number), attribute(related, "typeCode")
            yield numbered_key("related", "id", number), found


def _patient(header: Children) -> Iterator[tuple[str, str]]:
    role = first(one(header, "recordTarget"), "patientRole")
    patient = first(role, "patient")
    yield from numbered("patient.id", "", (identifier(i) for i in every(role, "id")))
    for key, value in person_name(_best_name(patient)).items():
        yield f"patient.{key}", value
    yield "patient.birth", _moment(first(patient, "birthTime"))
    yield "patient.sex", attribute(first(patient, "administrativeGenderCode"), "code")
    died = moment(attribute(first(patient, "deceasedTime"), "value"))
    yield "patient.deceased", died or attribute(first(patient, "deceasedInd"), "value")


def _authors(header: Children) -> Iterator[tuple[str, str]]:
    number = 0
    for author in header.get("author", ()):
        found = {key: value for key, value in _author(author) if value}
        if found:
            number += 1
            for key, value in found.items():
                yield numbered_key("author", key, number), value


def _author(author: Element) -> Iterator[tuple[str, str]]:
    assigned = first(author, "assignedAuthor")
    device = first(assigned, "assignedAuthoringDevice")
    person = person_name(_best_name(first(assigned, "assignedPerson"))).get("name", "")
    maker = text_of(first(device, "manufacturerModelName"))
    yield "name", person or maker or text_of(first(device, "softwareName"))
    yield "id", next(filter(None, (identifier(i) for i in every(assigned, "id"))), "")
    code = first(assigned, "code")
    yield "specialty", _display(code) or attribute(code, "code")
    yield "organization", text_of(first(assigned, "representedOrganization", "name"))
    yield "time", _moment(first(author, "time"))


def _encounter(header: Children) -> Iterator[tuple[str, str]]:
    encounter = first(one(header, "componentOf"), "encompassingEncounter")
    code = first(encounter, "code")
    is_class = uri(attribute(code, "codeSystem")).endswith("v3-ActCode")
    yield "encounter.id", next(filter(None, (identifier(i) for i in every(encounter, "id"))), "")
    yield "encounter.class", attribute(code, "code") if is_class else ""
    yield "encounter.type", _display(code) or ("" if is_class else attribute(code, "code"))
    time = first(encounter, "effectiveTime")
    yield "encounter.begin", _moment(time)
    yield "encounter.end", moment(attribute(first(time, "high"), "value"))
    facility = first(encounter, "location", "healthCareFacility")
    place = first(facility, "location", "name")
    yield (
        "encounter.location",
        (
            text_of(place)
            or text_of(first(facility, "serviceProviderOrganization", "name"))
            or _display(first(facility, "code"))
        ),
    )


def _custodian(header: Children) -> Iterator[tuple[str, str]]:
    custodian = one(header, "custodian")
    organization = first(custodian, "assignedCustodian", "representedCustodianOrganization")
    yield "custodian.id", next(filter(None, map(identifier, every(organization, "id"))), "")
    yield "custodian.name", text_of(first(organization, "name"))


def _template(element: Element) -> str:
    parts = attribute(element, "root"), attribute(element, "extension")
    return ":".join(filter(None, parts))

"""What resources say of a document: its type, times and authors, the patient, the encounter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .entries import Given
from .entries.treatments import place
from .entries.values import code_of, first, one_line, words
from .references import Scope, written
from .shapes import Json

LOINC = "http://loinc.org"
Item = tuple[str, str]
Items = tuple[Item, ...]
_DIED: dict[Any, str] = {True: "true", False: "false"}


def numbered(stem: str, leaf: str, values: Iterable[str]) -> Iterator[Item]:
    """``stem.leaf``, ``stem.2.leaf`` ... (or ``stem``, ``stem.2``) for those that are not empty."""
    ending = f".{leaf}" if leaf else ""
    for number, value in enumerate(filter(None, values), 1):
        yield f"{stem}.{number}{ending}" if number > 1 else f"{stem}{ending}", value


def told(pairs: Iterable[tuple[str, Any]]) -> Items:
    """The items that have a value."""
    return tuple([(key, value) for key, value in pairs if isinstance(value, str) and value])


def identifier(found: Any) -> str:
    """An Identifier as ``system|value``."""
    found = found if isinstance(found, dict) else {}
    system, value = found.get("system"), found.get("value")
    return f"{system}|{value}" if system and value else value or ""


def name(names: Iterable[Json | None] | None) -> tuple[str, str, str]:
    """Whole name, family and given names: the official one, else the first."""
    found = [one for one in names or () if one]
    found.sort(key=lambda one: one.get("use") != "official")
    if not found:
        return "", "", ""
    best = found[0]
    given = " ".join(one for one in best.get("given") or () if one)
    family = best.get("family") or ""
    parts = (*(best.get("prefix") or ()), given, family, *(best.get("suffix") or ()))
    whole = best.get("text") or " ".join(part for part in parts if part)
    return one_line(whole), family, given


# Patient and encounter


def patient(found: Json | None, key: str, reference: Any) -> Items:
    """The patient; of one that is not here, what the reference says."""
    shown = reference if isinstance(reference, dict) else {}
    if found is None:
        own = shown.get("identifier")
        return told(
            [
                ("patient.id", identifier(own)),
                ("patient.reference", key or written(shown)),
                ("patient.name", shown.get("display")),
            ]
        )
    whole, family, given = name(found.get("name"))
    died = found.get("deceasedDateTime") or _DIED.get(found.get("deceasedBoolean"))
    return told(
        [
            *numbered("patient.id", "", map(identifier, found.get("identifier") or ())),
            ("patient.reference", key),
            ("patient.name", whole),
            ("patient.family", family),
            ("patient.given", given),
            ("patient.birth", found.get("birthDate")),
            ("patient.sex", found.get("gender")),
            ("patient.deceased", died),
        ]
    )


def encounter(found: Json | None, key: str, reference: Any, scope: Scope) -> Items:
    """The encounter; of one that is not here, what the reference says."""
    shown = reference if isinstance(reference, dict) else {}
    if found is None:
        own = identifier(shown.get("identifier"))
        return told([("encounter.id", own), ("encounter.reference", key or written(shown))])
    span = found.get("period") or {}
    return told(
        [
            *numbered("encounter.id", "", map(identifier, found.get("identifier") or ())),
            ("encounter.reference", key),
            ("encounter.class", (found.get("class") or {}).get("code")),
            ("encounter.type", words(first(found.get("type")))),
            ("encounter.begin", span.get("start")),
            ("encounter.end", span.get("end")),
            ("encounter.location", place(Given(found, scope, key))),
        ]
    )


# The document


def document(resource: Json, key: str, scope: Scope) -> Items:
    """A Composition, DocumentReference or DiagnosticReport, without patient and encounter."""
    meta = resource.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    ids = [resource.get("masterIdentifier"), *_list(resource.get("identifier"))]
    kind = resource.get("type") or resource.get("code")
    kind = kind if isinstance(kind, dict) else {}
    span = _period(resource)
    return told(
        [
            ("document.id", next(filter(None, map(identifier, ids)), key)),
            ("document.reference", key),
            ("document.version", meta.get("versionId")),
            *_type(kind),
            ("document.title", title(resource)),
            ("document.time", _time(resource)),
            ("document.period.begin", span.get("start")),
            ("document.period.end", span.get("end")),
            ("document.language", resource.get("language")),
            ("document.confidentiality", _confidentiality(resource)),
            ("document.status", _status(resource)),
            *_related(resource),
            *authors(resource, scope),
            *custodian(resource.get("custodian"), scope),
            *numbered("template", "", (p for p in _list(meta.get("profile")) if type(p) is str)),
        ]
    )


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found] if found else []


def _type(concept: Json) -> Iterator[tuple[str, Any]]:
    codings = [one for one in concept.get("coding") or () if one]
    codings.sort(key=lambda one: one.get("system") != LOINC)
    best = codings[0] if codings else {}
    yield "document.type.code", best.get("code")
    yield "document.type.system", best.get("system")
    yield "document.type.display", best.get("display") or concept.get("text")


def title(resource: Json) -> str:
    """What a document is called; empty when nobody says."""
    titles = [resource.get("title"), resource.get("description")]
    contents = resource.get("content") if isinstance(resource.get("content"), list) else ()
    titles += [(one.get("attachment") or {}).get("title") for one in contents or () if one]
    titles += [one.get("title") for one in resource.get("presentedForm") or () if one]
    return one_line(next((title for title in titles if title), ""))


def _time(resource: Json) -> Any:
    return (
        resource.get("date")
        or resource.get("issued")
        or resource.get("effectiveDateTime")
        or (resource.get("effectivePeriod") or {}).get("start")
    )


def _period(resource: Json) -> Json:
    """The time of care that the document is about."""
    context = resource.get("context")
    events = (one.get("period") for one in resource.get("event") or () if one)
    found = (context or {}).get("period") or first(events) or resource.get("effectivePeriod")
    return found or {}


def _confidentiality(resource: Json) -> str:
    label = first(resource.get("securityLabel"))
    return resource.get("confidentiality") or code_of(label)


def _status(resource: Json) -> str:
    """``superseded`` says more than that the document was final; ``current`` says less."""
    status = resource.get("status") or ""
    return (resource.get("docStatus") or status) if status == "current" else status


def _related(resource: Json) -> Iterator[Item]:
    for number, one in enumerate(filter(None, resource.get("relatesTo") or ()), 1):
        stem = "related" if number == 1 else f"related.{number}"
        target = one.get("target") or one.get("targetReference") or {}
        named = one.get("targetIdentifier") or target.get("identifier")
        yield f"{stem}.type", one.get("code") or ""
        yield f"{stem}.id", written(target) or identifier(named)


# People and organizations


def authors(resource: Json, scope: Scope) -> Iterator[Item]:
    """Who wrote it; of a report, who made it."""
    found = resource.get("author") or resource.get("performer")
    for number, reference in enumerate(filter(None, _list(found)), 1):
        stem = "author" if number == 1 else f"author.{number}"
        for leaf, value in _author(reference, scope):
            yield f"{stem}.{leaf}", value


def _author(reference: Json, scope: Scope) -> Items:
    target = scope.resolve(reference) or {}
    display = reference.get("display")
    own = identifier(reference.get("identifier"))
    if target.get("resourceType") == "Organization":
        return told([("id", _id(target) or own), ("organization", target.get("name") or display)])
    role = target if target.get("resourceType") == "PractitionerRole" else {}
    person = (scope.resolve(role.get("practitioner")) or {}) if role else target
    is_person = isinstance(person.get("name"), list)
    shown = role.get("practitioner") or {}
    whole = name(person.get("name"))[0] if is_person else ""
    practice = role.get("organization") or {}
    return told(
        [
            ("name", whole or shown.get("display") or display),
            ("id", _id(person) or _id(role) or own),
            ("specialty", words(first(role.get("specialty")))),
            (
                "organization",
                (scope.resolve(practice) or {}).get("name") or practice.get("display"),
            ),
        ]
    )


def _id(resource: Json) -> str:
    found = _list(resource.get("identifier"))
    return next(filter(None, map(identifier, found)), "")


def custodian(reference: Any, scope: Scope) -> Items:
    """Who keeps the document."""
    if not reference:
        return ()
    target = scope.resolve(reference) or {}
    own = identifier(reference.get("identifier"))
    called = target.get("name") or reference.get("display")
    return told([("custodian.id", _id(target) or own), ("custodian.name", called)])

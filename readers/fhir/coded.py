"""Resources that code something, as records: what they are about and whose they are."""

from __future__ import annotations

from typing import Any

from .entries import MAKERS, Given
from .entries.observations import category
from .entries.values import extensions
from .records import Coded
from .references import Scope, written
from .shapes import Json

ERROR = "entered-in-error"
DERIVATION = "http://hl7.org/fhir/StructureDefinition/derivation-reference"
"""HL7's extension that names the words of a document an element comes from."""
LINK = "http://hl7.org/fhir/StructureDefinition/narrativeLink"
"""HL7's extension that names the part of the narrative that says it."""

_SUBJECTS = ("subject", "patient", "for")
_ENCOUNTERS = ("encounter", "context")


def coded(resource: Json, key: str, scope: Scope, path: str = "") -> Coded:
    """The records of a resource of a type that is read; see ``MAKERS``."""
    given = Given(resource, scope, key)
    document, place = _derived(resource, scope)
    kind = given.kind
    return Coded(
        kind,
        key or path,
        () if given.status == ERROR else tuple(MAKERS[kind](given)),
        category(resource) if kind == "Observation" else "",
        subject(resource, scope),
        key if kind == "Encounter" else encounter(resource, scope),
        document,
        place,
        _link(resource),
    )


def subject(resource: Json, scope: Scope) -> str:
    """``Patient/id`` of whom it is about; empty when it names none."""
    for name in _SUBJECTS:
        if name in resource and (found := scope.key(resource[name], "Patient")):
            return found
    return ""


def encounter(resource: Json, scope: Scope) -> str:
    """``Encounter/id``; empty when it names none."""
    return scope.key(encounter_reference(resource), "Encounter")


def encounter_reference(resource: Json) -> Any:
    """The Reference to the encounter; None without one."""
    for name in _ENCOUNTERS:
        found = resource.get(name)
        if isinstance(found, dict):
            inner = found.get("encounter")  # DocumentReference.context.encounter
            found = next(filter(None, inner), None) if isinstance(inner, list) else found
        if written(found) or (isinstance(found, dict) and found.get("identifier")):
            return found
    return None


def _derived(resource: Json, scope: Scope) -> tuple[str, tuple[int, int] | None]:
    """The document that a resource says it comes from, and the place of the words."""
    for one in extensions(resource, DERIVATION):
        inner = one.get("extension")
        parts = {p.get("url"): p for p in inner or () if isinstance(p, dict)}
        reference = parts.get("reference", {}).get("valueReference")
        document = scope.key(reference, "DocumentReference")
        offset = parts.get("offset", {}).get("valueInteger")
        length = parts.get("length", {}).get("valueInteger")
        if not document:
            continue
        if type(offset) is int and type(length) is int and offset >= 0 and length >= 0:
            return document, (offset, length)
        return document, None
    return "", None


def _link(resource: Json) -> str:
    for one in extensions(resource, LINK):
        url = one.get("valueUrl") or one.get("valueUri")
        if isinstance(url, str) and "#" in url:
            return url.rpartition("#")[2]
    return ""

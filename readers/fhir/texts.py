"""Resources that are documents: their attachments or sections, and what goes with them."""

from __future__ import annotations

from collections.abc import Iterator

from . import metadata
from .attachments import Attachment, is_read
from .coded import coded, encounter, encounter_reference, subject
from .entries.values import code_of, one_line, profiles, words
from .payload import Part, Payload
from .pool import parts
from .references import Scope, written
from .shapes import Json
from .store import Store, Wanted

KINDS = ("Composition", "DocumentReference", "DiagnosticReport", "Binary")
"""Types of resources that can be documents, in the order in which these are made."""
ERROR = "entered-in-error"
DEEPEST = 6
"""Panels within panels that a section names."""


def attachments(resource: Json, scope: Scope) -> tuple[Attachment, ...]:
    """The attachments of a DocumentReference or DiagnosticReport; of a Binary, itself."""
    kind = resource["resourceType"]
    if kind == "DocumentReference":
        held = [one.get("attachment") for one in resource.get("content") or () if one]
    elif kind == "DiagnosticReport":
        held = list(resource.get("presentedForm") or ())
    else:
        held = [resource] if kind == "Binary" else []
    return tuple(_attachment(one, scope) for one in held if one)


def _attachment(one: Json, scope: Scope) -> Attachment:
    """Its data, or those of the Binary at its address."""
    media_type, data, url = (one.get(name) or "" for name in ("contentType", "data", "url"))
    if data or not url:
        return Attachment(media_type, data)
    binary = scope.resolve({"reference": url}, "Binary")
    if binary is None:
        return Attachment(media_type, "", url)
    return Attachment(media_type or binary.get("contentType") or "", binary.get("data") or "")


def is_text(resource: Json, scope: Scope) -> bool:
    """Whether a resource is a document: a report or a Binary only when it has data to read."""
    kind = resource["resourceType"]
    if kind in ("DiagnosticReport", "Binary"):
        return any(map(is_read, attachments(resource, scope)))
    return kind in KINDS


def concludes_nothing(resource: Json) -> bool:
    """Whether it is a report that says no more than its text does."""
    if resource["resourceType"] != "DiagnosticReport":
        return False
    return not (resource.get("conclusion") or resource.get("conclusionCode"))


def claims(resource: Json, scope: Scope) -> Iterator[str]:
    """Keys of the resources that a document names as its content."""
    for reference in parts(resource):
        yield scope.key({"reference": reference}, "Observation")
    waiting = [one for one in resource.get("section") or () if one]
    while waiting:
        section = waiting.pop()
        waiting += [one for one in section.get("section") or () if one]
        yield from _named(section, scope)


def _named(section: Json, scope: Scope) -> Iterator[str]:
    """Keys of what a section names, the parts of panels and reports after them."""
    waiting = [(written(one), DEEPEST) for one in section.get("entry") or () if one]
    seen = set()
    while waiting:
        literal, depth = waiting.pop(0)
        reference = {"reference": literal}
        target = scope.resolve(reference)
        key = scope.key(reference, "") or (str(target.get("id")) if target else "")
        if key in seen:
            continue
        seen.add(key)
        yield key
        if target is not None and depth:
            waiting += [(part, depth - 1) for part in parts(target)]


def payload(
    resource: Json, key: str, scope: Scope, store: Store, alone: bool = False, whole: bool = False
) -> Payload:
    """The document of a text-bearing resource, with all that belongs to it.

    ``alone``: it is the only one of its file. ``whole``: all of the file belongs to it.
    """
    wanted = Wanted(key, encounter(resource, scope), subject(resource, scope), alone)
    wanted = Wanted(key, "", "", True) if whole else wanted
    sections = [one for one in resource.get("section") or () if one]
    made = tuple(_part(one, scope, store) for one in sections)
    return Payload(
        items=(*metadata.document(resource, key, scope), *around(resource, scope)),
        attachments=attachments(resource, scope),
        named=metadata.title(resource) or words(resource.get("type") or resource.get("code")),
        parts=made,
        coded=tuple(store.of(wanted)),
        instead=(coded(resource, key, scope),) if concludes_nothing(resource) else (),
        composed=resource["resourceType"] == "Composition",
    )


def _part(section: Json, scope: Scope, store: Store) -> Part:
    named = (store.one(key) for key in _named(section, scope))
    return Part(
        title=one_line(section.get("title") or "") or words(section.get("code")),
        code=code_of(section.get("code"), metadata.LOINC),
        profiles=profiles(section) or (),
        div=(section.get("text") or {}).get("div") or "",
        empty=words(section.get("emptyReason")),
        coded=tuple(one for one in named if one is not None),
        parts=tuple(_part(one, scope, store) for one in section.get("section") or () if one),
    )


def around(resource: Json, scope: Scope) -> metadata.Items:
    """Patient and encounter of a resource as items."""
    who = resource.get("subject") or resource.get("patient")
    visit = encounter_reference(resource)
    items: metadata.Items = ()
    if isinstance(who, dict):
        items = metadata.patient(scope.resolve(who, "Patient"), scope.key(who, "Patient"), who)
    if visit is not None:
        stay = scope.resolve(visit, "Encounter")
        items += metadata.encounter(stay, scope.key(visit, "Encounter"), visit, scope)
    return items

"""The DocumentReference, which carries the note, and the Devices that made the findings."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache

from ...core.metadata import Metadata
from ...core.version import __version__
from .codes import HL7, Json, clean, concept
from .context import Context
from .ids import shared_id
from .people import numbered
from .times import date_time, instant
from .values import coding_of, metadata_identifier

STATUSES = frozenset(("current", "superseded", "entered-in-error"))
DOC_STATUSES = frozenset(("preliminary", "final", "amended", "entered-in-error"))
CONFIDENTIALITY = frozenset(["U", "L", "M", "N", "R", "V"])
RELATIONS = {"RPLC": "replaces", "APND": "appends", "XFRM": "transforms"}
"""CDA's ActRelationshipType of relatedDocument; FHIR's own words stand for themselves."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def document(metadata: Metadata, content: bytes, resource_id: str, context: Context) -> Json:
    """The DocumentReference with the text inline."""
    items = metadata.items
    result: Json = {"resourceType": "DocumentReference", "id": resource_id}
    master = metadata_identifier(items.get("document.id"))
    if master:
        result["masterIdentifier"] = master
    name = clean(metadata.id)
    if name:
        result["identifier"] = [{"value": name}]
    status = items.get("document.status", "").lower()
    result["status"] = status if status in STATUSES else "current"
    if status in DOC_STATUSES:
        result["docStatus"] = status
    kind = _type(items)
    if kind:
        result["type"] = kind
    system = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
    result["category"] = [concept(system, "clinical-note", "Clinical Note")]
    result["subject"] = context.subject
    result.update(_made(items))
    result["content"] = [{"attachment": _attachment(items, name, content)}]
    if context.encounter:
        result["context"] = {"encounter": [context.encounter]}
    return result


def _type(items: Mapping[str, str]) -> Json:
    code = items.get("document.type.code", "")
    title = clean(items.get("document.title", ""))
    display = items.get("document.type.display", "")
    made = coding_of(items.get("document.type.system"), code, display) if code else {}
    result: Json = {"coding": [made]} if made else {}
    text = clean(display) or title
    return {**result, "text": text} if text else result


def _made(items: Mapping[str, str]) -> Json:
    """When, by whom, for whom, in place of what, how secret."""
    result: Json = {}
    when = instant(items.get("document.time"))
    if when:
        result["date"] = when
    authors = list(_authors(items))
    if authors:
        result["author"] = authors
    keeper = _party("Organization", items.get("custodian.id"), items.get("custodian.name"))
    if keeper:
        result["custodian"] = keeper
    related = [
        {"code": code, "target": target}
        for kind, one in zip(
            numbered(items, "related", "type"), numbered(items, "related", "id"), strict=False
        )
        if (code := RELATIONS.get(kind, kind)) in (*RELATIONS.values(), "signs")
        and (target := _party("DocumentReference", one, ""))
    ]
    if related:
        result["relatesTo"] = related
    secret = items.get("document.confidentiality", "")
    if secret in CONFIDENTIALITY:
        result["securityLabel"] = [concept(f"{HL7}v3-Confidentiality", secret)]
    return result


def _authors(items: Mapping[str, str]) -> list[Json]:
    found = []
    for number in range(1, len(items) + 1):
        stem = "author" if number == 1 else f"author.{number}"
        given = {leaf: items.get(f"{stem}.{leaf}", "") for leaf in ("name", "id", "organization")}
        if not any(given.values()):
            break
        found.append(_party("Practitioner", given["id"], given["name"]))
        found.append(_party("Organization", "", given["organization"]))
    return [one for place, one in enumerate(found) if one and one not in found[:place]]


def _party(kind: str, named: str | None, name: str | None) -> Json:
    """A reference to somebody by identifier and name; empty when neither is known."""
    identifier, display = metadata_identifier(named), clean(name or "")
    parts = (("identifier", identifier), ("display", display))
    known = {key: value for key, value in parts if value}
    return {"type": kind, **known} if known else {}


def _attachment(items: Mapping[str, str], name: str, content: bytes) -> Json:
    result: Json = {"contentType": "text/plain; charset=utf-8"}
    language = items.get("document.language", "")
    if _LANGUAGE.fullmatch(language):
        result["language"] = language
    if content:  # base64Binary may not be empty
        result["data"] = base64.b64encode(content).decode()
    result["size"] = len(content)
    digest = hashlib.sha1(content, usedforsecurity=False).digest()
    result["hash"] = base64.b64encode(digest).decode()
    title = clean(items.get("document.title", "")) or name
    if title:
        result["title"] = title
    created = date_time(items.get("document.time"))
    return {**result, "creation": created} if created else result


@lru_cache(maxsize=256)
def device_id(component: str) -> str:
    """The id of a component of this version of Cascara."""
    return shared_id("Device", component, __version__)


def device(component: str) -> Json:
    """A component of Cascara as a Device."""
    return {
        "resourceType": "Device",
        "id": device_id(component),
        "deviceName": [{"name": f"Cascara {component}", "type": "model-name"}],
        "version": [{"type": {"text": "Cascara"}, "value": __version__}],
    }

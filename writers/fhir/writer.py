"""The Bundle: the patient, the note, and a resource for each finding that can be told in FHIR."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid5

import orjson

from ...core.cas import Cas
from ...core.component import ComponentConfig, Writer
from ...core.errors import DocumentError
from ..findings import Findings, Mention
from .codes import clean
from .resources import Resource, resource

NAMESPACE = UUID("0d7b7a52-6a0f-5a55-9d0c-3d4f0b1c7a10")
"""Of the name-based UUIDs (RFC 9562, version 5) of Cascara's resources."""

DERIVATION = "http://hl7.org/fhir/StructureDefinition/derivation-reference"
"""HL7's extension that tells which words of a document an element comes from."""


class FhirWriter(Writer):
    """One FHIR R4 Bundle a document. The same document gives the same bytes and ids every time."""

    name: ClassVar[str] = "fhir"
    suffix: ClassVar[str] = ".json"

    class Config(ComponentConfig):
        """Options of the FHIR writer."""

        bundle: Literal["collection", "transaction"] = "collection"
        """``transaction``: each entry carries a PUT request, so a server that gets the Bundle
        again updates what it has."""

    def render(self, cas: Cas) -> bytes:
        """The Bundle, as one line. Resources are described in ``cascara.writers.fhir.resources``.

        Raises DocumentError when the text holds half a surrogate pair: no encoding can write it.
        """
        findings = Findings(cas)
        try:
            content = findings.text.encode()
        except UnicodeEncodeError:
            path = findings.metadata.source or findings.metadata.id or "document"
            reason = "its text has half a surrogate pair, which JSON cannot hold"
            raise DocumentError(path, reason, cure="mend the text before it is read") from None
        ids = _Ids(findings.metadata.id or hashlib.sha256(content).hexdigest())
        entries = [self._entry(item) for item in _resources(findings, content, ids)]
        bundle = {
            "resourceType": "Bundle",
            "id": ids.make("Bundle"),
            "type": self.config.bundle,
            "entry": entries,
        }
        return orjson.dumps(bundle, option=orjson.OPT_APPEND_NEWLINE)

    def _entry(self, item: Resource) -> dict[str, Any]:
        entry: dict[str, Any] = {"fullUrl": f"urn:uuid:{item['id']}", "resource": item}
        if self.config.bundle == "transaction":
            url = f"{item['resourceType']}/{item['id']}"
            entry["request"] = {"method": "PUT", "url": url}
        return entry


class _Ids:
    """Name-based ids of one document's resources."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._used: dict[str, int] = {}

    def make(self, *parts: object) -> str:
        """The id of what ``parts`` tell; the second of the same parts gets another."""
        name = "\n".join((self._document, *map(str, parts)))
        number = self._used[name] = self._used.get(name, 0) + 1
        return str(uuid5(NAMESPACE, name if number == 1 else f"{name}\n{number}"))


def _resources(findings: Findings, content: bytes, ids: _Ids) -> Iterator[Resource]:
    patient: Resource = {"resourceType": "Patient", "id": ids.make("Patient")}
    subject = {"reference": f"urn:uuid:{patient['id']}"}
    document = _document(findings, content, subject, ids.make("DocumentReference"))
    note = {"reference": f"urn:uuid:{document['id']}"}
    yield patient
    yield document
    for mention in findings.mentions:
        words = findings.text[mention.fs.begin : mention.fs.end]
        found = resource(mention, words, subject, note)
        if found is not None:
            kind, fs = found["resourceType"], mention.fs
            head = {"resourceType": kind, "id": ids.make(kind, mention.type, fs.begin, fs.end)}
            yield {**head, "extension": [_derivation(mention, note)], **found}


def _document(findings: Findings, content: bytes, subject: Resource, resource_id: str) -> Resource:
    result: Resource = {"resourceType": "DocumentReference", "id": resource_id}
    name = clean(findings.metadata.id)
    if name:
        result["identifier"] = [{"value": name}]
    attachment: Resource = {
        "contentType": "text/plain; charset=utf-8",
        "data": base64.b64encode(content).decode(),
        "size": len(content),
        "hash": base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode(),
    }
    if name:
        attachment["title"] = name
    if not content:  # base64Binary may not be empty
        del attachment["data"]
    return {
        **result,
        "status": "current",
        "subject": subject,
        "content": [{"attachment": attachment}],
    }


def _derivation(mention: Mention, note: Resource) -> Resource:
    """Which words of the note, in code points."""
    begin, end = mention.fs.begin, mention.fs.end
    return {
        "url": DERIVATION,
        "extension": [
            {"url": "reference", "valueReference": note},
            {"url": "offset", "valueInteger": begin},
            {"url": "length", "valueInteger": end - begin},
        ],
    }

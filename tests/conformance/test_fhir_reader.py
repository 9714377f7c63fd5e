"""The fhir reader keeps the rules of the kit."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from cascara.readers.fhir import FhirReader
from cascara.testing import MARKER, NOTE, ReaderConformance


def note(number: int, text: str, **more: Any) -> dict[str, Any]:
    """A DocumentReference with an inline note."""
    attachment = {"contentType": "text/plain", "data": base64.b64encode(text.encode()).decode()}
    return {
        "resourceType": "DocumentReference",
        "id": f"n{number}",
        "status": "current",
        "subject": {"reference": "Patient/p"},
        "content": [{"attachment": attachment}],
        **more,
    }


def bundle(*resources: dict[str, Any]) -> bytes:
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def ndjson(*resources: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in resources)


CONDITION = {
    "resourceType": "Condition",
    "id": "c",
    "code": {"text": MARKER},
    "subject": {"reference": "Patient/p"},
}


class TestFhirReader(ReaderConformance):
    component = FhirReader()
    good = {
        "one.json": json.dumps(note(1, NOTE)).encode(),
        "a/two.json.gz": gzip.compress(bundle(note(1, NOTE), note(2, MARKER), CONDITION), mtime=0),
        "a/three.xml": (
            '<Condition xmlns="http://hl7.org/fhir"><id value="x"/><code><text value="Asthma"/>'
            f'</code><note><text value="{MARKER}"/></note></Condition>'
        ).encode(),
        "export/DocumentReference.ndjson": ndjson(note(1, NOTE), note(2, NOTE)),
        "export/Condition.ndjson.gz": gzip.compress(ndjson(CONDITION), mtime=0),
    }
    bad = {
        "cut.json": json.dumps(note(1, NOTE)).encode()[:-9],
        "other.json": json.dumps({"words": MARKER}).encode(),
        "other.xml": f"<note>{MARKER}</note>".encode(),
        "a/malformed.json": json.dumps({**CONDITION, "code": MARKER}).encode(),
        "a/picture.json": json.dumps(
            note(1, "", content=[{"attachment": {"contentType": "image/png", "data": "AAAA"}}])
        ).encode(),
        "a/cut.json.gz": gzip.compress(bundle(CONDITION), mtime=0)[:-9],
        "bad/Condition.ndjson": b'{"resourceType": "Condition", "code": {"text": "'
        + MARKER.encode(),
    }

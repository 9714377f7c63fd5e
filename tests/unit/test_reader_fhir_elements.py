"""FHIR XML in the shape of JSON, by the table of elements."""

from __future__ import annotations

from typing import Any

import pytest
from cascara.core.errors import DocumentError
from cascara.readers.fhir.elements import elements
from cascara.readers.fhir.generate import rows
from cascara.readers.fhir.load import resource_of


def test_the_table_is_that_of_fhir_resources() -> None:
    made: dict[str, dict[str, tuple[str, bool]]] = {}
    for owner, name, kind, many in rows():
        made.setdefault(owner, {})[name] = kind, many == "*"
    kept = {
        owner: {name: (element.type, element.many) for name, element in known.items()}
        for owner, known in elements().items()
    }
    assert kept == made


@pytest.mark.parametrize(
    ("owner", "name", "kind", "many"),
    [  # FHIR R4: each from the page of its resource or data type
        ("Patient", "name", "HumanName", True),
        ("Patient", "birthDate", "string", False),
        ("HumanName", "given", "string", True),
        ("Observation", "valueBoolean", "boolean", False),
        ("Quantity", "value", "decimal", False),
        ("BundleEntry", "resource", "Resource", False),
        ("TimingRepeat", "frequency", "integer", False),
        ("Encounter", "class", "Coding", False),
    ],
)
def test_elements(owner: str, name: str, kind: str, many: bool) -> None:
    element = elements()[owner][name]
    assert (element.type, element.many) == (kind, many)


def xml(inner: str, kind: str = "Observation") -> Any:
    return resource_of(f'<{kind} xmlns="http://hl7.org/fhir">{inner}</{kind}>'.encode(), "x.xml")


def test_xml_is_read_as_json_is() -> None:
    made = xml(
        '<id value="o"/>'
        '<text><status value="generated"/>'
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b</p></div></text>'
        '<contained><Patient><id value="p"/><active value="true"/></Patient></contained>'
        '<extension url="http://example.org/e"><valueInteger value="3"/></extension>'
        '<status value="final"><extension url="http://example.org/f"><valueCode value="x"/>'
        "</extension></status>"
        '<code><coding><code value="1"/></coding><coding><code value="2"/></coding></code>'
        '<note><text value="one"/></note>'
        '<valueQuantity id="q"><value value="6.30"/></valueQuantity>'
        '<component><code><text value="c"/></code><valueBoolean value="false"/></component>'
    )
    assert made == {
        "resourceType": "Observation",
        "id": "o",
        "text": {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b</p></div>',
        },
        "contained": [{"resourceType": "Patient", "id": "p", "active": True}],
        "extension": [{"url": "http://example.org/e", "valueInteger": 3}],
        "status": "final",
        "_status": {"extension": [{"url": "http://example.org/f", "valueCode": "x"}]},
        "code": {"coding": [{"code": "1"}, {"code": "2"}]},
        "note": [{"text": "one"}],
        "valueQuantity": {"id": "q", "value": "6.30"},
        "component": [{"code": {"text": "c"}, "valueBoolean": False}],
    }


def test_a_bundle_in_xml() -> None:
    made = xml(
        '<type value="collection"/><entry><fullUrl value="urn:uuid:1"/>'
        '<resource><Basic><id value="b"/><odd><part value="1"/></odd>'
        '<odd value="2"/></Basic></resource></entry>',
        "Bundle",
    )
    basic = {"resourceType": "Basic", "id": "b", "odd": [{"part": "1"}, "2"]}
    entry = {"fullUrl": "urn:uuid:1", "resource": basic}
    assert made == {"resourceType": "Bundle", "type": "collection", "entry": [entry]}


def test_what_repeats_and_should_not_stays_a_list() -> None:
    """So that the check of shapes tells of it."""
    assert xml('<status value="a"/><status value="b"/>')["status"] == ["a", "b"]


def test_other_xml_is_refused() -> None:
    with pytest.raises(DocumentError, match="no FHIR resource"):
        resource_of(b"<Patient><id value='1'/></Patient>", "x.xml")
    deep = "<section>" * 300 + "</section>" * 300
    with pytest.raises(DocumentError, match="nested too deeply"):
        xml(deep, "Composition")


@pytest.mark.parametrize(
    "data",
    [
        b'{"resourceType": "Patient", "id": NaN}',
        b'{"resourceType": "Patient", "id": "\\ud83d"}',
        b'{"resourceType": "Patient", "id": "1"} x',
        b"[1]",
        b'{"resourceType": 3}',
        b"null",
        b"",
    ],
)
def test_other_json_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        resource_of(data, "x.json")


def test_any_unicode_encoding() -> None:
    text = '{"resourceType": "Patient", "id": "é"}'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"):
        assert resource_of(text.encode(encoding), "x.json")["id"] == "é"

"""FHIR's XML and JSON are two spellings of the same: the reader makes the same of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cascara.core.errors import DocumentError
from cascara.readers.fhir import FhirReader
from lxml import etree

FHIR = "{http://hl7.org/fhir}"
XHTML = "http://www.w3.org/1999/xhtml"
Json = dict[str, Any]


# FHIR R4, 2.6.2.1: how JSON and XML differ


def as_xml(text: str) -> bytes:
    """A resource in JSON as XML; the elements are in JSON's order."""
    made = resource(json.loads(text, parse_float=str))
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


def resource(value: Json) -> etree._Element:
    kind = value["resourceType"]
    node = etree.Element(FHIR + kind, nsmap={None: FHIR[1:-1]})
    members(node, {name: one for name, one in value.items() if name != "resourceType"}, whole=True)
    return node


def members(node: etree._Element, value: Json, *, whole: bool = False) -> None:
    """An object's members; ids of elements and addresses of extensions are attributes."""
    in_extension = node.tag in (f"{FHIR}extension", f"{FHIR}modifierExtension")
    for name in dict.fromkeys(name.removeprefix("_") for name in value):
        own, beside = value.get(name), value.get(f"_{name}")
        if (name == "id" and not whole) or (name == "url" and in_extension):
            node.set(name, own)
            continue
        many = isinstance(own, list) or isinstance(beside, list)
        values, others = (own or [], beside or []) if many else ([own], [beside])
        for place in range(max(len(values), len(others))):
            append(node, name, *(one[place] if one[place:] else None for one in (values, others)))


def append(node: etree._Element, name: str, value: Any, beside: Json | None) -> None:
    if name == "div" and isinstance(value, str):
        node.append(etree.fromstring(value))
        return
    child = etree.SubElement(node, FHIR + name)
    if isinstance(value, dict) and "resourceType" in value:
        child.append(resource(value))
    elif isinstance(value, dict):
        members(child, value)
    elif value is not None:
        child.set("value", json.dumps(value) if isinstance(value, bool) else str(value))
    if beside:
        members(child, beside)


# What the reader makes of it


def plain(value: Any) -> Any:
    if hasattr(value, "elements"):
        return [plain(one) for one in value.elements or ()]
    if not hasattr(value, "type"):
        return value
    left_out = ("sofa", "section", "parent")
    features = [f.name for f in value.type.all_features if f.name not in left_out]
    found = {name: plain(getattr(value, name)) for name in features}
    return {"": value.type.short_name, **{k: v for k, v in found.items() if v is not None}}


def read(file: Path) -> dict[str, Any]:
    """Everything of the documents of a file, or why there is none."""
    reader = FhirReader()
    found: dict[str, Any] = {}
    for source in reader.find([file]):
        name, reason = source.id.partition("#")[2], source.error
        try:
            cas = None if reason else reader.read(source)
        except DocumentError as error:
            cas, reason = None, error.reason
        if cas is None:
            found[name] = reason
            continue
        types = ("cascara.type.Entry", "cascara.type.Section")
        structures = [plain(fs) for kind in types for fs in cas.select(kind)]
        found[name] = cas.sofa_string, structures, dict(cas.metadata.items)
    return found


def both(folder: Path, text: str, xml: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is made of the JSON and of the XML."""
    one, other = folder / "x.json", folder / "x.xml"
    one.write_text(text, "utf-8")
    other.write_bytes(xml)
    return read(one), read(other)


def bundle(*resources: Json) -> Json:
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


SUBJECT = {"reference": "Patient/p"}
CASES = [
    bundle(
        {
            "resourceType": "Composition",
            "id": "c",
            "status": "final",
            "type": {"text": "Visit"},
            "subject": SUBJECT,
            "date": "2024-05-05",
            "title": "A visit",
            "section": [
                {
                    "title": "Problems",
                    "text": {
                        "status": "generated",
                        "div": f'<div xmlns="{XHTML}"><p id="p1">Gout &amp; <b>ache</b>.</p></div>',
                    },
                    "entry": [{"reference": "Condition/g"}],
                }
            ],
        },
        {
            "resourceType": "Condition",
            "id": "g",
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/narrativeLink",
                    "valueUrl": "#p1",
                }
            ],
            "code": {"id": "own", "coding": [{"userSelected": True, "code": "1"}], "text": "Gout"},
            "subject": SUBJECT,
        },
    ),
    bundle(
        {
            "resourceType": "Observation",
            "id": "bp",
            "status": "final",
            "code": {"text": "Blood pressure"},
            "subject": SUBJECT,
            "valueQuantity": {"value": "7.10", "unit": "mmol/L"},
            "component": [
                {"code": {"text": "Count"}, "valueInteger": 3},
                {"code": {"text": "Present"}, "valueBoolean": False},
            ],
        },
        {
            "resourceType": "MedicationStatement",
            "id": "m",
            "status": "active",
            "contained": [
                {
                    "resourceType": "Medication",
                    "id": "drug",
                    "code": {"text": "Amoxicillin"},
                    "form": {"text": "capsule"},
                }
            ],
            "medicationReference": {"reference": "#drug"},
            "subject": SUBJECT,
            "dosage": [
                {
                    "sequence": 1,
                    "text": "one twice a day",
                    "timing": {"repeat": {"frequency": 2, "period": "1.0", "periodUnit": "d"}},
                    "asNeededBoolean": True,
                }
            ],
        },
        {
            "resourceType": "AllergyIntolerance",
            "id": "a",
            "patient": SUBJECT,
            "code": {"text": "Latex"},
            "category": ["environment", "food"],
            "_category": [None, {"extension": [{"url": "http://x.org/e", "valueString": "v"}]}],
            "reaction": [{"manifestation": [{"text": "Hives"}, {"text": "Rash"}]}],
        },
        {
            "resourceType": "FamilyMemberHistory",
            "id": "f",
            "status": "completed",
            "patient": SUBJECT,
            "relationship": {"text": "father"},
            "_date": {"extension": [{"url": "http://x.org/e", "valueDecimal": "1.50"}]},
            "deceasedBoolean": True,
            "condition": [{"code": {"text": "Gout"}, "onsetAge": {"value": 50, "code": "a"}}],
        },
        {"resourceType": "Patient", "id": "p", "name": [{"given": ["Ann", "Bo"]}]},
    ),
    {
        "resourceType": "DocumentReference",
        "id": "d",
        "status": "current",
        "content": [{"attachment": {"contentType": "text/plain", "data": "R291dC4="}}],
    },
    bundle({"resourceType": "Condition", "id": "bad", "code": "Gout"}),
]


@pytest.mark.parametrize("case", CASES, ids=["narrative", "coded", "attachment", "malformed"])
def test_the_same_is_made_of_both(tmp_path, case):
    text = json.dumps(case).replace('"7.10"', "7.10").replace('"1.0"', "1.0")
    one, other = both(tmp_path, text, as_xml(text))
    assert one == other
    assert one


def test_xml_as_a_sender_writes_it(tmp_path):
    """With a prefix, a comment, an instruction and entities."""
    text = json.dumps(
        {
            "resourceType": "Condition",
            "id": "g",
            "code": {"text": "Gout < 2 & é"},
            "onsetAge": {"value": 50, "unit": "a"},
            "note": [{"text": "first"}, {"text": "second"}],
        }
    )
    xml = """<?xml version="1.0" encoding="ISO-8859-1"?><?x y?>
    <f:Condition xmlns:f="http://hl7.org/fhir"><f:id value="g"/><!-- a remark -->
      <f:code><f:text value="Gout &lt; 2 &amp; &#233;"/></f:code>
      <f:onsetAge><f:value value="50"/><f:unit value="a"/></f:onsetAge>
      <f:note><f:text value="first"/></f:note><f:note><f:text value="second"/></f:note>
    </f:Condition>"""
    one, other = both(tmp_path, text, xml.encode("latin-1"))
    assert one == other
    assert "Gout < 2 & é" in one[""][0]


@pytest.mark.shared_data
def test_the_same_is_made_of_the_examples_of_the_standard(shared_data, tmp_path):
    files = sorted((shared_data / "fhir_examples").rglob("*.json"))
    for file in files:
        text = file.read_text("utf-8")
        one, other = both(tmp_path, text, as_xml(text))
        assert one == other, file.name
    assert len(files) > 150

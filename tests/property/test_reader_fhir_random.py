"""FHIR with pieces missing, doubled, misplaced or of another kind: never a traceback."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

from cascara.core.errors import DocumentError
from cascara.readers.fhir import FhirReader
from cascara.readers.fhir.elements import ANY, Element, elements
from cascara.readers.fhir.load import resource_of
from cascara.readers.fhir.shapes import check
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

SECRET = "Zwiebelkuchen"
EXAMPLE = json.loads(
    (Path(__file__).parents[2] / "examples" / "documents" / "bundle.fhir.json").read_bytes()
)
VALUES: tuple[Any, ...] = (
    None,
    "",
    SECRET,
    0,
    -1,
    True,
    1e300,
    "#",
    "urn:uuid:",
    "http://",
    {},
    [],
)
VALUES += ([None], [[]], [{}], [SECRET], {"resourceType": SECRET}, {"coding": SECRET})
VALUES += ("Patient/ex-patient", "2024-99-99")


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every object or list of a JSON value with each of its keys."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys if isinstance(one[key], dict | list)]
    return found


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_changed_bundle(data: st.DataObject) -> None:
    root = copy.deepcopy(EXAMPLE)
    for _ in range(data.draw(st.integers(1, 5))):
        known = places(root)
        if not known:
            break
        holder, key = known[data.draw(st.integers(0, len(known) - 1))]
        action = data.draw(st.sampled_from(["odd", "drop", "double", "move"]))
        if action == "odd":
            holder[key] = copy.deepcopy(data.draw(st.sampled_from(VALUES)))
        elif action == "drop":
            del holder[key]
        elif action == "double":
            holder[key] = [copy.deepcopy(holder[key])] * 2
        else:
            other, place = known[data.draw(st.integers(0, len(known) - 1))]
            holder[key] = copy.deepcopy(other[place])
    for narrative in (False, True):
        assert sum(outcome(json.dumps(root).encode(), ".json", narrative)) >= 1
    entries = root.get("entry") if isinstance(root.get("entry"), list) else []
    lines = [entry.get("resource") for entry in entries if isinstance(entry, dict)]
    exported = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    assert sum(outcome(exported, ".ndjson", True)) >= 1


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([".json", ".xml", ".ndjson", ".json.gz"]))
def test_a_resource_that_ends_in_anything(data: bytes, suffix: str) -> None:
    read, refused = outcome(b'{"resourceType":"Condition","code":' + data, suffix, True)
    assert read + refused >= 1


def outcome(data: bytes, suffix: str, narrative: bool) -> tuple[int, int]:
    """How many documents the bytes give and how many errors, which have no words of the file."""
    reader = FhirReader(narrative=narrative)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"x{suffix}")
        file.write_bytes(data)
        sources = list(reader.find([file]))
    assert len({source.id for source in sources}) == len(sources)
    read = refused = 0
    for source in sources:
        words = source.error
        if not words:
            try:
                reader.read(source).check()
                read += 1
            except DocumentError as error:
                words = str(error)
        refused += bool(words)
        assert SECRET not in words
    return read, refused


# XML and JSON are the same


def value_of(element: Element, depth: int) -> st.SearchStrategy[Any]:
    """A value as the table of elements has it."""
    if element.type == ANY:
        return resource("Medication", depth + 1)
    natural = {
        "boolean": st.booleans(),
        "integer": st.integers(-(10**9), 10**9),
        "decimal": st.decimals(-1000, 1000, places=2, allow_nan=False).map(str),
        "string": st.text("aé <&'\"", min_size=1, max_size=4),
    }
    if element.primitive:
        return natural[element.type]
    return instance(element.type, depth + 1)


@st.composite
def instance(draw: st.DrawFn, owner: str, depth: int) -> dict[str, Any]:
    """An object of a type: a few of its elements."""
    known = {k: v for k, v in elements()[owner].items() if k not in ("div", "url") or v.many}
    if depth > 2:
        known = {k: v for k, v in known.items() if v.primitive}
    names = draw(st.lists(st.sampled_from(sorted(known)), max_size=3, unique=True)) if known else []
    made = {}
    for name in names:
        one = value_of(known[name], depth)
        made[name] = draw(st.lists(one, min_size=1, max_size=2) if known[name].many else one)
    return made


@st.composite
def resource(draw: st.DrawFn, kind: str, depth: int = 0) -> dict[str, Any]:
    return {"resourceType": kind, **draw(instance(kind, depth))}


def to_xml(value: dict[str, Any], tag: str) -> etree._Element:
    """JSON as XML, by FHIR's rules."""
    node = etree.Element(f"{{http://hl7.org/fhir}}{tag}")
    for name, many in value.items():
        for one in many if isinstance(many, list) else [many]:
            if name == "resourceType":
                continue
            if name in ("id", "url") and not (name == "id" and "resourceType" in value):
                node.set(name, one)
            elif isinstance(one, dict) and "resourceType" in one:
                etree.SubElement(node, f"{{http://hl7.org/fhir}}{name}").append(
                    to_xml(one, one["resourceType"])
                )
            elif isinstance(one, dict):
                node.append(to_xml(one, name))
            else:
                written = str(one).lower() if isinstance(one, bool) else str(one)
                etree.SubElement(node, f"{{http://hl7.org/fhir}}{name}", value=written)
    return node


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(
        ["Observation", "Patient", "MedicationRequest", "Composition", "Encounter"]
    ).flatmap(resource)
)
def test_xml_is_read_as_json_is(made: dict[str, Any]) -> None:
    check(made, "x")
    data = etree.tostring(to_xml(made, made["resourceType"]))
    assert resource_of(data, "x.xml") == made

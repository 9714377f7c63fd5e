"""What real Java cTAKES found, through the reader and the writers: nothing lost, all valid."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest
from cascara.core.xmi import read_xmi
from cascara.writers.csv import CsvWriter
from cascara.writers.fhir import FhirWriter
from cascara.writers.html import HtmlWriter
from cascara.writers.json import JsonWriter
from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parents[2] / "docs" / "findings.schema.json"
SHARE = 8
"""Every eighth document; the XMI tests read all."""

FEATURES = ("polarity", "uncertainty", "historyOf", "conditional", "generic", "subject")
ATTRIBUTES = tuple(
    f"medication{part}"
    for part in ("Strength", "Dosage", "Form", "Route", "Frequency", "Duration", "StatusChange")
)


@pytest.fixture(scope="module", params=["D", "E"])
def golden(request, shared_data):
    """CASes of one pipeline with the flat copy of each; D has medications, E relations."""
    folder = shared_data / "ctakes_golden"
    with gzip.open(folder / "flat" / f"{request.param}.jsonl.gz", "rt", encoding="utf-8") as lines:
        flat = {row["doc"]: row for row in map(json.loads, lines)}
    found = []
    with tarfile.open(folder / "xmi" / f"{request.param}.tar.gz") as tar:
        members = [member for member in tar.getmembers() if member.name.endswith(".xmi")]
        for member in members[::SHARE]:
            name = member.name.partition("/")[2].removesuffix(".xmi")
            found.append((read_xmi(tar.extractfile(member).read()), flat[name]))
    assert len(found) == 10
    return found


def flat_mention(row):
    """A mention of the flat copy as the JSON has it."""
    concepts = [
        (cui, tui, scheme, code, name) for cui, tui, scheme, code, name in row.get("concepts", [])
    ]
    attributes = {name: row[name] for name in ATTRIBUTES if name in row}
    return (
        row["begin"],
        row["end"],
        row["type"],
        [row.get(name) for name in FEATURES],
        sorted(concepts, key=str),
        attributes,
    )


def json_mention(row):
    concepts = [
        (c["cui"], c["tui"], c["scheme"], c["code"], c["preferredText"]) for c in row["concepts"]
    ]
    attributes = {
        name: {key: value for key, value in part.items() if key not in ("begin", "end", "text")}
        for name, part in row["attributes"].items()
        if name in ATTRIBUTES
    }
    return (
        row["begin"],
        row["end"],
        row["type"],
        [row[name] for name in FEATURES],
        sorted(concepts, key=str),
        attributes,
    )


@pytest.mark.shared_data
def test_json_has_every_mention_and_relation_of_java(golden):
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    mentions = relations = 0
    for cas, flat in golden:
        found = json.loads(JsonWriter(offsets="utf16").render(cas))
        validator.validate(found)
        expected = [
            flat_mention(row)
            for row in flat["mentions"]
            if row["type"] not in ("Modifier", "TimeMention")
        ]
        assert sorted(map(json_mention, found["mentions"]), key=str) == sorted(expected, key=str)
        sides = [
            [
                row["type"],
                row["category"],
                *([a["begin"], a["end"], a["type"], a["role"]] for a in row["arguments"]),
            ]
            for row in found["relations"]
        ]
        assert sorted(sides) == sorted(flat.get("relations", []))
        mentions += len(expected)
        relations += len(sides)
    assert mentions > 400
    assert relations > 150 or all("relations" not in flat for _, flat in golden)


@pytest.mark.shared_data
def test_fhir_of_java_is_valid(golden):
    kinds = set()
    for cas, _ in golden:
        bundle = json.loads(FhirWriter().render(cas))
        kinds |= {entry["resource"]["resourceType"] for entry in bundle["entry"]}
        Bundle.model_validate(bundle)
    assert {"Condition", "Observation", "MedicationStatement", "Procedure"} <= kinds


@pytest.mark.shared_data
def test_html_and_csv_have_every_mention(golden):
    for cas, _ in golden:
        mentions = json.loads(JsonWriter().render(cas))["mentions"]
        page = HtmlWriter().render(cas).decode()
        assert all(f'data-f="{mention["id"]}"' in page for mention in mentions)
        table = (CsvWriter().header() + CsvWriter().render(cas)).decode()
        rows = csv.DictReader(io.StringIO(table, newline=""))
        assert [row["id"] for row in rows] == [mention["id"] for mention in mentions]

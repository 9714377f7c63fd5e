"""``strict: true``: what is valid passes, what is not is named with its place and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cascara.readers.fhir import FhirReader

SECRET = "Smithers"
"""Stands for what no error may repeat."""

SUBJECT = {"reference": "Patient/p"}
CONDITION = {"resourceType": "Condition", "code": {"text": SECRET}, "subject": SUBJECT}
OBSERVATION = {"resourceType": "Observation", "status": "final", "code": {"text": SECRET}}
STATEMENT = {"resourceType": "MedicationStatement", "status": "active", "subject": SUBJECT}


def without(resource: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in resource.items() if key != name}


def errors(path: Path, *resources: dict[str, Any]) -> dict[str, str]:
    """The errors of the resources of a Bundle, by document."""
    made = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in resources],
    }
    path.write_text(json.dumps(made), "utf-8")
    return {one.id: one.error for one in FhirReader(strict=True).find([path]) if one.error}


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        (without(CONDITION, "subject"), ".subject is missing; "),
        (without(OBSERVATION, "status"), ".status is missing; "),
        (
            {**OBSERVATION, "component": [{"valueString": SECRET}]},
            ".component[0].code is missing; ",
        ),
        ({**CONDITION, "onsetDateTime": SECRET}, ".onsetDateTime is not written as "),
        (
            {**CONDITION, "onsetDateTime": "2024-02-31"},
            ".onsetDateTime is no day of the calendar; ",
        ),
        ({**CONDITION, "id": f"{SECRET} 1"}, ".id is not written as "),
        ({**CONDITION, SECRET: "x"}, " has an element that R4 does not have; "),
        ({**CONDITION, "code": {SECRET: "x"}}, ".code has an element that R4 does not have; "),
        (
            {**CONDITION, "onsetDateTime": "2024", "onsetString": SECRET},
            " has none, or several, of a choice of elements; ",
        ),
        (STATEMENT, " has none, or several, of a choice of elements; "),
        ({**CONDITION, "note": {"text": SECRET}}, ".note is no list"),
        ({**CONDITION, "note": [None]}, ".note is no list of what R4 has there, "),
        ({**OBSERVATION, "valueBoolean": SECRET}, ".valueBoolean is no boolean"),
        ({**OBSERVATION, "valueInteger": SECRET}, ".valueInteger is no integer"),
        (
            {"resourceType": "Binary", "contentType": "text/plain", "data": f"{SECRET}s"},
            ".data is no base64; ",
        ),
        (
            {**CONDITION, "contained": [{"resourceType": SECRET}]},
            " contains something that is no resource or element of R4; ",
        ),
        ({"resourceType": SECRET}, " is of no type of FHIR R4; "),
    ],
)
def test_what_is_invalid_is_set_aside_with_place_and_cure(tmp_path, resource, said):
    found = errors(tmp_path / "x.json", {**CONDITION, "id": "good"}, resource)
    [(document, reason)] = found.items()
    assert document == "x.json#entry[1]"
    assert reason.startswith("Bundle.entry[1].resource" + said)
    assert SECRET not in reason


def test_of_many_each_is_named(tmp_path):
    bad = without(CONDITION, "subject")
    assert list(errors(tmp_path / "x.json", bad, CONDITION, bad)) == [
        "x.json#entry[0]",
        "x.json#entry[2]",
    ]


@pytest.mark.shared_data
@pytest.mark.parametrize("folder", ["fhir_examples", "fhir_synthea_r4"])
def test_what_is_valid_passes(shared_data, folder):
    """All but an example whose narrative has no ``div``, which R4 wants."""
    found = {
        strict: {
            one.id: one.error for one in FhirReader(strict=strict).find([shared_data / folder])
        }
        for strict in (False, True)
    }
    assert found[False].keys() == found[True].keys()
    refused = {name for name, error in found[True].items() if error != found[False][name]}
    assert refused <= {"us_core/diagnosticreport-cbc.json"}

"""Code systems by OID and by name."""

from __future__ import annotations

import pytest
from cascara.readers.systems import OID, load, uri


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2.16.840.1.113883.6.96", "http://snomed.info/sct"),
        ("urn:oid:2.16.840.1.113883.6.96", "http://snomed.info/sct"),
        ("2.16.840.1.113883.6.88", "http://www.nlm.nih.gov/research/umls/rxnorm"),
        ("2.16.840.1.113883.6.1", "http://loinc.org"),
        ("2.16.840.1.113883.6.103", "http://hl7.org/fhir/sid/icd-9-cm"),
        ("2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-10-cm"),
        ("2.16.840.1.113883.12.292", "http://hl7.org/fhir/sid/cvx"),
        ("2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc"),
        ("2.16.840.1.113883.6.8", "http://unitsofmeasure.org"),
        ("2.16.840.1.113883.4.9", "http://fdasis.nlm.nih.gov"),
        ("2.16.840.1.113883.6.12", "http://www.ama-assn.org/go/cpt"),
        ("2.16.840.1.113883.5.4", "http://terminology.hl7.org/CodeSystem/v3-ActCode"),
        ("2.16.840.1.113883.12.203", "http://terminology.hl7.org/CodeSystem/v2-0203"),
    ],
)
def test_oids_of_the_standard(written: str, expected: str) -> None:
    assert uri(written) == expected


@pytest.mark.parametrize("written", ["SNOMED CT", "SNOMED-CT", " SNOMED-CT", "snomedct", "SCT"])
def test_names_are_compared_without_case_and_punctuation(written: str) -> None:
    assert uri(written) == "http://snomed.info/sct"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("LN", "http://loinc.org"), ("I9C", "http://hl7.org/fhir/sid/icd-9-cm"),
     ("I10C", "http://hl7.org/fhir/sid/icd-10-cm"), ("C4", "http://www.ama-assn.org/go/cpt"),
     ("HL70203", "http://terminology.hl7.org/CodeSystem/v2-0203")],
)  # fmt: skip
def test_names_of_hl7_v2_table_0396(written: str, expected: str) -> None:
    assert uri(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.2.3.4.5", "urn:oid:1.2.3.4.5"),
        ("urn:oid:1.2.3.4.5", "urn:oid:1.2.3.4.5"),
        ("B50C15B1-0000-4C5F-BE3A-000000000001", "urn:uuid:b50c15b1-0000-4c5f-be3a-000000000001"),
        ("http://example.org/codes", "http://example.org/codes"),
        ("Local codes of the ward", "Local codes of the ward"),
        ("", ""),
        ("1.2.", "1.2."),
    ],
)
def test_what_is_unknown_stays(written: str, expected: str) -> None:
    assert uri(written) == expected


def test_the_table_is_sound() -> None:
    rows = load()
    assert len({row.id for row in rows}) == len(rows), "an id is there twice"
    assert len({row.oid for row in rows}) == len(rows), "an OID is there twice"
    names = [name.casefold() for row in rows for name in row.names]
    assert len(set(names)) == len(names), "a name stands for two systems"
    for row in rows:
        assert OID.fullmatch(row.oid), row.id
        assert row.uri.startswith(("http://", "https://", "urn:")), row.id
        for name in row.names:
            assert uri(name) == row.uri, f"{row.id}: the name {name} leads elsewhere"

"""Parts of the FHIR writer that know nothing of findings: times, units, tables, identifiers."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid5

import cascara
import orjson
import pytest
import yaml
from cascara.core.cas import Cas
from cascara.writers.fhir.ids import NAMESPACE, shared_id
from cascara.writers.fhir.known import code_systems, has
from cascara.writers.fhir.tables import tables
from cascara.writers.fhir.times import date, date_time, instant, period
from cascara.writers.fhir.units import decimal, quantity, ucum, units
from cascara.writers.fhir.values import (
    concept_of,
    identifier,
    interval,
    measured,
    metadata_identifier,
    timing_of,
    uri,
)
from hypothesis import assume, given
from hypothesis import strategies as st

PACKAGE = Path(cascara.__file__).parent


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("2024", "2024"),
        ("2024-02", "2024-02"),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", ""),
        ("2024-13", ""),
        ("2024-01-31T15:30-05:00", "2024-01-31T15:30:00-05:00"),
        ("2024-01-31T15Z", "2024-01-31T15:00:00Z"),
        ("2024-01-31T15:30:07.25Z", "2024-01-31T15:30:07.25Z"),
        ("2024-01-31T15:30", "2024-01-31"),
        ("2024-01-31T24:30Z", "2024-01-31"),
        ("2024-01-31T15:60Z", "2024-01-31"),
        ("last year", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_times_are_as_fhir_allows_them(written, made):
    assert date_time(written) == made
    assert instant(written) == (made if "T" in made else "")
    assert date(written) == made[:10]


@pytest.mark.parametrize(
    ("begun", "ended", "span"),
    [
        ("2024-01", "2024-02-03", {"start": "2024-01", "end": "2024-02-03"}),
        ("2024-03", "2024-02-03", {"start": "2024-03"}),
        (None, "2024", {"end": "2024"}),
        ("", None, {}),
    ],
)
def test_periods_do_not_run_backwards(begun, ended, span):
    assert period(begun, ended) == span


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("mg", "mg"),
        ("mg/dL", "mg/dL"),
        ("10*3/uL", "10*3/uL"),
        ("mm[Hg]", "mm[Hg]"),
        ("mL/min/{1.73_m2}", "mL/min/{1.73_m2}"),
        ("%", "%"),
        ("/min", "/min"),
        ("[iU]/L", "[iU]/L"),
        ("mmHg", "mm[Hg]"),
        ("mcg/hr", "ug/h"),
        ("units", "U"),
        ("Tablets", "{tbl}"),
        ("bpm", "/min"),
        ("furlongs", ""),
        ("mg mg", ""),
        ("kmin", ""),
        ("", ""),
    ],
)
def test_units_are_ucum_or_have_no_code(unit, code):
    """UCUM 2.1: atoms of its tables, prefixes before metric ones only."""
    assert ucum(unit) == code


def test_words_for_units_are_ucum():
    for row in units().words:
        assert ucum(row.code) == row.code


@pytest.mark.parametrize(
    ("written", "json"),
    [
        ("7.10", b"7.10"),
        ("007", b"7"),
        ("+5", b"5"),
        ("-0.5", b"-0.5"),
        (".5", b"0.5"),
        ("1,200", b"1200"),
        ("0", b"0"),
    ],
)
def test_numbers_are_as_precise_as_written(written, json):
    assert orjson.dumps(decimal(written)) == json


@pytest.mark.parametrize("written", ["", "-", "1e", "12/80", "1234567890123456789", "one", None])
def test_what_is_no_number_is_none(written):
    assert decimal(written) is None
    assert quantity(written, "mg") == {}


@pytest.mark.parametrize(
    ("system", "made"),
    [
        ("http://loinc.org", "http://loinc.org"),
        ("2.16.840.1.113883.6.1", "urn:oid:2.16.840.1.113883.6.1"),
        ("urn:oid:2.999.3", "urn:oid:2.999.3"),
        ("urn:oid:2.999.02", ""),
        ("urn:oid:1.2.3", ""),
        (
            "2A620155-9D11-439E-92B3-5D9815FF4DE8",
            "urn:uuid:2a620155-9d11-439e-92b3-5d9815ff4de8",
        ),
        ("urn:ietf:rfc:3986", "urn:ietf:rfc:3986"),
        ("HOSPITAL LIST", ""),
        ("local", ""),
        (None, ""),
    ],
)
def test_systems_are_absolute_uris(system, made):
    assert uri(system) == made


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("2.999.3^A 7", {"system": "urn:oid:2.999.3", "value": "A 7"}),
        ("2.999.3", {"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.999.3"}),
        ("2.999.3^", {"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.999.3"}),
        ("filler 9", {"value": "filler 9"}),
        ("", {}),
        (None, {}),
    ],
)
def test_identifiers_of_entries(written, made):
    assert identifier(written) == made


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("urn:oid:2.999.3|77", {"system": "urn:oid:2.999.3", "value": "77"}),
        ("MERCY|77", {"value": "77", "assigner": {"display": "MERCY"}}),
        ("77", {"value": "77"}),
        ("|77", {"value": "77"}),
        ("urn:oid:2.999.3", {"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.999.3"}),
        ("MERCY|", {}),
        (None, {}),
    ],
)
def test_identifiers_of_the_metadata(written, made):
    assert metadata_identifier(written) == made


def test_codes_keep_translations_and_words():
    cas = Cas("")
    other = cas.new("Code", code="I10", system="http://hl7.org/fhir/sid/icd-10-cm")
    found = cas.new(
        "Code",
        code="59621000",
        system="http://snomed.info/sct",
        display="Essential hypertension",
        text="high blood pressure",
        translations=cas.array([other]),
    )
    assert concept_of(found) == {
        "coding": [
            {
                "system": "http://snomed.info/sct",
                "code": "59621000",
                "display": "Essential hypertension",
            },
            {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"},
        ],
        "text": "high blood pressure",
    }


@pytest.mark.parametrize(
    ("features", "made"),
    [
        ({"nullFlavor": "OTH", "text": "a rash"}, {"text": "a rash"}),
        (
            {"nullFlavor": "UNK"},
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
                        "code": "UNK",
                    }
                ]
            },
        ),
        ({"nullFlavor": "NONSENSE"}, {}),
        ({"code": "X1", "system": "LOCAL"}, {"coding": [{"code": "X1"}]}),
        ({}, {}),
    ],
)
def test_codes_that_say_little(features, made):
    assert concept_of(Cas("").new("Code", **features)) == made


def test_a_code_that_hl7s_system_does_not_have_loses_the_system():
    system = "http://terminology.hl7.org/CodeSystem/v2-0270"
    good, bad = (Cas("").new("Code", code=code, system=system) for code in ("DS", "DIS"))
    assert concept_of(good)["coding"] == [{"system": system, "code": "DS"}]
    assert concept_of(bad)["coding"] == [{"code": "DIS"}]
    assert has("http://snomed.info/sct", "anything")
    assert has("http://unitsofmeasure.org", "mg")
    assert not has("http://unitsofmeasure.org", "mgs")
    assert not has("urn:iso:std:iso:3166", "US")
    assert {"MTH", "FAMMEMB"} <= code_systems()["http://terminology.hl7.org/CodeSystem/v3-RoleCode"]


def dumped(value):
    return orjson.loads(orjson.dumps(value))


@pytest.mark.parametrize(
    ("features", "made"),
    [
        (
            {"value": "7.10", "unit": "mg/dL"},
            {
                "valueQuantity": {
                    "value": 7.1,
                    "unit": "mg/dL",
                    "system": "http://unitsofmeasure.org",
                    "code": "mg/dL",
                }
            },
        ),
        ({"value": "5", "comparator": "<"}, {"valueQuantity": {"value": 5, "comparator": "<"}}),
        ({"low": "3", "high": "5"}, {"valueRange": {"low": {"value": 3}, "high": {"value": 5}}}),
        ({"low": "3"}, {"valueQuantity": {"value": 3, "comparator": ">="}}),
        ({"value": "positive"}, {}),
        ({"nullFlavor": "UNK"}, {}),
    ],
)
def test_amounts(features, made):
    assert dumped(measured(Cas("").new("cascara.type.Quantity", **features))) == made


def test_bounds_of_an_interval():
    amount = Cas("").new("cascara.type.Quantity", low="3.5", unit="g")
    unit = {"unit": "g", "system": "http://unitsofmeasure.org", "code": "g"}
    assert dumped(interval(amount)) == {"low": {"value": 3.5, **unit}}
    assert interval(None) == {}


@pytest.mark.parametrize(
    ("features", "repeat"),
    [
        ({"period": "12", "periodUnit": "h"}, {"period": 12, "periodUnit": "h"}),
        (
            {"period": "4", "periodMax": "6", "periodUnit": "h"},
            {"period": 4, "periodUnit": "h", "periodMax": 6},
        ),
        (
            {"period": "1", "periodUnit": "d", "count": "3"},
            {"frequency": 3, "period": 1, "periodUnit": "d"},
        ),
        ({"event": "ACM"}, {"when": ["ACM"]}),
        ({"period": "2", "periodUnit": "moons"}, None),
    ],
)
def test_timings(features, repeat):
    made = dumped(timing_of(Cas("").new("cascara.type.Timing", **features)))
    assert made == ({"repeat": repeat} if repeat else {})


def test_rows_of_the_tables_have_ids_of_their_own():
    for name in ("categories", "severities", "allergy_kinds", "routes", "relatives", "profiles"):
        rows = getattr(tables(), name)
        assert len({row.id for row in rows}) == len(rows)
    words = [word for row in tables().relatives for word in row.words]
    assert len(words) == len(set(words))


def rule_ids(folder):
    text = "\n".join(path.read_text("utf-8") for path in (PACKAGE / folder).glob("*.yaml"))
    return set(re.findall(r"\bid: ([a-z0-9.-]+)", text))


def test_the_tables_name_what_the_annotators_have():
    assert tables().resolved <= rule_ids("annotators/assertion")
    medications = rule_ids("annotators/medications")
    assert {row.id for row in tables().medication_statuses} <= medications
    kinds = yaml.safe_load((PACKAGE / "annotators/sections/kinds.yaml").read_text("utf-8"))
    known = {row["id"] for row in kinds}
    assert {section for row in tables().categories for section in row.sections} <= known
    routes = yaml.safe_load((PACKAGE / "annotators/medications/routes.yaml").read_text("utf-8"))
    named = {row["route"] for row in routes["routes"]}
    assert {row.route for row in tables().routes} <= named


def test_relatives_are_hl7s_roles():
    roles = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    assert all(has(roles, row.code) for row in tables().relatives)


@given(st.lists(st.text(), max_size=4))
def test_ids_are_version_5(parts):
    """RFC 9562, section 5.5."""
    assume(all(c < "\ud800" or c > "\udfff" for part in parts for c in part))
    assert shared_id(*parts) == str(uuid5(NAMESPACE, "\n".join(parts)))

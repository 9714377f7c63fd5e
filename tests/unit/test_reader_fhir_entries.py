"""FHIR resources as entries: what each element becomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cascara.readers.fhir import FhirReader
from cascara.readers.fhir.tables import tables

SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
FEATURES = frozenset(("sofa", "begin", "end", "section"))


def plain(value: Any) -> Any:
    """A feature structure as the features that are set."""
    if hasattr(value, "elements"):
        return [plain(one) for one in value.elements]
    if not hasattr(value, "type"):
        return value
    features = (f.name for f in value.type.all_features if f.name not in FEATURES)
    found = {name: plain(getattr(value, name)) for name in features}
    return {name: one for name, one in found.items() if one is not None}


def entries(folder: Path, *resources: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """The entries of a bundle, each with its type and its words."""
    bundle = {"resourceType": "Bundle", "type": "collection"}
    file = folder / "bundle.json"
    file.write_text(json.dumps({**bundle, "entry": [{"resource": one} for one in resources]}))
    reader = FhirReader(**options)
    found = []
    for source in reader.find([file]):
        assert not source.error, source.error
        cas = reader.read(source)
        found += [
            {"type": fs.type.short_name, "words": cas.covered_text(fs), **plain(fs)}
            for fs in cas.select("cascara.type.Entry")
        ]
    return found


def concept(code: str, display: str, system: str = SNOMED) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def coded(code: str, display: str, system: str = SNOMED) -> dict[str, str]:
    """What ``concept`` becomes."""
    return {"code": code, "system": system, "display": display}


def hl7(name: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{name}", "code": code}]}


def test_condition(tmp_path: Path) -> None:
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "meta": {"profile": ["http://example.org/profile"]},
        "clinicalStatus": hl7("condition-clinical", "resolved"),
        "verificationStatus": hl7("condition-ver-status", "confirmed"),
        "category": [concept("problem-list-item", "Problem")],
        "severity": concept("6736007", "Moderate"),
        "code": {**concept("195967001", "Asthma"), "text": "asthma since childhood"},
        "bodySite": [concept("39607008", "Lung")],
        "subject": {"reference": "Patient/p"},
        "onsetAge": {"value": 6, "unit": "years", "system": UCUM, "code": "a"},
        "abatementDateTime": "2019-05",
        "note": [{"text": "Outgrown."}, {"text": "No inhaler."}],
    }
    (found,) = entries(tmp_path, condition)
    assert found == {
        "type": "ProblemEntry",
        "words": "asthma since childhood (Moderate, resolved, 6 a)",
        "identifier": "Condition/c1",
        "joined": True,
        "code": {**coded("195967001", "Asthma"), "text": "asthma since childhood"},
        "ended": "2019-05",
        "templates": ["http://example.org/profile"],
        "note": "Outgrown.\nNo inhaler.",
        "category": coded("problem-list-item", "Problem"),
        "clinicalStatus": "resolved",
        "verification": "confirmed",
        "severity": coded("6736007", "Moderate"),
        "site": coded("39607008", "Lung"),
        "age": {"value": "6", "unit": "a"},
    }


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        (
            {
                "resourceType": "Condition",
                "verificationStatus": hl7("condition-ver-status", "refuted"),
                "code": {"text": "Asthma"},
            },
            "Asthma",
        ),
        (
            {
                "resourceType": "AllergyIntolerance",
                "verificationStatus": hl7("allergyintolerance-verification", "refuted"),
                "code": {"text": "Latex"},
            },
            "Latex",
        ),
        (
            {
                "resourceType": "MedicationStatement",
                "status": "not-taken",
                "medicationCodeableConcept": {"text": "Aspirin"},
            },
            "Aspirin (not-taken)",
        ),
        (
            {
                "resourceType": "MedicationAdministration",
                "status": "not-done",
                "medicationCodeableConcept": {"text": "Heparin"},
            },
            "Heparin (not-done)",
        ),
        (
            {
                "resourceType": "MedicationRequest",
                "status": "active",
                "doNotPerform": True,
                "medicationCodeableConcept": {"text": "Ibuprofen"},
            },
            "Ibuprofen (active)",
        ),
        (
            {"resourceType": "Procedure", "status": "not-done", "code": {"text": "Biopsy"}},
            "Biopsy",
        ),
        (
            {"resourceType": "Immunization", "status": "not-done", "vaccineCode": {"text": "Flu"}},
            "Flu",
        ),
    ],
)
def test_what_is_not_so(tmp_path: Path, resource: dict[str, Any], name: str) -> None:
    (found,) = entries(tmp_path, resource)
    assert found["negated"] is True
    assert found["words"] == f"not: {name}"


def test_allergy(tmp_path: Path) -> None:
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "clinicalStatus": hl7("allergyintolerance-clinical", "active"),
        "type": "allergy",
        "category": ["food", "environment"],
        "criticality": "high",
        "code": {"text": "Peanut"},
        "patient": {"reference": "Patient/p"},
        "onsetDateTime": "2010",
        "reaction": [
            {
                "manifestation": [concept("39579001", "Anaphylaxis"), {"text": "Hives"}],
                "severity": "severe",
                "description": "within minutes",
            }
        ],
    }
    (found,) = entries(tmp_path, allergy)
    severity = {"code": "severe", "system": "http://hl7.org/fhir/reaction-event-severity"}
    category = "http://hl7.org/fhir/allergy-intolerance-category"
    assert found["code"] == {"text": "Peanut"}
    assert found["criticality"] == "high"
    assert found["clinicalStatus"] == "active"
    assert found["begun"] == "2010"
    assert found["note"] == "within minutes"
    assert found["reactions"] == [
        {"manifestation": coded("39579001", "Anaphylaxis"), "severity": severity},
        {"manifestation": {"text": "Hives"}, "severity": severity},
    ]
    assert found["category"] == {
        "code": "food",
        "system": category,
        "translations": [
            {"code": "environment", "system": category},
            {"code": "allergy", "system": "http://hl7.org/fhir/allergy-intolerance-type"},
        ],
    }
    assert found["words"] == "Peanut (active, criticality high): Anaphylaxis; Hives"


def test_medication_request(tmp_path: Path) -> None:
    request = {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "active",
        "intent": "order",
        "medicationReference": {"reference": "#drug"},
        "contained": [
            {
                "resourceType": "Medication",
                "id": "drug",
                "code": concept("582620", "Nizatidine"),
                "form": concept("385055001", "Tablet"),
            }
        ],
        "subject": {"reference": "Patient/p"},
        "authoredOn": "2024-01-10",
        "reasonCode": [{"text": "reflux"}],
        "dosageInstruction": [
            {
                "sequence": 2,
                "text": "then one at night",
            },
            {
                "sequence": 1,
                "text": "one every 4 to 6 hours",
                "patientInstruction": "with food",
                "timing": {
                    "repeat": {
                        "boundsPeriod": {"start": "2024-01-11", "end": "2024-01-20"},
                        "frequency": 1,
                        "period": 4,
                        "periodMax": 6,
                        "periodUnit": "h",
                        "when": ["AC"],
                    },
                    "code": {"text": "q4-6h"},
                },
                "asNeededCodeableConcept": {"text": "heartburn"},
                "route": concept("26643006", "Oral"),
                "doseAndRate": [
                    {
                        "doseRange": {
                            "low": {"value": 1, "unit": "tablet"},
                            "high": {"value": 2, "unit": "tablet"},
                        },
                        "rateRatio": {
                            "numerator": {"value": 30, "system": UCUM, "code": "mg"},
                            "denominator": {"value": 1, "system": UCUM, "code": "h"},
                        },
                    }
                ],
            },
        ],
    }
    (found,) = entries(tmp_path, request)
    assert found["type"] == "MedicationEntry"
    assert found["intent"] == "intent"
    assert found["code"] == coded("582620", "Nizatidine")
    assert found["form"] == coded("385055001", "Tablet")
    assert (found["begun"], found["ended"]) == ("2024-01-11", "2024-01-20")
    assert found["dose"] == {"low": "1", "high": "2", "unit": "tablet"}
    assert found["rate"] == {"low": "30", "high": "1", "unit": "mg/h"}
    assert found["route"] == coded("26643006", "Oral")
    assert found["asNeeded"] is True
    assert found["reason"] == {"text": "heartburn"}
    assert found["timing"] == {
        "period": "4",
        "periodMax": "6",
        "periodUnit": "h",
        "count": "1",
        "event": "AC",
        "text": "q4-6h",
    }
    assert found["text"] == "one every 4 to 6 hours; with food\nthen one at night"


def test_other_medications(tmp_path: Path) -> None:
    drug = {"medicationCodeableConcept": {"text": "Heparin"}}
    statement = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "effectivePeriod": {"start": "2020", "end": "2021"},
        **drug,
    }
    given = {
        "resourceType": "MedicationAdministration",
        "status": "completed",
        "effectiveDateTime": "2024-02-01T08:00:00Z",
        "dosage": {
            "text": "5000 units",
            "dose": {"value": 5000, "system": UCUM, "code": "[iU]"},
            "rateQuantity": {"value": 10, "system": UCUM, "code": "mL/h"},
        },
        **drug,
    }
    handed = {
        "resourceType": "MedicationDispense",
        "status": "completed",
        "whenPrepared": "2024-02-02",
        "whenHandedOver": "2024-02-03",
        **drug,
    }
    found = {
        one["intent"] + one["begun"]: one for one in entries(tmp_path, statement, given, handed)
    }
    assert sorted(found) == ["event2024-02-01T08:00:00Z", "event2024-02-03", "statement2020"]
    assert found["statement2020"]["ended"] == "2021"
    administered = found["event2024-02-01T08:00:00Z"]
    assert administered["dose"] == {"value": "5000", "unit": "[iU]"}
    assert administered["rate"] == {"value": "10", "unit": "mL/h"}
    assert administered["text"] == "5000 units"


def test_observation(tmp_path: Path) -> None:
    observation = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "category": [
            concept("x", "own", "http://example.org"),
            hl7("observation-category", "laboratory"),
        ],
        "code": concept("2823-3", "Potassium", "http://loinc.org"),
        "effectiveDateTime": "2024-03-01",
        "valueQuantity": {
            "value": 6.5,
            "comparator": ">",
            "unit": "mmol/l",
            "system": UCUM,
            "code": "mmol/L",
        },
        "interpretation": [hl7("v3-ObservationInterpretation", "HH")],
        "referenceRange": [
            {
                "low": {"value": 3.5, "unit": "mmol/L"},
                "high": {"value": 5.1, "unit": "mmol/L"},
                "text": "adults",
            }
        ],
    }
    (found,) = entries(tmp_path, observation)
    assert found["category"] == "laboratory"
    assert found["quantity"] == {"value": "6.5", "comparator": ">", "unit": "mmol/L"}
    assert found["interpretation"]["code"] == "HH"
    assert found["range"] == {"low": "3.5", "high": "5.1", "unit": "mmol/L"}
    assert found["rangeText"] == "adults"
    assert found["words"] == "Potassium: > 6.5 mmol/L (adults, HH)"


def test_numbers_are_as_precise_as_written(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    written = ("6.30", "1e-3", "0.00001", "12345678901234567890.10", "-0.0", "7")
    for value in written:
        file.write_text(
            '{"resourceType": "Observation", "status": "final", "code": {"text": "x"},'
            f' "valueQuantity": {{"value": {value}}}}}'
        )
        reader = FhirReader()
        (source,) = reader.find([file])
        (entry,) = reader.read(source).select("cascara.type.Entry")
        assert entry.quantity.value == value


@pytest.mark.parametrize(
    ("element", "value", "feature", "expected"),
    [
        ("valueCodeableConcept", {"text": "clear"}, "coded", {"text": "clear"}),
        ("valueString", "cloudy", "text", "cloudy"),
        ("valueBoolean", False, "text", "false"),
        ("valueInteger", 0, "quantity", {"value": "0"}),
        ("valueDateTime", "2024-01", "text", "2024-01"),
        ("valueTime", "08:30:00", "text", "08:30:00"),
        ("valuePeriod", {"start": "2024", "end": "2025"}, "text", "2024/2025"),
        ("valueRange", {"low": {"value": 1}}, "quantity", {"low": "1"}),
        (
            "valueRatio",
            {"numerator": {"value": 1}, "denominator": {"value": 128}},
            "quantity",
            {"low": "1", "high": "128"},
        ),
        (
            "valueSampledData",
            {"origin": {"value": 0}, "period": 10, "dimensions": 1, "data": "1 2 3"},
            "text",
            "1 2 3",
        ),
    ],
)
def test_values(tmp_path: Path, element: str, value: Any, feature: str, expected: Any) -> None:
    observation = {"resourceType": "Observation", "code": {"text": "x"}, element: value}
    (found,) = entries(tmp_path, observation)
    assert found[feature] == expected


def test_components_name_their_panel(tmp_path: Path) -> None:
    pressure = {
        "resourceType": "Observation",
        "id": "bp",
        "status": "final",
        "category": [hl7("observation-category", "vital-signs")],
        "code": {"text": "Blood pressure"},
        "component": [
            {"code": {"text": "Systolic"}, "valueQuantity": {"value": 120, "unit": "mmHg"}},
            {
                "code": {"text": "Diastolic"},
                "dataAbsentReason": hl7("data-absent-reason", "asked-unknown"),
            },
        ],
    }
    above, below = entries(tmp_path, pressure)
    assert above["panel"] == below["panel"] == {"text": "Blood pressure"}
    assert above["identifier"] == below["identifier"] == "Observation/bp"
    assert above["category"] == "vital-signs"
    assert (above["code"], above["quantity"]["value"]) == ({"text": "Systolic"}, "120")
    assert below["nullFlavor"] == "ASKU"
    (also,) = [
        one
        for one in entries(tmp_path, {**pressure, "interpretation": [{"text": "high"}]})
        if one["code"] == {"text": "Blood pressure"}
    ]
    assert also["interpretation"] == {"text": "high"}


def test_members_and_results_name_their_panel(tmp_path: Path) -> None:
    sodium = {
        "resourceType": "Observation",
        "id": "na",
        "code": {"text": "Sodium"},
        "valueInteger": 140,
    }
    culture = {
        "resourceType": "Observation",
        "id": "cx",
        "code": {"text": "Culture"},
        "valueString": "none",
    }
    panel = {
        "resourceType": "Observation",
        "id": "panel",
        "code": {"text": "Electrolytes"},
        "hasMember": [{"reference": "Observation/na"}],
    }
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "code": {"text": "Microbiology"},
        "category": [
            concept("MB", "Microbiology", "http://terminology.hl7.org/CodeSystem/v2-0074")
        ],
        "conclusion": "No growth.",
        "result": [{"reference": "Observation/cx"}],
    }
    found = {one["code"]["text"]: one for one in entries(tmp_path, sodium, culture, panel, report)}
    assert found["Sodium"]["panel"] == {"text": "Electrolytes"}
    assert found["Culture"]["panel"] == {"text": "Microbiology"}
    assert found["Microbiology"]["text"] == "No growth."
    assert found["Microbiology"]["category"] == "laboratory"


def test_social_history(tmp_path: Path) -> None:
    smoking = {
        "resourceType": "Observation",
        "category": [hl7("observation-category", "social-history")],
        "code": {"text": "Tobacco smoking status"},
        "valueCodeableConcept": concept("8517006", "Ex-smoker"),
    }
    (found,) = entries(tmp_path, smoking)
    assert found["type"] == "SocialHistoryEntry"
    assert found["coded"] == coded("8517006", "Ex-smoker")


def test_codes(tmp_path: Path) -> None:
    """The coding that the user selected is first; null flavors and reasons are no codes."""
    several = {
        "coding": [
            {"system": SNOMED, "code": "38341003", "display": "Hypertensive disorder"},
            {"system": "urn:oid:2.16.840.1.113883.6.90", "code": "I10", "userSelected": True},
        ],
        "text": "high blood pressure",
    }
    nothing = {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "UNK"}]
    }
    first, second = entries(
        tmp_path,
        {"resourceType": "Condition", "id": "1", "code": several},
        {"resourceType": "Procedure", "id": "2", "status": "completed", "code": nothing},
    )
    assert first["code"] == {
        "code": "I10",
        "system": "http://hl7.org/fhir/sid/icd-10-cm",
        "text": "high blood pressure",
        "translations": [coded("38341003", "Hypertensive disorder")],
    }
    assert second["code"] == {"nullFlavor": "UNK"}


def test_procedure_immunization_encounter(tmp_path: Path) -> None:
    procedure = {
        "resourceType": "Procedure",
        "id": "p",
        "status": "completed",
        "code": {"text": "Appendectomy"},
        "performedPeriod": {"start": "2013-04-05T09:00:00Z", "end": "2013-04-05T10:00:00Z"},
        "bodySite": [{"text": "abdomen"}],
    }
    vaccination = {
        "resourceType": "Immunization",
        "id": "i",
        "status": "not-done",
        "statusReason": {"text": "refused"},
        "vaccineCode": concept("140", "Influenza", "http://hl7.org/fhir/sid/cvx"),
        "occurrenceDateTime": "2013-01-10",
        "doseQuantity": {"value": 0.5, "system": UCUM, "code": "mL"},
        "route": {"text": "im"},
        "site": {"text": "left arm"},
        "lotNumber": "A7",
    }
    visit = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "period": {"start": "2013-04-05", "end": "2013-04-07"},
        "location": [{"location": {"reference": "Location/l"}}],
        "diagnosis": [{"condition": {"reference": "Condition/c"}}],
        "reasonCode": [{"text": "abdominal pain"}],
    }
    place = {"resourceType": "Location", "id": "l", "name": "Ward 7"}
    condition = {"resourceType": "Condition", "id": "c", "code": {"text": "Appendicitis"}}
    found = {
        one["type"]: one
        for one in entries(tmp_path, procedure, vaccination, visit, place, condition)
    }
    assert found["ProcedureEntry"]["site"] == {"text": "abdomen"}
    assert found["ProcedureEntry"]["ended"] == "2013-04-05T10:00:00Z"
    given = found["ImmunizationEntry"]
    assert given["dose"] == {"value": "0.5", "unit": "mL"}
    assert (given["lot"], given["route"], given["site"]) == (
        "A7",
        {"text": "im"},
        {"text": "left arm"},
    )
    assert given["reason"] == {"text": "refused"}
    stay = found["EncounterEntry"]
    assert stay["code"]["code"] == "IMP"
    assert stay["location"] == "Ward 7"
    assert stay["diagnosis"] == [{"text": "Appendicitis"}, {"text": "abdominal pain"}]
    assert (stay["begun"], stay["ended"]) == ("2013-04-05", "2013-04-07")


def test_family_history(tmp_path: Path) -> None:
    history = {
        "resourceType": "FamilyMemberHistory",
        "id": "f",
        "status": "partial",
        "patient": {"reference": "Patient/p"},
        "relationship": concept(
            "MTH", "mother", "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
        ),
        "sex": concept("female", "Female", "http://hl7.org/fhir/administrative-gender"),
        "deceasedAge": {"value": 70, "system": UCUM, "code": "a"},
        "condition": [
            {"code": {"text": "Stroke"}, "onsetAge": {"value": 56, "system": UCUM, "code": "a"}},
            {"code": {"text": "Gout"}, "onsetString": "in her forties"},
        ],
    }
    stroke, gout = entries(tmp_path, history)
    assert stroke["relation"]["code"] == gout["relation"]["code"] == "MTH"
    assert stroke["deceased"] is True
    assert stroke["sex"] == "female"
    assert stroke["age"] == {"value": "56", "unit": "a"}
    assert stroke["words"] == "mother: Stroke (56 a)"
    assert gout["note"] == "onset: in her forties"
    (alone,) = entries(tmp_path, {**history, "condition": []})
    assert "code" not in alone
    assert alone["relation"]["code"] == "MTH"


def test_plans(tmp_path: Path) -> None:
    order = {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "order",
        "category": [concept("108252007", "Laboratory procedure")],
        "code": {"text": "Blood count"},
        "occurrenceDateTime": "2024-05-01",
    }
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "title": "Weight loss",
        "activity": [
            {
                "detail": {
                    "kind": "Appointment",
                    "status": "scheduled",
                    "code": {"text": "Dietitian"},
                }
            },
            {"detail": {"status": "not-started", "doNotPerform": True, "description": "running"}},
            {"reference": {"reference": "ServiceRequest/x"}},
        ],
    }
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "BMI below 30"},
        "startDate": "2024-04-01",
        "target": [{"dueDate": "2024-12-31"}],
    }
    visit = {
        "resourceType": "Appointment",
        "status": "booked",
        "serviceType": [{"text": "Cardiology"}],
        "start": "2024-06-01T09:00:00Z",
    }
    found = {one["code"]["text"]: one for one in entries(tmp_path, order, plan, goal, visit)}
    assert {one["type"] for one in found.values()} == {"PlanEntry"}
    said = {name: (one["intent"], one["activity"]) for name, one in found.items()}
    assert said == {
        "Blood count": ("request", "observation"),
        "Weight loss": ("intent", "act"),
        "Dietitian": ("intent", "encounter"),
        "running": ("intent", "act"),
        "BMI below 30": ("goal", "act"),
        "Cardiology": ("appointment", "encounter"),
    }
    assert found["running"]["negated"] is True
    assert found["BMI below 30"]["ended"] == "2024-12-31"
    assert found["Dietitian"]["status"] == "scheduled"


def test_rows_have_ids_of_their_own() -> None:
    rows = [
        row
        for many in (
            tables().headings,
            tables().negations,
            tables().absent,
            tables().intents,
            tables().activities,
            tables().sections,
        )
        for row in many
    ]
    assert len({row.id for row in rows}) == len(rows)

"""The FHIR writer: what a document tells of its patient, visit, author, and what was coded."""

from __future__ import annotations

import json

import pytest
from cascara.core.cas import Cas
from cascara.core.evidence import Evidence
from cascara.writers.fhir import FhirWriter
from fhir.resources.R4B.bundle import Bundle

HL7 = "http://terminology.hl7.org/CodeSystem/"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
CONTEXT = ("Patient", "DocumentReference", "Provenance", "Device")


def written(cas, kind="collection"):
    """All resources; the Bundle is valid."""
    made = json.loads(FhirWriter(bundle=kind).render(cas))
    Bundle.model_validate(made)
    return [entry["resource"] for entry in made["entry"]]


def first(cas, type_name, bundle="collection"):
    return next(one for one in written(cas, bundle) if one["resourceType"] == type_name)


def document(text="", **items):
    cas = Cas(text)
    cas.metadata.id = "d"
    cas.metadata.format = "cda"
    for key, value in items.items():
        cas.metadata.set_item(key.replace("_", "."), value)
    return cas


ALL = {
    "document_id": "urn:oid:2.999.3|77",
    "document_type_code": "34133-9",
    "document_type_system": "http://loinc.org",
    "document_type_display": "Summarization of episode note",
    "document_title": "Summary",
    "document_time": "2024-01-31T15:30-05:00",
    "document_language": "en-US",
    "document_confidentiality": "R",
    "document_status": "final",
    "related_type": "RPLC",
    "related_id": "urn:oid:2.999.3|76",
    "patient_id": "urn:oid:2.999.9|p1",
    "patient_id_2": "MERCY|p2",
    "patient_name": "Ann Lee",
    "patient_family": "Lee",
    "patient_given": "Ann B",
    "patient_birth": "1961-05",
    "patient_sex": "F",
    "patient_deceased": "false",
    "author_name": "Dr. Who",
    "author_id": "http://hl7.org/fhir/sid/us-npi|1234567893",
    "author_organization": "Mercy",
    "author_2_name": "Dr. No",
    "encounter_id": "urn:oid:2.999.8|e1",
    "encounter_class": "IMP",
    "encounter_type": "Inpatient stay",
    "encounter_begin": "2024-01-30",
    "encounter_end": "2024-01-31",
    "encounter_location": "Ward 4",
    "custodian_id": "urn:oid:2.999.7|c1",
    "custodian_name": "Mercy Hospital",
}


def test_the_patient_as_the_document_tells():
    person = first(document(**ALL), "Patient")
    assert {name: value for name, value in person.items() if name != "id"} == {
        "resourceType": "Patient",
        "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
        "identifier": [
            {"system": "urn:oid:2.999.9", "value": "p1"},
            {"value": "p2", "assigner": {"display": "MERCY"}},
        ],
        "name": [{"text": "Ann Lee", "family": "Lee", "given": ["Ann", "B"]}],
        "gender": "female",
        "birthDate": "1961-05",
        "deceasedBoolean": False,
    }


def test_without_a_patient_nothing_is_made_up():
    person = first(document(), "Patient")
    assert set(person) == {"resourceType", "id", "name"}
    [extension] = person["name"][0]["extension"]
    assert extension["valueCode"] == "unknown"
    assert not [one for one in written(document()) if one["resourceType"] == "Encounter"]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("urn:oid:2.999.9|p1", "urn:oid:2.999.9|p1", True),
        ("urn:oid:2.999.9|p1", "urn:oid:2.999.9|p2", False),
        ("MERCY|p1", "MERCY|p1", False),
    ],
)
def test_documents_share_a_patient_whose_identifier_has_a_system(one, two, same):
    cases = document(patient_id=one), document(patient_id=two)
    cases[1].metadata.id = "another"
    ids = [first(cas, "Patient")["id"] for cas in cases]
    assert (ids[0] == ids[1]) is same


@pytest.mark.parametrize(
    ("sex", "gender"), [("M", "male"), ("UN", "unknown"), ("female", "female")]
)
def test_genders(sex, gender):
    assert first(document(patient_sex=sex), "Patient")["gender"] == gender


def test_the_visit():
    cas = document(**ALL)
    visit, person = first(cas, "Encounter"), first(cas, "Patient")
    assert {name: value for name, value in visit.items() if name != "id"} == {
        "resourceType": "Encounter",
        "identifier": [{"system": "urn:oid:2.999.8", "value": "e1"}],
        "status": "finished",
        "class": {"system": f"{HL7}v3-ActCode", "code": "IMP"},
        "type": [{"text": "Inpatient stay"}],
        "subject": {"reference": f"urn:uuid:{person['id']}"},
        "period": {"start": "2024-01-30", "end": "2024-01-31"},
        "location": [{"location": {"display": "Ward 4"}}],
    }


@pytest.mark.parametrize(
    ("written_class", "made"),
    [
        ("I", {"system": f"{HL7}v3-ActCode", "code": "IMP"}),
        ("B", {"display": "B"}),
        ("", {"system": f"{HL7}v3-NullFlavor", "code": "UNK"}),
    ],
)
def test_classes_of_visits(written_class, made):
    cas = document(encounter_begin="2024")
    if written_class:
        cas.metadata.set_item("encounter.class", written_class)
    assert first(cas, "Encounter")["class"] == made


def test_findings_are_of_the_visit():
    cas = document("Asthma. MRI.", **ALL)
    cas.annotate("DiseaseDisorderMention", 0, 6, polarity=1)
    cas.annotate("ProcedureMention", 8, 11, polarity=1)
    visit = {"reference": f"urn:uuid:{first(cas, 'Encounter')['id']}"}
    assert first(cas, "Condition")["encounter"] == visit
    assert first(cas, "Procedure")["encounter"] == visit
    assert first(cas, "DocumentReference")["context"] == {"encounter": [visit]}


def test_the_note():
    note = first(document("Words", **ALL), "DocumentReference")
    del note["id"], note["subject"], note["context"]
    [content] = note.pop("content")
    assert content["attachment"]["title"] == "Summary"
    assert content["attachment"]["language"] == "en-US"
    assert content["attachment"]["creation"] == "2024-01-31T15:30:00-05:00"
    category = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
    assert note == {
        "resourceType": "DocumentReference",
        "meta": {
            "profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-documentreference"]
        },
        "masterIdentifier": {"system": "urn:oid:2.999.3", "value": "77"},
        "identifier": [{"value": "d"}],
        "status": "current",
        "docStatus": "final",
        "type": {
            "coding": [
                {
                    "system": "http://loinc.org",
                    "code": "34133-9",
                    "display": "Summarization of episode note",
                }
            ],
            "text": "Summarization of episode note",
        },
        "category": [
            {"coding": [{"system": category, "code": "clinical-note", "display": "Clinical Note"}]}
        ],
        "date": "2024-01-31T15:30:00-05:00",
        "author": [
            {
                "type": "Practitioner",
                "identifier": {
                    "system": "http://hl7.org/fhir/sid/us-npi",
                    "value": "1234567893",
                },
                "display": "Dr. Who",
            },
            {"type": "Organization", "display": "Mercy"},
            {"type": "Practitioner", "display": "Dr. No"},
        ],
        "custodian": {
            "type": "Organization",
            "identifier": {"system": "urn:oid:2.999.7", "value": "c1"},
            "display": "Mercy Hospital",
        },
        "relatesTo": [
            {
                "code": "replaces",
                "target": {
                    "type": "DocumentReference",
                    "identifier": {"system": "urn:oid:2.999.3", "value": "76"},
                },
            }
        ],
        "securityLabel": [{"coding": [{"system": f"{HL7}v3-Confidentiality", "code": "R"}]}],
    }


def test_the_senders_own_patient_keeps_its_id_and_is_never_overwritten():
    items = {**ALL, "patient_reference": "Patient/p-1", "encounter_reference": "Encounter/e-1"}
    cas = document("Asthma", **items)
    cas.annotate("DiseaseDisorderMention", 0, 6, polarity=1)
    assert first(cas, "Patient")["id"] == "p-1"
    assert first(cas, "Encounter")["id"] == "e-1"
    kinds = {one["resourceType"] for one in written(cas, "transaction")}
    assert not kinds & {"Patient", "Encounter"}
    condition = first(cas, "Condition", "transaction")
    assert condition["subject"] == {"reference": "Patient/p-1"}
    assert condition["encounter"] == {"reference": "Encounter/e-1"}


def test_profiles_are_claimed_only_when_patient_and_codes_keep_them():
    cas = document("Asthma. Gout.", **ALL)
    code = cas.new("OntologyConcept", code="195967001", codingScheme="SNOMEDCT_US")
    cas.annotate("DiseaseDisorderMention", 0, 6, polarity=1, ontologyConceptArr=cas.array([code]))
    cas.annotate("DiseaseDisorderMention", 8, 12, polarity=1)
    conditions = [one for one in written(cas) if one["resourceType"] == "Condition"]
    profiles = [one.get("meta", {}).get("profile") for one in conditions]
    name = "us-core-condition-encounter-diagnosis"
    assert profiles == [[f"http://hl7.org/fhir/us/core/StructureDefinition/{name}"], None]
    bare = document("Asthma", **{key: v for key, v in ALL.items() if key != "patient_sex"})
    assert all("meta" not in one for one in written(bare))


def code(cas, text, value, system=SNOMED, **more):
    return cas.new("cascara.type.Code", code=value, system=system, display=text, **more)


def statement(cas, kind):
    """The one resource beside those of the document itself."""
    [found] = [one for one in written(cas) if one["resourceType"] not in CONTEXT]
    assert found["resourceType"] == kind
    return found


def coded(kind, **features):
    """A document with one entry."""
    cas = document("Words of the entry.")
    made = {
        name: code(cas, *value) if isinstance(value, tuple) else value
        for name, value in features.items()
    }
    cas.annotate(kind, 0, 5, joined=True, identifier="2.999.3^7", **made)
    return cas


ASTHMA = ("Asthma", "195967001")


@pytest.mark.parametrize(
    ("features", "clinical", "verification"),
    [
        ({"clinicalStatus": "active"}, "active", None),
        ({"status": "active"}, "active", None),
        ({"status": "completed"}, None, None),
        ({"ended": "2020"}, "resolved", None),
        ({"clinicalStatus": "active", "negated": True}, None, "refuted"),
        ({"clinicalStatus": "remission", "verification": "confirmed"}, "remission", "confirmed"),
        ({"status": "deleted", "clinicalStatus": "active"}, None, "entered-in-error"),
    ],
)
def test_problems_of_the_sender(features, clinical, verification):
    found = statement(coded("ProblemEntry", code=ASTHMA, **features), "Condition")
    made = {
        name: found[name]["coding"][0]["code"] if name in found else None
        for name in ("clinicalStatus", "verificationStatus")
    }
    assert made == {"clinicalStatus": clinical, "verificationStatus": verification}
    assert found["identifier"] == [{"system": "urn:oid:2.999.3", "value": "7"}]
    assert found["code"]["coding"][0]["code"] == "195967001"


def test_times_of_a_problem():
    found = statement(coded("ProblemEntry", begun="2019-02", ended="2020-03"), "Condition")
    assert (found["onsetDateTime"], found["abatementDateTime"]) == ("2019-02", "2020-03")
    both = coded("ProblemEntry", begun="2019", ended="2020", clinicalStatus="active")
    found = statement(both, "Condition")
    assert "abatementDateTime" not in found
    assert found["note"] == [{"text": "ended 2020"}]


def test_a_medication_of_the_sender():
    cas = document("Metoprolol")
    cas.annotate(
        "MedicationEntry",
        0,
        10,
        joined=True,
        status="aborted",
        begun="2024-01-01",
        ended="2024-02-01",
        code=code(cas, "metoprolol", "866924", "http://www.nlm.nih.gov/research/umls/rxnorm"),
        dose=cas.new("cascara.type.Quantity", value="25", unit="mg"),
        route=code(cas, "Oral", "26643006"),
        timing=cas.new("cascara.type.Timing", period="12", periodUnit="h"),
        text="one tablet twice a day",
        asNeeded=True,
        note="with food",
    )
    found = statement(cas, "MedicationStatement")
    assert found["status"] == "stopped"
    assert found["effectivePeriod"] == {"start": "2024-01-01", "end": "2024-02-01"}
    assert found["note"] == [{"text": "with food"}]
    milligrams = {"value": 25, "unit": "mg", "system": UCUM, "code": "mg"}
    assert found["dosage"] == [
        {
            "text": "one tablet twice a day",
            "timing": {"repeat": {"period": 12, "periodUnit": "h"}},
            "asNeededBoolean": True,
            "route": {
                "coding": [{"system": SNOMED, "code": "26643006", "display": "Oral"}],
                "text": "Oral",
            },
            "doseAndRate": [{"doseQuantity": milligrams}],
        }
    ]


def test_a_dose_form_is_that_of_the_product():
    """R4, MedicationStatement.medication[x]: whoever wants a form must refer to a Medication."""
    drug = ("amoxicillin", "723", "http://www.nlm.nih.gov/research/umls/rxnorm")
    cas = coded("MedicationEntry", code=drug, form=("Capsule", "C25158", "urn:oid:2.999.26"))
    found = statement(cas, "MedicationStatement")
    assert "medicationCodeableConcept" not in found
    [product] = found["contained"]
    assert found["medicationReference"] == {"reference": f"#{product['id']}"}
    assert product["resourceType"] == "Medication"
    assert product["code"]["coding"][0]["code"] == "723"
    assert product["form"]["text"] == "Capsule"


def test_a_medication_not_taken():
    found = statement(coded("MedicationEntry", negated=True), "MedicationStatement")
    assert found["status"] == "not-taken"
    assert found["medicationCodeableConcept"]["coding"][0]["code"] == "UNK"


def test_a_result_of_the_sender():
    cas = document("Potassium 5.9")
    quantity = "cascara.type.Quantity"
    cas.annotate(
        "ObservationEntry",
        0,
        9,
        joined=True,
        status="completed",
        category="laboratory",
        begun="2024-01-31",
        code=code(cas, "Potassium", "2823-3", "http://loinc.org"),
        quantity=cas.new(quantity, value="5.9", unit="mmol/L"),
        interpretation=code(cas, "High", "H", f"{HL7}v3-ObservationInterpretation"),
        range=cas.new(quantity, low="3.5", high="5.1", unit="mmol/L"),
        rangeText="3.5-5.1",
    )
    found = statement(cas, "Observation")
    unit = {"unit": "mmol/L", "system": UCUM, "code": "mmol/L"}
    assert found["status"] == "final"
    assert found["category"][0]["coding"][0]["code"] == "laboratory"
    assert found["valueQuantity"] == {"value": 5.9, **unit}
    assert found["interpretation"][0]["coding"][0]["code"] == "H"
    assert found["referenceRange"] == [
        {"low": {"value": 3.5, **unit}, "high": {"value": 5.1, **unit}, "text": "3.5-5.1"}
    ]
    assert found["effectiveDateTime"] == "2024-01-31"


@pytest.mark.parametrize(
    ("features", "made"),
    [
        ({"text": "clear"}, {"valueString": "clear"}),
        ({"coded": ("Never smoker", "266919005")}, "266919005"),
        ({"negated": True, "text": "clear"}, "not-performed"),
        ({}, "unknown"),
    ],
)
def test_values(features, made):
    found = statement(coded("SocialHistoryEntry", **features), "Observation")
    value = {k: v for k, v in found.items() if k.startswith("value") or k == "dataAbsentReason"}
    if isinstance(made, str):
        [concept] = value.values()
        assert concept["coding"][0]["code"] == made
    else:
        assert value == made
    assert found["category"][0]["coding"][0]["code"] == "social-history"


def test_an_allergy_of_the_sender():
    cas = document("Penicillin")
    hives = cas.new(
        "cascara.type.Reaction",
        manifestation=code(cas, "Hives", "126485001"),
        severity=code(cas, "Moderate to severe", "371924009"),
    )
    cas.annotate(
        "AllergyEntry",
        0,
        10,
        joined=True,
        code=code(cas, "Penicillin", "764146007"),
        category=code(cas, "Drug allergy", "416098002"),
        clinicalStatus="inactive",
        criticality="high",
        reactions=cas.array([hives]),
    )
    found = statement(cas, "AllergyIntolerance")
    assert found["clinicalStatus"]["coding"][0]["code"] == "inactive"
    assert (found["type"], found["category"]) == ("allergy", ["medication"])
    assert found["criticality"] == "high"
    [reaction] = found["reaction"]
    assert reaction["severity"] == "severe"
    assert reaction["manifestation"][0]["text"] == "Hives"


@pytest.mark.parametrize(
    ("features", "verification", "clinical"),
    [
        ({"verification": "unconfirmed"}, "unconfirmed", "active"),
        ({"verification": "confirmed", "clinicalStatus": "resolved"}, "confirmed", "resolved"),
        ({"verification": "refuted"}, "refuted", "inactive"),
        ({"verification": "bogus"}, None, "active"),
        ({"verification": "confirmed", "negated": True}, "refuted", "inactive"),
    ],
)
def test_how_sure_an_allergy_is(features, verification, clinical):
    found = statement(coded("AllergyEntry", code=("Latex", "1"), **features), "AllergyIntolerance")
    status = found.get("verificationStatus", {"coding": [{"code": None}]})
    assert status["coding"][0]["code"] == verification
    assert found["clinicalStatus"]["coding"][0]["code"] == clinical


def test_no_known_allergy_is_refuted():
    found = statement(coded("AllergyEntry", negated=True), "AllergyIntolerance")
    assert found["verificationStatus"]["coding"][0]["code"] == "refuted"
    assert found["clinicalStatus"]["coding"][0]["code"] == "inactive"


@pytest.mark.parametrize(
    ("kind", "features", "expected"),
    [
        ("ProcedureEntry", {"status": "completed"}, ("Procedure", "completed")),
        ("ProcedureEntry", {"negated": True}, ("Procedure", "not-done")),
        ("ImmunizationEntry", {"begun": "2020"}, ("Immunization", "completed")),
        ("ImmunizationEntry", {"negated": True}, ("Immunization", "not-done")),
        ("EncounterEntry", {"ended": "2020"}, ("Encounter", "finished")),
        ("PlanEntry", {"status": "active"}, ("ServiceRequest", "active")),
        ("PlanEntry", {"activity": "medication"}, ("MedicationRequest", "unknown")),
        ("PlanEntry", {"intent": "goal", "begun": "2024"}, ("Goal", None)),
        ("EncounterEntry", {"negated": True}, ("Encounter", "cancelled")),
    ],
)
def test_other_entries(kind, features, expected):
    found = statement(coded(kind, code=ASTHMA, **features), expected[0])
    assert found.get("status") == expected[1]


@pytest.mark.parametrize(("negated", "status"), [(False, "proposed"), (True, "rejected")])
def test_a_goal_that_is_none(negated, status):
    cas = coded("PlanEntry", code=ASTHMA, intent="goal", negated=negated)
    assert statement(cas, "Goal")["lifecycleStatus"] == status


def test_a_relative_of_the_sender():
    cas = document("Father")
    cas.annotate(
        "FamilyHistoryEntry",
        0,
        6,
        joined=True,
        relation=code(cas, "Father", "FTH", f"{HL7}v3-RoleCode"),
        sex="M",
        deceased=True,
        code=code(cas, *ASTHMA),
        age=cas.new("cascara.type.Quantity", value="57", unit="a"),
    )
    found = statement(cas, "FamilyMemberHistory")
    assert found["relationship"]["coding"][0]["code"] == "FTH"
    assert found["sex"]["coding"][0]["code"] == "male"
    assert found["deceasedBoolean"] is True
    assert found["condition"][0]["onsetAge"]["value"] == 57


def test_what_a_relative_has_not_had_is_an_observation_of_the_family_history():
    father = ("Father", "FTH", f"{HL7}v3-RoleCode")
    cas = coded("FamilyHistoryEntry", code=ASTHMA, relation=father, negated=True)
    found = statement(cas, "Observation")
    codes = [found["code"], found["valueCodeableConcept"]]
    codes += [part["valueCodeableConcept"] for part in found["component"]]
    assert [one["coding"][0]["code"] for one in codes] == [
        "57177007",
        "410516002",
        "195967001",
        "FTH",
    ]
    assert found["code"]["text"] == "family history: Asthma"


def test_what_a_relative_has_not_had_is_not_told_when_it_is_unknown():
    cas = coded("FamilyHistoryEntry", relation=("Father", "FTH"), negated=True)
    assert all(one["resourceType"] in CONTEXT for one in written(cas))


def test_an_entry_that_says_nothing_has_no_resource():
    cas = coded("ProblemEntry", nullFlavor="NI")
    assert all(one["resourceType"] in CONTEXT for one in written(cas))


def test_the_visit_is_not_repeated():
    cas = document("Stay", **ALL)
    cas.annotate("EncounterEntry", 0, 4, joined=True, identifier="2.999.8^e1")
    assert [one["resourceType"] for one in written(cas)].count("Encounter") == 1


def offsets(resource):
    return [
        (parts["offset"], parts["offset"] + parts["length"])
        for one in resource.get("extension", ())
        for parts in [
            {p["url"]: p.get("valueInteger") for p in one["extension"]},
        ]
    ]


TEXT = "Severe asthma (moderate). Calcium 9. Influenza vaccine refused."


def linked(entry, words, kind="DiseaseDisorderMention", polarity=1, fhir=False, cui=None):
    """An entry over the first words and a finding; both written."""
    cas = document(TEXT)
    if fhir:
        cas.metadata.format = "fhir"
    entry_kind, entry_words, entry_code, features = entry
    begin = TEXT.index(entry_words)
    cas.annotate(
        entry_kind,
        begin,
        begin + len(entry_words),
        joined=True,
        code=code(cas, *entry_code),
        identifier="Condition/c-1" if fhir else "2.999.3^7",
        **features,
    )
    begin = TEXT.index(words)
    concepts = [cas.new("OntologyConcept", code=cui, codingScheme="SNOMEDCT_US")] if cui else []
    mention = cas.annotate(
        kind,
        begin,
        begin + len(words),
        polarity=polarity,
        ontologyConceptArr=cas.array([*concepts, cas.new("OntologyConcept", code="x")]),
    )
    cas.explain([Evidence(begin, begin + len(words), mention, "dictionary", "t:1", "concept")])
    return [one for one in written(cas) if one["resourceType"] not in CONTEXT], written(cas)


PROBLEM = ("ProblemEntry", "Severe asthma (moderate)", ASTHMA, {})


@pytest.mark.parametrize(("words", "cui"), [("asthma", None), ("Severe asthma", "195967001")])
def test_what_the_sender_coded_is_linked_not_repeated(words, cui):
    """By a shared name, or by a shared code."""
    [condition], every = linked(PROBLEM, words, cui=cui)
    begin = TEXT.index(words)
    assert offsets(condition) == [(0, 24), (begin, begin + len(words))]
    codes = [one["code"] for one in condition["code"]["coding"]]
    assert codes == ["195967001", "x"]
    provenances = [one for one in every if one["resourceType"] == "Provenance"]
    assert any("t:1" in json.dumps(one) for one in provenances)


def test_what_shares_no_code_and_no_name_stands_for_itself():
    found, _ = linked(PROBLEM, "moderate")
    assert len(found) == 2


def test_what_the_note_denies_is_not_what_the_sender_asserts():
    found, _ = linked(PROBLEM, "asthma", polarity=-1)
    states = {one.get("verificationStatus", {}).get("coding", [{}])[0].get("code") for one in found}
    assert states == {None, "refuted"}


def test_a_part_of_a_coded_name_is_no_finding_of_its_own():
    lab = ("ObservationEntry", "Calcium 9", ("Calcium [Mass/volume] in Serum", "17861-6"), {})
    [found], _ = linked(lab, "Calcium", kind="MedicationMention")
    assert found["resourceType"] == "Observation"
    assert [one["code"] for one in found["code"]["coding"]] == ["17861-6"]
    vaccine = ("ImmunizationEntry", "Influenza vaccine", ("Influenza, NOS", "88"),
               {"negated": True})  # fmt: skip
    [found], _ = linked(vaccine, "Influenza")
    assert (found["resourceType"], found["status"]) == ("Immunization", "not-done")


def test_the_senders_own_resource_is_referenced():
    found, every = linked(PROBLEM, "asthma", fhir=True)
    assert found == []
    [link] = [
        one
        for one in every
        if one["resourceType"] == "Provenance" and one["target"] == [{"reference": "Condition/c-1"}]
    ]
    begin = TEXT.index("asthma")
    assert offsets(link) == [(begin, begin + 6)]
    assert "t:1" in json.dumps(link)


def test_every_given_resource_has_a_provenance():
    made = written(coded("ProblemEntry", code=ASTHMA))
    condition = next(one for one in made if one["resourceType"] == "Condition")
    targets = [t["reference"] for one in made for t in one.get("target", ())]
    assert f"urn:uuid:{condition['id']}" in targets
    devices = [one["deviceName"][0]["name"] for one in made if one["resourceType"] == "Device"]
    assert "Cascara reader cda" in devices

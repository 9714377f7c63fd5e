"""The FHIR writer: what each kind of finding becomes, and what is never claimed."""

from __future__ import annotations

import base64
import hashlib
import json
from uuid import UUID

import pytest
from cascara.core.cas import Cas
from cascara.core.errors import DocumentError
from cascara.writers.fhir import FhirWriter
from cascara.writers.fhir.codes import clean, code_systems, codeable, system_uri

TEXT = "The words of the finding, 25 mg by mouth twice a day as needed for pain."
FINDINGS = [
    "DiseaseDisorderMention",
    "SignSymptomMention",
    "LabMention",
    "MedicationMention",
    "ProcedureMention",
]


def bundle(cas, **options):
    return json.loads(FhirWriter(**options).render(cas))


def resources(cas):
    """The statements: resources beside Patient, DocumentReference, Provenances and Devices."""
    entries = [entry["resource"] for entry in bundle(cas)["entry"]]
    kinds = [r["resourceType"] for r in entries]
    assert kinds[:2] == ["Patient", "DocumentReference"]
    return [r for r in entries[2:] if r["resourceType"] not in ("Provenance", "Device")]


def only(type_name, section="", **features):
    """The resource of one finding, or None."""
    cas = Cas(TEXT)
    if section:
        cas.annotate("Section", 0, len(TEXT), id=section, kind=section, level=1)
    cas.annotate(type_name, 4, 9, **features)
    found = resources(cas)
    assert len(found) <= 1
    return found[0] if found else None


def code(concept):
    return concept["coding"][0]["code"]


AFFIRMED = {"polarity": 1, "uncertainty": 0}
UNCERTAIN = {"polarity": 1, "uncertainty": 1}
NEGATED = {"polarity": -1, "uncertainty": 0}
PAST = {**AFFIRMED, "historyOf": 1}


@pytest.mark.parametrize(
    ("features", "verification", "clinical"),
    [
        (AFFIRMED, "confirmed", "active"),
        (PAST, "confirmed", "inactive"),
        (UNCERTAIN, "provisional", None),
        ({**UNCERTAIN, "historyOf": 1}, "provisional", "inactive"),
        ({"historyOf": 1}, "unconfirmed", "inactive"),
        ({"polarity": -1, "uncertainty": 1}, "provisional", None),
        (NEGATED, "refuted", None),
        ({**NEGATED, "historyOf": 1}, "refuted", None),
        ({}, "unconfirmed", None),
    ],
)
def test_conditions(features, verification, clinical):
    found = only("DiseaseDisorderMention", **features)
    assert found["resourceType"] == "Condition"
    assert code(found["verificationStatus"]) == verification
    assert (code(found["clinicalStatus"]) if clinical else found.get("clinicalStatus")) == clinical


@pytest.mark.parametrize(
    ("features", "presence"),
    [(AFFIRMED, "410515003"), (UNCERTAIN, "410590009"), (NEGATED, "410516002"), ({}, None)],
)
def test_symptoms(features, presence):
    """SNOMED CT finding context: known present, known possible, known absent."""
    found = only("SignSymptomMention", **features)
    assert (found["resourceType"], found["status"]) == ("Observation", "preliminary")
    if presence:
        assert code(found["valueCodeableConcept"]) == presence
        assert "dataAbsentReason" not in found
    else:
        assert code(found["dataAbsentReason"]) == "unknown"
        assert "valueCodeableConcept" not in found
    assert "component" not in found


@pytest.mark.parametrize("type_name", ["SignSymptomMention", "LabMention"])
def test_past_symptoms_and_tests_are_in_the_past(type_name):
    [component] = only(type_name, **PAST)["component"]
    assert code(component["code"]) == "408731000"
    assert code(component["valueCodeableConcept"]) == "410513005"


@pytest.mark.parametrize(
    ("features", "status", "reason"),
    [
        (AFFIRMED, "preliminary", "unknown"),
        (NEGATED, "cancelled", "not-performed"),
        (UNCERTAIN, "unknown", "unknown"),
    ],
)
def test_labs(features, status, reason):
    found = only("LabMention", **features)
    assert (found["resourceType"], found["status"]) == ("Observation", status)
    assert code(found["category"][0]) == "laboratory"
    assert code(found["dataAbsentReason"]) == reason


@pytest.mark.parametrize(
    ("features", "status"),
    [
        (AFFIRMED, "active"),
        (PAST, "completed"),
        (UNCERTAIN, "unknown"),
        (NEGATED, "not-taken"),
        ({**NEGATED, "historyOf": 1}, "not-taken"),
        ({}, "unknown"),
    ],
)
def test_medications(features, status):
    found = only("MedicationMention", **features)
    assert (found["resourceType"], found["status"]) == ("MedicationStatement", status)
    assert found["medicationCodeableConcept"]["text"] == "words"
    assert "dosage" not in found


@pytest.mark.parametrize(
    ("features", "status"),
    [(AFFIRMED, "unknown"), (PAST, "completed"), (NEGATED, "not-done"), ({}, "unknown")],
)
def test_procedures(features, status):
    found = only("ProcedureMention", **features)
    assert (found["resourceType"], found["status"]) == ("Procedure", status)


def test_a_doubtful_procedure_is_left_out():
    assert only("ProcedureMention", **UNCERTAIN) is None


@pytest.mark.parametrize("type_name", FINDINGS)
@pytest.mark.parametrize("features", [{"conditional": True}, {"generic": True}])
@pytest.mark.parametrize("subject", ["patient", "family_member"])
def test_the_conditional_and_the_generic_are_left_out(type_name, features, subject):
    assert only(type_name, **AFFIRMED, **features, subject=subject) is None


@pytest.mark.parametrize("type_name", FINDINGS)
@pytest.mark.parametrize("subject", ["donor_family_member", "donor_other", "other"])
def test_what_is_about_others_is_left_out(type_name, subject):
    assert only(type_name, **AFFIRMED, subject=subject) is None


@pytest.mark.parametrize("type_name", FINDINGS)
@pytest.mark.parametrize(
    "whose",
    [
        {"subject": "family_member"},
        {"section": "family_history"},
        {"subject": "family_member", "section": "plan"},
    ],
)
@pytest.mark.parametrize("features", [AFFIRMED, UNCERTAIN, NEGATED, PAST, {}])
def test_a_relatives_finding_is_never_the_patients(type_name, whose, features):
    found = only(type_name, **whose, **features)
    disease = type_name in ("DiseaseDisorderMention", "SignSymptomMention")
    if disease and features in (AFFIRMED, PAST, {}):
        assert found["resourceType"] == "FamilyMemberHistory"
        assert code(found["relationship"]) == "FAMMEMB"
        assert found["condition"] == [{"code": {"text": "words"}}]
    elif disease:
        context = "410516002" if features == NEGATED else "410590009"
        assert found["resourceType"] == "Observation"
        assert code(found["code"]) == "57177007"
        assert found["code"]["text"] == "family history: words"
        assert code(found["valueCodeableConcept"]) == context
        [finding, relative] = found["component"]
        assert code(finding["code"]) == "246090004"
        assert finding["valueCodeableConcept"] == {"text": "words"}
        assert code(relative["code"]) == "408732007"
        assert code(relative["valueCodeableConcept"]) == "FAMMEMB"
    else:
        assert found is None


def test_in_a_family_history_the_patients_own_finding_stays_the_patients():
    found = only("DiseaseDisorderMention", section="family_history", subject="patient", **AFFIRMED)
    assert found["resourceType"] == "Condition"


@pytest.mark.parametrize(
    "type_name", ["AnatomicalSiteMention", "EventMention", "EntityMention", "TimeMention"]
)
def test_other_types_have_no_resource(type_name):
    assert only(type_name, **AFFIRMED) is None


@pytest.mark.parametrize(
    ("features", "clinical", "verification"),
    [
        (AFFIRMED, "active", "confirmed"),
        (PAST, "inactive", "confirmed"),
        (UNCERTAIN, "active", "unconfirmed"),
        (NEGATED, "inactive", "refuted"),
        ({}, "active", "unconfirmed"),
    ],
)
def test_a_medication_in_a_section_of_allergies_is_an_allergy(features, clinical, verification):
    found = only("MedicationMention", section="allergies", **features)
    assert found["resourceType"] == "AllergyIntolerance"
    assert code(found["clinicalStatus"]) == clinical
    assert code(found["verificationStatus"]) == verification
    assert found["category"] == ["medication"]


def test_a_medication_the_patient_is_allergic_to_is_not_one_taken():
    cas = Cas(TEXT)
    allergy = cas.annotate("MedicationAllergyModifier", 0, 3)
    cas.annotate("MedicationMention", 4, 9, medicationAllergy=allergy, **AFFIRMED)
    [found] = resources(cas)
    assert found["resourceType"] == "AllergyIntolerance"


def medication(change="", reason=None):
    cas = Cas(TEXT)
    drug = cas.annotate("MedicationMention", 4, 9, polarity=1)
    for part, words in (("Strength", "25 mg"), ("Route", "by mouth"), ("Frequency", "twice a day")):
        begin = TEXT.index(words)
        modifier = cas.annotate(f"Medication{part}Modifier", begin, begin + len(words))
        setattr(drug, f"medication{part}", modifier)
    if change:
        form = cas.new("MedicationStatusChange", value=change)
        drug.medicationStatusChange = cas.annotate(
            "MedicationStatusChangeModifier", 0, 3, normalizedForm=form
        )
    begin = TEXT.index("as needed")
    cas.annotate("AsNeededModifier", begin, begin + 9, medication=drug, reason=reason)
    [found] = resources(cas)
    return found


def test_dosage_is_the_notes_words():
    assert medication()["dosage"] == [
        {
            "text": "25 mg by mouth twice a day as needed",
            "timing": {"code": {"text": "twice a day"}},
            "asNeededBoolean": True,
            "route": {"text": "by mouth"},
        }
    ]
    [dosage] = medication(reason="pain")["dosage"]
    assert dosage["asNeededCodeableConcept"] == {"text": "pain"}
    assert "asNeededBoolean" not in dosage


@pytest.mark.parametrize(
    ("change", "status"), [("stop", "stopped"), ("increase", "active"), ("start", "active")]
)
def test_a_stopped_medication_is_stopped(change, status):
    assert medication(change)["status"] == status


def test_codes_have_hl7s_systems_and_cuis_stand_beside_them():
    cas = Cas(TEXT)
    concepts = [
        cas.new(
            "UmlsConcept",
            cui="C0008031",
            code="29857009",
            codingScheme="SNOMEDCT_US",
            preferredText="Chest pain",
        ),
        cas.new(
            "UmlsConcept",
            cui="C0008031",
            code="R07.9",
            codingScheme="ICD10CM",
            preferredText="Chest pain, unspecified",
        ),
        cas.new("UmlsConcept", cui="C0008031", code="R07.9", codingScheme="icd10cm"),
        cas.new("UmlsConcept", cui="C0008031", code="C0008031", codingScheme="UMLS"),
        cas.new("OntologyConcept", code="8310-5", codingScheme="LNC"),
        cas.new("UmlsConcept", code="house:1", codingScheme="HOUSE LIST", preferredText=" "),
    ]
    assert codeable(concepts, "chest\r\n pain") == {
        "coding": [
            {"system": "http://snomed.info/sct", "code": "29857009", "display": "Chest pain"},
            {
                "system": "http://terminology.hl7.org/CodeSystem/umls",
                "code": "C0008031",
                "display": "Chest pain",
            },
            {
                "system": "http://hl7.org/fhir/sid/icd-10-cm",
                "code": "R07.9",
                "display": "Chest pain, unspecified",
            },
            {"system": "http://loinc.org", "code": "8310-5"},
            {"code": "house:1"},
        ],
        "text": "chest pain",
    }


@pytest.mark.parametrize(
    ("scheme", "cui", "uri"),
    [
        ("RXNORM", "", "http://www.nlm.nih.gov/research/umls/rxnorm"),
        ("msh", "", "http://terminology.hl7.org/CodeSystem/MSH"),
        ("HPO", "", "http://human-phenotype-ontology.org"),
        ("MDR", "C1", "http://www.nlm.nih.gov/research/umls/mdr"),
        ("MDR", "", ""),
        ("urn:oid:1.2.3", "", "urn:oid:1.2.3"),
        ("https://example.org/codes", "", "https://example.org/codes"),
        ("", "C1", ""),
    ],
)
def test_scheme_uris(scheme, cui, uri):
    assert system_uri(scheme, cui) == uri


def test_no_scheme_is_in_two_rows():
    import yaml
    from cascara.writers.fhir.codes import SYSTEMS

    rows = yaml.safe_load(SYSTEMS.read_text())
    schemes = [scheme for row in rows for scheme in row["schemes"]]
    assert len(schemes) == len(set(schemes)) == len(code_systems())
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("text", "cleaned"), [("a\x00b\r\n c\t", "a b c"), ("\x0c", ""), ("é 😀", "é 😀")]
)
def test_strings_are_as_fhir_allows_them(text, cleaned):
    assert clean(text) == cleaned


def test_a_finding_without_words_or_codes_has_no_resource():
    cas = Cas("\x0c\x0c")
    cas.annotate("DiseaseDisorderMention", 0, 2, polarity=1)
    assert resources(cas) == []


def test_the_note_is_attached_and_each_resource_points_at_its_words():
    cas = Cas("Fever 😀\r\n")
    cas.metadata.id = "w/1.txt"
    cas.annotate("SignSymptomMention", 0, 5, polarity=1)
    _, document, fever, *_ = (entry["resource"] for entry in bundle(cas)["entry"])
    content = "Fever 😀\r\n".encode()
    assert document["identifier"] == [{"value": "w/1.txt"}]
    assert document["content"] == [
        {
            "attachment": {
                "contentType": "text/plain; charset=utf-8",
                "data": base64.b64encode(content).decode(),
                "size": 12,
                "hash": base64.b64encode(hashlib.sha1(content).digest()).decode(),
                "title": "w/1.txt",
            }
        }
    ]
    [extension] = fever["extension"]
    parts = {part["url"]: part for part in extension["extension"]}
    assert parts["offset"]["valueInteger"] == 0
    assert parts["length"]["valueInteger"] == 5
    assert parts["reference"]["valueReference"] == {"reference": f"urn:uuid:{document['id']}"}
    assert fever["derivedFrom"] == [{"reference": f"urn:uuid:{document['id']}"}]


def note(document_id, *spans):
    cas = Cas(TEXT)
    cas.metadata.id = document_id
    for begin, end in spans:
        cas.annotate("DiseaseDisorderMention", begin, end, polarity=1)
    return cas


def ids(cas):
    entries = [entry["resource"] for entry in bundle(cas)["entry"]]
    return [r["id"] for r in entries if r["resourceType"] != "Device"]


def test_ids_are_name_based_and_the_same_every_time():
    first = ids(note("a", (4, 9), (4, 9), (0, 3)))
    assert first == ids(note("a", (4, 9), (4, 9), (0, 3)))
    assert len(set(first)) == 9
    assert all(UUID(found).version == 5 for found in first)
    assert not set(first) & set(ids(note("b", (4, 9), (4, 9), (0, 3))))


def test_a_finding_keeps_its_id_when_others_come_and_go():
    assert ids(note("a", (0, 3), (4, 9)))[3] == ids(note("a", (4, 9)))[2]


def test_texts_without_an_id_do_not_share_ids():
    assert not set(ids(Cas("one"))) & set(ids(Cas("two")))


def test_a_transaction_updates_by_id():
    entries = bundle(note("a", (0, 3)), bundle="transaction")["entry"]
    for entry in entries:
        resource = entry["resource"]
        url = f"{resource['resourceType']}/{resource['id']}"
        assert entry["request"] == {"method": "PUT", "url": url}
    assert all("request" not in entry for entry in bundle(note("a"))["entry"])


def test_half_a_surrogate_pair_is_an_error_without_text():
    with pytest.raises(DocumentError, match=r"^document: its text has half a surrogate pair"):
        FhirWriter().render(Cas("Fever \ud83d"))

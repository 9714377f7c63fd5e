"""The FHIR writer: what relations, sections and evidence add to a finding's resource."""

from __future__ import annotations

import json
import re

import cascara
import pytest
from cascara.core.cas import Cas
from cascara.core.evidence import Evidence
from cascara.writers.fhir import FhirWriter
from fhir.resources.R4B.bundle import Bundle

HL7 = "http://terminology.hl7.org/CodeSystem/"


def written(cas, **options):
    """All resources; the Bundle is valid."""
    made = json.loads(FhirWriter(**options).render(cas))
    Bundle.model_validate(made)
    return [entry["resource"] for entry in made["entry"]]


def of(kind, cas):
    return [one for one in written(cas) if one["resourceType"] == kind]


def span(text, words):
    begin = text.index(words)
    return begin, begin + len(words)


def annotate(cas, kind, words, **features):
    return cas.annotate(kind, *span(cas.sofa_string, words), **features)


def relate(cas, kind, first, second, **features):
    relation = cas.new(kind, **features)
    for name, argument in (("arg1", first), ("arg2", second)):
        setattr(relation, name, cas.new("RelationArgument", argument=argument))
    cas.add(relation)
    return relation


def code(concept):
    return concept["coding"][0]["code"]


@pytest.mark.parametrize(
    ("section", "features", "category"),
    [
        ("", {"polarity": 1}, "encounter-diagnosis"),
        ("assessment", {"polarity": 1}, "encounter-diagnosis"),
        ("problem_list", {"polarity": 1}, "problem-list-item"),
        ("past_medical_history", {"polarity": 1, "historyOf": 1}, "problem-list-item"),
        ("problem_list", {"polarity": -1}, "encounter-diagnosis"),
    ],
)
def test_categories_of_conditions(section, features, category):
    cas = Cas("Asthma.")
    if section:
        cas.annotate("Section", 0, 7, id=section, kind=section, level=1)
    annotate(cas, "DiseaseDisorderMention", "Asthma", **features)
    [condition] = of("Condition", cas)
    assert code(condition["category"][0]) == category


@pytest.mark.parametrize(
    ("section", "category"),
    [("physical_exam", "exam"), ("vital_signs", "vital-signs"), ("plan", None)],
)
def test_categories_of_observations(section, category):
    cas = Cas("Fever.")
    cas.annotate("Section", 0, 6, id=section, kind=section, level=1)
    annotate(cas, "SignSymptomMention", "Fever", polarity=1)
    [found] = of("Observation", cas)
    assert [code(one) for one in found.get("category", ())] == ([category] if category else [])


@pytest.mark.parametrize(
    ("rule", "status"),
    [("hist.resolved", "resolved"), ("hist.history-of", "inactive"), ("hist.ago", "inactive")],
)
def test_a_past_condition_is_resolved_when_the_note_says_that_it_is_over(rule, status):
    cas = Cas("Asthma, resolved.")
    asthma = annotate(cas, "DiseaseDisorderMention", "Asthma", polarity=1, historyOf=1)
    cas.explain([Evidence(8, 16, asthma, "assertion", rule, "historyOf", "1")])
    [condition] = of("Condition", cas)
    assert code(condition["clinicalStatus"]) == status


RELATED = "Severe pneumonia of the left lung since March."


def test_site_and_severity_of_relations():
    cas = Cas(RELATED)
    pneumonia = annotate(cas, "DiseaseDisorderMention", "pneumonia", polarity=1)
    concept = cas.new("UmlsConcept", cui="C0024109", code="39607008", codingScheme="SNOMEDCT_US")
    lung = annotate(
        cas, "AnatomicalSiteMention", "left lung", ontologyConceptArr=cas.array([concept])
    )
    severe = annotate(cas, "SeverityModifier", "Severe")
    relate(cas, "LocationOfTextRelation", pneumonia, lung, category="location_of")
    relate(cas, "DegreeOfTextRelation", pneumonia, severe, category="degree_of")
    [condition] = of("Condition", cas)
    assert condition["bodySite"][0]["text"] == "left lung"
    assert code(condition["bodySite"][0]) == "39607008"
    assert condition["severity"] == {
        "coding": [{"system": "http://snomed.info/sct", "code": "24484000", "display": "Severe"}],
        "text": "Severe",
    }


def test_site_of_a_feature_and_of_a_procedure():
    cas = Cas("Biopsy of the liver.")
    liver = annotate(cas, "AnatomicalSiteMention", "liver")
    annotate(cas, "ProcedureMention", "Biopsy", polarity=1, anatomicalSite=liver)
    [procedure] = of("Procedure", cas)
    assert procedure["bodySite"] == [{"text": "liver"}]


@pytest.mark.parametrize(
    ("day", "onset"),
    [
        ({"year": "2021", "month": "3"}, {"onsetDateTime": "2021-03"}),
        ({"year": "2021", "month": "3", "day": "9"}, {"onsetDateTime": "2021-03-09"}),
        ({"month": "3"}, {"onsetString": "March"}),
        (None, {"onsetString": "March"}),
    ],
)
def test_onset(day, onset):
    cas = Cas(RELATED)
    date = cas.new("org.apache.ctakes.typesystem.type.refsem.Date", **day) if day else None
    when = annotate(cas, "TimeMention", "March", date=date)
    annotate(cas, "DiseaseDisorderMention", "pneumonia", polarity=1, startTime=when)
    [condition] = of("Condition", cas)
    assert {name: v for name, v in condition.items() if name.startswith("onset")} == onset


def test_onset_of_a_relation_that_begins():
    cas = Cas(RELATED)
    pneumonia = annotate(cas, "DiseaseDisorderMention", "pneumonia", polarity=1)
    when = annotate(cas, "TimeMention", "March")
    relate(cas, "TemporalTextRelation", when, pneumonia, category="CONTAINS")
    assert "onsetString" not in of("Condition", cas)[0]
    relate(cas, "TemporalTextRelation", pneumonia, when, category="BEGINS-ON")
    assert of("Condition", cas)[0]["onsetString"] == "March"


def test_the_value_of_a_laboratory_test():
    cas = Cas("Potassium 4.20 mmol/L")
    lab = annotate(cas, "LabMention", "Potassium", polarity=1)
    form = cas.new("LabValue", number="4.20", unit="mmol/L")
    value = annotate(cas, "LabValueModifier", "4.20 mmol/L", normalizedForm=form)
    relate(cas, "ResultOfTextRelation", lab, value)
    [found] = of("Observation", cas)
    assert found["valueQuantity"] == {
        "value": 4.2,
        "unit": "mmol/L",
        "system": "http://unitsofmeasure.org",
        "code": "mmol/L",
    }
    assert b'"value":4.20,' in FhirWriter().render(cas)
    assert "dataAbsentReason" not in found


FAMILY = "Maternal aunt had asthma."


@pytest.mark.parametrize(
    ("words", "role"),
    [("Maternal aunt", "MAUNT"), ("had", "FAMMEMB"), (None, "FAMMEMB")],
)
def test_who_the_relative_is(words, role):
    cas = Cas(FAMILY)
    asthma = annotate(cas, "DiseaseDisorderMention", "asthma", polarity=1, subject="family_member")
    if words:
        cue = span(FAMILY, words)
        cas.explain([Evidence(*cue, asthma, "assertion", "fam.member", "subject", "family_member")])
    [found] = of("FamilyMemberHistory", cas)
    assert found["relationship"]["coding"][0] == {
        "system": f"{HL7}v3-RoleCode",
        "code": role,
        **({"display": "family member"} if role == "FAMMEMB" else {}),
    }


ALLERGIES = "Penicillin causes hives. Nausea with codeine. Latex. Asthma."


def test_reactions_belong_to_the_drug_of_their_sentence():
    cas = Cas(ALLERGIES)
    cas.annotate("Section", 0, len(ALLERGIES), id="allergies", kind="allergies", level=1)
    for sentence in ("Penicillin causes hives.", "Nausea with codeine.", "Latex.", "Asthma."):
        annotate(cas, "Sentence", sentence)
    for words in ("Penicillin", "codeine", "Latex"):
        annotate(cas, "MedicationMention", words, polarity=1)
    for words in ("hives", "Nausea"):
        annotate(cas, "SignSymptomMention", words, polarity=1)
    annotate(cas, "DiseaseDisorderMention", "Asthma", polarity=1)
    allergies = {one["code"]["text"]: one for one in of("AllergyIntolerance", cas)}
    assert set(allergies) == {"Penicillin", "codeine", "Latex"}
    reactions = {
        name: [r["manifestation"][0]["text"] for r in one.get("reaction", ())]
        for name, one in allergies.items()
    }
    assert reactions == {"Penicillin": ["hives"], "codeine": ["Nausea"], "Latex": []}
    [extension] = allergies["Penicillin"]["reaction"][0]["extension"]
    parts = {part["url"]: part for part in extension["extension"]}
    assert parts["offset"]["valueInteger"] == ALLERGIES.index("hives")
    assert of("Observation", cas) == []
    assert len(of("Condition", cas)) == 1


def test_a_denied_reaction_is_none():
    cas = Cas("Penicillin: no hives.")
    cas.annotate("Section", 0, 21, id="allergies", kind="allergies", level=1)
    cas.annotate("Sentence", 0, 21)
    annotate(cas, "MedicationMention", "Penicillin", polarity=1)
    annotate(cas, "SignSymptomMention", "hives", polarity=-1)
    assert "reaction" not in of("AllergyIntolerance", cas)[0]
    assert code(of("Observation", cas)[0]["valueCodeableConcept"]) == "410516002"


SIG = "Zofran 4 mg tablet take 1-2 tablets by mouth every 6 hours for 10 days"
QUANTITY = {"system": "http://unitsofmeasure.org"}


def dosage(**parts):
    """The dosage of a drug with attributes: words, and features of the normalized form."""
    cas = Cas(SIG)
    held = {}
    for name, (words, form) in parts.items():
        made = cas.new(f"Medication{name}", **form)
        held[f"medication{name}"] = annotate(
            cas, f"Medication{name}Modifier", words, normalizedForm=made
        )
    annotate(cas, "MedicationMention", "Zofran", polarity=1, **held)
    [statement] = of("MedicationStatement", cas)
    return statement["dosage"][0]


STRENGTH = {"Strength": ("4 mg", {"number": "4", "unit": "mg"})}


def test_a_strength_alone_is_the_dose():
    milligrams = {"value": 4, "unit": "mg", "code": "mg", **QUANTITY}
    assert dosage(**STRENGTH)["doseAndRate"] == [{"doseQuantity": milligrams}]


@pytest.mark.parametrize(
    ("value", "dose"),
    [
        ("1", {"doseQuantity": {"value": 1}}),
        ("0.5", {"doseQuantity": {"value": 0.5}}),
        ("1/2", {"doseQuantity": {"value": 0.5}}),
        ("1 1/2", {"doseQuantity": {"value": 1.5}}),
        ("1-2", {"doseRange": {"low": {"value": 1}, "high": {"value": 2}}}),
    ],
)
def test_an_amount_is_the_dose_and_the_strength_stands_beside_it(value, dose):
    tablets = {"unit": "tablets", "code": "{tbl}", **QUANTITY}
    made = dosage(Dosage=("1-2 tablets", {"value": value}), **STRENGTH)["doseAndRate"]
    if "doseRange" in dose:
        expected = {"doseRange": {k: {**v, **tablets} for k, v in dose["doseRange"].items()}}
    else:
        expected = {"doseQuantity": {**dose["doseQuantity"], **tablets}}
    assert made[0] == expected
    assert made[1]["type"] == {"text": "strength"}
    assert made[1]["doseQuantity"]["value"] == 4


@pytest.mark.parametrize(
    ("number", "unit", "repeat"),
    [
        ("4", "day", {"frequency": 4, "period": 1, "periodUnit": "d"}),
        ("1", "every-other-day", {"frequency": 1, "period": 2, "periodUnit": "d"}),
        ("1", "2 weeks", {"frequency": 1, "period": 2, "periodUnit": "wk"}),
        ("1-2", "day", {"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}),
        ("1", "once", {"count": 1}),
        ("1", "cycle", None),
        ("1.5", "day", None),
    ],
)
def test_timing(number, unit, repeat):
    made = dosage(Frequency=("every 6 hours", {"number": number, "unit": unit}))["timing"]
    assert made["code"] == {"text": "every 6 hours"}
    assert made.get("repeat") == repeat


def test_duration_and_route():
    made = dosage(
        Duration=("for 10 days", {"value": "10 days"}), Route=("by mouth", {"value": "oral"})
    )
    bounds = {"value": 10, "unit": "days", "code": "d", **QUANTITY}
    assert made["timing"] == {"repeat": {"boundsDuration": bounds}}
    oral = {"system": "http://snomed.info/sct", "code": "26643006", "display": "Oral route"}
    assert made["route"] == {"coding": [oral], "text": "by mouth"}
    assert made["text"] == "by mouth for 10 days"


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ("status.hold", "on-hold"),
        ("state.on-hold", "on-hold"),
        ("status.completed", "completed"),
        ("state.completed", "completed"),
        ("status.stop", "stopped"),
        ("state.stopped", "stopped"),
    ],
)
def test_what_is_not_taken_now_was_held_finished_or_stopped(rule, status):
    cas = Cas("Hold Zofran.")
    form = cas.new("MedicationStatusChange", value="stop")
    change = annotate(cas, "MedicationStatusChangeModifier", "Hold", normalizedForm=form)
    annotate(cas, "MedicationMention", "Zofran", polarity=1, medicationStatusChange=change)
    cas.explain([Evidence(0, 4, change, "medications", rule, "medicationStatusChange", "stop")])
    [statement] = of("MedicationStatement", cas)
    assert statement["status"] == status


def explained():
    cas = Cas("No fever 😀. Cough.")
    cas.metadata.id = "a"
    fever = annotate(cas, "SignSymptomMention", "fever", polarity=-1)
    annotate(cas, "SignSymptomMention", "Cough", polarity=1)
    cas.explain(
        [
            Evidence(*span(cas.sofa_string, "fever"), fever, "dictionary", "t:1", "concept",
                     source="open@1#abc"),
            Evidence(0, 2, fever, "assertion", "neg.no", "polarity", "-1", 0, 8),
        ]
    )  # fmt: skip
    return cas


def test_every_resource_has_a_provenance():
    made = written(explained())
    targets = [
        t["reference"] for one in made if one["resourceType"] == "Provenance" for t in one["target"]
    ]
    others = [f"urn:uuid:{one['id']}" for one in made if one["resourceType"] != "Provenance"]
    assert sorted(targets) == sorted(others)


def test_provenance_tells_component_version_terminology_rule_and_words():
    from cascara.core.version import __version__

    made = written(explained())
    fever = next(one for one in made if one.get("code", {}).get("text") == "fever")
    [provenance] = [
        one
        for one in made
        if one["resourceType"] == "Provenance"
        and one["target"] == [{"reference": f"urn:uuid:{fever['id']}"}]
    ]
    devices = {f"urn:uuid:{one['id']}": one for one in made if one["resourceType"] == "Device"}
    agents = [devices[agent["who"]["reference"]] for agent in provenance["agent"]]
    names = {agent["deviceName"][0]["name"] for agent in agents}
    assert names == {"Cascara dictionary", "Cascara assertion"}
    assert {agent["version"][0]["value"] for agent in agents} == {__version__}
    note, terminology = provenance["entity"]
    document = next(one for one in made if one["resourceType"] == "DocumentReference")
    assert note["what"] == {"reference": f"urn:uuid:{document['id']}"}
    reasons = [
        {part["url"]: next(v for k, v in part.items() if k != "url") for part in one["extension"]}
        for one in note["extension"]
    ]
    assert {"component": "assertion", "rule": "neg.no", "attribute": "polarity", "value": "-1",
            "offset": 0, "length": 2} in reasons  # fmt: skip
    assert terminology["what"]["identifier"]["value"] == "open@1#abc"


def lines(cas):
    made = FhirWriter(bundle="ndjson")
    assert made.suffix == ".ndjson"
    return [json.loads(line) for line in made.render(cas).splitlines()]


def test_ndjson_is_the_same_resources_a_line_each_by_type():
    many, bundled = lines(explained()), written(explained())
    kinds = [one["resourceType"] for one in many]
    assert kinds == sorted(kinds)
    assert {one["id"] for one in many} == {one["id"] for one in bundled}
    known = {f"{one['resourceType']}/{one['id']}" for one in many}
    found = re.findall(r'"reference": "([^"]+)"', json.dumps(many))
    assert len(found) > 10
    assert set(found) <= known


def test_another_pipeline_does_not_overwrite():
    one, two = FhirWriter(), FhirWriter()
    two.pipeline = "other"
    made = [json.loads(writer.render(explained())) for writer in (one, two)]
    own = [
        {e["resource"]["id"] for e in bundle["entry"] if e["resource"]["resourceType"] != "Device"}
        for bundle in made
    ]
    assert not own[0] & own[1]


def test_writers_know_the_pipeline_they_write_for(tmp_path):
    file = tmp_path / "ward.yaml"
    file.write_text("cascara: 1\nextends: clinical\nwriters:\n  - fhir\n", encoding="utf-8")
    (writer,) = cascara.load(file).writers
    assert writer.pipeline == cascara.load(file).config.name
    assert writer.pipeline != cascara.load("clinical").writers[0].pipeline

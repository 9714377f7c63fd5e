"""The FHIR writer: findings that the sender coded without naming words of the note."""

from __future__ import annotations

import json

import pytest
from cascara.core.cas import Cas
from cascara.writers.fhir import FhirWriter
from fhir.resources.R4B.bundle import Bundle

SNOMED = "http://snomed.info/sct"
ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
CONTEXT = ("Patient", "DocumentReference", "Provenance", "Device")
NOTE = "Asthma is well controlled; metformin 500 mg daily. His father."


def code(cas, text, value, system=SNOMED):
    return cas.new("cascara.type.Code", code=value, system=system, display=text)


class Note:
    """A note with one finding, and entries that are joined to none of its words."""

    def __init__(self, sender="cda"):
        self.cas = Cas(NOTE)
        self.cas.metadata.id = "n"
        self.cas.metadata.format = sender

    def finding(self, words="Asthma", kind="DiseaseDisorderMention", concept="", **features):
        begin = NOTE.index(words)
        if concept:
            made = self.cas.new("OntologyConcept", code=concept, codingScheme="SNOMEDCT_US")
            features["ontologyConceptArr"] = self.cas.array([made])
        features = {"polarity": 1, **features}
        self.mention = self.cas.annotate(kind, begin, begin + len(words), **features)
        return self

    def entry(self, kind="ProblemEntry", display="Asthma", value="195967001", **features):
        given = {"identifier": f"2.999.3^{value}", **features}
        if "relation" in given:
            given["relation"] = code(self.cas, *given["relation"])
        self.cas.annotate(kind, 0, 0, joined=False, code=code(self.cas, display, value), **given)
        return self

    def resources(self):
        made = json.loads(FhirWriter().render(self.cas))
        Bundle.model_validate(made)
        return [one["resource"] for one in made["entry"]]

    def statements(self):
        return [one for one in self.resources() if one["resourceType"] not in CONTEXT]


def spans(resource):
    found = []
    for extension in resource.get("extension", ()):
        parts = {part["url"]: part.get("valueInteger") for part in extension["extension"]}
        found.append((parts["offset"], parts["offset"] + parts["length"]))
    return found


@pytest.mark.parametrize(
    ("finding", "entry"),
    [
        ({}, {}),
        ({"concept": "195967001"}, {"display": "Bronchial asthma"}),
        ({"polarity": -1}, {"negated": True}),
        ({"historyOf": 1}, {"clinicalStatus": "resolved"}),
        ({"historyOf": 1}, {"ended": "2020"}),
        ({"kind": "SignSymptomMention"}, {"clinicalStatus": "active"}),
        ({}, {"verification": "confirmed"}),
    ],
)
def test_what_the_sender_coded_of_no_words_is_not_repeated(finding, entry):
    [statement] = Note().finding(**finding).entry(**entry).statements()
    assert statement["resourceType"] == "Condition"
    assert statement["identifier"]
    assert spans(statement) == [(0, 6)]


@pytest.mark.parametrize(
    ("finding", "entry"),
    [
        ({}, {"display": "Anaemia", "value": "271737000"}),
        ({"polarity": -1}, {}),
        ({}, {"negated": True}),
        ({"historyOf": 1}, {"clinicalStatus": "active"}),
        ({"historyOf": 1}, {}),
        ({}, {"clinicalStatus": "resolved"}),
        ({}, {"ended": "2020"}),
        ({"uncertainty": 1}, {}),
        ({"polarity": None}, {}),
        ({}, {"verification": "provisional"}),
        ({"subject": "family_member"}, {}),
        ({}, {"kind": "AllergyEntry"}),
    ],
)
def test_what_the_sender_says_otherwise_is_two_statements(finding, entry):
    statements = Note().finding(**finding).entry(**entry).statements()
    assert len(statements) == 2
    assert sorted(map(len, map(spans, statements))) == [0, 1]


def test_words_do_not_tell_which_of_two_entries_they_repeat():
    note = Note().finding().entry().entry(identifier="2.999.3^2")
    assert len(note.statements()) == 3


def test_every_finding_of_the_same_is_linked():
    note = Note().finding().finding("controlled", concept="195967001").entry()
    [statement] = note.statements()
    assert len(spans(statement)) == 2


@pytest.mark.parametrize(
    ("status", "dose", "count"),
    [("active", False, 1), ("active", True, 2), ("aborted", False, 2), (None, False, 2)],
)
def test_a_medication_is_repeated_when_the_note_says_more_or_otherwise(status, dose, count):
    note = Note().finding("metformin", "MedicationMention")
    if dose:
        begin = NOTE.index("500 mg")
        note.mention.medicationStrength = note.cas.annotate(
            "MedicationStrengthModifier", begin, begin + 6
        )
    note.entry("MedicationEntry", "Metformin", "109081006", status=status)
    assert len(note.statements()) == count


@pytest.mark.parametrize(("role", "count"), [("FAMMEMB", 1), ("FTH", 2)])
@pytest.mark.parametrize("features", [{}, {"polarity": -1}])
def test_a_relatives_problem_is_that_of_the_same_relative(role, count, features):
    note = Note().finding(subject="family_member", **features)
    denied = {"negated": True} if features else {}
    note.entry("FamilyHistoryEntry", relation=("who", role, ROLE), **denied)
    assert len(note.statements()) == count


def test_the_senders_own_resource_is_referenced():
    note = Note("fhir").finding().entry(identifier="Condition/c-1")
    assert note.statements() == []
    targets = [
        (one["target"], spans(one))
        for one in note.resources()
        if one["resourceType"] == "Provenance" and "extension" in one
    ]
    assert targets == [([{"reference": "Condition/c-1"}], [(0, 6)])]

"""Every branch of the FHIR writer gives what fhir.resources accepts as R4."""

from __future__ import annotations

import itertools
import json

import pytest
from cascara.core.cas import Cas
from cascara.writers.fhir import FhirWriter
from fhir.resources.R4B.bundle import Bundle

TYPES = (
    "DiseaseDisorderMention",
    "SignSymptomMention",
    "LabMention",
    "MedicationMention",
    "ProcedureMention",
    "EventMention",
)
WORDS = "wörd😀\x0c\r\n "
SUBJECTS = (None, "family_member", "other")
SECTIONS = ("other_history", "allergies", "family_history")


def concepts(cas, number):
    """None to four, of known, unknown and no schemes."""
    made = [
        cas.new(
            "UmlsConcept",
            cui="C0008031",
            tui="T184",
            code="29857009",
            codingScheme="SNOMEDCT_US",
            preferredText="Chest pain",
        ),
        cas.new(
            "UmlsConcept", cui="C0008031", code="x y", codingScheme="MDR", preferredText="a\tb"
        ),
        cas.new("UmlsConcept", code="y", codingScheme="HOUSE LIST"),
        cas.new("OntologyConcept", code="8310-5", codingScheme="LNC"),
    ]
    return cas.array(made[:number]) if number else None


def medication(cas, number, begin):
    """Attributes in all combinations."""
    found = {}
    for bit, part in enumerate(("Strength", "Route", "Frequency", "StatusChange")):
        if number >> bit & 1:
            form = cas.new("MedicationStatusChange", value="stop") if bit == 3 else None
            found[f"medication{part}"] = cas.annotate(
                f"Medication{part}Modifier", begin + bit, begin + bit + 2, normalizedForm=form
            )
    return found


@pytest.fixture(scope="module")
def every_branch():
    """Each type with each value of each feature, in each section."""
    combinations = list(
        itertools.product(
            TYPES, SECTIONS, (None, 1, -1), (None, 1), (None, 1), SUBJECTS, (None, True)
        )
    )
    cas = Cas(WORDS * len(combinations))
    cas.metadata.id = "every/branch.txt"
    for number, (name, kind, polarity, uncertainty, history, subject, conditional) in enumerate(
        combinations
    ):
        begin = number * len(WORDS)
        cas.annotate("Section", begin, begin + len(WORDS), id=kind, kind=kind, level=1)
        extra = medication(cas, number % 16, begin) if name == "MedicationMention" else {}
        found = cas.annotate(
            name,
            begin,
            begin + 7,
            polarity=polarity,
            uncertainty=uncertainty,
            historyOf=history,
            subject=subject,
            conditional=conditional,
            ontologyConceptArr=concepts(cas, number % 5),
            **extra,
        )
        if name == "MedicationMention" and number % 3:
            reason = "pain" if number % 3 == 1 else None
            cas.annotate("AsNeededModifier", begin, begin + 4, medication=found, reason=reason)
    return cas


def bundle(cas, kind="collection"):
    return json.loads(FhirWriter(bundle=kind).render(cas))


@pytest.mark.parametrize("kind", ["collection", "transaction"])
def test_every_branch_is_valid(every_branch, kind):
    made = bundle(every_branch, kind)
    Bundle.model_validate(made)
    kinds = {entry["resource"]["resourceType"] for entry in made["entry"]}
    assert kinds == {
        "Patient",
        "DocumentReference",
        "Condition",
        "Observation",
        "MedicationStatement",
        "Procedure",
        "FamilyMemberHistory",
        "AllergyIntolerance",
        "Provenance",
        "Device",
    }
    assert len(made["entry"]) > 120


@pytest.mark.parametrize("text", ["", "No finding."])
def test_a_document_without_findings_is_valid(text):
    made = bundle(Cas(text))
    Bundle.model_validate(made)
    kinds = [entry["resource"]["resourceType"] for entry in made["entry"]]
    assert kinds == ["Patient", "DocumentReference", "Provenance", "Device"]


def test_references_lead_to_resources_of_the_bundle(every_branch):
    made = bundle(every_branch)
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(urls)) == len(urls)

    def references(value):
        if isinstance(value, dict):
            if "reference" in value and isinstance(value["reference"], str):
                yield value["reference"]
            for part in value.values():
                yield from references(part)
        elif isinstance(value, list):
            for part in value:
                yield from references(part)

    found = list(references(made))
    assert len(found) > 250
    assert set(found) <= set(urls)


def test_no_string_is_empty_and_no_clock_is_in_it(every_branch):
    def leaves(value):
        if isinstance(value, dict | list):
            assert value
            for part in value.values() if isinstance(value, dict) else value:
                yield from leaves(part)
        else:
            yield value

    for leaf in leaves(bundle(every_branch)):
        assert leaf is not None
        if isinstance(leaf, str):
            assert leaf == leaf.strip()
            assert leaf
    assert FhirWriter().render(every_branch) == FhirWriter().render(every_branch)
    assert b"date" not in FhirWriter().render(every_branch).lower()

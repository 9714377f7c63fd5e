"""The annotator: types, features, evidence, sections, scope."""

from __future__ import annotations

from typing import Any

import pytest
from cascara import Cas
from cascara.annotators.medications import Medications
from cascara.annotators.medications.rules import lexicon


@pytest.fixture(scope="module")
def medications() -> Medications:
    annotator = Medications()
    annotator.setup()
    return annotator


def cas_of(text: str, *drugs: str) -> Cas:
    cas = Cas(text)
    for drug in drugs:
        begin = text.index(drug)
        cas.annotate("MedicationMention", begin, begin + len(drug))
    return cas


def evidence(cas: Cas) -> dict[str, tuple[str, str, str]]:
    return {e.attribute: (e.rule, e.value, cas.covered_text(e)) for e in cas.select("Evidence")}


def test_types_features_and_spans(medications: Medications) -> None:
    cas = cas_of("Start tramadol 50 mg tablet, 1-2 PO q6h x 7 days prn back pain.", "tramadol")
    medications.process(cas)
    (mention,) = cas.select("MedicationMention")

    def part(feature: str) -> tuple[str, str, Any]:
        modifier = getattr(mention, feature)
        assert modifier in cas.select(modifier.type)
        return modifier.type.short_name, cas.covered_text(modifier), modifier.normalizedForm

    name, words, form = part("medicationStrength")
    assert (name, words, form.number, form.unit) == (
        "MedicationStrengthModifier", "50 mg", "50", "mg",
    )  # fmt: skip
    assert form.type.name == "org.apache.ctakes.typesystem.type.refsem.MedicationStrength"
    name, words, form = part("medicationFrequency")
    assert (name, words, form.number, form.unit) == (
        "MedicationFrequencyModifier", "q6h", "4", "day",
    )  # fmt: skip
    for feature, words, value in [
        ("medicationDosage", "1-2", "1-2"),
        ("medicationForm", "tablet", "tablet"),
        ("medicationRoute", "PO", "oral"),
        ("medicationDuration", "x 7 days", "7 days"),
        ("medicationStatusChange", "Start", "start"),
    ]:
        name, covered, form = part(feature)
        assert name == f"M{feature[1:]}Modifier"
        assert (covered, form.value) == (words, value)
    (need,) = cas.select("AsNeededModifier")
    assert need.medication is mention
    assert (cas.covered_text(need), need.reason) == ("prn", "back pain")
    cas.check()


def test_every_attribute_has_its_evidence(medications: Medications) -> None:
    cas = cas_of("Start tramadol 50 mg tablet, 1-2 PO q6h x 7 days prn back pain.", "tramadol")
    medications.process(cas)
    (mention,) = cas.select("MedicationMention")
    assert evidence(cas) == {
        "medicationStatusChange": ("status.start", "start", "Start"),
        "medicationStrength": ("strength.mg", "50 mg", "50 mg"),
        "medicationForm": ("form.tablet", "tablet", "tablet"),
        "medicationDosage": ("bare.dosage", "1-2", "1-2"),
        "medicationRoute": ("route.oral", "oral", "PO"),
        "medicationFrequency": ("frequency.hours", "4/day", "q6h"),
        "medicationDuration": ("duration.days", "7 days", "x 7 days"),
        "asNeeded": ("need.prn", "back pain", "prn"),
    }
    for item in cas.select("Evidence"):
        assert item.target is mention
        assert item.component == "medications"
        assert item.rule in lexicon().rules


def test_a_comparison_of_doses_is_evidence_too(medications: Medications) -> None:
    cas = cas_of("Zocor was changed from 40 mg to 20 mg", "Zocor")
    medications.process(cas)
    assert evidence(cas)["medicationStatusChange"] == (
        "role.former-from", "decrease", "from 40 mg",
    )  # fmt: skip


def test_two_names_of_one_drug_have_parts_of_their_own(medications: Medications) -> None:
    cas = cas_of("citalopram (Celexa) 40 mg prn", "citalopram", "Celexa")
    medications.process(cas)
    one, other = cas.select("MedicationMention")
    assert one.medicationStrength is not other.medicationStrength
    assert one.medicationStrength.normalizedForm.number == "40"
    assert other.medicationStrength.normalizedForm.number == "40"
    assert [n.medication for n in cas.select("AsNeededModifier")] == [one, other]


def test_nested_mentions_get_attributes_once(medications: Medications) -> None:
    text = "metoprolol succinate 50 mg"
    cas = Cas(text)
    cas.annotate("MedicationMention", 0, 10)
    cas.annotate("MedicationMention", 0, 20)
    cas.annotate("MedicationMention", 11, 20)
    medications.process(cas)
    dosed = [m for m in cas.select("MedicationMention") if m.medicationStrength]
    assert [cas.covered_text(m) for m in dosed] == ["metoprolol succinate"]
    assert len(cas.select("MedicationStrengthModifier")) == 1


def test_no_attributes_in_a_section_of_allergies(medications: Medications) -> None:
    text = "Allergies: aspirin 81 mg\nMeds: aspirin 81 mg"
    cas = Cas(text)
    for begin in (11, 31):
        cas.annotate("MedicationMention", begin, begin + 7)
    cas.annotate("cascara.type.Section", 11, 24, kind="allergies")
    cas.annotate("cascara.type.Section", 31, 44, kind="medications")
    medications.process(cas)
    allergen, taken = cas.select("MedicationMention")
    assert allergen.medicationStrength is None
    assert taken.medicationStrength.normalizedForm.number == "81"


def test_when_limits_the_sections() -> None:
    annotator = Medications()
    annotator.sections = frozenset({"plan"})
    annotator.setup()
    cas = Cas("Meds: aspirin 81 mg\nPlan: aspirin 325 mg")
    for begin in (6, 26):
        cas.annotate("MedicationMention", begin, begin + 7)
    cas.annotate("cascara.type.Section", 6, 19, kind="medications")
    cas.annotate("cascara.type.Section", 26, 40, kind="plan")
    annotator.process(cas)
    outside, inside = cas.select("MedicationMention")
    assert outside.medicationStrength is None
    assert inside.medicationStrength.normalizedForm.number == "325"


def test_sentences_are_borders(medications: Medications) -> None:
    text = "aspirin dose 81 mg"
    for border, expected in [(None, "81"), (11, None)]:
        cas = cas_of(text, "aspirin")
        if border is not None:
            cas.annotate("Sentence", 0, border)
            cas.annotate("Sentence", border + 1, len(text))
        medications.process(cas)
        (mention,) = cas.select("MedicationMention")
        strength = mention.medicationStrength
        assert (strength and strength.normalizedForm.number) == expected


def test_a_drug_outside_every_sentence_gets_none(medications: Medications) -> None:
    cas = cas_of("aspirin 81 mg\nrest", "aspirin")
    cas.annotate("Sentence", 14, 18)
    medications.process(cas)
    assert not cas.select("Modifier")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "no drugs 5 mg here"])
def test_texts_without_drugs(medications: Medications, text: str) -> None:
    cas = Cas(text)
    medications.process(cas)
    assert not cas.select("uima.tcas.Annotation")


def test_offsets_are_code_points(medications: Medications) -> None:
    cas = cas_of("💊💊 aspirin 81 mg", "aspirin")
    medications.process(cas)
    (modifier,) = cas.select("MedicationStrengthModifier")
    assert cas.covered_text(modifier) == "81 mg"

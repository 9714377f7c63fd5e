"""The data of the sections component: its schema, its ids, its codes, its headings."""

from __future__ import annotations

from collections import Counter

import pytest
from cascara.annotators.sections.catalogue import (
    Heading,
    Kind,
    catalogue,
    expand,
    plain,
    read_fillers,
    read_headings,
    read_kinds,
    read_parts,
)
from pydantic import ValidationError

KINDS = [
    "chief_complaint",
    "history_of_present_illness",
    "past_medical_history",
    "past_surgical_history",
    "family_history",
    "social_history",
    "medications",
    "admission_medications",
    "discharge_medications",
    "allergies",
    "immunizations",
    "review_of_systems",
    "physical_exam",
    "vital_signs",
    "laboratory",
    "imaging",
    "procedures",
    "hospital_course",
    "assessment",
    "plan",
    "assessment_plan",
    "impression",
    "findings",
    "problem_list",
    "admission_diagnosis",
    "discharge_diagnosis",
    "preoperative_diagnosis",
    "postoperative_diagnosis",
    "diagnosis",
    "discharge_instructions",
    "follow_up",
    "disposition",
    "subjective",
    "objective",
    "indications",
    "technique",
    "comparison",
    "anesthesia",
    "complications",
    "estimated_blood_loss",
    "specimens",
    "description_of_procedure",
    "reason_for_visit",
    "functional_status",
    "other_history",
    "interval_history",
    "obstetric_history",
    "developmental_history",
    "consultation",
    "unknown",
]

CODES = {
    "chief_complaint": "10154-3",
    "history_of_present_illness": "10164-2",
    "past_medical_history": "11348-0",
    "past_surgical_history": "47519-4",
    "family_history": "10157-6",
    "social_history": "29762-2",
    "medications": "10160-0",
    "admission_medications": "42346-7",
    "discharge_medications": "10183-2",
    "allergies": "48765-2",
    "immunizations": "11369-6",
    "review_of_systems": "10187-3",
    "physical_exam": "29545-1",
    "vital_signs": "8716-3",
    "laboratory": "30954-2",
    "imaging": "18748-4",
    "hospital_course": "8648-8",
    "assessment": "51848-0",
    "plan": "18776-5",
    "assessment_plan": "51847-2",
    "impression": "19005-8",
    "findings": "59776-5",
    "problem_list": "11450-4",
    "discharge_diagnosis": "11535-2",
    "discharge_instructions": "8653-8",
    "preoperative_diagnosis": "10219-4",
    "postoperative_diagnosis": "10218-6",
    "anesthesia": "59774-0",
    "complications": "55109-3",
    "estimated_blood_loss": "59770-8",
    "specimens": "59773-2",
    "description_of_procedure": "29554-3",
    "subjective": "61150-9",
    "objective": "61149-1",
    "reason_for_visit": "29299-5",
    "comparison": "18834-2",
    "indications": "59768-2",
}


def test_the_kinds_are_those_the_documentation_names() -> None:
    assert sorted(read_kinds()) == sorted(KINDS)


@pytest.mark.parametrize(("kind", "code"), CODES.items())
def test_a_kind_has_its_loinc_code(kind: str, code: str) -> None:
    assert read_kinds()[kind].loinc == code


def check_digit(number: str) -> int:
    """LOINC's check digit (LOINC Users' Guide, appendix on check digits): mod 10."""
    from_right = number[::-1]
    doubled = str(int(from_right[::2][::-1]) * 2)
    total = sum(map(int, from_right[1::2] + doubled))
    return -total % 10


def test_every_loinc_code_has_the_right_check_digit() -> None:
    for kind in read_kinds().values():
        if kind.loinc:
            number, digit = kind.loinc.split("-")
            assert check_digit(number) == int(digit), kind.id


def test_no_two_kinds_share_a_code() -> None:
    codes = Counter(kind.loinc for kind in read_kinds().values() if kind.loinc)
    assert max(codes.values()) == 1


def test_ids_are_unique() -> None:
    for rows in (read_headings(), read_parts(), (*read_fillers().before, *read_fillers().after)):
        assert max(Counter(row.id for row in rows).values()) == 1


def test_every_row_names_a_kind_that_exists() -> None:
    kinds = read_kinds()
    assert {row.kind for row in read_headings()} <= set(kinds)
    assert {row.kind for row in read_parts() if row.kind} <= set(kinds)
    assert {kind for row in read_parts() for kind in row.of} <= set(kinds)
    assert {kind.then for kind in kinds.values() if kind.then} <= set(kinds)


def test_every_kind_but_unknown_has_a_heading() -> None:
    assert {row.kind for row in read_headings()} == set(read_kinds())


@pytest.mark.parametrize("rows", [read_headings(), read_parts()], ids=["headings", "parts"])
def test_no_two_rows_claim_the_same_heading(rows: tuple[Heading, ...]) -> None:
    owners: dict[str, set[str]] = {}
    for row in rows:
        for pattern in row.headings:
            for words in expand(pattern):
                owners.setdefault(plain(words), set()).add(row.id)
    assert {words: ids for words, ids in owners.items() if len(ids) > 1} == {}


def test_a_pattern_stands_for_all_its_readings() -> None:
    assert list(expand("(a|b) c (d|)")) == ["a c d", "a c ", "b c d", "b c "]
    assert list(expand("plan")) == ["plan"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Past  medical\thistory", "Past medical history"),
        ("PRE-OPERATIVE DIAGNOSIS", "PRE OPERATIVE DIAGNOSIS"),
        ("ASSESSMENT & PLAN", "ASSESSMENT and PLAN"),
        ("Today’s plan.", "Today's plan"),
        ("HPI / ROS", "HPI/ROS"),
    ],
)
def test_headings_are_compared_in_one_form(words: str, expected: str) -> None:
    assert plain(words) == expected


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("CHIEF COMPLAINT", "chief_complaint"),
        ("CC", "chief_complaint"),
        ("HPI", "history_of_present_illness"),
        ("History of Presenting Illness", "history_of_present_illness"),
        ("CC/HPI", "history_of_present_illness"),
        ("PMH", "past_medical_history"),
        ("PMHx", "past_medical_history"),
        ("Past Medical History", "past_medical_history"),
        ("PAST MEDICAL AND SURGICAL HISTORY", "past_medical_history"),
        ("Past Medical/Surgical History", "past_medical_history"),
        ("PSH", "past_surgical_history"),
        ("Prior surgeries", "past_surgical_history"),
        ("FH", "family_history"),
        ("Family Hx", "family_history"),
        ("SH", "social_history"),
        ("Social History", "social_history"),
        ("Social/Family History", "social_history"),
        ("Past Medical, Family, and Social History", "other_history"),
        ("Meds", "medications"),
        ("Rx", "medications"),
        ("CURRENT MEDICATIONS", "medications"),
        ("Current home medications", "medications"),
        ("MEDICATIONS ON ADMISSION", "admission_medications"),
        ("Discharge Medications", "discharge_medications"),
        ("Drug allergies", "allergies"),
        ("Allergies (drug)", "allergies"),
        ("Allergies/Adverse Reactions", "allergies"),
        ("ROS", "review_of_systems"),
        ("Review of systems", "review_of_systems"),
        ("PE", "physical_exam"),
        ("Physical examination on admission", "physical_exam"),
        ("PHYSICAL EXAM", "physical_exam"),
        ("Vitals", "vital_signs"),
        ("Labs", "laboratory"),
        ("LABORATORY DATA", "laboratory"),
        ("Imaging studies", "imaging"),
        ("A/P", "assessment_plan"),
        ("A&P", "assessment_plan"),
        ("ASSESSMENT AND PLAN", "assessment_plan"),
        ("Assessment/Plan", "assessment_plan"),
        ("IMPRESSION AND RECOMMENDATIONS", "assessment_plan"),
        ("Assessment", "assessment"),
        ("Plan of care", "plan"),
        ("Brief Hospital Course", "hospital_course"),
        ("PREOPERATIVE DIAGNOSIS", "preoperative_diagnosis"),
        ("Pre-op diagnoses", "preoperative_diagnosis"),
        ("Postoperative Diagnosis(es)", "postoperative_diagnosis"),
        ("EBL", "estimated_blood_loss"),
        ("Procedure #2", "procedures"),
        ("Procedure in detail", "description_of_procedure"),
        ("Reason for exam", "indications"),
        ("Clinical history", "indications"),
        ("Follow-up", "follow_up"),
        ("Birth history", "developmental_history"),
        ("OB/GYN history", "obstetric_history"),
        ("Interval history", "interval_history"),
        ("DISCHARGE SUMMARY", "unknown"),
        ("Attending physician", "unknown"),
    ],
)
def test_a_heading_is_of_its_kind(heading: str, kind: str) -> None:
    row = catalogue().heading(heading)
    assert row is not None
    assert row.kind == kind


@pytest.mark.parametrize(
    "words",
    [
        "FHTs",
        "pe",  # pulmonary embolism
        "fh",
        "all",
        "cc",  # a copy to somebody
        "history of psoriasis",
        "diabetes",
        "Diabetes and hypertension",
        "cardiac catheterization",
        "assessment of pain",
        "planning",
        "",
        "a/b/c",
    ],
)
def test_other_words_are_no_heading(words: str) -> None:
    assert catalogue().heading(words) is None


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("HEENT", "heent"),
        ("Cardiovascular", "cardiovascular"),
        ("CV", "cardiovascular"),
        ("Head/Neck", "head"),
        ("GI/GU", "gastrointestinal"),
        ("Vital signs", "vitals"),
        ("Hematologic/Lymphatic", "hematologic"),
    ],
)
def test_a_body_system_is_a_part(heading: str, part: str) -> None:
    row = catalogue().part(heading)
    assert row is not None
    assert row.id == part


def test_a_half_known_pair_is_no_part() -> None:
    assert catalogue().part("Neck/Tumor") is None


@pytest.mark.parametrize(
    "row",
    [
        {"id": "Capital", "name": "x"},
        {"id": "a", "name": ""},
        {"id": "a", "name": "x", "loinc": "123"},
        {"id": "a", "name": "x", "colour": "red"},
        {"id": "a", "name": "x", "holds": "anything"},
    ],
)
def test_the_schema_refuses_a_bad_row(row: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Kind.model_validate(row)

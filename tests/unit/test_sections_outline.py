"""Which words of a document are headings, of what, and what they hold."""

from __future__ import annotations

import pytest
from cascara.annotators.sections.catalogue import catalogue
from cascara.annotators.sections.outline import Piece, outline


def pieces(text: str) -> list[Piece]:
    return outline(text, catalogue())


def kinds(text: str, level: int = 1) -> list[str]:
    return [piece.kind.id for piece in pieces(text) if piece.level == level]


def headings(text: str, level: int = 1) -> list[str]:
    return [
        text[piece.heading.begin : piece.heading.end]
        for piece in pieces(text)
        if piece.heading and piece.level == level
    ]


def bodies(text: str, level: int = 1) -> list[str]:
    return [text[p.begin : p.end].strip() for p in pieces(text) if p.level == level]


# How headings are written


@pytest.mark.parametrize(
    ("text", "heading", "body"),
    [
        ("FAMILY HISTORY: Two aunts had gout.", "FAMILY HISTORY:", "Two aunts had gout."),
        ("FAMILY HISTORY\nBreast cancer.", "FAMILY HISTORY", "Breast cancer."),
        ("Family History:\nBreast cancer.", "Family History:", "Breast cancer."),
        ("Family History\nBreast cancer.", "Family History", "Breast cancer."),
        ("Family history: breast cancer.", "Family history:", "breast cancer."),
        ("family history: breast cancer.", "family history:", "breast cancer."),
        ("FAMILY HISTORY :\tnone", "FAMILY HISTORY :", "none"),
        ("   FAMILY HISTORY: none", "FAMILY HISTORY:", "none"),
        ("FH - mother had gout", "FH -", "mother had gout"),
        ("Family history – gout", "Family history –", "gout"),
        ("**Family History**\nnone", "**Family History**", "none"),
        ("**Family History:** none", "**Family History:**", "none"),
        ("__Family History__\nnone", "__Family History__", "none"),
        ("== FAMILY HISTORY ==\nnone", "== FAMILY HISTORY ==", "none"),
        ("### Family History\nnone", "### Family History", "none"),
        ("[FAMILY HISTORY]\nnone", "[FAMILY HISTORY]", "none"),
        ("1. Family History: none", "1. Family History:", "none"),
        ("IV. FAMILY HISTORY\nnone", "IV. FAMILY HISTORY", "none"),
        ("B) Family History: none", "B) Family History:", "none"),
        ("• Family History: none", "• Family History:", "none"),
        ("Family History\n--------------\nnone", "Family History\n--------------", "none"),
        ("FAMILY HISTORY:\r\n==========\r\nnone", "FAMILY HISTORY:\r\n==========", "none"),
        ("FAMILY HISTORY:", "FAMILY HISTORY:", ""),
        ("Family History", "Family History", ""),
    ],
)  # fmt: skip
def test_a_heading_and_its_body(text: str, heading: str, body: str) -> None:
    assert kinds(text) == ["family_history"]
    assert headings(text) == [heading]
    assert bodies(text) == [body]


def test_the_title_is_bare() -> None:
    (piece,) = pieces("2. **Past Medical History:** gout")
    assert piece.heading is not None
    assert piece.heading.title == "Past Medical History"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])
def test_every_sort_of_line_end_separates(end: str) -> None:
    text = end.join(["CC: cough", "PMH:", "asthma", "PLAN: rest"])
    assert kinds(text) == ["chief_complaint", "past_medical_history", "plan"]
    assert bodies(text) == ["cough", "asthma", "rest"]


def test_numbered_headings_follow_one_another() -> None:
    text = "1. HPI: cough\n2. PMH: asthma\n3. Meds: albuterol\n"
    assert kinds(text) == ["history_of_present_illness", "past_medical_history", "medications"]


def test_text_before_the_first_heading_is_unknown() -> None:
    text = "Seen with Dr. Lee.\n\nPLAN: rest"
    assert kinds(text) == ["unknown", "plan"]
    assert bodies(text)[0] == "Seen with Dr. Lee."


def test_blanks_before_the_first_heading_are_no_section() -> None:
    assert kinds("\n \n\tPLAN: rest") == ["plan"]


@pytest.mark.parametrize("text", ["", " \n ", "\f"])
def test_a_text_of_blanks_has_no_section(text: str) -> None:
    assert pieces(text) == []


def test_headings_without_text_between_them_have_empty_bodies() -> None:
    text = "ASSESSMENT:\nPLAN:\nrest"
    assert kinds(text) == ["assessment", "plan"]
    assert bodies(text) == ["", "rest"]


# What is no heading


@pytest.mark.parametrize(
    "text",
    [
        "He has a history of psoriasis.",
        "She is worried about her\nhistory of psoriasis.",
        "Family history is positive for diabetes.",
        "FHTs@154 by Doppler.",
        "FHR: 145 with moderate variability",
        "Plan was discussed with the patient.",
        "Assessment and plan were discussed.",
        "Medications were reviewed, see list.",
        "The exam: limited by pain.",
        "P: 84",
        "O: 2 L by nasal cannula",
        "We went over all the options that she has, and then over the\nplan: she prefers to wait.",
    ],
)
def test_prose_has_no_heading(text: str) -> None:
    assert headings(text) == []


def test_a_word_at_the_start_of_a_wrapped_line_is_no_heading() -> None:
    text = (
        "HPI: He came back for follow up after we had changed most of the older\n"
        "Medications\n"
        "that he could not tolerate."
    )
    assert kinds(text) == ["history_of_present_illness"]


def test_letters_are_headings_when_the_note_is_in_that_form() -> None:
    text = "S: feels well\nO: BP 120/80\nA: hypertension\nP: continue\n"
    assert kinds(text) == ["subjective", "objective", "assessment", "plan"]
    assert bodies(text)[0] == "feels well"


def test_identification_at_the_head_makes_no_sections() -> None:
    text = "Name: Doe, J.\nAge: 60\nService: medicine\n\nPLAN: rest"
    assert kinds(text) == ["unknown", "plan"]


# Headings nobody knows


def test_an_unknown_heading_that_stands_like_the_others_ends_a_section() -> None:
    text = (
        "PROCEDURE: stent\n\nINDICATIONS: angina\n\n"
        "CARDIAC CATHETERIZATION: normal left main.\n\nIMPRESSION: fine"
    )
    assert kinds(text) == ["procedures", "indications", "unknown", "impression"]
    assert headings(text)[2] == "CARDIAC CATHETERIZATION:"


def test_an_unknown_heading_is_part_of_its_body() -> None:
    text = "INDICATIONS: angina\n\nLEFT VENTRICULOGRAM: normal.\n"
    assert bodies(text)[1] == "LEFT VENTRICULOGRAM: normal."
    assert pieces(text)[1].rule == "unknown-heading"
    assert pieces(text)[1].name == "LEFT VENTRICULOGRAM"


@pytest.mark.parametrize(
    "line",
    [
        "left ventriculogram: normal.",
        "Left ventriculogram: normal.",
        "- LEFT VENTRICULOGRAM: normal.",
        "1. LEFT VENTRICULOGRAM: normal.",
        "LEFT VENTRICULOGRAM - normal.",
        "LEFT VENTRICULOGRAM",
        "EF: 60",
    ],
)
def test_an_unknown_heading_that_stands_otherwise_does_not(line: str) -> None:
    text = f"INDICATIONS: angina\n\n{line}\n\nFINDINGS: none"
    assert kinds(text) == ["indications", "findings"]


def test_without_known_headings_capitals_colon_and_blank_lines_tell() -> None:
    text = "LEFT HIP: sore.\n\nRIGHT KNEE: swollen.\nBP: 120/80\n"
    assert headings(text) == ["LEFT HIP:", "RIGHT KNEE:"]


def test_in_a_note_of_capitals_only_known_headings_count() -> None:
    text = (
        "PAST MEDICAL HISTORY:\n\nDIABETES: SINCE 1990.\n\nMEDICATIONS:\n\nINSULIN: TEN UNITS.\n\n"
        "PLAN: CONTINUE.\n"
    )
    assert kinds(text) == ["past_medical_history", "medications", "plan"]


def test_an_item_of_a_list_is_no_heading() -> None:
    text = "ALLERGIES:\nPENICILLIN: rash\nSULFA: hives\nSOCIAL HISTORY: retired\nPLAN: rest\n"
    assert kinds(text) == ["allergies", "social_history", "plan"]


def test_but_after_a_blank_line_it_is() -> None:
    text = "ALLERGIES: none\n\nSTRESS TEST: normal\n\nPLAN: rest\n"
    assert kinds(text) == ["allergies", "unknown", "plan"]


def test_relatives_stay_in_the_family_history() -> None:
    text = "FAMILY HISTORY:\n\nMOTHER: gout.\n\nFATHER: angina.\n\nLEFT HIP: sore.\n\nPLAN: rest\n"
    assert kinds(text) == ["family_history", "unknown", "plan"]
    assert "FATHER: angina." in bodies(text)[0]


@pytest.mark.parametrize("kind", ["ASSESSMENT AND PLAN", "PLAN", "IMPRESSION", "HOSPITAL COURSE"])
def test_problems_stay_inside(kind: str) -> None:
    text = f"HPI: tired.\n\n{kind}:\n\nDIABETES: continue metformin.\n\nHYPERTENSION: stable.\n"
    assert headings(text) == ["HPI:", f"{kind}:"]
    assert "DIABETES: continue metformin." in bodies(text)[1]


def test_findings_of_an_examination_stay_inside() -> None:
    text = "PHYSICAL EXAM:\nGEN EXAM: well\nWADDELL SIGNS: none\n\nPLAN: rest"
    assert kinds(text) == ["physical_exam", "plan"]


# Lesser headings


def test_an_item_of_the_plan_is_no_section() -> None:
    text = "PLAN:\n1. Medications: continue lisinopril\n2. Follow-up: two weeks\n- Labs: BMP\n"
    assert kinds(text) == ["plan"]


def test_a_lesser_heading_stays_in_the_plan() -> None:
    text = "HPI\n\ncough\n\nPLAN\n\nLab - pregnancy test\nImmunizations: flu shot today\n"
    assert kinds(text) == ["history_of_present_illness", "plan"]


def test_a_heading_like_the_others_ends_the_plan() -> None:
    text = "HPI: cough\n\nPLAN: rest\n\nDISPOSITION: home\n"
    assert kinds(text) == ["history_of_present_illness", "plan", "disposition"]


def test_one_lesser_heading_in_a_note_of_capitals_stays_inside() -> None:
    text = (
        "CHIEF COMPLAINT\n\nrash\n\nALLERGIES\n\nMedication:\npenicillin\n\n"
        "SOCIAL HISTORY\n\nnone\n\nASSESSMENT\n\nrash\n"
    )
    assert kinds(text) == ["chief_complaint", "allergies", "social_history", "assessment"]


def test_abbreviations_in_capitals_do_not_make_a_note_of_capitals() -> None:
    text = "CC: cough\nHPI: three days\nPMH: none\nMeds: none\nSH: none\n"
    assert kinds(text)[3:] == ["medications", "social_history"]


def test_assessment_ends_an_examination_however_it_is_written() -> None:
    text = "PHYSICAL EXAMINATION:\nwell\nSOCIAL HISTORY:\nx\nFAMILY HISTORY:\nx\nAssessment: flu\n"
    assert kinds(text)[-1] == "assessment"


# Subsections


def test_body_systems_are_subsections_of_an_examination() -> None:
    text = "PHYSICAL EXAM:\nVitals: stable\nHEENT: normal\nAbd: soft\n\nPLAN: rest"
    assert kinds(text) == ["physical_exam", "plan"]
    assert kinds(text, 2) == ["vital_signs", "physical_exam", "physical_exam"]
    assert headings(text, 2) == ["Vitals:", "HEENT:", "Abd:"]
    assert bodies(text, 2) == ["stable", "normal", "soft"]
    exam, *parts, _plan = pieces(text)
    assert [part.parent for part in parts] == [exam] * 3


def test_a_subsection_ends_where_its_section_ends() -> None:
    text = "ROS:\nSkin: no rash\nNo other complaints\nPE: well"
    assert bodies(text, 2) == ["no rash\nNo other complaints"]


def test_subsections_may_share_a_line() -> None:
    text = "PHYSICAL EXAM: GENERAL: Well. HEENT: Normal. NECK: Supple.\n"
    assert headings(text, 2) == ["GENERAL:", "HEENT:", "NECK:"]
    assert bodies(text, 2) == ["Well.", "Normal.", "Supple."]


def test_capitalised_body_systems_may_share_a_line_too() -> None:
    text = "PE: Gen: no distress. Neck: supple. Lungs: clear Abd: soft\n"
    assert headings(text, 2) == ["Gen:", "Neck:", "Lungs:", "Abd:"]
    assert bodies(text, 2) == ["no distress.", "supple.", "clear", "soft"]


@pytest.mark.parametrize(
    "text", ["PE: her neck: supple", "PE: Left Neck: supple", "HPI: x. Neck: y"]
)
def test_but_only_in_an_examination_and_as_one_capitalised_word(text: str) -> None:
    assert headings(text, 2) == []


def test_body_systems_elsewhere_are_no_subsections() -> None:
    text = "HPI:\nNeck: hurts\nBack: hurts\n"
    assert len(pieces(text)) == 1


def test_body_systems_after_vital_signs_open_the_examination() -> None:
    text = "Vitals: BP 120/80\nGen: no distress\nLungs: clear\n"
    assert kinds(text) == ["vital_signs", "physical_exam"]
    assert kinds(text, 2) == ["physical_exam"]


def test_allergies_in_a_review_of_systems_is_a_system_or_a_section() -> None:
    assert kinds("ROS:\nSkin: none\nAllergy: none\n") == ["review_of_systems"]
    own = "REVIEW OF SYSTEMS: negative\n\nALLERGIES: penicillin\n"
    assert kinds(own) == ["review_of_systems", "allergies"]


# Notes that lost their line ends


def test_capitals_after_a_sentence_are_headings_within_a_line() -> None:
    text = (
        "CHIEF COMPLAINT: cough.  HPI: Three days. PAST MEDICAL HISTORY: none. "
        "MEDICATIONS: none, ALLERGIES: none"
    )
    assert kinds(text) == [
        "chief_complaint",
        "history_of_present_illness",
        "past_medical_history",
        "medications",
        "allergies",
    ]


def test_headings_may_follow_one_another_on_a_line() -> None:
    text = (
        "PMH: HTN. PSH: none. Meds: lisinopril. Family history: none. SH: retired. PE: Gen: well. "
        "Plan: rest. Labs: CBC."
    )
    assert kinds(text) == [
        "past_medical_history",
        "past_surgical_history",
        "medications",
        "family_history",
        "social_history",
        "physical_exam",
        "plan",
    ]
    assert bodies(text)[-1] == "rest. Labs: CBC."


def test_they_need_a_heading_at_the_start_of_the_line() -> None:
    assert headings("He was seen. Diagnosis: gout. PE: negative. Plan: rest.") == []


@pytest.mark.parametrize(
    "text",
    [
        "He said the PLAN: was good",
        "See attached IMPRESSION: of CT",
        "The tumor was seen. Plan: biopsy",
        "Stage IV: METASTATIC",
    ],
)
def test_within_a_line_nothing_less_will_do(text: str) -> None:
    assert headings(text) == []


def test_the_same_note_gives_the_same_outline() -> None:
    text = "HPI: x\n\nODD HEADING: y\n\nPE:\nHEENT: z\n"
    first = [(p.kind.id, p.rule, p.begin, p.end, p.level) for p in pieces(text)]
    assert first == [(p.kind.id, p.rule, p.begin, p.end, p.level) for p in pieces(text)]

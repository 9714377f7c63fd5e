"""Where sentences end in what clinicians write."""

from __future__ import annotations

from collections import Counter

import pytest
from cascara.annotators.sentences.rules import Abbreviations, rules
from cascara.annotators.sentences.split import Splitter, wrap_width
from pydantic import ValidationError


def sentences(text: str) -> list[str]:
    return [text[begin:end] for begin, end in Splitter(text).split(0, len(text))]


# One sentence


@pytest.mark.parametrize(
    "text",
    [
        "He was seen by Dr. Lee.",
        "He was seen by Drs. Lee and Hart.",
        "Mr. Hart and Mrs. Hart agree with Ms. Lee.",
        "DR. LEE WAS CALLED.",
        "He lives near St. Paul.",
        "Pt. denies pain.",
        "It is viral vs. bacterial.",
        "Avoid sedatives, e.g. lorazepam.",
        "Avoid sedatives, i.e. Ativan.",
        "It measures approx. 5 cm.",
        "See Fig. 2 of the report.",
        "A No. 4 catheter was used.",
        "Seen by J. Smith today.",
        "Seen by J. R. Smith today.",
        "Seen by É. Dubois today.",
        "Lisinopril 10 mg p.o. q.d. for pressure.",
        "Insulin 10 units subcu. q.12 h. before meals.",
        "Take 1 tab. p.o. b.i.d. p.r.n. pain.",
        "Heparin 5000 U. IV now.",
        "Aspirin 81 mg P.O. Q.D. was kept.",
        "Temp. 98.6, resp. rate 16.",
        "The abd. exam was benign.",
        "Levothyroxine 0.088 mg and 1.5 tablets.",
        "Her INR was 2.3 on 3.5 mg.",
        "He weighs 3.2 kg.",
        "Call at 9 a.m. on Monday.",
        "He uses www.example.org for refills.",
        "Seen 01.02.2020 at the clinic.",
        "Rule out ? pneumonia today.",
        "Likely viral, ?UTI.",
        "It was read as negative (see above) today.",
        'He said "it hurts." and left.',
        "He waited... then left.",
        "E. coli grew.",
        "1. Hypertension.",
        "12. Hypertension",
        "(3) Hypertension.",
        "2) Hypertension, well controlled.",
        "a. Hypertension.",
        "IV. Hypertension.",
        "#1 Hypertension.",
        "- Hypertension.",
        "DIABETES: continue metformin",
        "Nausea: No",
        "BP: 120/80   HR: 70   T: 98.6",
    ],
)
def test_one_sentence(text: str) -> None:
    assert sentences(text) == [text]


# Several


@pytest.mark.parametrize(
    "text",
    [
        "He is well.|She is not.",
        "He is well. |She is not.",
        "Is he well?|He is.",
        "He fell!|She did not.",
        "no edema.|lungs clear.",
        "Lisinopril 10 mg p.o. q.d.|She takes no other drugs.",
        "Seen at 9 a.m.|He was asleep.",
        "Seen by Dr. X.|The plan was changed.",
        "He has hepatitis C.|He drinks.",
        "Mild MR.|Moderate TR.",
        "There was no significant MR.|Mitral valve is normal.",
        "Ticlid 250 mg bid.|CT was negative.",
        "The creatinine was 1.2.|AST was 70.",
        "He smoked 20 to 30.|He quit at 45.|He is well.",
        "EKG: ST depression in lead I.|No Q waves.",
        'He said "it hurts."|He left.',
        "(He fell.)|He got up.",
        "He fell (on ice).|He got up.",
        "He waited...|Then he left.",
        "1. Hypertension.|2. Diabetes.",
        "CHF.|2. COPD.",
        "Stable.|1. Continue.|2. Return.",
        "He has etc.|She denies.",
    ],
)
def test_several_sentences_on_a_line(text: str) -> None:
    assert sentences(text.replace("|", " ")) == [part.strip() for part in text.split("|")]


def test_a_forgotten_blank_still_ends_a_sentence() -> None:
    assert sentences("No edema noted.The patient left.") == ["No edema noted.", "The patient left."]
    assert sentences("Any edema?The patient left.") == ["Any edema?", "The patient left."]


@pytest.mark.parametrize("text", ["See smith.jones@example.org.", "He uses St.John wort."])
def test_a_stop_inside_a_name_does_not(text: str) -> None:
    assert sentences(text) == [text]


# Lines


@pytest.mark.parametrize(
    "text",
    [
        "Hypertension\nDiabetes\nGout",
        "- aspirin 81 mg\n- metoprolol\n- rest",
        "* one\n* two",
        "1. one\n2. two",
        "1) one\n2) two",
        "a) one\nb) two",
        "[x] one\n[ ] two",
        "aspirin\nlisinopril\nmetoprolol",
        "Urinalysis:\nWBC >100\nProtein 50",
        "WBC\t8.3\nHGB\t11.2",
        "HEENT: normal\nNeck: supple\nLungs: clear",
        "DIABETES\nHe takes metformin.",
        "Labs pending\nIs he well?\nYes",
        "-----\nEnd of report",
        "He fell.\nHe got up.",
        "he fell.\nhe got up.",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_is_a_sentence(text: str, end: str) -> None:
    lines = text.split("\n")
    assert sentences(text.replace("\n", end)) == lines


@pytest.mark.parametrize("blank", ["\n\n", "\n \n", "\r\n\r\n", "\n\n\n\n"])
def test_a_blank_line_ends_a_sentence(blank: str) -> None:
    assert sentences(f"He was seen by the{blank}team") == ["He was seen by the", "team"]


WRAPPED = """\
The patient is a pleasant man who was seen for a cough that began about two
weeks ago and has not changed since. He was seen at the urgent care by Dr.
Lee and was given an inhaler, which helped. He then went to Lake Tahoe with
Mary and her two sons, where he felt well for most of the time. On the way
home he coughed again.
He has
no fever.
"""


def test_wrapped_lines_are_joined() -> None:
    assert [" ".join(s.split()) for s in sentences(WRAPPED)] == [
        "The patient is a pleasant man who was seen for a cough that began about two weeks ago "
        "and has not changed since.",
        "He was seen at the urgent care by Dr. Lee and was given an inhaler, which helped.",
        "He then went to Lake Tahoe with Mary and her two sons, where he felt well for most of "
        "the time.",
        "On the way home he coughed again.",
        "He has no fever.",
    ]


def test_lists_stay_lists_in_a_wrapped_text() -> None:
    text = (
        WRAPPED
        + "Diabetes mellitus type 2\nHypertension\n"
        + "1. Gout, for which he has to take\nallopurinol\n2. Asthma"
    )
    assert sentences(text)[-4:] == [
        "Diabetes mellitus type 2",
        "Hypertension",
        "1. Gout, for which he has to take\nallopurinol",
        "2. Asthma",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Lisinopril, metoprolol,\nAspirin and rest",
        "He was given lisinopril and\nAspirin",
        "Pain in the\nRight knee",
        "Take one tablet (two times\nA day)",
        "Seen with Dr.\nHart",
        "Mild to\nmoderate pain",
        "He is seen in follow-\nup",
        "Mupirocin ointment to the wounds twice a day, and gabapentin as\nbefore",
    ],
)
def test_a_line_that_cannot_end_goes_on(text: str) -> None:
    assert sentences(text) == [text]


def test_bullets_within_a_line() -> None:
    assert sentences("Problems: • HTN • DM • gout") == ["Problems:", "• HTN", "• DM", "• gout"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \r\n\t"])
def test_blanks_have_no_sentence(text: str) -> None:
    assert sentences(text) == []


def test_an_abbreviation_that_opens_a_line_is_still_one() -> None:
    wrapped = "On Monday evening he was seen by\nDr. Lee for pain."
    assert sentences(wrapped) == [wrapped]


@pytest.mark.parametrize("blanks", ["", " ", "\n", "  \n\n"])
@pytest.mark.parametrize("last", ["No pain.", "No pain", 'He said "no."', "Any pain?"])
def test_blanks_at_the_end_change_nothing(last: str, blanks: str) -> None:
    assert sentences(f"No fever. {last}{blanks}") == ["No fever.", last]


def test_only_the_stretch_is_split() -> None:
    text = "One. Two. Three."
    assert Splitter(text).split(4, 9) == [(5, 9)]
    assert Splitter(text).split(5, 12) == [(5, 9), (10, 12)]


# The width of wrapped text


def test_the_width_of_a_wrapped_text() -> None:
    assert 68 <= wrap_width(WRAPPED) <= 76


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Short lines\nare not wrapped",
        "One line that goes on in lower case after fifty characters is no proof yet\nof anything",
        "x" * 200 + "\nand so on\n" + "y" * 200 + "\nand so on",
    ],
)
def test_other_texts_have_none(text: str) -> None:
    assert wrap_width(text) == float("inf")


# The rules


def test_rows_have_unique_ids_and_words() -> None:
    rows = rules().abbreviations
    assert max(Counter(row.id for row in rows).values()) == 1
    words = Counter(word for row in rows for word in row.words)
    assert {word for word, count in words.items() if count > 1} == set()


@pytest.mark.parametrize(
    "row",
    [
        {"id": "x", "ends": "sometimes", "words": ["dr"]},
        {"id": "x", "ends": "never", "words": ["Dr"]},
        {"id": "x", "ends": "never", "words": ["d.r"]},
        {"id": "", "ends": "never", "words": []},
    ],
)
def test_the_schema_refuses_a_bad_row(row: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Abbreviations.model_validate(row)


@pytest.mark.parametrize(
    "text",
    [
        "Seen by Dr. Lee. He (and his wife) agreed.) Stable. Go on.\n\nPlan:\n1. Rest. 2. Fluids.",
        'BP is 120/80. Class II. He said "no." Aspirin p.o. daily.\nGrade III. No change..  Well',
    ],
)
def test_a_mark_elsewhere_in_the_text_changes_nothing(text: str) -> None:
    alone = Splitter(text).split(0, len(text))
    assert len(alone) > 3
    assert Splitter(f"{text}\n\n?").split(0, len(text)) == alone


def test_what_follows_a_stretch_does_not_end_its_sentences() -> None:
    text = "He rests.\nPlan: go on"
    assert Splitter(text).split(0, 9) == [(0, 9)]
    assert Splitter(text).split(9, len(text)) == [(10, 21)]

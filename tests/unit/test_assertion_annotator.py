"""The annotator on a CAS: what it sets, its evidence, its limits."""

from __future__ import annotations

from typing import Any

import pytest
from cascara import Cas
from cascara.annotators.assertion import Assertion


@pytest.fixture(scope="module")
def assertion() -> Assertion:
    annotator = Assertion()
    annotator.setup()
    return annotator


def judged(
    assertion: Assertion, text: str, *mentions: str, kind: str = "SignSymptomMention"
) -> tuple[Cas, list[Any]]:
    cas = Cas(text)
    cas.annotate("Sentence", 0, len(text))
    made = [cas.annotate(kind, text.index(m), text.index(m) + len(m)) for m in mentions]
    assertion.process(cas)
    return cas, made


def evidence(cas: Cas, mention: Any) -> dict[str, Any]:
    return {e.attribute: e for e in cas.select("Evidence") if e.target is mention}


def test_every_feature_is_set(assertion: Assertion) -> None:
    _, (cough,) = judged(assertion, "He has a cough.", "cough")
    assert (cough.polarity, cough.uncertainty, cough.historyOf) == (1, 0, 0)
    assert (cough.subject, cough.conditional, cough.generic) == ("patient", False, False)


def test_evidence_names_cue_rule_and_scope(assertion: Assertion) -> None:
    text = "Denies fever, but has a cough."
    cas, (fever, cough) = judged(assertion, text, "fever", "cough")
    why = evidence(cas, fever)["polarity"]
    assert cas.covered_text(why) == "Denies"
    assert (why.component, why.rule, why.value) == ("assertion", "neg.denies", "-1")
    assert text[why.scopeBegin : why.scopeEnd].strip() == "fever,"
    assert evidence(cas, cough) == {}


def test_evidence_of_a_section_is_its_heading(assertion: Assertion) -> None:
    text = "PAST MEDICAL HISTORY: gout."
    cas = Cas(text)
    section = cas.annotate(
        "cascara.type.Section",
        21,
        len(text),
        kind="past_medical_history",
        headingBegin=0,
        headingEnd=21,
    )
    cas.annotate("Sentence", 22, len(text))
    gout = cas.annotate("DiseaseDisorderMention", 22, 26)
    assertion.process(cas)
    why = evidence(cas, gout)["historyOf"]
    assert cas.covered_text(why) == "PAST MEDICAL HISTORY:"
    assert (why.scopeBegin, why.scopeEnd) == (section.begin, section.end)
    assert (gout.historyOf, why.value) == (1, "1")


def test_several_features_have_each_their_evidence(assertion: Assertion) -> None:
    cas, (cancer,) = judged(assertion, "No family history of cancer.", "cancer")
    assert set(evidence(cas, cancer)) == {"polarity", "subject"}
    assert (cancer.polarity, cancer.subject) == (-1, "family_member")


def test_mentions_that_overlap_are_judged_as_one(assertion: Assertion) -> None:
    text = "No organomegaly, masses, or abdominal hernias."
    names = ("organomegaly", "masses", "abdominal hernias", "hernias", "abdominal")
    _, mentions = judged(assertion, text, *names)
    assert {m.polarity for m in mentions} == {-1}


@pytest.mark.parametrize(
    "kind",
    [
        "DiseaseDisorderMention",
        "SignSymptomMention",
        "MedicationMention",
        "ProcedureMention",
        "AnatomicalSiteMention",
        "LabMention",
        "EventMention",
        "EntityMention",
    ],
)
def test_every_sort_of_mention_is_judged(assertion: Assertion, kind: str) -> None:
    _, (mention,) = judged(assertion, "There was no X today.", "X", kind=kind)
    assert mention.polarity == -1


def test_a_negative_test_was_done(assertion: Assertion) -> None:
    _, (test,) = judged(assertion, "CT was negative.", "CT", kind="ProcedureMention")
    assert test.polarity == 1


def test_other_annotations_are_left_alone(assertion: Assertion) -> None:
    cas = Cas("No date.")
    cas.annotate("Sentence", 0, 8)
    date = cas.annotate("TimeMention", 3, 7)
    assertion.process(cas)
    assert date.polarity is None


def test_mentions_outside_sentences_and_texts_without_any(assertion: Assertion) -> None:
    cas = Cas("No fever")
    fever = cas.annotate("SignSymptomMention", 3, 8)
    assertion.process(cas)
    assert (fever.polarity, fever.subject) == (1, "patient")
    assertion.process(Cas(""))


@pytest.mark.parametrize(
    "others", [[(0, 7)], [(3, 8)], [(0, 23), (9, 23)], [(9, 40)], [(20, 23), (20, 23)]]
)
def test_sentences_of_two_components_may_overlap(
    assertion: Assertion, others: list[tuple[int, int]]
) -> None:
    text = "No fever was seen today. She has cough."
    cas = Cas(text)
    for begin, end in [(0, 24), (25, len(text)), *others]:
        cas.annotate("Sentence", begin, min(end, len(text)))
    fever = cas.annotate("SignSymptomMention", 3, 8)
    cough = cas.annotate("SignSymptomMention", text.index("cough"), len(text) - 1)
    assertion.process(cas)
    assert (fever.polarity, cough.polarity) == (-1, 1)


def test_sections_limit_what_is_judged() -> None:
    annotator = Assertion()
    annotator.setup()
    annotator.sections = frozenset({"plan"})
    cas = Cas("No fever. No cough.")
    cas.annotate("cascara.type.Section", 10, 19, kind="plan")
    cas.annotate("Sentence", 0, 9)
    cas.annotate("Sentence", 10, 19)
    fever = cas.annotate("SignSymptomMention", 3, 8)
    cough = cas.annotate("SignSymptomMention", 13, 18)
    annotator.process(cas)
    assert (fever.polarity, cough.polarity) == (None, -1)


def test_a_heading_nobody_knows_introduces_what_follows(assertion: Assertion) -> None:
    text = "Patient denies:\nfever\ncough\n\nHe has a rash."
    cas = Cas(text)
    cas.annotate(
        "cascara.type.Section", 15, len(text), kind="unknown", headingBegin=0, headingEnd=15
    )
    places = [(16, 21), (22, 27), (29, len(text))]
    for begin, end in places:
        cas.annotate("Sentence", begin, end)
    made = [cas.annotate("SignSymptomMention", b, e) for b, e in ((16, 21), (22, 27), (38, 42))]
    assertion.process(cas)
    assert [m.polarity for m in made] == [-1, -1, 1]


def test_no_scope_is_longer_than_a_sentence_can_be(assertion: Assertion) -> None:
    text = "Denies " + "fever, cough or rash, " * 400
    cas = Cas(text)
    cas.annotate("Sentence", 0, len(text) - 1)
    begins = [i for i in range(len(text)) if text.startswith("fever", i)]
    fevers = [cas.annotate("SignSymptomMention", i, i + 5) for i in begins]
    assertion.process(cas)
    assert [m.polarity for m in fevers[:80]] == [-1] * 80
    assert fevers[-1].polarity == 1
    assert max(e.scopeEnd - e.begin for e in cas.evidence()) <= 2000


def test_a_batch_is_judged_as_one_by_one(assertion: Assertion) -> None:
    texts = ["No fever", "Denies’ \u2610 cough. No rash", "fever", "", "İ has no rash"]
    made = []
    for text in texts:
        cas = Cas(text)
        if text:
            cas.annotate("Sentence", 0, len(text))
        words = [w for w in ("fever", "cough", "rash") if w in text]
        for word in words:
            cas.annotate("SignSymptomMention", text.index(word), text.index(word) + len(word))
        made.append(cas)
    assertion.process_batch(made)
    values = [[m.polarity for m in cas.select("SignSymptomMention")] for cas in made]
    assert values[0] == values[4] == [-1]
    assert values[1] == [-1, -1]
    assert (values[2], values[3]) == ([1], [])

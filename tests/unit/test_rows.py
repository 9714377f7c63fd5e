"""Annotations side by side: rows until somebody wants feature structures, the same after."""

from __future__ import annotations

import pytest
from cascara.core.cas import Cas
from cascara.core.errors import CasError
from cascara.core.evidence import Evidence
from cascara.core.rows import Origin, Row, Rows, Structure
from cascara.typesystem import names

TEXT = "Fever and cough. No rash."
SIGN = names.SIGN_SYMPTOM_MENTION


def array(code):
    concept = Structure(names.UMLS_CONCEPT, {"code": code, "cui": None})
    return Structure(names.FS_ARRAY, {"elements": (concept,)})


@pytest.fixture
def cas():
    return Cas(TEXT)


@pytest.fixture
def rows(cas):
    fever = array("R50")
    rows = Rows(
        SIGN,
        [0, 10, 20],
        [5, 15, 24],
        {"typeID": [3, 3, 3], "ontologyConceptArr": [fever, fever, None]},
        Origin("dictionary", "concept", ["t:1", "t:2", "t:3"], "t@1"),
    )
    cas.add_rows(rows)
    return rows


def made(cas):
    return SIGN in cas._current_view._indices


def test_rows_are_read_and_set_without_feature_structures(cas, rows):
    [found] = cas.rows("EventMention")
    assert found is rows
    assert len(rows) == 3
    rows.fill({"polarity": 1})
    rows.set(2, "polarity", -1)
    rows.set(0, "subject", "patient")
    assert list(rows.get("polarity")) == [1, 1, -1]
    assert list(rows.get("subject")) == ["patient", None, None]
    assert list(rows.get("uncertainty")) == [None, None, None]
    assert cas.spans(SIGN) == ([0, 10, 20], [5, 15, 24])
    assert not made(cas)


def test_feature_structures_hold_what_the_rows_held(cas, rows):
    rows.set(2, "polarity", -1)
    first, second, third = cas.select("SignSymptomMention")
    assert [(m.begin, m.end, m.typeID) for m in (first, second, third)] == [
        (0, 5, 3),
        (10, 15, 3),
        (20, 24, 3),
    ]
    assert (third.polarity, first.polarity, third.ontologyConceptArr) == (-1, None, None)
    assert first.ontologyConceptArr.elements[0].code == "R50"
    assert first.ontologyConceptArr is not second.ontologyConceptArr
    assert cas.select("EventMention") == [first, second, third]
    cas.check()


def test_rows_that_were_made_go_on_to_show_the_same(cas, rows):
    third = cas.select("SignSymptomMention")[2]
    rows.set(2, "polarity", -1)
    rows.fill({"generic": False})
    assert (third.polarity, third.generic) == (-1, False)
    third.subject = "other"
    assert list(rows.get("subject")) == [None, None, "other"]
    [again] = cas.rows("SignSymptomMention")
    assert list(again.get("polarity")) == [None, None, -1]
    assert again.begins == [0, 10, 20]


def test_evidence_has_feature_structures_as_targets(cas, rows):
    cas.explain([Evidence(17, 19, rows.target(2), "assertion", "neg", "polarity", "-1")])
    [told] = cas.explained()
    assert told.target == Row(rows, 2)
    assert not made(cas)
    evidence = cas.evidence()
    mentions = cas.select("SignSymptomMention")
    assert [(e.rule, e.target, e.source) for e in evidence] == [
        ("t:1", mentions[0], "t@1"),
        ("t:2", mentions[1], "t@1"),
        ("neg", mentions[2], None),
        ("t:3", mentions[2], "t@1"),
    ]
    assert [e.rule for e in cas.select("Evidence")] == ["t:1", "t:2", "neg", "t:3"]
    assert all(e.target in mentions for e in cas.select("Evidence"))


def test_evidence_about_rows_follows_them_when_they_are_made(cas, rows):
    cas.explain([Evidence(17, 19, rows.target(2), "assertion", "neg", "polarity", "-1")])
    mentions = cas.select("SignSymptomMention")
    assert {e.rule: e.target for e in cas.explained()}["neg"] is mentions[2]


def test_a_type_has_one_index_however_it_came(cas, rows):
    cas.annotate("SignSymptomMention", 6, 9)
    cas.add_rows(Rows(SIGN, [7], [8]))
    cas.add_rows(Rows(names.PROCEDURE_MENTION, [1], [2]))
    assert cas.spans("SignSymptomMention") == ([0, 6, 7, 10, 20], [5, 9, 8, 15, 24])
    assert cas.spans("EventMention") == ([0, 1, 6, 7, 10, 20], [5, 2, 9, 8, 15, 24])
    assert len(cas.covered("SignSymptomMention", 0, 9)) == 3


def test_an_annotation_among_rows_can_be_taken_out(cas, rows):
    cas.remove(cas.select("SignSymptomMention")[1])
    assert cas.spans("SignSymptomMention") == ([0, 20], [5, 24])


def test_arrays_of_a_type_in_rows(cas, rows):
    assert cas.columns("SignSymptomMention").begin.tolist() == [0, 10, 20]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Rows(SIGN, [0], [99]), "not within"),
        (Rows(SIGN, [-1], [3]), "not within"),
        (Rows(SIGN, [5], [3]), "not within"),
        (Rows(SIGN, [0.5], [3]), "not within"),
        (Rows(SIGN, [0, 1], [3]), "as many"),
        (Rows(SIGN, [4, 0], [5, 3]), "order"),
        (Rows(SIGN, [0, 0], [3, 5]), "order"),
        (Rows(SIGN, [0], [3], {"colour": ["red"]}), "no feature colour"),
        (Rows(SIGN, [0], [3], {"polarity": []}), "each row"),
        (Rows(names.UMLS_CONCEPT, [], []), "no place in the text"),
        (Rows("my.Own", [], []), "no place in the text"),
    ],
)
def test_wrong_rows_are_refused(cas, wrong, words):
    with pytest.raises(CasError, match=words):
        cas.add_rows(wrong)
    assert cas.select("Annotation") == []


def test_a_value_of_the_wrong_kind_is_found_at_the_latest_when_it_is_made(cas):
    cas.add_rows(Rows(SIGN, [0], [3], {"polarity": ["no"]}))
    with pytest.raises(CasError, match="polarity"):
        cas.check()

"""The CAS: checks, views, moving, arrays, and that cassis's own tools work on it."""

from __future__ import annotations

import gc
import weakref

import cassis
import numpy as np
import pytest
from cascara.core.cas import Cas
from cascara.core.columns import Columns
from cascara.core.errors import CasError
from cascara.core.evidence import Evidence
from cascara.core.plans import Plans
from cascara.typesystem import default, names
from cassis import TypeSystem

TEXT = "No fever. 😀 Cough."


def span(fs):
    return fs.begin, fs.end


def test_is_a_cassis_cas_of_the_default_types():
    cas = Cas(TEXT)
    assert isinstance(cas, cassis.Cas)
    assert cas.sofa_string == TEXT
    assert cas.plans.resolve("MedicationMention") == names.MEDICATION_MENTION


def test_select_of_a_supertype_merges_in_uima_order():
    cas = Cas(TEXT)
    late = cas.annotate("SignSymptomMention", 12, 17)
    short = cas.annotate("DiseaseDisorderMention", 3, 6)
    long = cas.annotate("MedicationMention", 3, 8)
    twin = cas.annotate("MedicationMention", 3, 8)
    assert cas.select("EventMention") == [long, twin, short, late]


def test_a_type_never_used_selects_nothing_and_leaves_no_trace():
    cas = Cas(TEXT)
    assert cas.select("ProcedureMention") == []
    assert dict(cas._current_view.type_index) == {}


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ({"polarity": "1"}, "polarity is a uima.cas.Integer, not a Python str"),
        ({"polarity": True}, "polarity is a uima.cas.Integer, not True"),
        ({"polarity": 2**31}, f"polarity is a uima.cas.Integer, not {2**31}"),
        ({"polarity": -(2**31) - 1}, "polarity is a uima.cas.Integer"),
        ({"confidence": "high"}, "confidence is a uima.cas.Float, not a Python str"),
        ({"conditional": 1}, "conditional is a uima.cas.Boolean, not 1"),
        ({"subject": 3}, "subject is a uima.cas.String, not 3"),
        ({"ontologyConceptArr": []}, "ontologyConceptArr is a uima.cas.FSArray, not a Python list"),
        ({"colour": "red"}, "has no feature colour"),
    ],
)
def test_a_wrong_value_is_refused_and_named(features, said):
    cas = Cas(TEXT)
    with pytest.raises(CasError, match="SignSymptomMention") as caught:
        cas.annotate("SignSymptomMention", 3, 8, **features)
    assert said in str(caught.value)
    assert cas.select("SignSymptomMention") == []


def test_a_reference_to_the_wrong_type_is_refused():
    cas = Cas(TEXT)
    concept = cas.new("UmlsConcept")
    with pytest.raises(CasError, match=r"medicationDose|medicationRoute"):
        cas.annotate("MedicationMention", 3, 8, medicationRoute=concept)


def test_an_error_never_shows_a_string_value():
    cas = Cas(TEXT)
    with pytest.raises(CasError) as caught:
        cas.annotate("SignSymptomMention", 3, 8, polarity="fever of Mrs Doe")
    assert "Doe" not in str(caught.value)


@pytest.mark.parametrize(
    ("begin", "end"), [(-1, 2), (5, 4), (0, 19), (19, 19), (2.0, 3), (None, 3)]
)
def test_a_span_outside_the_text_is_refused(begin, end):
    cas = Cas(TEXT)
    with pytest.raises(CasError, match="Sentence"):
        cas.annotate("Sentence", begin, end)
    assert cas.select("Sentence") == []


def test_an_unknown_and_an_ambiguous_type_are_named():
    cas = Cas(TEXT)
    with pytest.raises(CasError, match="Nonsense is not in the type system"):
        cas.select("Nonsense")
    with pytest.raises(CasError, match=r"Markable is ambiguous: .*coreference.*textsem"):
        cas.select("Markable")


def test_add_all_adds_all_or_none():
    cas = Cas(TEXT)
    make = cas.maker("Sentence")
    with pytest.raises(CasError):
        cas.add_all([make(begin=0, end=9), make(begin=0, end=99)])
    assert cas.select("Sentence") == []
    cas.add_all([make(begin=0, end=9), make(begin=10, end=17)])
    assert [span(s) for s in cas.select("Sentence")] == [(0, 9), (10, 17)]


def test_move_reindexes_and_a_refused_move_changes_nothing():
    cas = Cas(TEXT)
    first = cas.annotate("Sentence", 0, 9)
    second = cas.annotate("Sentence", 10, 17)
    cas.move(first, 12, 17)
    assert cas.select("Sentence") == [second, first]
    assert cas.covered("Sentence", 11, 17) == [first]
    with pytest.raises(CasError):
        cas.move(first, 12, 99)
    assert span(first) == (12, 17)
    cas.check()


@pytest.mark.parametrize("read_first", [False, True])
def test_a_span_changed_in_the_index_is_caught_by_check(read_first):
    cas = Cas(TEXT)
    fs = cas.annotate("Sentence", 0, 9)
    if read_first:
        cas.covered("Sentence", 0, 17)
    fs.end = 8
    with pytest.raises(CasError, match=r"use Cas\.move"):
        cas.check()


def test_a_value_set_after_adding_is_caught_by_check():
    cas = Cas(TEXT)
    fs = cas.annotate("SignSymptomMention", 3, 8)
    fs.polarity = "negative"
    with pytest.raises(CasError, match="polarity"):
        cas.check()


def test_remove_takes_out_exactly_that_one():
    cas = Cas(TEXT)
    one, two = (cas.annotate("Sentence", 0, 9) for _ in range(2))
    cas.remove(two)
    assert cas.select("Sentence") == [one]
    assert cas.select("Sentence")[0] is one
    with pytest.raises(CasError, match="not in the index"):
        cas.remove(two)


def test_a_feature_structure_equals_itself_alone():
    cas = Cas(TEXT)
    one, two = cas.new("UmlsConcept", cui="C1"), cas.new("UmlsConcept", cui="C1")
    assert one != two
    assert len({one, two}) == 2


def test_views_keep_class_settings_and_their_own_index():
    cas = Cas("outer", lenient=True)
    inner = cas.create_view("xml")
    assert isinstance(inner, Cas)
    assert inner._lenient
    inner.sofa_string = "<a/>"
    inner.annotate("Sentence", 0, 4)
    assert cas.select("Sentence") == []
    assert len(cas.get_view("xml").select("Sentence")) == 1
    assert cas.get_view("_InitialView").sofa_string == "outer"


def test_queries_leave_out_the_annotation_itself():
    cas = Cas(TEXT)
    sentence = cas.annotate("Sentence", 0, 9)
    fever = cas.annotate("SignSymptomMention", 3, 8)
    assert cas.covered("Annotation", sentence) == [fever]
    assert cas.covering("Annotation", fever) == [sentence]
    assert cas.overlapping("Annotation", fever) == [sentence]
    assert cas.at("Annotation", 3, 8) == [fever]
    assert cas.at("Annotation", fever) == []
    with pytest.raises(CasError, match="no place in the text"):
        cas.covered("UmlsConcept", 0, 9)


def test_preceding_and_following_give_the_nearest_first():
    cas = Cas(TEXT)
    a, b, c = (cas.annotate("Sentence", i, i + 1) for i in (0, 4, 8))
    assert cas.preceding("Sentence", c) == [b, a]
    assert cas.preceding("Sentence", c, limit=1) == [b]
    assert cas.following("Sentence", a, limit=1) == [b]
    assert cas.following("Sentence", 5) == [c]


def columns(calls):
    def load():
        calls.append("load")
        return np.array([0, 3, 8]), np.array([2, 8, 9]), np.array([0, 0, 1])

    def fill(made, text):
        calls.append("fill")
        return {"tokenNumber": [0, 1, 2], "capitalization": [1, 0, None]}

    return Columns((names.WORD_TOKEN, names.PUNCTUATION_TOKEN), load, fill)


def test_arrays_become_feature_structures_only_when_asked_for():
    cas, calls = Cas(TEXT), []
    cas.add_columns(columns(calls))
    cas.select("EventMention")
    assert calls == []
    assert cas.columns("BaseToken").begin.tolist() == [0, 3, 8]
    assert calls == ["load"]
    tokens = cas.select("BaseToken")
    assert calls == ["load", "fill"]
    assert [(t.type.short_name, *span(t), t.tokenNumber) for t in tokens] == [
        ("WordToken", 0, 2, 0),
        ("WordToken", 3, 8, 1),
        ("PunctuationToken", 8, 9, 2),
    ]
    assert [t.capitalization for t in cas.select("WordToken")] == [1, 0]
    assert cas.select("BaseToken") == tokens


def test_arrays_of_changed_annotations_are_made_anew():
    cas = Cas(TEXT)
    cas.add_columns(columns([]))
    cas.annotate("NumToken", 12, 17)
    assert cas.columns("BaseToken").begin.tolist() == [0, 3, 8, 12]
    cas.remove(cas.select("WordToken")[0])
    assert cas.columns("BaseToken").begin.tolist() == [3, 8, 12]
    assert cas.columns("WordToken").end.tolist() == [8]
    assert len(Cas(TEXT).columns("BaseToken")) == 0


def test_cassis_writes_and_reads_what_it_holds():
    cas = Cas(TEXT)
    cas.annotate("SignSymptomMention", 12, 17, polarity=1)
    cas.add_columns(columns([]))
    again = cassis.load_cas_from_xmi(cassis.Cas.to_xmi(cas), typesystem=cas.typesystem)
    assert [span(m) for m in again.select(names.SIGN_SYMPTOM_MENTION)] == [(12, 17)]
    assert len(again.select(names.BASE_TOKEN)) == 3


def test_the_document_annotation_spans_the_text():
    cas = Cas(TEXT, document_language="en")
    assert span(cas.get_document_annotation()) == (0, len(TEXT))
    assert cas.document_language == "en"


def test_evidence_is_a_record_until_somebody_wants_feature_structures():
    cas = Cas(TEXT)
    cough = cas.annotate("SignSymptomMention", 12, 17)
    why = Evidence(0, 2, cough, "assertion", "no", "polarity", "-1", 0, 17, "cues@1")
    cas.explain([why, Evidence(0, 8, cough, "dictionary", "t:1", "concept")])
    assert [e.rule for e in cas.evidence()] == ["t:1", "no"]
    cas.select("EventMention")
    assert not cas._current_view._indices.get(names.EVIDENCE)
    structures = cas.select("Evidence")
    assert [(fs.begin, fs.end, fs.rule, fs.value) for fs in structures] == [
        (0, 8, "t:1", None),
        (0, 2, "no", "-1"),
    ]
    assert structures[1].target is cough
    assert cas.evidence()[1] == why
    cas.annotate("Evidence", 3, 8, target=cough, component="x", rule="y", attribute="z")
    assert [e.rule for e in cas.evidence()] == ["t:1", "no", "y"]
    cas.check()


@pytest.mark.parametrize(
    "wrong",
    [
        (0, 99, None, "c", "r", "a"),
        (5, 4, None, "c", "r", "a"),
        (None, 4, None, "c", "r", "a"),
        (0, 4, None, "c", 7, "a"),
    ],
)
def test_wrong_evidence_is_refused_whole(wrong):
    cas = Cas(TEXT)
    with pytest.raises(CasError, match="evidence"):
        cas.explain([Evidence(0, 2, None, "c", "r", "a"), Evidence(*wrong)])
    assert cas.evidence() == []


def test_offsets_of_a_text_that_is_elsewhere_cannot_be_checked():
    cas = Cas()
    cas.sofa_uri = "file:///elsewhere"
    cas.annotate("Sentence", 0, 700)
    with pytest.raises(CasError):
        cas.annotate("Sentence", 7, 3)
    cas.check()


def test_a_type_system_loaded_by_cassis_has_its_subtypes_accepted():
    types = cassis.load_typesystem(default().to_xml())
    cas = Cas(TEXT, types)
    concept = cas.new("UmlsConcept")
    cas.add(cas.new("Section", begin=0, end=3, parent=cas.new("Section")))
    mention = cas.annotate("EventMention", 0, 2, ontologyConceptArr=cas.array([concept]))
    cas.annotate("Evidence", 0, 2, target=mention)
    relation = cas.new("BinaryTextRelation", arg1=cas.new("RelationArgument", argument=mention))
    cas.add(relation)
    cas.check()


def test_a_type_system_goes_when_nobody_needs_it():
    types = TypeSystem()
    Plans.of(types)
    gone = weakref.ref(types)
    del types
    gc.collect()
    assert gone() is None

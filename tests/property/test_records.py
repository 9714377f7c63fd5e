"""A CAS that went through plain data is the same CAS."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest
from cascara import Cas
from cascara.core.errors import CasError
from cascara.core.records import from_records, to_records
from cascara.core.xmi import read_xmi, write_xmi
from hypothesis import given

sys.path.insert(0, str(Path(__file__).parent))
from xmi_cases import build, snapshot, specs, typesystem


@given(specs())
def test_random_cases(spec):
    cas = build(spec, Cas)
    write_xmi(cas)  # which gives ids to all, by which the two are compared
    data = pickle.dumps(to_records(cas))
    again = from_records(pickle.loads(data), typesystem())
    assert snapshot(again) == snapshot(cas)
    assert write_xmi(again) == write_xmi(cas)
    for view in cas.views:
        other = again.get_view(view.sofa.sofaID)._current_view
        assert [fs.xmiID for fs in other.get_all_fs()] == [fs.xmiID for fs in view.get_all_fs()]


def test_shared_arrays_stay_shared_and_unset_ids_unset():
    cas = Cas("Fever.")
    concept = cas.new("UmlsConcept", cui="C0015967")
    shared = cas.array([concept])
    for _ in range(2):
        cas.annotate("SignSymptomMention", 0, 5, ontologyConceptArr=shared)
    one, two = from_records(to_records(cas), cas.typesystem).select("SignSymptomMention")
    assert one.ontologyConceptArr is two.ontologyConceptArr
    assert one.ontologyConceptArr.elements[0].xmiID is None


def test_views_and_the_current_one():
    cas = Cas("outer")
    inner = cas.create_view("inner")
    inner.sofa_string = "inner"
    again = from_records(to_records(inner), cas.typesystem)
    assert again.sofa_string == "inner"
    assert again.get_view("_InitialView").sofa_string == "outer"
    assert again.create_view("third").get_sofa().sofaNum == 3


def test_types_found_in_an_xmi_cross_too():
    data = (
        b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
        b'xmlns:x="http:///x.ecore"><x:New xmi:id="2" sofa="1" begin="0" end="1" a="b"/>'
        b'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="ab"/>'
        b'<cas:View sofa="1" members="2"/></xmi:XMI>'
    )
    cas = read_xmi(data)
    base = Cas("").typesystem
    again = from_records(pickle.loads(pickle.dumps(to_records(cas))), base)
    assert [fs.a for fs in again.select("x.New")] == ["b"]
    assert again.typesystem is cas.typesystem
    assert not base.contains_type("x.New")


def test_what_is_no_feature_structure_is_refused():
    cas = Cas("Fever.")
    mention = cas.annotate("SignSymptomMention", 0, 5)
    mention.ontologyConceptArr = "secret words"
    with pytest.raises(CasError) as caught:
        to_records(cas)
    assert "secret" not in str(caught.value)

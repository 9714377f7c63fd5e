"""Nothing invalid is written; ids, bytes and offsets are as they should be."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from cascara import Cas
from cascara.core.errors import CasError
from cascara.core.xmi import read_xmi, write_xmi
from cascara.core.xmi.format import prefixes, type_name
from cassis import TypeSystem
from lxml import etree

SECRET = "zebra"
ID = "{http://www.omg.org/XMI}id"


def elements(data: bytes) -> dict[str, etree._Element]:
    """Elements by local name; the last of each."""
    return {etree.QName(element).localname: element for element in etree.fromstring(data)}


def mention(cas: Cas, **features: object):
    return cas.annotate("SignSymptomMention", 0, 5, **features)


@pytest.mark.parametrize(
    ("feature", "value"),
    [
        ("polarity", "zebra"),
        ("polarity", True),
        ("polarity", 1.0),
        ("polarity", 1 << 31),
        ("generic", 1),
        ("generic", "zebra"),
        ("confidence", "zebra"),
        ("confidence", True),
        ("subject", 5),
        ("subject", b"zebra"),
        ("subject", ["zebra"]),
        ("ontologyConceptArr", "zebra"),
        ("ontologyConceptArr", ["zebra"]),
        ("event", "zebra"),
        ("begin", None),
        ("begin", "0"),
        ("begin", -1),
        ("begin", 6),
        ("end", 99),
    ],
)
def test_a_wrong_value_set_after_adding_is_refused(feature, value):
    cas = Cas("zebra ran")
    setattr(mention(cas), feature, value)
    with pytest.raises(CasError) as caught:
        write_xmi(cas)
    assert "SignSymptomMention" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_reference_of_the_wrong_type_is_refused():
    cas = Cas("zebra ran")
    one = mention(cas)
    one.event = mention(cas)
    with pytest.raises(CasError, match=r"event is a .*refsem.Event, not a .*SignSymptomMention"):
        write_xmi(cas)


def test_a_wrong_value_in_what_is_only_referred_to_is_refused():
    cas = Cas("zebra ran")
    concept = cas.new("UmlsConcept")
    mention(cas, ontologyConceptArr=cas.array([concept]))
    concept.cui = 15967
    with pytest.raises(CasError, match=r"cui is a uima\.cas\.String, not 15967"):
        write_xmi(cas)


def test_a_wrong_item_is_refused():
    cas = Cas("zebra ran")
    array = cas.array(["zebra"])
    mention(cas, ontologyConceptArr=array)
    with pytest.raises(
        CasError, match=r"ontologyConceptArr holds an item that is no uima\.cas\.TOP"
    ):
        write_xmi(cas)


def test_a_span_changed_in_the_index_is_refused():
    cas = Cas("zebra ran")
    cas.annotate("SignSymptomMention", 6, 9)
    mention(cas).begin = 1
    with pytest.raises(CasError, match="changed while it was in the index"):
        write_xmi(cas)


def test_a_span_of_what_is_only_referred_to_is_checked():
    cas = Cas("zebra ran")
    evidence = cas.annotate("Evidence", 0, 5)
    evidence.target = cas.new("SignSymptomMention", begin=3, end=10)
    with pytest.raises(CasError, match=r"span 3\.\.10 is outside the text"):
        write_xmi(cas)


def test_an_annotation_of_another_cas_is_refused():
    other = mention(Cas("zebra ran"))
    cas = Cas("zebra ran")
    cas.annotate("Evidence", 0, 5, target=other)
    with pytest.raises(CasError, match="another CAS"):
        write_xmi(cas)


def test_a_list_that_never_ends_is_refused_where_it_is_written_inside_its_owner():
    ts = TypeSystem()
    ts.create_type("t.Thing", "uima.cas.TOP")
    ts.create_feature("t.Thing", "inner", "uima.cas.StringList")
    ts.create_feature("t.Thing", "outer", "uima.cas.StringList", multipleReferencesAllowed=True)
    cas = Cas("", typesystem=ts)
    node = cas.new("uima.cas.NonEmptyStringList", head="a")
    node.tail = node
    cas.add(cas.new("t.Thing", outer=node))
    again = read_xmi(write_xmi(cas), ts).select("t.Thing")[0]
    assert again.outer.tail is again.outer
    cas.add(cas.new("t.Thing", inner=node))
    with pytest.raises(CasError, match=r"t\.Thing:inner is a list that never ends"):
        write_xmi(cas)


def test_an_annotation_that_is_not_indexed_gets_the_sofa_of_its_owner():
    cas = Cas("first")
    view = cas.create_view("second")
    view.sofa_string = "the second text"
    evidence = view.annotate("Evidence", 0, 3)
    evidence.target = view.new("SignSymptomMention", begin=11, end=15)
    written = elements(write_xmi(cas))["SignSymptomMention"]
    assert written.get("sofa") == str(view.get_sofa().xmiID)


def test_ids_are_kept_and_never_given_twice():
    cas = Cas("zebra ran")
    first = mention(cas)
    stranger = cas.new("UmlsConcept")
    stranger.xmiID = first.xmiID
    first.ontologyConceptArr = cas.array([stranger])
    own = first.xmiID
    data = write_xmi(cas)
    ids = [element.get(ID) for element in etree.fromstring(data) if element.get(ID)]
    assert len(set(ids)) == len(ids)
    assert first.xmiID == own
    assert write_xmi(cas) == data


def test_what_is_added_twice_is_written_once():
    cas = Cas("zebra ran")
    cas.add(mention(cas))
    assert len(read_xmi(write_xmi(cas)).select("SignSymptomMention")) == 1


def test_one_in_the_index_of_two_views_is_written_once():
    cas = Cas("zebra ran")
    view = cas.create_view("other")
    concept = cas.new("UmlsConcept", cui="C1")
    cas.add(concept)
    view.add(concept)
    again = read_xmi(write_xmi(cas))
    assert again.select("UmlsConcept") == again.get_view("other").select("UmlsConcept")


def test_characters_that_xml_cannot_hold_become_spaces_and_one_line_in_the_log(caplog):
    text = "a\fzebra\x00\ud800 ran"
    cas = Cas(text)
    mention(cas, subject="\x07")
    with caplog.at_level(logging.WARNING):
        data = write_xmi(cas)
    again = read_xmi(data)
    assert again.sofa_string == "a zebra   ran"
    assert len(again.sofa_string) == len(text)
    assert cas.sofa_string == text
    assert len(caplog.records) == 1
    assert caplog.messages[0].startswith("a document: ")
    assert caplog.messages[0].endswith("written as spaces: 4")
    assert SECRET not in caplog.text
    cas.metadata.source = "ward/3\r.txt"
    with caplog.at_level(logging.WARNING):
        write_xmi(cas)
    assert caplog.messages[1].startswith("ward/3\\r.txt: ")


def test_strings_in_arrays_tell_null_from_empty():
    ts = TypeSystem()
    ts.create_type("t.Thing", "uima.cas.TOP")
    ts.create_feature("t.Thing", "array", "uima.cas.StringArray")
    cas = Cas("", typesystem=ts)
    items = ["", None, " a\n<b> "]
    array = cas.new("uima.cas.StringArray", elements=items)
    cas.add(cas.new("t.Thing", array=array))
    assert read_xmi(write_xmi(cas), ts).select("t.Thing")[0].array.elements == items


def test_java_spells_numbers_so():
    cas = Cas("zebra ran")
    numbers = [1e16, 1.5e-7, float("inf"), float("-inf"), float("nan"), -0.0, 3]
    for number in numbers:
        mention(cas, confidence=number)
    found = [e.get("confidence") for e in etree.fromstring(write_xmi(cas)) if e.get("confidence")]
    assert found == ["1E16", "1.5E-07", "Infinity", "-Infinity", "NaN", "-0.0", "3"]


def test_namespaces():
    assert type_name("http:///a/b.ecore C") == "a.b.C"
    assert type_name("http:///uima/noNamespace.ecore C") == "C"
    assert type_name("http://a/b.ecore C") is None
    assert type_name("C") is None
    assert prefixes(["a.type.A", "b.type.B", "cas.C", "a.type.C", "uima.cas.TOP", "x.xmi.Y"]) == {
        "http:///uima/cas.ecore": "cas",
        "http:///a/type.ecore": "type",
        "http:///b/type.ecore": "type2",
        "http:///cas.ecore": "cas2",
        "http:///x/xmi.ecore": "xmi2",
    }


def test_for_java_our_types_become_ctakes_types_or_nothing():
    cas = Cas("Meds: aspirin")
    cas.metadata.id = "note"
    section = cas.annotate("cascara.type.Section", 6, 13, id="medications", kind="medications")
    mention = cas.annotate("MedicationMention", 6, 13)
    evidence = cas.annotate("Evidence", 6, 13, target=mention, component="dictionary", rule="x")
    cas.annotate("AsNeededModifier", 6, 13, medication=mention, reason="pain")
    cas.add(cas.array([evidence, section]))
    data = write_xmi(cas, types="ctakes")
    assert b"cascara" not in data
    found = elements(data)
    assert found["Segment"].get("id") == "medications"
    assert found["Segment"].get("kind") is None
    assert "Modifier" in found
    assert found["FSArray"].get("elements") == found["Segment"].get(ID)
    assert found["DocumentID"].get("documentID") == "note"
    read_xmi(data)
    assert b"Evidence" in write_xmi(cas)


def test_to_xmi(tmp_path):
    cas = Cas("zebra \U0001f993")
    text = cas.to_xmi()
    assert text is not None
    assert text.encode() == write_xmi(cas)
    path = tmp_path / "note.xmi"
    assert cas.to_xmi(path) is None
    assert read_xmi(path).sofa_string == cas.sofa_string


SCRIPT = """
from cascara import Cas
from cascara.core.xmi import write_xmi
cas = Cas("zebra ran")
for name in ("WordToken", "SignSymptomMention", "MedicationMention", "EventMention", "Evidence"):
    for _ in range(2):
        fs = cas.annotate(name, 0, 5)
        if hasattr(fs, "ontologyConceptArr"):
            fs.ontologyConceptArr = cas.array([cas.new("UmlsConcept") for _ in range(2)])
cas.metadata.set_item("a", "b")
import hashlib; print(hashlib.sha256(write_xmi(cas)).hexdigest())
"""


def test_bytes_do_not_depend_on_the_hash_seed():
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(found) == 1

"""The metadata of a CAS."""

from __future__ import annotations

import pytest
from cascara.core.cas import Cas
from cascara.core.component import Source
from cassis import TypeSystem

DOCUMENT_ID = "org.apache.ctakes.typesystem.type.structured.DocumentID"


@pytest.fixture
def cas():
    return Cas("Afebrile.")


def test_nothing_set_reads_as_empty(cas):
    metadata = cas.metadata
    assert (metadata.id, metadata.source, metadata.format, metadata.encoding) == ("", "", "", "")
    assert metadata.items == {}
    assert cas.select("DocumentMetadata") == []  # reading makes nothing


def test_what_is_set_is_read_by_another_view_of_it(cas):
    metadata = cas.metadata
    metadata.id, metadata.source = "ward/1.txt", "notes/ward/1.txt"
    metadata.format, metadata.encoding = "text", "utf-8"
    again = cas.metadata
    assert again.id == "ward/1.txt"
    assert again.source == "notes/ward/1.txt"
    assert (again.format, again.encoding) == ("text", "utf-8")
    assert len(cas.select("DocumentMetadata")) == 1


def test_java_sees_id_and_source(cas):
    cas.metadata.id = "1"
    cas.metadata.source = "notes/1.txt"
    cas.metadata.id = "2"
    assert [fs.documentID for fs in cas.select(DOCUMENT_ID)] == ["2"]
    assert [fs.documentPath for fs in cas.select("DocumentPath")] == ["notes/1.txt"]


def test_a_cas_of_ctakes_has_its_own_id(cas):
    cas.add(cas.new(DOCUMENT_ID, documentID="n7"))
    cas.add(cas.new("DocumentPath", documentPath="/data/n7.txt"))
    assert cas.metadata.id == "n7"
    assert cas.metadata.source == "/data/n7.txt"


def test_items_keep_their_order_and_replace_in_place(cas):
    cas.metadata.set_item("b", "1")
    cas.metadata.set_item("a", "")
    cas.metadata.set_item("b", "2")
    assert list(cas.metadata.items.items()) == [("b", "2"), ("a", "")]


def test_items_are_a_copy(cas):
    cas.metadata.items["x"] = "1"
    assert cas.metadata.items == {}


def test_it_is_kept_in_the_initial_view(cas):
    other = cas.create_view("source")
    other.metadata.id = "x"
    assert other.metadata.id == cas.metadata.id == "x"
    assert other.select("DocumentMetadata") == []
    assert len(cas.select("DocumentMetadata")) == 1


def test_a_type_system_without_the_types_reads_as_empty():
    cas = Cas("x", TypeSystem())
    assert cas.metadata.id == ""
    assert cas.metadata.items == {}


def test_many_items_at_once_keep_their_order_and_what_was_there():
    cas = Cas("x")
    cas.metadata.set_item("ward", "3")
    cas.metadata.set_items({"author": "A", "ward": "4", "patient.id": "7"})
    cas.metadata.set_items({})
    assert list(cas.metadata.items.items()) == [("ward", "4"), ("author", "A"), ("patient.id", "7")]
    assert len(cas.select("DocumentMetadata")) == 1


def test_no_items_make_no_record():
    cas = Cas("x")
    cas.metadata.set_items({})
    assert cas.select("DocumentMetadata") == []


def test_where_a_document_came_from():
    cas = Cas("x")
    cas.metadata.came_from(Source("a/b", "in/a/b.hl7"), "hl7")
    metadata = cas.metadata
    assert (metadata.id, metadata.source, metadata.format) == ("a/b", "in/a/b.hl7", "hl7")

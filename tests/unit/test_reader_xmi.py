"""The XMI reader: CASes as files, their own metadata kept."""

from __future__ import annotations

import gzip

import pytest
from cascara.core.cas import Cas
from cascara.core.component import Source
from cascara.core.errors import DocumentError
from cascara.core.xmi import write_xmi
from cascara.readers.xmi import XmiReader


@pytest.fixture
def path(tmp_path):
    return tmp_path / "n.xmi"


def read(path):
    return XmiReader().read(Source("w/n.xmi", str(path)))


def test_a_cas_comes_back(path):
    cas = Cas("No fever 😀 today.")
    cas.annotate("SignSymptomMention", 3, 8, polarity=-1)
    path.write_bytes(write_xmi(cas))
    again = read(path)
    assert again.sofa_string == cas.sofa_string
    assert [(m.begin, m.end, m.polarity) for m in again.select("EventMention")] == [(3, 8, -1)]


def test_gzip(tmp_path):
    path = tmp_path / "n.xmi.gz"
    path.write_bytes(gzip.compress(write_xmi(Cas("x"))))
    assert read(path).sofa_string == "x"


def test_metadata_is_filled_in_where_it_is_missing(path):
    path.write_bytes(write_xmi(Cas("x")))
    metadata = read(path).metadata
    assert (metadata.id, metadata.source, metadata.format) == ("w/n.xmi", str(path), "xmi")
    assert metadata.encoding == ""


def test_metadata_of_the_first_reading_is_kept(path):
    cas = Cas("x")
    cas.metadata.id, cas.metadata.source = "note7", "notes/note7.txt"
    cas.metadata.format, cas.metadata.encoding = "text", "cp1252"
    path.write_bytes(write_xmi(cas))
    metadata = read(path).metadata
    assert (metadata.id, metadata.source) == ("note7", "notes/note7.txt")
    assert (metadata.format, metadata.encoding) == ("text", "cp1252")


def test_the_id_of_ctakes_is_the_documents(path):
    cas = Cas("x")
    name = "org.apache.ctakes.typesystem.type.structured.DocumentID"
    cas.add(cas.new(name, documentID="n7.txt"))
    path.write_bytes(write_xmi(cas))
    assert read(path).metadata.id == "n7.txt"


def test_what_is_no_xmi(path):
    path.write_bytes(b"<xmi:XMI")
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.path == str(path)


def test_folders(tmp_path):
    for name in ("b.xmi", "a/c.xmi.gz", "d.xml", "e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert [source.id for source in XmiReader().find([tmp_path])] == ["a/c.xmi.gz", "b.xmi"]

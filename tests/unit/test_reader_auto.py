"""What a file is, is told by its content; its name only helps to say what is wrong."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from time import process_time

import pytest
from cascara import Cas, ConfigError, Source
from cascara.core.component import Reader
from cascara.core.errors import DocumentError
from cascara.core.plugins import Plugins
from cascara.readers.auto import AutoReader
from cascara.readers.heads import is_html, is_json, is_xml, whole_characters, xml_root

CDA = b'<?xml version="1.0"?><!-- x --><ClinicalDocument xmlns="urn:hl7-org:v3"></ClinicalDocument>'
FORMS = {
    "hl7": rb"MSH|^~\&|A|B|||2024||ADT^A01|M|P|2.5" + b"\rAL1|1|DA|7^Penicillin^RXNORM",
    "cda": CDA,
    "rich": b"{\\rtf1\\ansi Seen.}",
    "xmi": b'<?xml version="1.0"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"></xmi:XMI>',
    "table": b'{"id": "r1", "text": "Seen."}\n',
    "text": b"Seen today.\n",
}


def found(*inputs: Path, **options) -> dict[str, str]:
    """Reader of each document by id; why there is none in braces."""
    sources = AutoReader(**options).find(inputs)
    return {s.id: f"{{{s.error}}}" if s.error else s.payload.reader for s in sources}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_content_decides(tmp_path: Path, form: str, packed: bool) -> None:
    path = tmp_path / ("x.jsonl" if form == "table" else "x.dat")
    path.write_bytes(gzip.compress(FORMS[form]) if packed else FORMS[form])
    assert list(found(path).values()) == [form]


@pytest.mark.parametrize("name", ["x.txt", "x.xml", "x.hl7", "x.pdf", "x.ndjson", "X", "x.csv"])
def test_names_do_not_mislead(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FORMS["hl7"])
    assert found(tmp_path) == {name: "hl7"}


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"<!DOCTYPE html><p>Seen.", "rich"),
        (b"\n<HTML><body>Seen.</body></HTML>", "rich"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "rich"),
        (b"%PDF-1.7\n", "rich"),
        (b"\xef\xbb\xbf" + CDA, "cda"),
        (CDA.decode().encode("utf-16"), "cda"),
        (b"<?xml-stylesheet href='x'?><!DOCTYPE levelone SYSTEM 'x.dtd'>\n<levelone/>", "cda"),
        (b'<n1:ClinicalDocument xmlns:n1="urn:hl7-org:v3"/>', "cda"),
        (FORMS["hl7"].decode().encode("utf-16"), "hl7"),
        (b"\x0b" + FORMS["hl7"], "hl7"),
        (b"[**2112-1-1**] Seen.", "text"),
        (b"[PATIENT] was seen.", "text"),
        (b"<NAME> was seen.", "text"),
        (b"{smoker} Seen.", "text"),
        ("Fièvre à 39 °C.".encode("cp1252"), "text"),
        ("Fièvre à 39 °C.".encode("utf-16"), "text"),
        ("ä".encode() * 40_000, "text"),
        (b"", "text"),
    ],
)
def test_beginnings(tmp_path: Path, data: bytes, form: str) -> None:
    (tmp_path / "x").write_bytes(data)
    assert found(tmp_path) == {"x": form}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.txt", b"\x89PNG\r\n\x1a\n\0\0", "is a PNG image, which no reader knows"),
        ("x.txt", b"\xff\xd8\xff\xe0", "is a JPEG image, which no reader knows"),
        ("x.doc", b"PK\x03\x04\0\0", "is a ZIP archive or an office document, which no reader"),
        ("x", bytes(range(256)) * 8, "no reader knows it: looks binary"),
        ("x.txt", b"<?xml version='1.0'?><recipe/>", "is XML of a kind that no reader knows"),
        ("x.txt", b"<recipe><step/></recipe>", "is XML of a kind that no reader knows"),
        ("x.txt", b'{"recipe": "soup"}', "is JSON of a kind that no reader knows"),
        ("x.txt", b'[{"recipe": "soup"}]', "is JSON of a kind that no reader knows"),
        (
            "x.csv",
            b"name,words\na,b\n",
            "is a table without the columns id and text; use the reader",
        ),
        ("x.gz", b"\x1f\x8bmore", "is not a whole gzip file"),
        ("x.gz", b"no gzip", "is not a whole gzip file"),
    ],
)
def test_what_no_reader_knows_is_set_aside(tmp_path: Path, name, data, reason) -> None:
    (tmp_path / name).write_bytes(data)
    assert list(found(tmp_path)) == [name]
    assert reason in found(tmp_path)[name]


def test_every_file_but_hidden_ones_is_a_document_or_an_error(tmp_path: Path) -> None:
    for name in ("a/b/x", "a/y.bin", "z.txt", ".hidden", "a/.git/x"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\0" * 99 if name == "a/y.bin" else b"Seen.")
    assert {name: kind[:1] for name, kind in found(tmp_path).items()} == {
        "a/b/x": "t",
        "a/y.bin": "{",
        "z.txt": "t",
    }


def test_documents_go_by_their_reader(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_bytes(FORMS["hl7"] + b"\r" + FORMS["hl7"])
    (tmp_path / "a" / "rows.ndjson").write_bytes(FORMS["table"])
    reader = AutoReader(encoding="latin-1", max_mb=3)
    read = {source.id: reader.read(source) for source in reader.find([tmp_path])}
    assert list(read) == ["a/rows.ndjson/r1", "a/x#1", "a/x#2"]
    assert [cas.metadata.format for cas in read.values()] == ["table", "hl7", "hl7"]
    assert [cas.metadata.id for cas in read.values()] == list(read)
    assert read["a/x#1"].select("AllergyEntry")
    assert read["a/x#1"].metadata.encoding == "latin-1"
    reader.close()
    assert next(reader.read(source).sofa_string for source in reader.find([tmp_path])) == "Seen."


@pytest.mark.parametrize("between", ["", "Kept.txt", "Kept.hl7", "Kept/x.txt", "Kept.ndjson"])
def test_an_export_is_one_whatever_stands_between_its_files(tmp_path: Path, between: str) -> None:
    """Its lines refer to one another: split, the note would lose its diagnosis."""
    visit = {"reference": "Encounter/v"}
    data = base64.b64encode(b"Feels well.").decode()
    note = {
        "resourceType": "DocumentReference",
        "id": "n",
        "status": "current",
        "context": {"encounter": [visit]},
        "content": [{"attachment": {"contentType": "text/plain", "data": data}}],
    }
    problem = {"resourceType": "Condition", "code": {"text": "gout"}, "encounter": visit}
    (tmp_path / "Condition.ndjson").write_text(json.dumps(problem) + "\n")
    (tmp_path / "Note.ndjson").write_text(json.dumps(note) + "\n")
    if between:
        path = tmp_path / between
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(FORMS["table" if between.endswith("ndjson") else "text"])
    reader = AutoReader()
    read = {source.id: reader.read(source) for source in reader.find([tmp_path])}
    (entry,) = read["Note.ndjson#DocumentReference-n"].select("ProblemEntry")
    assert entry.code.text == "gout"
    assert len(read) == 1 + bool(between)
    assert list(read) == [source.id for source in reader.find([tmp_path])]


def test_files_of_one_reader_go_together_and_others_in_their_order(tmp_path: Path) -> None:
    for name, form in {"a": "text", "b": "hl7", "c": "text", "d": "hl7", "e/f": "text"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(FORMS[form])
    assert list(found(tmp_path)) == ["e/f", "a", "b", "d", "c"]


def test_the_bound_is_handed_on(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x" * 1_000_001)
    reader = AutoReader(max_mb=1)
    (source,) = reader.find([path])
    with pytest.raises(DocumentError, match="is larger than 1 MB"):
        reader.read(source)


class Letters(Reader):
    """Somebody else's reader: it recognises its files, and knows nothing of ``sources``."""

    name = "letters"

    @classmethod
    def sniff(cls, head: bytes) -> bool:
        return head.startswith(b"LETTER ")

    def find(self, inputs):
        for path in inputs:
            yield Source(path.name, str(path))

    def read(self, source):
        cas = Cas(Path(source.path).read_text("utf-8").removeprefix("LETTER "))
        cas.metadata.format = self.name
        return cas


def test_a_reader_of_a_plug_in_is_asked_first(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_bytes(b"LETTER Seen.")
    (tmp_path / "in" / "two.txt").write_bytes(b"Seen.")
    monkeypatch.setattr("cascara.readers.auto.Plugins", Offering)
    assert found(tmp_path, readers=("letters",)) == {
        "in/one.txt": "letters",
        "in/two.txt": "text",
    }
    reader = AutoReader(readers=("letters",))
    first, _ = reader.find([tmp_path])
    assert reader.read(first).sofa_string == "Seen."
    with pytest.raises(ConfigError, match="unknown reader 'lettres'"):
        AutoReader(readers=("lettres",))


class Offering(Plugins):
    """The plug-ins installed, and one reader more."""

    def reader(self, name: str) -> type[Reader]:
        return Letters if name == "letters" else super().reader(name)


def test_a_lost_file_is_an_error_of_its_document(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"Seen.")
    reader = AutoReader()
    (source,) = reader.find([path])
    path.unlink()
    with pytest.raises(DocumentError, match="cannot be opened"):
        reader.read(source)


# Heads


def test_roots() -> None:
    assert xml_root(b"<a:b xmlns:a='urn:x'>") == ("urn:x", "b")
    assert xml_root(b'<b xmlns="urn:x" y="z"/>') == ("urn:x", "b")
    assert xml_root(b"<!DOCTYPE b [<!ENTITY e 'x>y'> ]><!-- <c> --><b>") == ("", "b")
    assert xml_root(b"< b>") is None
    assert xml_root(b"words <b>") is None
    assert xml_root(b"<!-- never closed <b>") is None
    assert xml_root(b"<?xml version='1.0'?>" + b"<" * 60_000) is None


def test_kinds() -> None:
    assert is_json(b' {"a": 1}')
    assert is_json(b"\xef\xbb\xbf[ {}]")
    assert not is_json(b"{a}")
    assert is_xml(b"<a></a>")
    assert not is_xml(b"<a> words")
    assert is_html(b"<!-- x --><!doctype HTML>")


@pytest.mark.parametrize("cut", range(1, 8))
def test_no_character_is_cut(cut: int) -> None:
    assert whole_characters("aä€🩺".encode()[:cut]).decode() in ("", "a", "aä", "aä€")


HOSTILE = (
    b"<!DOCTYPE x " + b"[]" * 30_000,
    b"<!---->" * 9000,
    b"<a " + b"b='c' " * 9000,
    b"<a:" * 20_000,
    b"<?a?>" * 12_000,
    b"<!--" * 16_000,
    b"<!DOCTYPE" * 7000,
    b" " * 65_536,
)


@pytest.mark.parametrize("head", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_beginnings_take_no_time(head: bytes) -> None:
    begin = process_time()
    assert xml_root(head) is None
    assert not is_html(head)
    assert process_time() - begin < 1

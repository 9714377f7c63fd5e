"""The text reader: the characters of a file, and what is said of its encoding."""

from __future__ import annotations

import gzip
import logging

import pytest
from cascara.core.component import Source
from cascara.core.errors import DocumentError
from cascara.readers.text import TextReader
from pydantic import ValidationError

ACCENTS = "Pt is 54 y/o – denies “chest pain”. Temp 38°C, 5 µg. Señora Núñez agrees to the plan.\n"


@pytest.fixture
def read(tmp_path):
    def read(data, name="n.txt", **options):
        path = tmp_path / name
        path.write_bytes(data)
        return TextReader(**options).read(Source("w/n.txt", str(path)))

    return read


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("", "utf-8"),
        ("No fever.", "utf-8"),
        ("a\r\nb\rc\n\n", "utf-8"),
        ("form\x0cfeed, NUL\x00here", "utf-8"),
        ("39 °C 😀 e\u0301 \u2028 \ufeff inside", "utf-8"),
    ],
)
def test_the_characters_are_those_of_the_file(read, text, encoding):
    cas = read(text.encode(encoding))
    assert cas.sofa_string == text
    assert cas.metadata.encoding == encoding
    assert "warning" not in cas.metadata.items


def test_metadata(read, tmp_path):
    metadata = read(b"x").metadata
    assert metadata.id == "w/n.txt"
    assert metadata.source == str(tmp_path / "n.txt")
    assert metadata.format == "text"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(read, encoding):
    cas = read(ACCENTS.encode(encoding))
    assert cas.sofa_string == ACCENTS
    assert cas.metadata.encoding == encoding.removesuffix("-sig")


def test_gzip(read):
    assert read(gzip.compress(ACCENTS.encode()), "n.txt.gz").sofa_string == ACCENTS


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8", "utf-16-le", "shift_jis"])
def test_a_stated_encoding_is_taken(read, encoding):
    text = "患者 38" if encoding == "shift_jis" else "café 38°"
    cas = read(text.encode(encoding), encoding=encoding)
    assert cas.sofa_string == text
    assert cas.metadata.encoding == encoding


def test_a_byte_order_mark_is_no_text_in_a_stated_encoding_either(read):
    assert read("x".encode("utf-8-sig"), encoding="utf-8").sofa_string == "x"


def test_bytes_outside_the_stated_encoding(read, tmp_path):
    with pytest.raises(DocumentError) as caught:
        read(b"Caf\xe9 au lait", encoding="utf-8")
    assert str(caught.value) == (
        f"{tmp_path / 'n.txt'}:byte 3: is not valid utf-8; "
        "state the encoding it has, or none to have it detected"
    )


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ACCENTS, "cp1252"),
        ("café", "cp1252"),
        ("Пациент жалуется на боль в груди. Температура 38. " * 3, "cp1251"),
        ("患者は胸痛を訴えている。体温は三十八度。" * 3, "cp932"),
        ("Pacient žádá, příliš žluťoučký kůň úpěl ďábelské ódy. Bolest na hrudi.", "cp1250"),
    ],
)
def test_what_is_not_utf8_is_guessed_and_said_so(read, caplog, text, encoding):
    with caplog.at_level(logging.WARNING, "cascara"):
        cas = read(text.encode(encoding))
    assert cas.sofa_string == text
    assert cas.metadata.encoding == encoding
    assert cas.metadata.items["warning"] == f"encoding guessed: {encoding}"
    [record] = caplog.records
    assert f"guessed {encoding}" in record.getMessage()
    assert text[:8] not in record.getMessage()


def test_utf8_with_one_broken_byte_is_not_taken_for_another_encoding(read):
    data = ("é à ü " * 10).encode() + b"\xff" + b" end"
    with pytest.raises(DocumentError, match="byte 90: is UTF-8 with an invalid byte"):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 4,
        b"\x7fELF\x02\x01\x01" + bytes(60),
        "No fever today.".encode("utf-16-le"),
        bytes(100),
    ],
    ids=["random", "program", "utf-16 without mark", "zeros"],
)
def test_binary_files_are_refused_with_the_cure(read, data):
    with pytest.raises(DocumentError, match="looks binary; if it is text, state its encoding"):
        read(data)


def test_a_file_over_the_limit(read):
    with pytest.raises(DocumentError, match="larger than 1 MB"):
        read(b"x" * 1_000_001, max_mb=1)


@pytest.mark.parametrize("name", ["utf-9", "rot13", "hex", "a\x00b"])
def test_an_unknown_encoding_is_an_error_of_the_configuration(name):
    with pytest.raises(ValidationError, match="not a known character encoding"):
        TextReader(encoding=name)


def test_patterns_choose_the_files_of_folders(tmp_path):
    for name in ("1.note", "2.txt", "record-3"):
        (tmp_path / name).write_text("x")
    found = TextReader(patterns=["*.note", "record-*"]).find([tmp_path])
    assert [source.id for source in found] == ["1.note", "record-3"]

"""Files of HL7 v2: batches, framing, character sets, bounds."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest
from cascara.core.errors import DocumentError
from cascara.readers.hl7 import Hl7Reader
from cascara.readers.hl7.sniff import looks_like_hl7
from cascara.readers.hl7.split import CHUNK, read_messages
from cascara.readers.hl7.tables import squeezed, tables
from pydantic import ValidationError


def message(text: str, number: int = 1, charset: str = "") -> str:
    header = rf"MSH|^~\&|A|B|||2024||ORU^R01|M{number}|P|2.5||||||{charset}"
    return "\r".join((header, "OBR|1", f"OBX|1|TX|R||{text}||||||F"))


def texts(path: Path, **options) -> dict[str, str]:
    """Text of each document by id; errors in braces."""
    reader, found = Hl7Reader(**options), {}
    for source in reader.find([path]):
        if source.error:
            found[source.id] = f"{{{source.error}}}"
            continue
        try:
            found[source.id] = reader.read(source).sofa_string
        except DocumentError as error:
            found[source.id] = f"{{{error.reason}}}"
    return found


def file(tmp_path: Path, data: bytes, name: str = "f.hl7") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


ONE, TWO, THREE = (message(f"Note {n}.", n).encode() for n in (1, 2, 3))
NAMED = {"f.hl7#1": "Note 1.", "f.hl7#2": "Note 2.", "f.hl7#3": "Note 3."}


@pytest.mark.parametrize(
    "data",
    [
        b"\r".join((ONE, TWO, THREE)),
        b"\r\n\r\n".join((ONE, TWO, THREE)),
        b"\x0b" + b"\x1c\r\x0b".join((ONE, TWO, THREE)) + b"\x1c\r",
        b"\r".join((b"FHS|^~\\&|A", b"BHS|^~\\&|A", ONE, TWO, b"BTS|2", b"BHS|^~\\&|A", THREE))
        + b"\rBTS|1\rFTS|2\r\x1a",
        b"\xef\xbb\xbfBHS|^~\\&|A\n\xef\xbb\xbf" + b"\n\xef\xbb\xbf".join((ONE, TWO, THREE)),
    ],
    ids=["one after another", "blank lines", "MLLP", "batches", "byte order marks"],
)
def test_several_messages_are_several_documents(tmp_path: Path, data: bytes) -> None:
    assert texts(file(tmp_path, data)) == NAMED
    packed = texts(file(tmp_path, gzip.compress(data), "f.hl7.gz"))
    assert list(packed.values()) == list(NAMED.values())


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings(tmp_path: Path, codec: str) -> None:
    data = message("Fièvre à 39 °C. 🩺", charset="UNICODE UTF-16").encode(codec)
    assert texts(file(tmp_path, data)) == {"f.hl7": "Fièvre à 39 °C. 🩺"}
    both = (message("Fièvre.") + "\r" + message("Frisson.", 2)).encode(codec)
    assert list(texts(file(tmp_path, both)).values()) == ["Fièvre.", "Frisson."]


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("8859/1", "latin-1", "Fièvre, 39 °C"),
        ("8859/2", "iso8859-2", "Gorączka"),
        ("8859/5", "iso8859-5", "Боль"),
        ("8859/7", "iso8859-7", "Πόνος"),
        ("8859/15", "iso8859-15", "5 €"),
        ("UNICODE UTF-8", "utf-8", "Größe 漢字"),
        ("ISO IR87", "iso2022_jp", "発熱あり"),
        ("GB 18030-2000", "gb18030", "发热"),
        ("KS X 1001", "euc_kr", "발열"),
        ("BIG-5", "big5", "發燒"),
        ("8859/1~ISO IR87", "latin-1", "Fièvre"),
        ("iso-8859-1", "latin-1", "Fièvre"),
        ("windows-1252", "cp1252", "5 € “so”"),
        ("ASCII", "utf-8", "Fièvre"),
        ("", "utf-8", "Fièvre"),
        ("", "cp1252", "Fièvre"),
        ("MARTIAN", "utf-8", "Fièvre"),
    ],
)
def test_the_character_set_of_msh_18(tmp_path, charset, codec, text) -> None:
    path = file(tmp_path, message(text, charset=charset).encode(codec))
    reader = Hl7Reader()
    (source,) = reader.find([path])
    cas = reader.read(source)
    assert cas.sofa_string == text
    doubtful = charset in ("ASCII", "MARTIAN") or (charset, codec) == ("", "cp1252")
    assert ("warning" in cas.metadata.items) == doubtful


def test_a_stated_encoding_goes_before_that_of_the_message(tmp_path: Path) -> None:
    path = file(tmp_path, message("Fièvre", charset="UNICODE UTF-8").encode("latin-1"))
    assert texts(path, encoding="latin-1") == {"f.hl7": "Fièvre"}
    with pytest.raises(ValidationError):
        Hl7Reader(encoding="martian")


def test_a_broken_message_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    long = message("x" * 1_100_000).encode()
    empty = b"MSH|^~\\&|A|B|||2024||ADT^A01|M|P|2.5\rPID|1||7"
    found = texts(file(tmp_path, b"\r".join((ONE, long, empty, TWO))), max_mb=1)
    assert list(found.values()) == [
        "Note 1.",
        "{is larger than 1 MB; raise the option max_mb}",
        "{holds no text and no coded segment that has any}",
        "Note 2.",
    ]


def test_a_file_cut_short_keeps_its_whole_messages(tmp_path: Path) -> None:
    data = b"\r".join(message(f"Note {n}. {n:x<20000}", n).encode() for n in range(1, 400))
    whole = gzip.compress(data)
    found = texts(file(tmp_path, whole[: len(whole) // 2], "f.hl7.gz"))
    assert "{is not a whole gzip file}" in found.values()
    assert len(found) > 2


@pytest.mark.parametrize("data", [b"", b"\r\n", b"No message.", b"FHS|^~\\&|A\rFTS|0"])
def test_no_message(tmp_path: Path, data: bytes) -> None:
    assert texts(file(tmp_path, data)) == {"f.hl7": "{holds no HL7 v2 message (MSH)}"}


def test_a_batch_is_streamed(tmp_path: Path) -> None:
    data = b"\r".join(message("word " * 2000, n).encode() for n in range(3000))
    assert len(data) > 25_000_000
    path = str(file(tmp_path, data))
    tracemalloc.start()
    assert sum(1 for _ in read_messages(path, 10**6)) == 3000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_line_ends_on_the_border_of_chunks(tmp_path: Path) -> None:
    for pad in range(3):
        one = message("x" * (CHUNK - len(message("")) - pad)).encode()
        found = texts(file(tmp_path, one + b"\r\n" + TWO.replace(b"\r", b"\r\n")))
        assert [len(found["f.hl7#1"]), found["f.hl7#2"]] == [
            CHUNK - len(message("")) - pad,
            "Note 2.",
        ]


@pytest.mark.parametrize(
    ("head", "is_hl7"),
    [
        (rb"MSH|^~\&|A", True),
        (b"\x0bMSH|^~\\&|A", True),
        (b"\r\n FHS|^~\\&|A", True),
        (rb"BHS#*%!@#A", True),
        (rb"MSH|^~\&#|A", True),
        (b"\xef\xbb\xbfMSH|^~\\&|", True),
        (r"MSH|^~\&|A".encode("utf-16"), True),
        (b"MSH is the header segment", False),
        (b"MSH|text|more", False),
        (b"PID|1||7", False),
        (b"", False),
    ],
)
def test_sniff(head: bytes, is_hl7: bool) -> None:
    assert looks_like_hl7(head) == is_hl7


def test_the_tables_load_and_their_codecs_exist() -> None:
    known = tables()
    ids = [row.id for row in (*known.charsets, *known.escapes, *known.repeats)]
    assert len(ids) == len(set(ids))
    for codec in (*known.codecs.values(), *(row.codec for row in known.escapes)):
        "".encode(codec or "ascii")
    assert known.codecs[squeezed("ISO 8859/1")] == "latin-1"
    assert all(row.loinc.count("-") == 1 for row in known.sections.values() if row.loinc)

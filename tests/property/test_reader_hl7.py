"""HL7 v2 from random text, with pieces missing, doubled and misplaced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cascara.core.errors import DocumentError
from cascara.readers.hl7 import Hl7Reader
from cascara.readers.hl7.escapes import Delimiters, unescape
from hypothesis import given
from hypothesis import strategies as st

MARKS = Delimiters()
SIGNS = {"|": "F", "^": "S", "&": "T", "~": "R", "\\": "E", "\n": ".br"}
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("|^&~\\\n"))

SEGMENTS = (
    r"PID|1||7^^^WARD&1.2.3&ISO^MR~8||Roe^Ann||19500102|F",
    r"PV1|1|I|W4^12^A^N|EM|||7^Lee^Kim",
    r"PV2|||R10.9^Pain^I10C",
    r"NTE|1||Comment\.br\of two lines~and three",
    r"OBR|1|||2^CT^LN|||2024|||||Fall||||||||||||CT|F",
    r"OBX|1|TX|R^Report^L|1|Clear \T\ dry||||||F",
    r"OBX|2|NM|2^Sodium^LN||140|mmol/L|136-145|N|||F",
    r"OBX|3|SN|3^eGFR^LN||<^30|||L",
    r"OBX|4|ED|4^Scan^L||^TEXT^PLAIN^Base64^Tm9ybWFs||||||F",
    r"OBX|5|RP|5^Film^L||https://x.example^^IM^JPEG",
    r"AL1|1|DA|7^Penicillin^RXNORM|SV|Hives~Wheeze|2019",
    r"DG1|1|I10|S06^Concussion^I10C|Words|2024|W",
    r"PR1|1||8^Appendectomy^SCT||2024",
    r"ORC|NW|1",
    r"TQ1|1||Q6H^^^^^^^^^||||2024|2025",
    r"RXE|1^BID|9^Drug^NDC|1|2|mg|C^capsule|Take",
    r"RXA|0|1|2024||115^Tdap^CVX|0.5|mL||||||||L||||||CP",
    r"TXA|1|DS|TX|2024|||||2^Fox^Joy|||D9|D8||||AU|R",
    r"SCH|1||||||R^Checkup",
    r"Z99|own",
)
KINDS = st.sampled_from(["ORU^R01", "MDM^T02", "ADT^A01", "ORM^O01", "VXU^V04", ""])


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("hl7") / "m.hl7"


def escaped(text: str) -> str:
    return "".join(f"\\{SIGNS[c]}\\" if c in SIGNS else c for c in text)


@given(WORDS)
def test_what_is_escaped_comes_back(text: str) -> None:
    assert unescape(escaped(text), MARKS, "utf-8") == text


@given(WORDS.filter(str.strip), st.sampled_from(["\r", "\n", "\r\n"]))
def test_a_report_comes_through_whole(path: Path, text: str, end: str) -> None:
    lines = [r"MSH|^~\&|A|B|||2024||ORU^R01|M|P|2.5||||||UNICODE UTF-8", "OBR|1"]
    path.write_bytes(end.join([*lines, f"OBX|1|TX|R||{escaped(text)}"]).encode())
    (source,) = Hl7Reader().find([path])
    got = Hl7Reader().read(source).sofa_string
    assert got == text.rstrip().strip("\n")


@given(KINDS, st.lists(st.sampled_from(SEGMENTS), max_size=12))
def test_segments_in_any_order(path: Path, kind: str, segments: list[str]) -> None:
    header = rf"MSH|^~\&|A|B|||2024||{kind}|M|P|2.5"
    path.write_bytes("\r".join([header, *segments]).encode())
    text = "\n".join(segments)
    words = {"Penicillin", "Concussion", "Appendectomy", "Drug", "Tdap", "Sodium"}
    read = "\n".join(check(path)[0])
    assert {w for w in words if w in text} == {w for w in words if w in read}


@given(
    st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3), st.integers(0, 9)), max_size=6),
)
def test_damage_is_a_document_or_an_error(path, segments, damage) -> None:
    data = "\r".join([r"MSH|^~\&|A|B|||2024||ORU^R01|M|P|2.5", *segments]).encode()
    for at, new, lost in damage:
        data = data[:at] + new + data[at + lost :]
    path.write_bytes(data)
    read, refused = check(path)
    assert read or refused


@given(st.binary(max_size=60).map(lambda rest: b"MSH" + rest))
def test_any_bytes_after_a_header(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    read, refused = check(path)
    assert read or refused


def check(path: Path) -> tuple[list[str], list[str]]:
    """The texts of what there is, each of a valid CAS; and the errors, each of one line."""
    reader, read, refused = Hl7Reader(), [], []
    for source in reader.find([path]):
        words = source.error
        if not words:
            try:
                cas = reader.read(source)
            except DocumentError as error:
                words = str(error)
        if words:
            assert "\n" not in words
            refused.append(words)
            continue
        cas.check()
        assert cas.sofa_string.strip()
        for entry in cas.select("cascara.type.Entry"):
            assert re.search(r"\w", cas.covered_text(entry)) or not entry.joined
        read.append(cas.sofa_string)
    return read, refused

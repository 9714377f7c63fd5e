"""Any text goes through any reader unchanged."""

from __future__ import annotations

import csv
import json

import pytest
from cascara.core.component import Source
from cascara.core.errors import DocumentError
from cascara.readers.decode import decode
from cascara.readers.table import TableReader
from cascara.readers.text import TextReader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
no_nul = texts.filter(lambda text: "\x00" not in text)  # Python 3.10's csv module refuses NUL
printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t\x0c"))
kept = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(printable)
def test_utf8_is_never_taken_for_anything_else(text):
    decoded = decode(text.encode(), "x")
    assert decoded.text == text.removeprefix("\ufeff")
    assert (decoded.encoding, decoded.guessed) == ("utf-8", False)


@given(texts, st.sampled_from(["utf-8", "utf-16", "utf-32", "gb18030"]))
def test_what_is_stated_is_taken(text, encoding):
    assert decode(text.encode(encoding), "x", encoding).text == text.removeprefix("\ufeff")


@given(st.binary(max_size=80))
def test_any_bytes_are_a_text_or_a_document_error(data):
    try:
        decoded = decode(data, "note.txt")
    except DocumentError:
        return
    assert decoded.guessed == (decoded.encoding not in ("utf-8", "utf-16", "utf-32"))
    # Nothing was dropped: but for its mark, the text gives the bytes it came from.
    again = decoded.text.encode(decoded.encoding)
    assert data.endswith(again) or decoded.encoding not in ("utf-8", "cp1252")


@kept
@given(st.lists(no_nul, max_size=4))
@pytest.mark.parametrize("kind", ["ndjson", "csv", "tsv"])
def test_notes_in_tables_come_back(tmp_path, kind, notes):
    path = tmp_path / f"t.{kind}"
    if kind == "ndjson":
        lines = (json.dumps({"id": str(n), "text": text}) for n, text in enumerate(notes))
        path.write_text("\n".join(lines), "utf-8", newline="")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            dialect = "excel" if kind == "csv" else "excel-tab"
            writer = csv.writer(file, dialect, quoting=csv.QUOTE_ALL)
            writer.writerow(["id", "text"])
            writer.writerows(enumerate(notes))
    reader = TableReader()
    sources = list(reader.find([path]))
    if not notes:
        assert [source.error for source in sources] == ["holds no row"]
        return
    assert [reader.read(source).sofa_string for source in sources] == notes
    assert [source.id for source in sources] == [str(n) for n in range(len(notes))]


@kept
@given(printable)
def test_notes_in_files_come_back(tmp_path, text):
    path = tmp_path / "n.txt"
    path.write_bytes(text.encode())
    cas = TextReader().read(Source("n", str(path)))
    assert cas.sofa_string == text.removeprefix("\ufeff")

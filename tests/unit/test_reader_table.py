"""The table reader: each row a document, a bad one set aside with its line."""

from __future__ import annotations

import gzip
import itertools
import json
import pickle

import pytest
from cascara.core.component import Source
from cascara.readers.table import TableReader


@pytest.fixture
def find(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def find(data, name="t.ndjson", **options):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(TableReader(**options).find([path.relative_to(tmp_path)]))

    return find


def documents(sources, **options):
    reader = TableReader(**options)
    return {s.id: reader.read(s).sofa_string for s in sources if not s.error}


def errors(sources):
    return {s.id: (s.path, s.error) for s in sources if s.error}


def rows(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


def test_ndjson(find):
    text = "Fever.\r\nNo \x00cough \u2028 😀."
    sources = find(rows({"id": "a/1", "text": text}, {"id": 2, "text": ""}) + "\n")
    assert documents(sources) == {"a/1": text, "2": ""}


@pytest.mark.parametrize(("name", "delimiter"), [("t.csv", ","), ("t.tsv", "\t")])
def test_csv_and_tsv(find, name, delimiter):
    quoted = '"a ""b"",\r\nc\n\td"'
    data = f"text{delimiter}id\r\n{quoted}{delimiter}x\r\n\r\nplain{delimiter}y\r\n"
    assert documents(find(data, name)) == {"x": 'a "b",\r\nc\n\td', "y": "plain"}


def test_metadata_columns_and_where_a_row_is(find):
    sources = find('id,text,ward,age\n1,"a\nb",W 3,70\n2,c,,\n', "t.csv", metadata=("age", "ward"))
    first, second = (TableReader().read(source).metadata for source in sources)
    assert list(first.items.items()) == [("age", "70"), ("ward", "W 3")]
    assert (first.id, first.source, first.format, first.encoding) == (
        "1",
        "t.csv:2",
        "table",
        "utf-8",
    )
    assert second.source == "t.csv:4"
    assert second.items == {"age": "", "ward": ""}


def test_metadata_of_ndjson_may_be_any_json_or_missing(find):
    data = rows({"id": "1", "text": "x", "n": 3, "l": [1], "gone": None}, {"id": "2", "text": "y"})
    one, two = find(data, metadata=("n", "l", "gone"))
    assert TableReader().read(one).metadata.items == {"n": "3", "l": "[1]"}
    assert TableReader().read(two).metadata.items == {}


def test_columns_have_names_of_ones_own(find):
    sources = find(rows({"note_id": "7", "body": "Afebrile."}), id="note_id", text="body")
    assert documents(sources) == {"7": "Afebrile."}


def test_gzip(find):
    data = gzip.compress(rows({"id": "1", "text": "x"}).encode())
    assert documents(find(data, "t.jsonl.gz")) == {"1": "x"}


def test_bad_rows_of_ndjson_are_set_aside_and_the_others_go_on(find):
    secret = "Jane Roe has AIDS"
    lines = [
        json.dumps({"id": "good1", "text": "x"}),
        f'{{"id": "a", "text": "{secret}"',
        json.dumps([secret]),
        json.dumps({"text": secret}),
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "text": 5}),
        json.dumps({"id": True, "text": secret}),
        json.dumps({"id": "", "text": secret}),
        json.dumps({"id": "../up", "text": secret}),
        json.dumps({"id": "good1", "text": secret}),
        json.dumps({"id": "good2", "text": "y"}),
    ]
    sources = find("\n".join(lines))
    assert documents(sources) == {"good1": "x", "good2": "y"}
    assert errors(sources) == {
        "t.ndjson#2": ("t.ndjson:2", f"is not valid JSON (character {len(lines[1]) + 1})"),
        "t.ndjson#3": ("t.ndjson:3", "is not a JSON object"),
        "t.ndjson#4": ("t.ndjson:4", "has no id (column 'id')"),
        "t.ndjson#5": ("t.ndjson:5", "has no text (column 'text')"),
        "t.ndjson#6": ("t.ndjson:6", "has no text (column 'text')"),
        "t.ndjson#7": ("t.ndjson:7", "has no id (column 'id')"),
        "t.ndjson#8": ("t.ndjson:8", "has no id (column 'id')"),
        "t.ndjson#9": (
            "t.ndjson:9",
            "its id (column 'id') has an empty part, '.' or '..', so it cannot name a file",
        ),
        "t.ndjson#10": ("t.ndjson:10", "an earlier row has the same id (column 'id')"),
    }


def test_bad_rows_of_csv_are_set_aside_and_the_others_go_on(find):
    sources = find('id,text\n1,a\n2,"b"c\n3\n4,d,e\n5,f\n', "t.csv")
    assert documents(sources) == {"1": "a", "5": "f"}
    found = errors(sources)
    assert [path for path, _ in found.values()] == ["t.csv:3", "t.csv:4", "t.csv:5"]
    reasons = [reason for _, reason in found.values()]
    assert reasons[0].startswith("is not valid CSV (")
    assert reasons[1:] == [
        "has 1 values where the header has 2",
        "has 3 values where the header has 2",
    ]


def test_an_id_used_in_another_file_is_a_duplicate(find, tmp_path):
    (tmp_path / "0.csv").write_text("id,text\n1,a\n")
    (tmp_path / "1.csv").write_text("id,text\n1,b\n")
    sources = list(TableReader().find([tmp_path]))
    assert [source.id for source in sources] == ["1", "1.csv#2"]


@pytest.mark.parametrize(
    ("data", "options", "reason"),
    [
        ("name,text\na,b\n", {}, "has no column 'id' in its header"),
        ("id,text,text\na,b,c\n", {}, "has more than one column 'text' in its header"),
        ("id,text\na,b\n", {"metadata": ("ward",)}, "has no column 'ward' in its header"),
    ],
)
def test_a_header_without_the_columns_is_one_error(find, data, options, reason):
    [source] = find(data, "t.csv", **options)
    assert source.id == "t.csv"
    assert source.path == "t.csv:1"
    assert source.error == f"{reason}; name its columns in the options"


def test_a_file_that_is_no_table_is_one_error(find):
    [source] = find("x", "t.xlsx")
    assert source.error.startswith("is not named like a table (*.ndjson, *.ndjson.gz, *.jsonl")


def test_a_cut_gzip_file_gives_its_rows_and_an_error(find):
    records = [{"id": str(n), "text": "x" * 500 + str(n * 7919)} for n in range(2000)]
    data = gzip.compress(rows(*records).encode())
    sources = find(data[: len(data) // 2], "t.ndjson.gz")
    assert len(sources) > 100
    assert [s.error for s in sources if s.error] == ["is not a whole gzip file"]


def test_bytes_outside_the_encoding_are_an_error_of_their_row(find):
    data = "id,text\n1,café\n".encode() + "2,café\n".encode("latin-1") + b"3,c\n"
    sources = find(data, "t.csv")
    assert documents(sources) == {"1": "café", "3": "c"}
    assert [source.path for source in sources if source.error] == ["t.csv:3"]
    [bad] = [source for source in sources if source.error]
    assert bad.error == "has bytes that are not in the file's encoding; state the encoding"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(find, encoding):
    [source] = find("id,text\n1,café\n".encode(encoding), "t.csv")
    cas = TableReader().read(source)
    assert cas.sofa_string == "café"
    assert cas.metadata.encoding == encoding.removesuffix("-sig")


def test_a_stated_encoding(find):
    [source] = find("id,text\n1,café\n".encode("latin-1"), "t.csv", encoding="latin-1")
    assert TableReader().read(source).sofa_string == "café"


def test_a_row_over_the_limit_is_set_aside(find):
    data = rows({"id": "1", "text": "x" * 1_100_000}, {"id": "2", "text": "y"})
    sources = find(data, max_mb=1)
    assert documents(sources) == {"2": "y"}
    [reason] = [source.error for source in sources if source.error]
    assert reason == "is longer than 1000000 characters; raise the option max_mb"


def test_notes_over_the_csv_modules_own_limit(find):
    text = "word " * 40_000
    assert len(text) > 131_072
    [source] = find(f'id,text\n1,"{text}"\n', "t.csv")
    assert TableReader().read(source).sofa_string == text


def test_rows_are_found_as_they_are_asked_for(tmp_path):
    """A table larger than memory must not be read whole to find its first row."""
    path = tmp_path / "t.ndjson"
    with path.open("w") as file:
        for number in range(20_000):
            file.write(rows({"id": str(number), "text": "x" * 500}))
    find = TableReader().find([path])
    first = list(itertools.islice(find, 3))
    with path.open("r+b") as file:
        file.truncate(file.seek(0, 2) // 2)
    assert [source.id for source in first] == ["0", "1", "2"]
    assert len(list(find)) < 19_997


def test_a_source_crosses_processes(find):
    [source] = find(rows({"id": "1", "text": "x"}))
    again: Source = pickle.loads(pickle.dumps(source))
    assert TableReader().read(again).sofa_string == "x"


@pytest.mark.parametrize(
    ("name", "data"),
    [("t.ndjson", ""), ("t.ndjson", "\n \n"), ("t.csv", ""), ("t.csv", "id,text\n")],
)
def test_a_table_without_rows_is_told(find, name, data):
    assert errors(find(data, name)) == {name: (name, "holds no row")}

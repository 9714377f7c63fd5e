"""Names of outputs stay inside the folder and differ when ids differ; files are whole or absent."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from cascara.core.running.journal import Finished, Journal
from cascara.core.running.outputs import LONGEST, Pieces, output_name, put_all, read_pieces
from hypothesis import given
from hypothesis import strategies as st

PARTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", ".", "..", "a", "A", "con", "NUL.txt", "a~0123456789", "x" * 300, "é" * 200]
    ),
)
IDS = st.lists(PARTS, max_size=4).map("/".join)


@pytest.mark.parametrize(
    "document", ["a", "a/b.txt", "2024/note 1", "Ünïcode/ß", "a-b_c.d", "x" * LONGEST, "console"]
)
def test_a_safe_id_is_its_own_name(document):
    assert output_name(document) == document


@pytest.mark.parametrize(
    ("document", "readable"),
    [
        ("..", "~"),
        ("../a", "~"),
        ("/etc/passwd", "~"),
        ("a//b", "a/~"),
        ("a/./b", "a/~"),
        ("a\\b", "a_b~"),
        ("a\x00b", "a_b~"),
        ("a\nb", "a_b~"),
        ("c:x", "c_x~"),
        ("CON", "CON~"),
        ("com1.txt", "com1.txt~"),
        (".hidden", "hidden~"),
        ("ends.", "ends~"),
        ("x" * 300, "x" * 229 + "~"),
        ("", "~"),
        ("\udc80", "_~"),
    ],
)
def test_any_other_is_cleaned_and_marked(document, readable):
    assert output_name(document).startswith(readable)
    assert output_name(document) == output_name(document)


@given(IDS, IDS)
def test_names_are_safe_and_differ(one, other):
    name = output_name(one)
    path = PurePosixPath(name)
    assert not path.is_absolute()
    assert path.parts
    assert all(part not in ("", ".", "..") for part in name.split("/"))
    assert all(len(part.encode()) <= LONGEST for part in path.parts)
    assert "\\" not in name
    assert "\x00" not in name
    assert (name == output_name(other)) == (one == other)


def test_a_very_deep_id_gets_a_short_name():
    names = {output_name("deep/" * 2000 + end) for end in "ab"}
    assert len(names) == 2
    assert all("/" not in name for name in names)


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "deep/file"
    put_all(path, iter([b"a", b"b"]))
    assert path.read_bytes() == b"ab"

    def broken():
        yield b"c"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_all(path, broken())
    assert path.read_bytes() == b"ab"
    assert os.listdir(path.parent) == ["file"]


def test_pieces_come_back_in_the_order_asked_for(tmp_path):
    one, other = Pieces(tmp_path / "pieces"), Pieces(tmp_path / "pieces")
    kept = [one.add(b"first "), other.add(b"second "), one.add(b""), one.add(b"third ")]
    one.close()
    other.close()
    parts = read_pieces(tmp_path / "pieces", iter(kept[::-1]))
    assert b"".join(parts) == b"third second first "
    assert b"".join(read_pieces(tmp_path / "none", iter([]))) == b""


@pytest.mark.parametrize("torn", [b"", b'["c', b'["c", {}]', b"\x00\x00\n", b'["c"]\n', b"{}\n"])
def test_the_journal_survives_a_torn_end(tmp_path: Path, torn):
    path = tmp_path / "journal"
    journal = Journal(path)
    journal.add([Finished("a", {"csv": ("f", 0, 3)}), Finished("b\udc80", {})])
    journal.close()
    with path.open("ab") as file:
        file.write(torn)
    again = Journal(path)
    assert again.finished == {"a": {"csv": ("f", 0, 3)}, "b\udc80": {}}
    again.add([Finished("d", {})])
    again.close()
    assert list(Journal(path).finished) == ["a", "b\udc80", "d"]

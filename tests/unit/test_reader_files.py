"""Finding files: which, in what order, under what id."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from cascara.core.component import Source
from cascara.core.errors import DocumentError
from cascara.readers.files import by_folder, find_files, id_problem, read_file

TXT = ("*.txt", "*.txt.gz")


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in (
        "b.txt",
        "a.txt",
        "c/deep/x.TXT",
        "c/y.txt.gz",
        "c/skip.pdf",
        ".hidden.txt",
        ".git/z.txt",
    ):
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*inputs, patterns=TXT):
    return [(s.id, s.path, s.error) for s in find_files([Path(i) for i in inputs], patterns)]


def ids(*inputs):
    return [source_id for source_id, _, _ in found(*inputs)]


def test_a_folder_is_walked_in_the_order_of_names(tree):
    assert found("notes") == [
        ("a.txt", "notes/a.txt", ""),
        ("b.txt", "notes/b.txt", ""),
        ("c/deep/x.TXT", "notes/c/deep/x.TXT", ""),
        ("c/y.txt.gz", "notes/c/y.txt.gz", ""),
    ]


def test_a_named_file_is_taken_whatever_its_name(tree):
    assert found("notes/c/skip.pdf") == [("skip.pdf", "notes/c/skip.pdf", "")]
    assert ids("notes/.hidden.txt") == [".hidden.txt"]


def test_the_current_folder(tree, monkeypatch):
    monkeypatch.chdir(tree / "notes")
    assert ids(".") == ["a.txt", "b.txt", "c/deep/x.TXT", "c/y.txt.gz"]


def test_with_several_inputs_ids_start_with_their_names(tree):
    assert ids("notes/c", "notes/b.txt") == ["c/deep/x.TXT", "c/y.txt.gz", "b.txt"]


def test_inputs_of_one_name_are_told_apart_by_their_folders(tree):
    for place in ("p/notes", "q/notes"):
        (tree / place).mkdir(parents=True)
        (tree / place / "n.txt").write_text("x")
    assert ids("p/notes", "q/notes") == ["p/notes/n.txt", "q/notes/n.txt"]
    assert ids("p/notes/n.txt", "q/notes/n.txt") == ["p/notes/n.txt", "q/notes/n.txt"]


def test_the_same_input_twice_is_read_once(tree):
    assert ids("notes/a.txt", "notes/a.txt") == ["a.txt"]
    assert ids("notes/a.txt", "./notes/a.txt") == ["a.txt"]


def test_a_folder_and_a_glob_in_it_have_different_ids(tree):
    twice = ids("notes", "notes/*.txt")
    assert len(twice) == len(set(twice)) == 6


def test_a_glob(tree):
    assert ids("notes/*.txt") == ["a.txt", "b.txt"]
    assert ids("notes/**/*.TXT") == ["c/deep/x.TXT"]


def test_a_recursive_glob_gives_each_file_once(tree):
    assert sorted(ids("notes/**")) == ["a.txt", "b.txt", "c/deep/x.TXT", "c/skip.pdf", "c/y.txt.gz"]


def test_a_file_whose_name_looks_like_a_glob(tree):
    Path("notes/[1].txt").write_text("x")
    assert ids("notes/[1].txt") == ["[1].txt"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone.txt", "cannot be opened (No such file or directory)"),
        ("gone/*.txt", "matches no file"),
        ("empty", "holds no file named *.txt, *.txt.gz"),
    ],
)
def test_what_is_not_there_is_said(tree, name, reason):
    Path("empty").mkdir()
    [(source_id, path, error)] = found(name)
    assert error == reason
    assert path == name
    assert id_problem(source_id) == ""


def test_links_that_lead_back_are_followed_once(tree):
    Path("notes/c/up").symlink_to(tree / "notes")
    Path("notes/c/self").symlink_to(".")
    assert ids("notes") == ["a.txt", "b.txt", "c/deep/x.TXT", "c/y.txt.gz"]


def test_links_to_folders_and_files_elsewhere_are_followed(tree):
    elsewhere = tree / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "e.txt").write_text("x")
    Path("notes/link").symlink_to(elsewhere)
    Path("notes/0.txt").symlink_to(elsewhere / "e.txt")
    assert ids("notes")[0] == "0.txt"
    assert ids("notes")[-1] == "link/e.txt"


def test_a_link_to_nothing_is_an_error_of_that_file(tree):
    Path("notes/dead.txt").symlink_to("nowhere")
    errors = {source_id: error for source_id, _, error in found("notes")}
    assert errors.pop("dead.txt") == "cannot be opened (No such file or directory)"
    assert set(errors.values()) == {""}


def test_pipes_in_a_folder_are_passed_over(tree):
    os.mkfifo("notes/pipe.txt")
    assert "pipe.txt" not in ids("notes")


def test_a_name_that_is_no_utf8_is_an_error(tree):
    Path(os.fsdecode(b"notes/\xff.txt")).write_text("x")
    [bad] = [entry for entry in found("notes") if entry[2]]
    assert bad == ("\\xff.txt", "notes/\\xff.txt", "its name is not valid UTF-8; rename it")


def test_unreadable_files_and_folders(tree, monkeypatch):
    """Root, as which tests often run, may read everything: the refusals are made up."""
    scandir = os.scandir

    def refuse(path):
        if path == "notes/c":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "access", lambda path, mode: path != "notes/a.txt")
    refused = "cannot be opened (Permission denied)"
    assert found("notes") == [
        ("a.txt", "notes/a.txt", refused),
        ("b.txt", "notes/b.txt", ""),
        ("c", "notes/c", refused),
    ]


@pytest.mark.parametrize("good", ["a", "a/b.txt", "2024-01-01 note", "Ärzte/ß", "a" * 240])
def test_ids_that_can_name_outputs(good):
    assert id_problem(good) == ""


@pytest.mark.parametrize(
    "bad",
    ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".", "a\\b", "a\nb", "a\x00", "ä" * 121],
)
def test_ids_that_cannot(bad):
    assert id_problem(bad) != ""


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.txt.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(50):
            file.write(bytes(1_000_000))
    with pytest.raises(DocumentError, match="larger than 1 MB; raise the option max_mb"):
        read_file(str(path), 1)


def test_a_file_of_exactly_the_limit_is_read(tmp_path):
    path = tmp_path / "n.txt"
    path.write_bytes(b"x" * 1_000_000)
    assert len(read_file(str(path), 1)) == 1_000_000


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"some text", mtime=0)[:-4]])
def test_what_is_named_gz_must_be_whole_gzip(tmp_path, content):
    path = tmp_path / "n.txt.gz"
    path.write_bytes(content)
    with pytest.raises(DocumentError, match="is not a whole gzip file"):
        read_file(str(path), 1)


def test_folder_by_folder(tmp_path):
    for name in ("a", "b/x", "b/y/z", "b/z", "c", "d/x", "e"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")

    def folders(*inputs):
        return [[s.id for s in files] for files in by_folder(find_files(inputs, ("*",)))]

    inner = [["b/y/z"], ["b/x", "b/z"], ["d/x"]]
    assert folders(tmp_path) == [*inner, ["a", "c", "e"]]
    assert folders(tmp_path / "c", tmp_path / "d") == [["d/x"], ["c"]]


@pytest.mark.parametrize("other", ["in/ab/x", "in/b/x"])
def test_a_folder_is_not_within_one_whose_name_it_begins_with(other):
    files = [Source(name, name) for name in ("in/a/x", other, "in/a/y")]
    assert [[s.id for s in some] for some in by_folder(files)] == [["in/a/x"], [other], ["in/a/y"]]


def test_files_named_from_where_one_stands_are_one_folder():
    files = [Source(name, name) for name in ("x", "a/x", "y")]
    assert [[s.id for s in some] for some in by_folder(files)] == [["a/x"], ["x", "y"]]

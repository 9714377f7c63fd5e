"""Finding the files of a run and naming their documents; reading them within bounds."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from glob import glob, has_magic
from itertools import takewhile
from pathlib import Path
from typing import IO, cast

from ..core.component import ComponentConfig, Source
from ..core.errors import DocumentError

_GZIP = b"\x1f\x8b"

LONGEST_NAME = 240
"""Bytes of one part of a document id: file systems allow 255, the writers add their suffix."""


class FileConfig(ComponentConfig):
    """Options common to readers of files."""

    max_mb: int = 64
    """Largest document accepted, in megabytes (10^6 bytes) after unpacking; bounds gzip bombs."""


@dataclass(frozen=True, slots=True)
class _Root:
    """One input: a file, a folder, or a glob with the folder it starts from."""

    path: str
    """Of the file or folder, absolute, symbolic links kept."""

    given: str
    """As the user wrote it; what messages and metadata show."""

    matches: tuple[str, ...] | None = None
    """Paths that a glob matched."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return os.path.basename(self.path) or "input"


def find_files(inputs: Sequence[Path], patterns: Sequence[str]) -> Iterator[Source]:
    """A source for each file: a named file always, in folders those whose names match.

    Folders are walked in the order of their names; hidden files and folders are passed over,
    symbolic links are followed once. The id is the path within the input folder; with several
    inputs it starts with the input's own name (its path from their common folder where two
    inputs have the same name).
    """
    roots = [_root(path) for path in dict.fromkeys(inputs)]
    for root, label in zip(roots, _labels(roots), strict=True):
        if root.matches is not None:
            yield from _of_glob(root, label, patterns)
        elif os.path.isdir(root.path):
            yield from _of_folder(root, label, patterns)
        else:
            yield _source(label or root.name, root.given)


def _root(path: Path) -> _Root:
    given = str(path)
    if not has_magic(given) or os.path.lexists(given):
        return _Root(os.path.abspath(given), given)
    fixed = Path(*takewhile(lambda part: not has_magic(part), path.parts))
    return _Root(os.path.abspath(fixed), given, tuple(sorted(glob(given, recursive=True))))


def _labels(roots: Sequence[_Root]) -> list[str]:
    """What the ids of each input start with: nothing for one input, else names that all differ."""
    if len(roots) == 1:
        return [""]
    names = [root.name for root in roots]
    if len(set(names)) < len(names):
        common = os.path.commonpath([os.path.dirname(root.path) for root in roots])
        names = [os.path.relpath(root.path, common).replace(os.sep, "/") for root in roots]
    if len(set(names)) < len(names):  # a folder and a glob in it, say
        names = [f"{index}/{name}" for index, name in enumerate(names, 1)]
    return names


def _of_glob(root: _Root, label: str, patterns: Sequence[str]) -> Iterator[Source]:
    """What a glob matched; ``**`` matches a folder and then the files in it."""
    if not root.matches:
        yield Source(label or root.name, root.given, error="matches no file")
    seen = set()
    for path in root.matches or ():
        rest = os.path.relpath(path, root.path)
        inner = label if rest == os.curdir else _join(label, rest)
        is_folder = os.path.isdir(path)
        for source in _walk(path, inner, patterns) if is_folder else [_source(inner, path)]:
            if source.id not in seen:
                seen.add(source.id)
                yield source


def _of_folder(root: _Root, label: str, patterns: Sequence[str]) -> Iterator[Source]:
    found = None
    for found in _walk(root.given, label, patterns):
        yield found
    if found is None:
        wanted = ", ".join(patterns)
        yield Source(label or root.name, root.given, error=f"holds no file named {wanted}")


def by_folder(files: Iterable[Source]) -> Iterator[list[Source]]:
    """The files that ``find_files`` gives, folder by folder.

    Folders within a folder stand among its files, and come before it here.
    """
    entered: list[tuple[str, list[Source]]] = []
    for file in files:
        here = os.path.dirname(file.path)
        while entered and not _is_within(here, entered[-1][0]):
            yield entered.pop()[1]
        if not entered or entered[-1][0] != here:
            entered.append((here, []))
        entered[-1][1].append(file)
    while entered:
        yield entered.pop()[1]


def _is_within(folder: str, outer: str) -> bool:
    return folder == outer or folder.startswith(os.path.join(outer, ""))


def _walk(folder: str, label: str, patterns: Sequence[str]) -> Iterator[Source]:
    """The files of a folder and of those in it; a link that leads back is not followed again."""
    visited: set[tuple[int, int]] = set()
    waiting = [(folder, label, True)]
    while waiting:
        path, inner, is_folder = waiting.pop()
        if not is_folder:
            yield _source(inner, path)
            continue
        try:
            here = os.stat(path)
            if (here.st_dev, here.st_ino) in visited:
                continue
            visited.add((here.st_dev, here.st_ino))
            with os.scandir(path) as found:
                entries = [entry for entry in found if _wanted(entry, patterns)]
        except OSError as error:
            yield Source(inner or "input", path, error=f"cannot be opened ({error.strerror})")
            continue
        entries.sort(key=lambda entry: entry.name, reverse=True)
        waiting.extend((e.path, _join(inner, e.name), e.is_dir()) for e in entries)


def _wanted(entry: os.DirEntry[str], patterns: Sequence[str]) -> bool:
    """Folders, and files of the right name; a link whose target is gone is an error to report."""
    name = entry.name.lower()
    if name.startswith("."):
        return False
    if entry.is_dir():
        return True
    return (entry.is_file() or entry.is_symlink()) and any(fnmatchcase(name, p) for p in patterns)


def _join(label: str, rest: str) -> str:
    rest = rest.replace(os.sep, "/")
    return f"{label}/{rest}" if label else rest


def _source(document_id: str, path: str) -> Source:
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode(errors="backslashreplace")
        inner = os.fsencode(document_id).decode(errors="backslashreplace")
        return Source(inner, shown, error="its name is not valid UTF-8; rename it")
    return Source(document_id, path, error=_unreadable(path))


def _unreadable(path: str) -> str:
    """Why a file cannot be opened; empty when it can."""
    try:
        kind = os.stat(path).st_mode
    except OSError as error:
        return f"cannot be opened ({error.strerror})"
    if stat.S_ISREG(kind) and not os.access(path, os.R_OK):
        return "cannot be opened (Permission denied)"
    return ""


def id_problem(document_id: str) -> str:
    """Why an id cannot name an output file; empty when it can."""
    parts = document_id.split("/")
    if not document_id or "" in parts or "." in parts or ".." in parts:
        return "has an empty part, '.' or '..'"
    if "\\" in document_id or not document_id.isprintable():
        return "has a backslash or an unprintable character"
    if any(len(part.encode()) > LONGEST_NAME for part in parts):
        return f"is longer than {LONGEST_NAME} bytes"
    return ""


class _Unpacked(gzip.GzipFile):
    """Closes the packed file too."""

    def __init__(self, packed: IO[bytes]) -> None:
        self.packed = packed
        super().__init__(fileobj=packed, mode="rb")

    def close(self) -> None:
        super().close()
        self.packed.close()


def open_file(path: str) -> IO[bytes]:
    """Opens for reading, unpacking what is named ``.gz`` or begins like gzip.

    Raises DocumentError.
    """
    try:
        file = open(path, "rb")  # noqa: SIM115 the caller closes it
        if path.lower().endswith(".gz") or file.peek(2)[:2] == _GZIP:
            return cast(IO[bytes], _Unpacked(file))
        return file
    except OSError as error:
        raise DocumentError(path, f"cannot be opened ({error.strerror})") from None


def read_file(path: str, max_mb: int) -> bytes:
    """All bytes of a file, unpacked when named ``.gz``; never more than ``max_mb`` in memory.

    Raises DocumentError when it cannot be opened, is larger, or is not a whole gzip file.
    """
    limit = max_mb * 1_000_000
    with open_file(path) as file, reading(path):
        data = file.read(limit + 1)
    if len(data) > limit:
        raise DocumentError(path, f"is larger than {max_mb} MB", cure="raise the option max_mb")
    return data


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Turns what reading a file can raise into DocumentError."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise DocumentError(path, "is not a whole gzip file") from None
    except OSError as error:
        raise DocumentError(path, f"cannot be read ({error.strerror})") from None

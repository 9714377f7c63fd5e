"""Names of outputs that cannot leave the folder of a run; files that are whole or not there."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from io import FileIO
from itertools import count
from pathlib import Path

LONGEST = 240
"""Bytes of one part of a name; file systems allow 255, a suffix follows."""

DEEPEST = 1000
"""Bytes of a whole name; systems allow 4,096 for a path, the run's folder comes before it."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE | re.DOTALL)
_MARKED = re.compile(r"~[0-9a-f]{10}$")
_TEMPORARY = ".cascara-{}-{}.tmp"
_numbers = count()


def output_name(document_id: str) -> str:
    """A relative path for a document id: the id itself wherever it is a safe one.

    A part that is not safe on every system (``..``, empty, a device's name, forbidden characters,
    too long) is cleaned and marked by a hash of itself, so that different ids have different names.
    """
    parts = [_part(part) for part in document_id.split("/")]
    name = "/".join(parts)
    if len(name.encode()) > DEEPEST:
        return _marked(parts[-1], document_id)
    return name


def _part(part: str) -> str:
    safe = (
        part
        and not part.startswith(".")
        and not part.endswith((".", " "))
        and not _FORBIDDEN.search(part)
        and not _DEVICE.fullmatch(part)
        and not _MARKED.search(part)
        and len(part.encode()) <= LONGEST
    )
    return part if safe else _marked(part, part)


def _marked(readable: str, original: str) -> str:
    readable = _FORBIDDEN.sub("_", readable).strip(". ")
    kept = readable.encode()[: LONGEST - 11].decode(errors="ignore")
    digest = hashlib.sha256(original.encode(errors="surrogatepass")).hexdigest()
    return f"{kept}~{digest[:10]}"


def put(path: Path, *chunks: bytes) -> None:
    """Writes a file under a temporary name in the same folder and renames it."""
    put_all(path, iter(chunks))


def put_all(path: Path, chunks: Iterator[bytes]) -> None:
    """The same for many chunks; an error of the iterator leaves no file behind."""
    temporary = path.parent / _TEMPORARY.format(os.getpid(), next(_numbers))
    try:
        file = temporary.open("xb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = temporary.open("xb")
    try:
        with file:
            file.writelines(chunks)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def remove_temporary(folder: Path) -> None:
    """Removes what writers that were killed left half written."""
    for path in folder.rglob(_TEMPORARY.format("*", "*")):
        path.unlink(missing_ok=True)


class Pieces:
    """Outputs of collecting writers, kept until all documents are done; one file a process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{os.getpid()}-{os.urandom(4).hex()}"
        self._file: FileIO | None = None

    def add(self, data: bytes) -> Piece:
        """Keeps one piece; it is in the file when this returns."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("xb", buffering=0)
        begin = self._file.tell()
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        return self._path.name, begin, len(data)

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()


Piece = tuple[str, int, int]
"""A file of pieces, an offset in it, a length in bytes."""


def read_pieces(folder: Path, pieces: Iterator[Piece]) -> Iterator[bytes]:
    """The bytes of the pieces in their order."""
    files = {path.name: path.open("rb") for path in sorted(folder.glob("*"))}
    try:
        for name, begin, length in pieces:
            files[name].seek(begin)
            yield files[name].read(length)
    finally:
        for file in files.values():
            file.close()

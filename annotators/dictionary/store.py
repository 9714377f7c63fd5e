"""The file of a terminology: a JSON header and flat arrays, opened by mmap.

Layout, little endian: 8 bytes ``CASCTERM``; the format version and the header's length as 32-bit
integers; the header (UTF-8 JSON, padded with spaces to a multiple of 64 bytes from the file's
start); then the arrays, each at a multiple of 64. The header names each array's type, length and
offset, and the SHA-256 of everything the file says.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from ...core.errors import ConfigError

MAGIC = b"CASCTERM"
FORMAT = 3
"""Grows with every change of the layout or of how terms are normalised and hashed."""

_ALIGN = 64
_PREFACE = struct.Struct("<8sII")

Buffer: TypeAlias = bytes | memoryview
Arrays: TypeAlias = Mapping[str, np.ndarray[Any, Any]]


def _padding(offset: int) -> int:
    return -offset % _ALIGN


def digest(header: Mapping[str, Any], arrays: Arrays) -> str:
    """SHA-256 of a terminology: of what its header says and of its arrays, by their names."""
    said = {key: value for key, value in header.items() if key not in ("sha256", "arrays")}
    total = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    for name, array in sorted(arrays.items()):
        total.update(f"{name} {array.dtype.str} {len(array)}\n".encode())
        total.update(array.data.cast("B"))
    return total.hexdigest()


def _chunks(header: Mapping[str, Any], arrays: Arrays) -> Iterator[Buffer]:
    """The bytes of a file, in order."""
    directory: dict[str, list[Any]] = {}
    offset = 0
    for name, array in arrays.items():
        directory[name] = [array.dtype.str, len(array), offset]
        offset += array.nbytes + _padding(array.nbytes)
    full = {**header, "sha256": digest(header, arrays), "arrays": directory}
    said = json.dumps(full, sort_keys=True, ensure_ascii=False).encode()
    said += b" " * _padding(_PREFACE.size + len(said))
    yield _PREFACE.pack(MAGIC, FORMAT, len(said)) + said
    for array in arrays.values():
        yield array.data.cast("B")
        yield bytes(_padding(array.nbytes))


def write(path: Path, header: Mapping[str, Any], arrays: Arrays) -> None:
    """Writes a terminology's file, whole or not at all. The same content gives the same bytes.

    Raises ConfigError when the place cannot be written.
    """
    try:
        _replace(path, _chunks(header, arrays))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None


def _replace(path: Path, chunks: Iterable[Buffer]) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                out.write(chunk)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def refusal(path: Path, reason: str) -> ConfigError:
    """The error of a file that cannot be used, with the cure."""
    return ConfigError(f"{path}: {reason}; build it again with 'cascara terms build'")


def read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray[Any, Any]]]:
    """The header and the arrays of a terminology's file, which stay on disk until used.

    Raises ConfigError when it is none, is of another format version, or is cut.
    """
    try:
        with path.open("rb") as file:
            preface = file.read(_PREFACE.size)
            if len(preface) < _PREFACE.size or not preface.startswith(MAGIC):
                raise refusal(path, "not a terminology made by Cascara")
            _, version, length = _PREFACE.unpack(preface)
            if version != FORMAT:
                raise refusal(path, f"has format version {version}, this Cascara reads {FORMAT}")
            said = file.read(length)
        data = np.memmap(path, np.uint8, "r").view(np.ndarray)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        header = json.loads(said)
        directory = header.pop("arrays")
        return header, {
            name: _slice(data, _PREFACE.size + length + offset, np.dtype(kind), count)
            for name, (kind, count, offset) in directory.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise refusal(path, "is cut or damaged") from None


def _slice(
    data: np.ndarray[Any, Any], start: int, kind: np.dtype[Any], count: int
) -> np.ndarray[Any, Any]:
    end = start + count * kind.itemsize
    if count < 0 or start < 0 or end > len(data):
        raise ValueError("outside the file")
    return data[start:end].view(kind)

"""Messages of a file: batches, MLLP framing and any segment ending; streamed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from ..decode import signature
from ..files import open_file, reading

CHUNK = 1 << 20
_ENDS = re.compile(rb"\r\n|[\r\n\x0b\x1c]")
_HEADER = re.compile(rb"(MSH|FHS|BHS)([!-/:-@\[-`{-~])")
_NAME = re.compile(rb"[A-Z][A-Z0-9]{2}")
_BLANK = b" \t\0\x1a"
_WIDE = tuple(
    (start.encode(codec), codec)
    for codec in ("utf-16-le", "utf-16-be")
    for start in ("MSH", "FHS", "BHS")
)
"""How a file in UTF-16 without a byte order mark begins."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A message as bytes: segments divided by CR; LF where a field holds a line end."""

    data: bytes
    file_encoding: str = ""
    """UTF-16 or UTF-32, when the file was in it; ``data`` is UTF-8 then."""

    error: str = ""


@dataclass(slots=True)
class _Collector:
    """The message being read."""

    limit: int
    pieces: list[bytes] = field(default_factory=list)
    """Segments, and lines that go on with one, each after what divides it from the one before."""
    size: int = 0
    blank: int = 0
    mark: bytes = b"|"
    open: bool = False

    def add(self, line: bytes) -> None:
        """A segment, or a line that belongs to the text of the segment before it."""
        if not line.strip(_BLANK):
            self.blank += 1
            return
        bare = line.lstrip(_BLANK)
        self.size += len(line) + 1
        if self.size > self.limit:
            del self.pieces[1:]
        elif _NAME.match(bare) and bare[3:4].strip() in (b"", self.mark):
            self.pieces += (b"\r", bare)
        else:
            self.pieces += (b"\n" * (self.blank + 1), line)
        self.blank = 0

    def start(self, line: bytes, mark: bytes) -> None:
        self.pieces, self.size, self.blank = [line], len(line), 0
        self.mark, self.open = mark, True

    def finish(self) -> Raw | None:
        """The message read so far; None when none is open."""
        if not self.open:
            return None
        self.open = False
        if self.size > self.limit:
            reason = f"is larger than {self.limit // 1_000_000} MB; raise the option max_mb"
            return Raw(b"", error=reason)
        return Raw(b"".join(self.pieces))


def read_messages(path: str, limit: int) -> Iterator[Raw]:
    """The messages of a file, one after the other; ``limit`` is the most bytes of one.

    Raises DocumentError when the file cannot be read on.
    """
    collector = _Collector(limit)
    with open_file(path) as file, reading(path):
        chunks, encoding = _transcoded(file)
        for line in _lines(chunks, limit):
            bare = line.lstrip(_BLANK).removeprefix(codecs.BOM_UTF8)
            header = _HEADER.match(bare)
            if header or bare[:3] in (b"BTS", b"FTS"):
                done = collector.finish()
                if done:
                    yield Raw(done.data, encoding, done.error)
                if header and header[1] == b"MSH":
                    collector.start(bare, header[2])
            elif collector.open:
                collector.add(line)
        done = collector.finish()
        if done:
            yield Raw(done.data, encoding, done.error)


def _transcoded(file: IO[bytes]) -> tuple[Iterator[bytes], str]:
    """The file's bytes with ASCII as single bytes, and its encoding when it was a wide one."""
    first = file.read(CHUNK)
    encoding = signature(first)
    if encoding in ("", "utf-8"):
        encoding = next((name for start, name in _WIDE if first.startswith(start)), "")
    raw = _chunks(first, file)
    if not encoding:
        return raw, ""
    decoded = codecs.iterdecode(raw, encoding, errors="replace")
    return (text.encode("utf-8", "replace") for text in decoded), encoding


def _chunks(first: bytes, file: IO[bytes]) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = file.read(CHUNK)


def _lines(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Lines by any ending; of one longer than ``limit`` no more than that is kept in memory."""
    rest: list[bytes] = []
    size = 0
    held = b""
    for chunk in chunks:
        chunk, held = held + chunk, b""
        if chunk.endswith(b"\r"):  # its LF may be in the next chunk
            chunk, held = chunk[:-1], b"\r"
        first, *others = _ENDS.split(chunk)
        if size <= limit:
            rest.append(first)
            size += len(first)
        if others:
            yield b"".join(rest)
            yield from others[:-1]
            rest, size = [others[-1]], len(others[-1])
    yield b"".join(rest)

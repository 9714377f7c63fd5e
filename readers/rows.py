"""Rows of NDJSON, CSV and TSV files, one after the other; a bad row does not end the file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, cast

import orjson

from ..core.errors import DocumentError
from .decode import signature
from .files import open_file, reading
from .heads import start_of

DELIMITERS = {".csv": ",", ".tsv": "\t"}
SUFFIXES = (".ndjson", ".jsonl", *DELIMITERS)
PATTERNS = tuple(f"*{suffix}{packed}" for suffix in SUFFIXES for packed in ("", ".gz"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row's values by column, or why it cannot be used."""

    line: int
    """Line of the file the row starts on, from 1."""

    values: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


def table_suffix(path: str) -> str:
    """The suffix that tells the format (``.csv``), or empty when it is none of ``SUFFIXES``."""
    name = path.lower().removesuffix(".gz")
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), "")


def has_columns(head: bytes, columns: Sequence[str]) -> bool:
    """Whether the first line of a file is a header, or a JSON object, with these columns."""
    line = start_of(head).lstrip().partition("\n")[0].rstrip()
    if line.startswith("{"):
        return all(re.search(rf'"{re.escape(column)}"\s*:', line) for column in columns)
    try:
        headers = [next(csv.reader([line], delimiter=d), []) for d in DELIMITERS.values()]
    except csv.Error:
        return False
    return any(set(columns) <= set(header) for header in headers)


def read_rows(
    path: str, stated: str, columns: Sequence[str], limit: int
) -> Iterator[tuple[Row, str]]:
    """The rows of a file named like one of ``PATTERNS``, each with the file's encoding.

    ``columns`` are those a CSV or TSV must have; ``limit`` is the most characters of a row.
    Raises DocumentError when the file cannot be read on: not opened, a column missing, gzip data
    cut short. Messages hold no value of the file: a file without header starts with a note.
    """
    with open_file(path) as raw, reading(path):
        buffer = io.BufferedReader(cast(io.RawIOBase, raw))
        encoding = stated or signature(buffer.peek(4)) or "utf-8"
        stream = io.TextIOWrapper(buffer, encoding, errors="surrogateescape", newline="\n")
        lines = _Lines(stream, limit)
        suffix = table_suffix(path)
        if suffix in DELIMITERS:
            rows = _delimited(path, lines, DELIMITERS[suffix], columns)
        else:
            rows = _ndjson(lines)
        try:
            for row in rows:
                yield row, encoding
        except UnicodeDecodeError:
            reason = f"is not valid {encoding} from here on"
            raise DocumentError(path, reason, f"{lines.number + 1}") from None


class _Lines:
    """Lines of bounded length, counted; remembers what was wrong with those read last."""

    def __init__(self, stream: IO[str], limit: int) -> None:
        self.limit = limit
        self.number = 0
        self.problem = ""
        self._stream = stream

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self.limit)
        if not line:
            raise StopIteration
        if self.number == 0:
            line = line.removeprefix("\ufeff")
        self.number += 1
        if len(line) >= self.limit and not line.endswith("\n"):
            self.problem = f"is longer than {self.limit} characters; raise the option max_mb"
            self._skip()
        if not line.isascii() and not _is_valid(line):
            self.problem = "has bytes that are not in the file's encoding; state the encoding"
        return line

    def _skip(self) -> None:
        rest = "."
        while rest and not rest.endswith("\n"):
            rest = self._stream.readline(self.limit)


def _is_valid(line: str) -> bool:
    """False when a byte could not be decoded: surrogateescape leaves half a surrogate pair."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _ndjson(lines: _Lines) -> Iterator[Row]:
    for line in lines:
        problem, lines.problem = lines.problem, ""
        if not problem and not line.strip():
            continue
        try:
            values = {} if problem else orjson.loads(line.rstrip())
        except orjson.JSONDecodeError as error:
            problem = f"is not valid JSON (character {error.pos + 1})"
        if not problem and not isinstance(values, dict):
            problem = "is not a JSON object"
        yield Row(lines.number, error=problem) if problem else Row(lines.number, values)


def _delimited(path: str, lines: _Lines, delimiter: str, columns: Sequence[str]) -> Iterator[Row]:
    # The limit of the csv module holds for the process; its default refuses notes over 131 kB.
    csv.field_size_limit(max(csv.field_size_limit(), lines.limit))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    while True:
        start, lines.problem = lines.number + 1, ""
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(start, error=f"is not valid CSV ({error})")
            continue
        if header is None:
            header = _header(path, fields, columns, lines.problem)
        elif lines.problem or (fields and len(fields) != len(header)):
            wrong = f"has {len(fields)} values where the header has {len(header)}"
            yield Row(start, error=lines.problem or wrong)
        elif fields:
            yield Row(start, dict(zip(header, fields, strict=True)))


def _header(path: str, header: list[str], columns: Sequence[str], problem: str) -> list[str]:
    for column in columns:
        if header.count(column) != 1 and not problem:
            count = "no column" if column not in header else "more than one column"
            problem = f"has {count} {column!r} in its header; name its columns in the options"
    if problem:
        raise DocumentError(path, problem, "1")
    return header

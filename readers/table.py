"""Tables: one note a row, as NDJSON or as CSV or TSV with quoted line ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import orjson

from ..core.cas import Cas
from ..core.component import Reader, Source
from ..core.errors import DocumentError
from .decode import Encoding
from .files import FileConfig, find_files, id_problem
from .rows import PATTERNS, Row, has_columns, read_rows, table_suffix


class _Note(NamedTuple):
    """What a worker needs of a row."""

    text: str
    items: tuple[tuple[str, str], ...]
    encoding: str


class TableReader(Reader):
    """Reads each row of a table as one document; a row that cannot be used is set aside."""

    name: ClassVar[str] = "table"

    class Config(FileConfig):
        """Options of the table reader. ``max_mb`` bounds a row, not the file."""

        id: str = "id"
        """Column that names the document; its values are unique in a run and name the outputs."""

        text: str = "text"
        """Column with the note."""

        metadata: tuple[str, ...] = ()
        """Columns kept as metadata items, in this order; a row of NDJSON may lack them."""

        encoding: Encoding = ""
        """Character encoding of the files. Default: UTF-16 and UTF-32 by their byte order mark,
        else UTF-8."""

    @classmethod
    def sniff(cls, head: bytes) -> bool:
        """Whether a file that begins like this is a table with the columns id and text."""
        return has_columns(head, ("id", "text"))

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """A source for each row, file after file; a file is read on as sources are asked for.

        Ids of rows that cannot be used are the file's id, ``#`` and the line.
        """
        seen: set[str] = set()
        for file in find_files(inputs, PATTERNS):
            if not file.error and not table_suffix(file.path):
                reason = f"is not named like a table ({', '.join(PATTERNS)})"
                file = Source(file.id, file.path, error=reason)
            if file.error:
                yield file
                continue
            try:
                yield from self._rows(file, seen)
            except DocumentError as error:
                reason = error.reason + (f"; {error.cure}" if error.cure else "")
                place = f"{file.path}:{error.place}" if error.place else file.path
                yield Source(file.id, place, error=reason)

    def _rows(self, file: Source, seen: set[str]) -> Iterator[Source]:
        config = self.config
        columns = (config.id, config.text, *config.metadata)
        limit = config.max_mb * 1_000_000
        row = None
        for row, encoding in read_rows(file.path, config.encoding, columns, limit):
            place = f"{file.path}:{row.line}"
            document_id = self._document_id(row)
            error = row.error or self._problem(row, document_id, seen)
            if error:
                yield Source(f"{file.id}#{row.line}", place, error=error)
                continue
            seen.add(document_id)
            items = tuple(
                (column, _as_text(row.values[column]))
                for column in config.metadata
                if row.values.get(column) is not None
            )
            yield Source(document_id, place, _Note(row.values[config.text], items, encoding))
        if row is None:
            yield Source(file.id, file.path, error="holds no row")

    def _document_id(self, row: Row) -> str:
        """The id as text; JSON numbers count, empty when it is neither text nor a whole number."""
        value = row.values.get(self.config.id)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def _problem(self, row: Row, document_id: str, seen: set[str]) -> str:
        """Why a row cannot be used, without any of its values; empty when it can."""
        if not document_id:
            return f"has no id (column {self.config.id!r})"
        problem = id_problem(document_id)
        if problem:
            return f"its id (column {self.config.id!r}) {problem}, so it cannot name a file"
        if document_id in seen:
            return f"an earlier row has the same id (column {self.config.id!r})"
        if not isinstance(row.values.get(self.config.text), str):
            return f"has no text (column {self.config.text!r})"
        return ""

    def read(self, source: Source) -> Cas:
        """The row as a document."""
        note: _Note = source.payload
        cas = Cas(note.text, self.typesystem)
        metadata = cas.metadata
        metadata.came_from(source, self.name)
        metadata.encoding = note.encoding
        metadata.set_items(dict(note.items))
        return cas


def _as_text(value: Any) -> str:
    """A value as a metadata item: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()

"""What an export's resources say of one another, in an SQLite file: more than memory may hold."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from .load import loads
from .records import Coded
from .references import key_of
from .shapes import Json
from .store import Wanted

_REMEMBERED = 512
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE resources (key TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID;
CREATE TABLE panels (key TEXT PRIMARY KEY, code BLOB) WITHOUT ROWID;
CREATE TABLE owners (key TEXT PRIMARY KEY, document TEXT) WITHOUT ROWID;
CREATE TABLE texts (data TEXT PRIMARY KEY, document TEXT) WITHOUT ROWID;
CREATE TABLE twins (key TEXT PRIMARY KEY, document TEXT) WITHOUT ROWID;
CREATE TABLE documents (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE names (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE coded (
    number INTEGER PRIMARY KEY, key TEXT, document TEXT, encounter TEXT, subject TEXT, data BLOB
);
CREATE TABLE narrated (number INTEGER PRIMARY KEY, subject TEXT, data BLOB);
"""
_FILLED = """
UPDATE coded SET document = '' WHERE document NOT IN (SELECT key FROM documents);
UPDATE coded SET document = coalesce((SELECT document FROM owners WHERE key = coded.key), '')
    WHERE document = '';
CREATE INDEX coded_key ON coded (key);
CREATE INDEX coded_document ON coded (document);
CREATE INDEX coded_encounter ON coded (encounter);
CREATE INDEX coded_subject ON coded (subject);
CREATE INDEX narrated_subject ON narrated (subject);
"""


class Disk:
    """Lookup and store of an export; see ``references.Lookup`` and ``store.Store``."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "export.sqlite", isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self._remembered = lru_cache(_REMEMBERED)(self._resource)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def _first(self, query: str, *values: Any) -> Any:
        row = self._db.execute(query, values).fetchone()
        return row[0] if row else None

    # Filling

    def note(self, key: str, data: bytes) -> None:
        """Keeps a resource that others may refer to; of two of the same id, the later."""
        self._db.execute("INSERT OR REPLACE INTO resources VALUES (?, ?)", (key, data))

    def note_panel(self, key: str, code: Json) -> None:
        """Keeps the code of the panel or report that a resource is part of."""
        row = key, orjson.dumps(code)
        self._db.execute("INSERT OR IGNORE INTO panels VALUES (?, ?)", row)

    def note_owner(self, key: str, document: str) -> None:
        """Keeps which document names a resource as its content."""
        self._db.execute("INSERT OR IGNORE INTO owners VALUES (?, ?)", (key, document))

    def note_document(self, key: str) -> None:
        """Keeps that a resource is a document."""
        self._db.execute("INSERT OR IGNORE INTO documents VALUES (?)", (key,))

    def note_text(self, data: str, document: str) -> None:
        """Keeps which DocumentReference has an attachment, by its hash."""
        self._db.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (data, document))

    def note_twin(self, key: str, document: str) -> None:
        """Keeps that a report has the text of a DocumentReference."""
        self._db.execute("INSERT OR IGNORE INTO twins VALUES (?, ?)", (key, document))

    def add(self, one: Coded) -> None:
        """Keeps a coded resource until its document asks for it."""
        row = one.key, one.document, one.encounter, one.subject, pickle.dumps(one)
        insert = (
            "INSERT INTO coded (key, document, encounter, subject, data) VALUES (?, ?, ?, ?, ?)"
        )
        self._db.execute(insert, row)

    def add_narrated(self, subject: str, said: Any) -> None:
        """Keeps what a resource says in words."""
        insert = "INSERT INTO narrated (subject, data) VALUES (?, ?)"
        self._db.execute(insert, (subject, pickle.dumps(said)))

    def filled(self) -> None:
        """All is there: each coded resource gets the document that names it, if there is one."""
        self._db.executescript(_FILLED)

    # Asking

    def _resource(self, key: str) -> Json | None:
        data = self._first("SELECT data FROM resources WHERE key = ?", key)
        found: Json | None = loads(data) if data is not None else None
        return found

    def find(self, reference: str, expected: str) -> Json | None:
        """The resource that a literal reference leads to; None when it is not in the export."""
        key = key_of(reference, expected)
        return self._remembered(key) if key else None

    def key(self, reference: str, expected: str) -> str:
        """``Type/id`` of what a reference leads to; empty if unclear."""
        return key_of(reference, expected)

    def panel(self, key: str) -> Json | None:
        """The code of the panel or report that names a resource as its part."""
        data = self._first("SELECT code FROM panels WHERE key = ?", key)
        found: Json | None = orjson.loads(data) if data is not None else None
        return found

    def is_document(self, key: str) -> bool:
        """Whether the resource of that key is a document."""
        return self._first("SELECT 1 FROM documents WHERE key = ?", key) is not None

    def text(self, data: str) -> str:
        """The DocumentReference that has an attachment; empty when none has."""
        return self._first("SELECT document FROM texts WHERE data = ?", data) or ""

    def twins(self, document: str) -> list[str]:
        """The reports that have the text of a DocumentReference."""
        query = "SELECT key FROM twins WHERE document = ? ORDER BY key"
        return [key for (key,) in self._db.execute(query, (document,))]

    def is_new(self, name: str) -> bool:
        """Whether no document has that name yet; it is taken then."""
        insert = self._db.execute("INSERT OR IGNORE INTO names VALUES (?)", (name,))
        return insert.rowcount == 1

    # Taking

    def _take(self, rows: list[tuple[int, bytes]]) -> list[Coded]:
        self._db.executemany("DELETE FROM coded WHERE number = ?", [row[:1] for row in rows])
        return [pickle.loads(data) for _, data in rows]

    def one(self, key: str) -> Coded | None:
        """Takes the resource of that key; None when it is not there or taken already."""
        query = "SELECT number, data FROM coded WHERE key = ? LIMIT 1"
        found = self._take(self._db.execute(query, (key,)).fetchall()) if key else []
        return found[0] if found else None

    def of(self, wanted: Wanted) -> list[Coded]:
        """Takes what names a document, or has its encounter and names none."""
        query = (
            "SELECT number, data FROM coded WHERE document = ? OR "
            "(encounter = ? AND encounter <> '' AND document = '') ORDER BY number"
        )
        return self._take(self._db.execute(query, (wanted.key, wanted.encounter)).fetchall())

    def rest(self) -> Iterator[list[Coded]]:
        """Takes what is left, by patient, in the order in which they first come."""
        for who in self._subjects("coded"):
            query = "SELECT number, data FROM coded WHERE subject = ? ORDER BY number"
            yield self._take(self._db.execute(query, (who,)).fetchall())

    def narrated(self) -> Iterator[tuple[str, list[Any]]]:
        """What resources say in words, by patient."""
        for who in self._subjects("narrated"):
            query = "SELECT data FROM narrated WHERE subject = ? ORDER BY number"
            yield who, [pickle.loads(data) for (data,) in self._db.execute(query, (who,))]

    def _subjects(self, table: str) -> Iterator[str]:
        """Patients one after the other, each looked for when it is its turn."""
        query = f"SELECT subject FROM {table} GROUP BY subject ORDER BY MIN(number)"
        yield from [who for (who,) in self._db.execute(query)]

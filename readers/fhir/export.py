"""A bulk export: NDJSON files of a folder, of any size, that refer to one another.

Each file is read line by line: once to note what others refer to, once for what is coded, and those
with documents once more. What is noted goes to an SQLite file in a temporary folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, NamedTuple

from ...core.component import Source
from ...core.errors import DocumentError
from .coded import coded, subject
from .disk import Disk
from .documents import (
    ENTRIES,
    NARRATIVE,
    ONLY_ERRORS,
    entries_name,
    inner_coded,
    name_of,
    narrated,
    with_twins,
)
from .entries import MAKERS
from .load import Line, kind_of, lines, parsed
from .payload import Payload
from .pool import Located, contained, parts
from .references import Scope, key_of
from .shapes import Check, Malformed, shown_type
from .texts import ERROR, KINDS, around, attachments, claims, concludes_nothing, is_text, payload

DOCUMENTS = tuple(kind for kind in KINDS if kind != "Binary")
PEOPLE = ("Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Organization")
CONTEXT = frozenset((*PEOPLE, "Encounter", "Location", "Medication", "Condition", "Binary"))
"""Types of resources that others refer to for what is read of them."""


class _Row(NamedTuple):
    """A line with its resource."""

    file: Source
    number: int
    item: Located
    """Its path is the type of the resource."""

    @property
    def key(self) -> str:
        """``Type/id``, or the place in the export when it has no id."""
        return self.item.key or f"{self.file.id}#{self.number}"

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file.path}:{self.number}"


class Export:
    """The files of one folder; a context, which removes the temporary folder."""

    def __init__(self, files: Sequence[Source], max_mb: int, narrative: bool, check: Check) -> None:
        self._files = files
        self._limit = max_mb * 1_000_000
        self._narrative = narrative
        self._check = check
        self._kinds: dict[str, set[str]] = {file.id: set() for file in files}
        self._bad: set[tuple[str, int]] = set()
        self._folder = TemporaryDirectory(prefix="cascara-")
        self._disk = Disk(Path(self._folder.name))

    def __enter__(self) -> Export:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._disk.close()
        self._folder.cleanup()

    def sources(self) -> Iterator[Source]:
        """Lines that cannot be used, then documents with text, then what is coded only."""
        any_found = False
        for source in self._all():
            any_found = True
            yield source
        if not any_found:
            reason = "holds no text and no coded resource that is read"
            yield Source(self._files[0].id, self._files[0].path, error=reason)

    def _all(self) -> Iterator[Source]:
        for file in self._files:
            yield from self._note(file)
        for row in self._every("DocumentReference"):
            self._note_text(row)
        for row in self._every(*MAKERS, *DOCUMENTS):
            self._code(row)
        for row in self._every("Binary"):
            self._code(row)
        self._disk.filled()
        for kind in KINDS:
            for row in self._every(kind):
                yield from self._text(row)
        for group in self._disk.rest():
            error = "" if any(one.entries for one in group) else ONLY_ERRORS
            yield self._of_patient(ENTRIES, group[0].subject, error, coded=tuple(group))
        for who, said in self._disk.narrated():
            yield self._of_patient(NARRATIVE, who, narratives=tuple(said))

    def _of_patient(self, stem: str, who: str, error: str = "", **held: Any) -> Source:
        file = self._files[0]
        subject_ = {"subject": {"reference": who}} if who else {}
        made = Payload(around(subject_, Scope({}, self._disk)), **held)
        return Source(self._name(file, entries_name(who, stem)), file.path, made, error)

    def _name(self, file: Source, name: str) -> str:
        """The id of a document; of a second one that would have the same, with its number."""
        whole, number = f"{file.id}#{name}", 1
        while not self._disk.is_new(whole):
            number += 1
            whole = f"{file.id}#{name}-{number}"
        return whole

    # Lines

    def _every(self, *kinds: str) -> Iterator[_Row]:
        for file in self._files:
            yield from self._rows(file, frozenset(kinds))

    def _rows(self, file: Source, kinds: frozenset[str]) -> Iterator[_Row]:
        """The good lines of a file that hold resources of these types."""
        if not self._kinds[file.id] & kinds:
            return
        for number, data, problem in lines(file.path, self._limit):
            if problem or (file.id, number) in self._bad or kind_of(data) not in ("", *kinds):
                continue
            line = parsed(number, data, "")
            if line.resource["resourceType"] in kinds:
                yield _Row(file, number, _located(line))

    def _note(self, file: Source) -> Iterator[Source]:
        """Notes what a file's resources say of others; tells of the lines that cannot be used."""
        try:
            for number, data, problem in lines(file.path, self._limit):
                line = parsed(number, data, problem)
                error = line.error or self._noted(file, line, data)
                if error:
                    self._bad.add((file.id, number))
                    place = f"{file.path}:{number}"
                    yield Source(f"{file.id}#{number}", place, error=error)
        except DocumentError as error:
            self._kinds[file.id] = set()
            yield Source(file.id, file.path, error=error.reason)

    def _noted(self, file: Source, line: Line, data: bytes) -> str:
        """Notes a resource; what is wrong with it, if anything."""
        item = _located(line)
        resource, kind = item.resource, item.path
        try:
            self._check(resource, shown_type(resource))
            for index, inner in contained(resource):
                self._check(inner, f"{shown_type(resource)}.contained[{index}]")
        except Malformed as error:
            return str(error)
        self._kinds[file.id].add(kind)
        members = [key_of(part, "Observation") for part in parts(resource)]
        if item.key and (kind in CONTEXT or members):
            self._disk.note(item.key, data)
        for key in members if resource.get("code") else ():
            self._disk.note_panel(key, resource["code"])
        told = narrated(resource) if self._narrative else None
        if told is not None and not (
            kind in KINDS and is_text(resource, Scope(resource, self._disk))
        ):
            scope = Scope(resource, self._disk)
            own = item.key if kind == "Patient" else subject(resource, scope)
            self._disk.add_narrated(own, told)
        return ""

    # Documents and what is coded

    def _note_text(self, row: _Row) -> None:
        """Notes what attachments a DocumentReference has."""
        for held in self._held(row):
            self._disk.note_text(_hash(held), row.key)

    def _held(self, row: _Row) -> list[str]:
        found = attachments(row.item.resource, Scope(row.item.resource, self._disk))
        return [one.data for one in found if one.data]

    def _own(self, row: _Row, scope: Scope) -> str:
        """The document that a resource is, or has the text of; empty when it is none."""
        resource = row.item.resource
        if row.item.path not in KINDS or not is_text(resource, scope):
            return ""
        held = self._held(row)
        known = {self._disk.text(_hash(data)) for data in held}
        if row.item.path == "Binary" and "" not in known:
            return ""
        if row.item.path == "DiagnosticReport" and len(known) == 1 and "" not in known:
            self._disk.note_twin(row.key, min(known))
            return min(known)
        for data in held:
            self._disk.note_text(_hash(data), row.key)
        self._disk.note_document(row.key)
        return row.key

    def _code(self, row: _Row) -> None:
        """Keeps what a resource codes, and which resources it names as its content."""
        item, scope = row.item, Scope(row.item.resource, self._disk)
        own = self._own(row, scope)
        for key in claims(item.resource, scope) if own else ():
            self._disk.note_owner(key, own)
        if item.path in MAKERS and not (own and concludes_nothing(item.resource)):
            made = coded(item.resource, item.key, scope, row.key)
            self._disk.add(made._replace(document=own or made.document))
        for index, inner in contained(item.resource):
            if inner["resourceType"] in MAKERS:
                self._disk.add(inner_coded(inner, item, scope, f"{row.key}#{index}", own))

    def _text(self, row: _Row) -> Iterator[Source]:
        """The document of a resource that is one."""
        resource, scope = row.item.resource, Scope(row.item.resource, self._disk)
        if not self._disk.is_document(row.key):
            return
        name = self._name(row.file, name_of(resource, row.item.key, str(row.number)))
        if resource.get("status") == ERROR:
            error = f"{row.item.path} was entered in error, as its status says"
            yield Source(name, row.place, error=error)
            return
        made = payload(resource, row.key, scope, self._disk)
        items = with_twins(made.items, self._disk.twins(row.key))
        yield Source(name, row.place, made._replace(items=items))


def _located(line: Line) -> Located:
    kind, own = line.resource["resourceType"], line.resource.get("id")
    return Located(line.resource, kind, f"{kind}/{own}" if isinstance(own, str) and own else "")


def _hash(data: str) -> str:
    return hashlib.sha256(data.encode("utf-8", "replace")).hexdigest()

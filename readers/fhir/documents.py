"""Which documents a file holds, and which of its coded resources belong to each.

docs/readers.md has the rules: nothing is lost, and nothing is there twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .coded import coded, encounter, subject
from .entries import MAKERS
from .entries.values import notes, words
from .metadata import Items
from .payload import Narrated, Payload
from .pool import Located, Pool, contained
from .records import Coded
from .references import Scope
from .shapes import Json
from .store import Memory
from .texts import ERROR, KINDS, around, attachments, claims, concludes_nothing, is_text, payload

ENTRIES, NARRATIVE = "entries", "narrative"
READ = frozenset((*MAKERS, *KINDS))
"""Types of resources that are documents, coded, or both."""
ONLY_ERRORS = "holds only what was entered in error"
_NAME = re.compile(r"[A-Za-z0-9.-]{1,64}")


class Found(NamedTuple):
    """A document of a file, or why there is none."""

    name: str
    """What tells it from the file's others: ``DocumentReference-123``, ``entries``."""
    payload: Payload
    error: str = ""


class Documents:
    """Of a file that is in memory."""

    def __init__(self, pool: Pool, narrative: bool) -> None:
        self._pool = pool
        self._narrative = narrative
        self._scopes: dict[int, Scope] = {}
        self._twins: dict[str, str] = {}
        """Keys of reports whose attachments a DocumentReference has, too, and its key."""
        self._texts = self._find_texts()

    def _scope(self, item: Located) -> Scope:
        scope = self._scopes.get(id(item.resource))
        if scope is None:
            scope = self._scopes[id(item.resource)] = Scope(item.resource, self._pool)
        return scope

    def find(self) -> Iterator[Found]:
        """The documents: those with text, then those of what is coded only."""
        texts = self._texts
        keys = {one.key or one.path for one in texts}
        store = Memory(self._coded(keys), keys)
        alone = len(texts) == 1
        twins: dict[str, list[str]] = {}
        for twin, own in self._twins.items():
            twins.setdefault(own, []).append(twin)
        for item in texts:
            resource, key = item.resource, item.key or item.path
            name = name_of(resource, item.key, item.path)
            if resource.get("status") == ERROR:
                yield Found(
                    name, Payload(), f"{item.path} was entered in error, as its status says"
                )
                continue
            whole = self._pool.document and resource["resourceType"] == "Composition"
            made = payload(resource, key, self._scope(item), store, alone, whole)
            items = with_twins(made.items, twins.get(key, ()))
            yield Found(name, made._replace(items=items))
        groups = list(store.rest())
        for group in groups:
            yield self._of_entries(group, alone=len(groups) == 1)
        if self._narrative:
            yield from self._narratives()

    # Texts

    def _find_texts(self) -> list[Located]:
        """Resources that are documents; of a report and a reference to the same, the reference.

        US Core wants a clinical note as both, with the same attachment.
        """
        found = [
            one
            for one in self._pool.items
            if one.resource["resourceType"] in KINDS and is_text(one.resource, self._scope(one))
        ]
        found.sort(key=lambda one: KINDS.index(one.resource["resourceType"]))
        texts, owners = [], dict[str, str]()
        for one in found:
            kind, key = one.resource["resourceType"], one.key or one.path
            held = {a.data for a in attachments(one.resource, self._scope(one)) if a.data}
            known = {owners.get(data, "") for data in held}
            if kind == "Binary" and "" not in known:
                continue
            if kind == "DiagnosticReport" and len(known) == 1 and "" not in known:
                self._twins[key] = known.pop()
                continue
            for data in held:
                owners.setdefault(data, key)
            texts.append(one)
        return texts

    # What is coded

    def _coded(self, texts: set[str]) -> Iterator[Coded]:
        """The records of all resources that are read, with the document that names each."""
        owners = self._owners(texts)
        for item in self._pool.items:
            if item.resource["resourceType"] not in READ:
                continue
            key, scope = item.key or item.path, self._scope(item)
            own = key if key in texts else self._twins.get(key, "")
            if item.resource["resourceType"] in MAKERS and not (
                own and concludes_nothing(item.resource)
            ):
                made = coded(item.resource, item.key, scope, item.path)
                owner = own or made.document or owners.get(key, "")
                yield made._replace(document=owner) if owner != made.document else made
            for index, inner in contained(item.resource):
                if inner["resourceType"] in MAKERS:
                    yield inner_coded(inner, item, scope, f"{key}#{index}", own)

    def _owners(self, texts: set[str]) -> dict[str, str]:
        """Which document names a resource as its content."""
        owners: dict[str, str] = {}
        for item in self._pool.items:
            key = item.key or item.path
            own = key if key in texts else self._twins.get(key)
            if own:
                for claimed in claims(item.resource, self._scope(item)):
                    owners.setdefault(claimed, own)
        return owners

    def _of_entries(self, group: list[Coded], alone: bool) -> Found:
        """A document of a patient's coded resources that no other document has."""
        places = {one.key or one.path: one for one in self._pool.items}
        first = places.get(group[0].key.partition("#")[0])
        items = around(first.resource, self._scope(first)) if first is not None else ()
        if len({one.encounter for one in group}) > 1:
            items = tuple(item for item in items if not item[0].startswith("encounter."))
        errors = [one.key for one in group if not one.entries]
        error = ONLY_ERRORS if len(errors) == len(group) else ""
        name = ENTRIES if alone else entries_name(group[0].subject)
        return Found(name, Payload(items, coded=tuple(group)), error)

    # Narratives

    def _narratives(self) -> Iterator[Found]:
        """What the resources that are no documents say in words, a document a patient."""
        texts = {id(one.resource) for one in self._texts}
        groups: dict[str, list[Located]] = {}
        for item in self._pool.items:
            if id(item.resource) not in texts and narrated(item.resource) is not None:
                own = item.key if item.key.startswith("Patient/") else ""
                groups.setdefault(own or subject(item.resource, self._scope(item)), []).append(item)
        for who, members in groups.items():
            told = (narrated(one.resource) for one in members)
            items = around(members[0].resource, self._scope(members[0]))
            said = tuple(one for one in told if one is not None)
            yield Found(entries_name(who, NARRATIVE), Payload(items, narratives=said))


def name_of(resource: Json, key: str, path: str) -> str:
    """``DocumentReference-123``; of a resource without a proper id, its place."""
    own = key.partition("/")[2]
    if _NAME.fullmatch(own):
        return f"{resource['resourceType']}-{own}"
    place = re.sub(r"[^0-9.]+", "", path).strip(".")
    return f"{resource['resourceType']}-at-{place}" if place else resource["resourceType"]


def entries_name(who: str, stem: str = ENTRIES) -> str:
    """``entries-123`` for a patient of that id."""
    own = who.partition("/")[2]
    return f"{stem}-{own}" if _NAME.fullmatch(own) else stem


def inner_coded(inner: Json, item: Located, scope: Scope, key: str, own: str) -> Coded:
    """A coded resource within another: it goes where that goes, and is identified by it."""
    made = coded(inner, item.key, scope)
    return made._replace(
        key=key,
        document=own,
        subject=made.subject or subject(item.resource, scope),
        encounter=made.encounter or encounter(item.resource, scope),
    )


def with_twins(items: Items, twins: Sequence[str]) -> Items:
    """The items of a document and the reports that have the same text."""
    if not twins:
        return items
    kinds = [key for key, _ in items if key.startswith("related") and key.endswith(".type")]
    more: list[tuple[str, str]] = []
    for number, twin in enumerate(twins, len(kinds) + 1):
        stem = "related" if number == 1 else f"related.{number}"
        more += [(f"{stem}.type", "same-text"), (f"{stem}.id", twin)]
    return (*items, *more)


def narrated(resource: Json) -> Narrated | None:
    """What a resource says in words; None when it says nothing."""
    text = resource.get("text")
    div = text.get("div") if isinstance(text, dict) and text.get("status") != "empty" else ""
    div = div if isinstance(div, str) else ""
    note = resource.get("note")
    said = notes(resource) if isinstance(note, list) and all(map(_is_note, note)) else ""
    if not div.strip() and not said:
        return None
    code = resource.get("code")
    about = words(code) if resource["resourceType"] in MAKERS and isinstance(code, dict) else ""
    return Narrated(": ".join(filter(None, [resource["resourceType"], about])), div, said)


def _is_note(note: object) -> bool:
    return isinstance(note, dict) and isinstance(note.get("text"), str)

"""Where the coded resources of a file wait for the documents they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from .records import Coded


class Wanted(NamedTuple):
    """A document that asks for what belongs to it."""

    key: str
    encounter: str
    subject: str
    alone: bool
    """Whether it is the only document of its file, so that encounters need not tell."""


class Store(Protocol):
    """Gives each coded resource to one document."""

    def one(self, key: str) -> Coded | None:
        """Takes the resource of that key; None when it is not there or taken already."""

    def of(self, wanted: Wanted) -> list[Coded]:
        """Takes what belongs to a document, in the file's order."""

    def rest(self) -> Iterator[list[Coded]]:
        """Takes what is left, by patient."""


def belongs(one: Coded, wanted: Wanted, documents: frozenset[str] | set[str]) -> bool:
    """Whether a resource goes with a document: it names it, or has its encounter; where there is
    one document only, unless encounters or patients are known to differ."""
    if one.document in documents:
        return one.document == wanted.key
    if wanted.alone:
        return _agree(one.encounter, wanted.encounter) and _agree(one.subject, wanted.subject)
    return bool(wanted.encounter) and one.encounter == wanted.encounter


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


class Memory:
    """The store of a file that is in memory."""

    def __init__(self, coded: Iterable[Coded], documents: set[str]) -> None:
        self._documents = documents
        self._waiting = dict(enumerate(coded))
        self._keys: dict[str, int] = {}
        self._by_encounter: dict[str, list[int]] = {}
        self._by_document: dict[str, list[int]] = {}
        for number, one in self._waiting.items():
            self._keys.setdefault(one.key, number)
            self._by_encounter.setdefault(one.encounter, []).append(number)
            self._by_document.setdefault(one.document, []).append(number)

    def one(self, key: str) -> Coded | None:
        """Takes the resource of that key; None when it is not there or taken already."""
        return self._waiting.pop(self._keys.get(key, -1), None)

    def of(self, wanted: Wanted) -> list[Coded]:
        """Takes what belongs to a document, in the file's order."""
        if wanted.alone:
            numbers = list(self._waiting)
        else:
            named = self._by_document.get(wanted.key, [])
            numbers = sorted({*named, *self._by_encounter.get(wanted.encounter, [])})
        return [
            self._waiting.pop(number)
            for number in numbers
            if number in self._waiting and belongs(self._waiting[number], wanted, self._documents)
        ]

    def rest(self) -> Iterator[list[Coded]]:
        """Takes what is left, by patient."""
        groups: dict[str, list[Coded]] = {}
        for one in self._waiting.values():
            groups.setdefault(one.subject, []).append(one)
        self._waiting = {}
        yield from groups.values()

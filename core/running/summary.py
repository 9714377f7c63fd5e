"""The table of findings a run ends with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol, runtime_checkable

from ..cas import Cas


@runtime_checkable
class Summarises(Protocol):
    """A writer with these two members has its findings counted and shown at the end of a run.

    The rows of all documents are counted and the most frequent are shown on the user's terminal,
    nowhere else. They are to hold what was derived (names of concepts, kinds), not words of notes.
    """

    summary: ClassVar[tuple[str, ...]]
    """Headings of the table's columns; that of the count is added."""

    def summarise(self, cas: Cas) -> Iterable[tuple[str, ...]]:
        """A row for each finding of a document, one cell a heading."""

"""The columns of tables by their headers, and what a cell of the status says (columns.yaml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .items import Item

Reads = Literal["drug", "name", "attribute", "unit", "status", "nothing", "other"]

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
"""A word of a header; "ProductStrength" has two."""


@dataclass(frozen=True, slots=True)
class Column:
    """A kind of column."""

    rule: str
    reads: Reads
    lead: str
    """What its cells would begin with in running text."""

    words: frozenset[str]
    unless: frozenset[str]
    """Words of a header that is not of this kind whatever else it has."""

    @property
    def meant(self) -> tuple[str, ...]:
        """The words that its cells would come after in running text."""
        if self.reads == "unit":
            return (" ",)
        return ("|", self.lead, " ") if self.lead else ("|",)


@dataclass(frozen=True, slots=True)
class State:
    """What a cell of the status may say."""

    rule: str
    value: str
    phrases: tuple[str, ...]


class Columns:
    """Looks up headers and states. Immutable once made; safe to share."""

    def __init__(self, columns: Sequence[Column], states: Sequence[State]) -> None:
        self._columns = tuple(columns)
        self._states = {phrase: state for state in states for phrase in state.phrases}
        longest = sorted(self._states, key=len, reverse=True)
        self._said = re.compile(rf"\s*({'|'.join(longest)})(?=\s*(?:$|[.,;:(/–-]))", re.IGNORECASE)
        self.of = lru_cache(maxsize=1000)(self._of)

    def _of(self, header: str) -> Column | None:
        """The kind of column that a header is of; None when it is not known."""
        words = {word.lower() for word in _WORD.findall(header)}
        for column in self._columns:
            if not column.words.isdisjoint(words) and column.unless.isdisjoint(words):
                return column
        return None

    @property
    def rules(self) -> frozenset[str]:
        """Ids of all rows."""
        states = frozenset(state.rule for state in self._states.values())
        return states.union(column.rule for column in self._columns)

    def state(self, text: str, begin: int, end: int) -> Item | None:
        """What a cell of the status says, as a cue."""
        found = self._said.match(text[begin:end])
        if found is None:
            return None
        state = self._states[found[1].lower()]
        first, last = begin + found.start(1), begin + found.end(1)
        return Item("status", state.rule, 0, 0, first, last, None, state.value)

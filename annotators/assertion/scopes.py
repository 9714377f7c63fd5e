"""How far a cue reaches inside its sentence: ConText's scopes, with clauses and lists.

A walk goes over the sentence's boundaries: commas, and/or, brackets, and the rows of
boundaries.yaml. A scope is a range and its holes; a mention is in it when it begins in the range
and not in a hole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .rules import Boundary, Cue

Event = tuple[int, int, str, Boundary | None]
"""Begin, end, kind and row of a boundary; a mark has no row."""


class Scope(NamedTuple):
    """Where a cue counts."""

    begin: int
    end: int
    holes: Sequence[tuple[int, int]] = ()

    def cuts(self, place: int) -> bool:
        """Whether a hole takes out a mention that begins at ``place``."""
        return any(begin <= place < end for begin, end in self.holes)


_FUNCTIONAL = re.compile(
    r"(?:\s|\b(?:that|he|she|they|the|patient|pt|it|this|there|any|ever|currently|of|who|which"
    r"|really|actually|also|we|you|his|her|has|is|was|had|have|are|were|been|'s)\b)*"
)
"""Words that leave a verb part of the cue before it: "denies that she is"."""


class Walk:
    """One walk forward from a cue; ``scope`` is its result."""

    def __init__(
        self, low: str, cue: Cue, at: int, end: int, reach: str = "", opening: bool = False
    ) -> None:
        """From ``at`` to ``end`` at most; ``opening``: nothing stands before the cue."""
        self._low, self._cue, self._at, self._end = low, cue, at, end
        self._reach = reach or cue.reach
        self._opening = opening
        self._separator = -1
        self._segment = at
        self._joined = False
        self._comma = -1
        self._depth = 0
        self._hole = -1
        self._item_hole = False
        self._holes: list[tuple[int, int]] = []
        self._heading = low.startswith(":", at)
        self._events: Sequence[Event] = ()

    def scope(self, events: Sequence[Event]) -> Scope:
        """The scope, from the cue to where one of the boundaries ends it."""
        self._events = events
        end = self._at if self._low.startswith(".", self._at) else self._end
        for begin, stop, kind, row in events:
            if begin < self._at:
                continue
            if begin >= end:
                break
            place = self._mark(begin, stop, kind) if row is None else self._row(begin, stop, row)
            if place is not None:
                end = place
                break
        if self._reach == "list" and 0 <= self._comma < end:
            end = self._comma
        self._close(end)
        return Scope(self._at, max(end, self._at), self._holes)

    def _row(self, begin: int, end: int, row: Boundary) -> int | None:
        """Where the scope ends because of these words, or None."""
        cue, kind = self._cue, row.kind
        if (row.ends and cue.category not in row.ends) or (row.only and cue.id not in row.only):
            return None
        if kind == "stop" or kind == "capital" or (kind == "change" and self._separator < 0):
            return begin
        if kind == "and" or kind == "or":
            self._join(begin, end, kind)
        elif kind == "opener":
            return self._opener(begin)
        elif kind == "verb" or kind == "predicate" or kind == "observed":
            return self._verb(begin, kind)
        elif kind == "hole" or kind == "item-hole" or kind == "change":
            if self._hole < 0 or kind != "item-hole":
                self._hole = begin if self._hole < 0 else self._hole
                self._item_hole = kind == "item-hole"
        elif kind == "cancel":
            return self._at
        return None

    def _mark(self, begin: int, end: int, kind: str) -> int | None:
        """Where the scope ends because of this mark, or None."""
        if kind == "," or (kind == ";" and self._heading):
            return self._new_item(begin, end)
        if kind == "(":
            self._depth += 1
            return None
        if kind == ")":
            self._depth -= 1
            return begin if self._depth < 0 else None
        if kind == "+":  # a positive finding opens an item: "no edema, +rash"
            return begin if self._separator < 0 else self._separator
        if kind == ":":  # in a later item: a label with its own answer
            return self._separator if self._separator >= 0 and not self._joined else None
        return begin

    def _new_item(self, begin: int, end: int) -> int | None:
        first = not self._low[self._at : begin].strip()
        self._close(begin)
        if self._reach == "item" or self._reach == "own":
            return None if self._opening and first else begin
        if first and self._cue.answer:
            return begin
        if self._comma < 0:
            self._comma = begin
        self._separator, self._joined, self._segment = begin, False, end
        return None

    def _join(self, begin: int, end: int, kind: str) -> None:
        self._comma = -1
        if self._item_hole:
            self._close(begin)
        if kind == "or":
            self._separator, self._joined = -1, True
        else:
            if self._separator < 0 or self._low[self._segment : begin].strip():
                self._separator = begin
            self._joined = False
        self._segment = end

    def _opener(self, begin: int) -> int | None:
        """A word that no list of absent things would go on with: ", mild edema"."""
        if self._separator < 0 or self._low[self._segment : begin].strip():
            return None
        listed = any(kind == "or" and place > begin for place, _, kind, _ in self._events)
        return None if listed else self._separator

    def _verb(self, begin: int, kind: str) -> int | None:
        """A finite verb begins a clause of its own, or ends the cue's."""
        verbs = self._cue.verbs
        if verbs == "ignore":
            return None
        if kind == "observed":
            return begin if verbs == "end" and self._separator < 0 else None
        if self._separator >= 0 and not self._joined:
            return None if kind == "predicate" and begin <= self._segment + 1 else self._separator
        if kind == "predicate" or _FUNCTIONAL.fullmatch(self._low, self._segment, begin):
            return None
        return begin if verbs == "end" else None

    def _close(self, end: int) -> None:
        if self._hole >= 0:
            self._holes.append((self._hole, end))
            self._hole, self._item_hole = -1, False


def forward(
    low: str,
    cue: Cue,
    at: int,
    end: int,
    events: Sequence[Event],
    reach: str = "",
    opening: bool = False,
) -> Scope:
    """The scope of a cue that ends ``at``, to ``end`` at most; see ``Walk``."""
    if not events or events[-1][1] <= at:  # as most often
        return Scope(at, at if end < at or low.startswith(".", at) else end)
    return Walk(low, cue, at, end, reach, opening).scope(events)


_ADJACENT = " \t:=-?(,"
_SINGULAR = re.compile(r".*\b(?:is|was|has been|has)(?: \w+ly| also)? *$")
_AUXILIARY = re.compile(
    r"\s*(?:(?:\w+ly|also|not|been|be|to|now|further|about|over|a few|a|several|many|some|0+"
    r"|one|two|three|four|five|six|seven|eight|nine|ten)\b\s*){0,2}"
)
"""Words that leave a verb before a cue part of it: "was not seen", "was two years ago"."""
_VERBS = frozenset({"verb", "predicate", "observed"})


class Back:
    """One walk backward from a cue; ``scope`` is its result."""

    def __init__(self, low: str, cue: Cue, at: int, begin: int) -> None:
        """From ``at`` back to ``begin`` at most."""
        self._low, self._cue, self._begin = low, cue, begin
        self._stop = len(low[begin:at].rstrip(_ADJACENT)) + begin
        self._near = self._stop
        self._separator = -1
        self._singular = low.startswith(("is ", "was ", "has "), at) or bool(
            _SINGULAR.match(low, begin, at)
        )
        self._wide = cue.reach == "clause" and not self._singular
        self._listed = False
        self._depth = 0

    def scope(self, events: Sequence[Event]) -> Scope:
        """The scope that ends at the cue: its own item, its list, or its clause."""
        for begin, end, kind, row in reversed(events):
            if end <= self._stop:
                start = self._mark(end, kind) if row is None else self._row(begin, end, row)
                if start is not None:
                    return Scope(start, self._stop)
        return Scope(self._begin, self._stop)

    def _row(self, begin: int, end: int, row: Boundary) -> int | None:
        kind = row.kind
        if kind == "and" or kind == "or":
            self._listed = self._listed or kind == "or" or not self._singular
            self._separator = end
        elif kind == "stop" or kind == "capital":
            ends = not row.ends or self._cue.category in row.ends
            if ends and (not row.only or self._cue.id in row.only):
                return end
        elif kind in _VERBS and self._cue.verbs != "ignore":
            if self._separator < 0 and _AUXILIARY.fullmatch(self._low, end, self._near):
                self._near = begin
                return None
            return end if self._separator < 0 else self._separator
        return None

    def _mark(self, end: int, kind: str) -> int | None:
        if kind == "(" or kind == ")":
            self._depth += 1 if kind == ")" else -1
            return end if self._depth < 0 else None
        if kind == "," and self._cue.reach == "own" and self._separator >= 0:
            return self._separator
        if kind == "," and (self._wide or self._listed):
            self._separator = end
            return None
        return end

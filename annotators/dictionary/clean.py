"""Which rows of a source become terms: what is dropped, why, and which terms are acronyms."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from pydantic import BaseModel, ConfigDict

from .groups import read_table
from .tokenise import LONGEST_TOKEN

LONGEST_TERM = 255
"""Characters; cTAKES's limit too."""

LONGEST_ACRONYM = 4
"""Characters of a term that is matched only in capitals; decided in docs/terminology.md."""

_EXAMPLES = 5
_LETTER = re.compile(r"[^\W\d_]")


class StopTerm(BaseModel):
    """A row of stop.tsv: a text that is never a term, whatever a source says it means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """Stable id, named when a row is dropped for it."""

    text: str
    """Normalised, lower case. The same word in capitals may still be an acronym (ALL)."""

    reason: str
    """Why: an English function word, an everyday word."""


@cache
def stop_terms() -> dict[str, StopTerm]:
    """The rows of stop.tsv by text."""
    rows = [StopTerm.model_validate(row) for row in read_table("stop.tsv")]
    return {row.text: row for row in rows}


@dataclass
class Report:
    """What became of the rows of all sources."""

    read: int = 0
    """Rows read."""

    kept: int = 0
    """Rows kept."""

    unknown: int = 0
    """Rows kept in the group "unknown": neither semantic type nor group is one of cTAKES's."""

    dropped: Counter[str] = field(default_factory=Counter)
    """Rows not kept, by reason."""

    examples: dict[str, list[str]] = field(default_factory=dict)
    """The first few places (``file:line``) of each reason."""

    def drop(self, reason: str, source: str, line: int) -> None:
        """Counts a row that is not kept."""
        self.dropped[reason] += 1
        places = self.examples.setdefault(reason, [])
        if len(places) < _EXAMPLES:
            places.append(f"{source}:{line}")

    def summary(self) -> str:
        """The reasons with their counts, in one line."""
        return ", ".join(f"{count} dropped ({why})" for why, count in self.dropped.most_common())


def in_capitals(text: str) -> bool:
    """Whether a text has letters with case and all of them are capitals."""
    return text.isupper()


def is_acronym(text: str) -> bool:
    """Whether a term written like this is matched only in capitals."""
    return len(text) <= LONGEST_ACRONYM and in_capitals(text)


def objection(text: str, normalised: str, acronym: bool) -> str:
    """Why a text cannot be a term, or an empty string."""
    if not text:
        return "no text"
    if not _LETTER.search(normalised):
        return "no letter in it"
    if len(normalised) < 2:
        return "a single character"
    if len(text) > LONGEST_TERM:
        return f"longer than {LONGEST_TERM} characters"
    if len(normalised) > LONGEST_TOKEN < max(map(len, normalised.split(" "))):
        return f"a word of more than {LONGEST_TOKEN} characters"
    return "" if acronym else stopped(normalised)


def stopped(normalised: str) -> str:
    """Why a term is on the list of stop terms, or an empty string."""
    stop = stop_terms().get(normalised)
    return f"stop term: {stop.reason}" if stop else ""

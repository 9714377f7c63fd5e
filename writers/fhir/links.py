"""Which findings the sender had coded already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from ..findings import Mention
from .codes import keys
from .told import FAMILY, is_allergen, whose
from .values import codes_of, uri

_ENTRIES = {
    "DiseaseDisorderMention": "ProblemEntry",
    "SignSymptomMention": "ProblemEntry",
    "LabMention": "ObservationEntry",
    "MedicationMention": "MedicationEntry",
    "ProcedureMention": "ProcedureEntry",
}

_PRODUCTS = ("MedicationEntry", "AllergyEntry", "ImmunizationEntry")
"""Entries whose words name a product, whether or not it is taken, tolerated or given."""
_DRUG = "MedicationMention"


class Link(NamedTuple):
    """An entry that covers a finding."""

    entry: Any
    same: bool
    """Whether it says the same, so that the finding's codes are codes of it."""


class Links:
    """The joined entries of one document."""

    def __init__(self, entries: Iterable[Any], text: str) -> None:
        joined = [entry for entry in entries if entry.joined and entry.begin < entry.end]
        self._entries = sorted(joined, key=lambda entry: (entry.begin, -entry.end))
        self._begins = [entry.begin for entry in self._entries]
        self._furthest = list(accumulate((entry.end for entry in self._entries), max))
        self._text = text

    def find(self, mention: Mention) -> Link | None:
        """The entry that covers a finding, or None; the one that says the same before others.

        It overlaps the finding's span. It says the same when it is of the same kind, they share a
        code or a name, and both are so or both are not. It covers the finding when the finding's
        words are its words, its reaction or a part of its code's name ("calcium" of "Calcium
        [Mass/volume] in Serum or Plasma", "influenza" of a vaccine, given or not).
        """
        if not self._entries or mention.certainty not in ("affirmed", "negated", "undecided"):
            return None
        found, negated = None, mention.certainty == "negated"
        words = _plain(self._text[mention.fs.begin : mention.fs.end])
        for entry in self._overlapping(mention.fs.begin, mention.fs.end):
            kind, agrees = entry.type.short_name, bool(entry.negated) == negated
            if agrees and kind == _kind(mention) and self._shares(entry, mention, words):
                return Link(entry, same=True)
            told = agrees or kind in _PRODUCTS
            if found is None and told and self._covers(entry, mention, words):
                found = Link(entry, same=False)
        return found

    def _overlapping(self, begin: int, end: int) -> Iterator[Any]:
        place = bisect_left(self._begins, end) - 1
        while place >= 0 and self._furthest[place] > begin:
            if self._entries[place].end > begin:
                yield self._entries[place]
            place -= 1

    def _shares(self, entry: Any, mention: Mention, words: str) -> bool:
        """Whether they have a code or a name in common."""
        codes = codes_of(entry.code) if entry.code is not None else ()
        if {(uri(one.system), one.code) for one in codes if one.code} & keys(mention.concepts):
            return True
        preferred = (_plain(getattr(one, "preferredText", "") or "") for one in mention.concepts)
        found = {words, *preferred} - {""}
        return not found.isdisjoint({self._words(entry), *_names(entry.code)})

    def _covers(self, entry: Any, mention: Mention, words: str) -> bool:
        """Whether the finding's words are the entry's, or a part of what it names."""
        if not words:
            return False
        own = self._words(entry)
        names = _names(entry.code)
        kind = entry.type.short_name
        if kind == "ImmunizationEntry" or (mention.type == _DRUG and kind in _PRODUCTS):
            names.append(own)
        for reaction in _reactions(entry):
            names += _names(reaction.manifestation)
        return words == own or any(f" {words} " in f" {name} " for name in names)

    def _words(self, entry: Any) -> str:
        return _plain(self._text[entry.begin : entry.end])


def _names(code: Any) -> list[str]:
    """What a code and its translations are called."""
    codes = codes_of(code) if code is not None else ()
    return [_plain(name) for one in codes for name in (one.display, one.text) if name]


def _reactions(entry: Any) -> list[Any]:
    array = getattr(entry, "reactions", None)
    return [one for one in (array.elements or ()) if one is not None] if array is not None else []


def _kind(mention: Mention) -> str:
    if whose(mention) == FAMILY:
        problem = mention.type in ("DiseaseDisorderMention", "SignSymptomMention")
        return "FamilyHistoryEntry" if problem else ""
    return "AllergyEntry" if is_allergen(mention) else _ENTRIES.get(mention.type, "")


def _plain(words: str) -> str:
    """Words as they are compared: letters and digits, one space between."""
    return " ".join("".join(c if c.isalnum() else " " for c in words.casefold()).split())

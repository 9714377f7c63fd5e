"""Which findings the sender had coded already: within an entry's words, or anywhere in the note."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, NamedTuple, TypeAlias

from ..findings import Mention
from .coded_problems import OVER
from .coded_treatments import MEDICATION, PROCEDURE
from .codes import Json, keys
from .relatives import relation_codes
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
_STATUSES = {"MedicationEntry": MEDICATION, "ProcedureEntry": PROCEDURE}
_MORE = frozenset(
    ("dosage", "bodySite", "severity", "onsetDateTime", "onsetString", "reaction", "valueQuantity")
) | {"valueString"}
"""What a finding's resource may tell that an entry elsewhere does not."""


Name: TypeAlias = str | tuple[str, str]
"""What something is called: words, or system and code."""


class Link(NamedTuple):
    """An entry that covers a finding."""

    entry: Any
    same: bool
    """Whether it says the same, so that the finding's codes are codes of it."""


class Links:
    """The entries of one document."""

    def __init__(self, entries: Iterable[Any], text: str) -> None:
        joined: list[Any] = []
        self._unjoined: dict[tuple[str, Name], list[Any]] = {}
        for entry in entries:
            if entry.joined and entry.begin < entry.end:
                joined.append(entry)
            elif not entry.joined:
                self._index(entry)
        self._entries = sorted(joined, key=lambda entry: (entry.begin, -entry.end))
        self._begins = [entry.begin for entry in self._entries]
        self._furthest = list(accumulate((entry.end for entry in self._entries), max))
        self._text = text

    def _index(self, entry: Any) -> None:
        called: set[Name] = {*_codes(entry.code), *_names(entry.code)}
        for name in called - {""}:
            self._unjoined.setdefault((entry.type.short_name, name), []).append(entry)

    def find(self, mention: Mention, made: Json) -> Link | None:
        """The entry that a finding, of which ``made`` is the resource, repeats; None without one.

        Entries over the same words go before those that are joined to no words.
        """
        return self._over(mention) or self._elsewhere(mention, made)

    def _elsewhere(self, mention: Mention, made: Json) -> Link | None:
        """The only entry without words that says the same, when the finding says no more."""
        if not self._unjoined or mention.certainty not in ("affirmed", "negated"):
            return None
        kind = _kind(mention)
        found = {
            id(entry): entry
            for name in _called(mention, self._words(mention.fs))
            for entry in self._unjoined.get((kind, name), ())
        }
        if len(found) != 1 or not _MORE.isdisjoint(made):
            return None
        [entry] = found.values()
        return Link(entry, same=True) if _agrees(entry, mention, made) else None

    def _over(self, mention: Mention) -> Link | None:
        """The entry that covers a finding, or None; the one that says the same before others.

        It overlaps the finding's span. It says the same when it is of the same kind, they share a
        code or a name, and both are so or both are not. It covers the finding when the finding's
        words are its words, its reaction or a part of its code's name ("calcium" of "Calcium
        [Mass/volume] in Serum or Plasma", "influenza" of a vaccine, given or not).
        """
        if not self._entries or mention.certainty not in ("affirmed", "negated", "undecided"):
            return None
        found, negated = None, mention.certainty == "negated"
        words = self._words(mention.fs)
        for entry in self._overlapping(mention.fs.begin, mention.fs.end):
            kind, agrees = entry.type.short_name, bool(entry.negated) == negated
            if agrees and kind == _kind(mention) and self._shares(entry, mention, words):
                return Link(entry, same=True)
            told = agrees or kind in _PRODUCTS
            if found is None and told and self._covers(entry, mention, words):
                found = Link(entry, same=False)
        return found

    def untold(self, entry: Any, effects: Iterable[Mention]) -> list[int]:
        """Places of those effects of an allergen that an entry does not name, neither as reactions
        nor as the sort of allergy that it is."""
        codes: set[Name] = set()
        names = _names(getattr(entry, "category", None)) if _is_allergy(entry) else []
        for reaction in _reactions(entry):
            codes |= _codes(reaction.manifestation)
            names += _names(reaction.manifestation)
        called = [(_called(one, self._words(one.fs)), self._words(one.fs)) for one in effects]
        return [
            place
            for place, (own, words) in enumerate(called)
            if own.isdisjoint(codes) and not _within(words, names)
        ]

    def _overlapping(self, begin: int, end: int) -> Iterator[Any]:
        place = bisect_left(self._begins, end) - 1
        while place >= 0 and self._furthest[place] > begin:
            if self._entries[place].end > begin:
                yield self._entries[place]
            place -= 1

    def _shares(self, entry: Any, mention: Mention, words: str) -> bool:
        """Whether they have a code or a name in common."""
        own = {*_codes(entry.code), self._words(entry), *_names(entry.code)}
        return not _called(mention, words).isdisjoint(own)

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
        return words == own or _within(words, names)

    def _words(self, fs: Any) -> str:
        return _plain(self._text[fs.begin : fs.end])


def _called(mention: Mention, words: str) -> set[Name]:
    """The codes and names of a finding whose words are ``words``."""
    preferred = (_plain(getattr(one, "preferredText", "") or "") for one in mention.concepts)
    called: set[Name] = {*keys(mention.concepts), words, *preferred}
    return called - {""}


def _agrees(entry: Any, mention: Mention, made: Json) -> bool:
    """Whether an entry says of a finding what the note says: that it is so, or not; that it is
    over, or not; of which relative; with which status."""
    negated = mention.certainty == "negated"
    kind = entry.type.short_name
    if bool(entry.negated) != negated:
        return False
    if kind == "FamilyHistoryEntry":
        return not relation_codes(made).isdisjoint(code for _, code in _codes(entry.relation))
    if negated:
        return True
    if kind in ("ProblemEntry", "AllergyEntry"):
        over = entry.clinicalStatus in OVER or bool(entry.ended)
        sure = (entry.verification or "confirmed") == "confirmed"
        return sure and over == bool(mention.fs.historyOf)
    known = _STATUSES.get(kind, {}).get(entry.status or "", "unknown")
    return kind not in _STATUSES or made["status"] in ("unknown", known)


def _codes(code: Any) -> set[tuple[str, str]]:
    """System and code of a code and its translations."""
    codes = codes_of(code) if code is not None else ()
    return {(uri(one.system), one.code) for one in codes if one.code}


def _names(code: Any) -> list[str]:
    """What a code and its translations are called."""
    codes = codes_of(code) if code is not None else ()
    return [_plain(name) for one in codes for name in (one.display, one.text) if name]


def _within(words: str, names: Iterable[str]) -> bool:
    """Whether one of the names has these words in it."""
    return any(f" {words} " in f" {name} " for name in names)


def _is_allergy(entry: Any) -> bool:
    return bool(entry.type.short_name == "AllergyEntry")


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

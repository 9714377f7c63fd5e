"""Which findings the sender had coded already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

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


class Links:
    """The joined entries of one document."""

    def __init__(self, entries: Iterable[Any], text: str) -> None:
        joined = [entry for entry in entries if entry.joined and entry.begin < entry.end]
        self._entries = sorted(joined, key=lambda entry: (entry.begin, -entry.end))
        self._begins = [entry.begin for entry in self._entries]
        self._furthest = list(accumulate((entry.end for entry in self._entries), max))
        self._text = text

    def find(self, mention: Mention) -> Any:
        """The entry that says the same of the same words, or None.

        Same: its span overlaps, it is of the same kind and of the same person, both are so or both
        are not, and they share a code or a name. The name of a medication may be a part of the
        entry's ("metoprolol" of "metoprolol tartrate 25 MG Oral Tablet").
        """
        kind = _kind(mention)
        if not kind or mention.certainty not in ("affirmed", "negated", "undecided"):
            return None
        negated = mention.certainty == "negated"
        for entry in self._overlapping(mention.fs.begin, mention.fs.end):
            alike = entry.type.short_name == kind and bool(entry.negated) == negated
            if alike and self._shares(entry, mention):
                return entry
        return None

    def _overlapping(self, begin: int, end: int) -> Iterator[Any]:
        place = bisect_left(self._begins, end) - 1
        while place >= 0 and self._furthest[place] > begin:
            if self._entries[place].end > begin:
                yield self._entries[place]
            place -= 1

    def _shares(self, entry: Any, mention: Mention) -> bool:
        codes = list(codes_of(entry.code)) if entry.code is not None else []
        if {(uri(one.system), one.code) for one in codes if one.code} & keys(mention.concepts):
            return True
        text, fs = self._text, mention.fs
        given = {text[entry.begin : entry.end], *(n for c in codes for n in (c.display, c.text))}
        given = {_plain(name) for name in given if name}
        words = _plain(text[fs.begin : fs.end])
        found = {words, *(_plain(getattr(c, "preferredText", "") or "") for c in mention.concepts)}
        if given & (found - {""}):
            return True
        drug = entry.type.short_name in ("MedicationEntry", "AllergyEntry")
        return drug and any(f" {words} " in f" {name} " for name in given)


def _kind(mention: Mention) -> str:
    if whose(mention) == FAMILY:
        problem = mention.type in ("DiseaseDisorderMention", "SignSymptomMention")
        return "FamilyHistoryEntry" if problem else ""
    return "AllergyEntry" if is_allergen(mention) else _ENTRIES.get(mention.type, "")


def _plain(words: str) -> str:
    """Words as they are compared: letters and digits, one space between."""
    return " ".join("".join(c if c.isalnum() else " " for c in words.casefold()).split())

"""Whose a thing is: persons named in the sentence who have it, not persons who report it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from .phrases import Hit
from .rules import Attribute, Cue, Rules
from .scopes import Back, Event, Scope, forward
from .trie import factor

_SUBORDINATE = re.compile(r"\b(?:when|while|after|until|before|since|because|that|as|where) +$")
"""Before a pronoun that goes on about the person named: "his mother died when she was 40"."""

_OTHER = {"male": "her", "female": "his"}


class People:
    """Finds where another person's findings are told."""

    def __init__(self, rules: Rules) -> None:
        def phrases(*categories: str) -> list[str]:
            return [
                p for row in rules.cues if row.category in categories for p in rules.expand(row)
            ]

        told = phrases("report")
        gap, member = factor(phrases("gap")), factor(phrases("member"))
        has = factor([*phrases("experience"), *told])
        self._told = frozenset(told)
        more = rf"(?:,|,? (?:and|or|&)) (?:(?:{gap}) )*(?:{member})"
        between = rf"(?:(?:{more}|[ ,(]*(?<!\w)(?:{gap}))(?!\w)[,)]?)*?"
        self._has = re.compile(rf"{between}[ ,]*(?!\( *(?:age|0|dec|alive|liv))({has})(?!\w)")
        self._in = re.compile(rf"(?:^|[ ,;])({factor(phrases('before'))}) *$")
        self._company = re.compile(rf"(?:^|[ ,;(])(?:{factor(phrases('company'))}) *$")
        self._patients = {
            p: row for row in rules.cues if row.category == "patient" for p in rules.expand(row)
        }
        anybody = factor([*self._patients, *phrases("member")])
        self._anybody = re.compile(rf"(?<!\w)(?:{anybody})(?![\w'])")
        self._patient = re.compile(rf"(?<!\w)(?:{factor(self._patients)})(?![\w'])")
        self._subjects = {
            cue.id: replace(cue, category=cast("Attribute", cue.value), verbs="ignore")
            for cue in rules.cues
            if cue.category == "member"
        }

    def subject(self, cue: Cue) -> Cue:
        """The row of a person as the cue of what the person has."""
        return self._subjects[cue.id]

    def scopes(
        self, low: str, events: Sequence[Event], hit: Hit, cue: Cue, line: tuple[int, int]
    ) -> list[Scope]:
        """Where the person ``hit`` names has what is said: after "has", before "in her mother"."""
        begin, end = line
        lead_begin = max(begin, hit[0] - 40)
        lead = low[lead_begin : hit[0]]
        match = self._has.match(low, hit[1], end)
        if match is not None and match[1] in self._told:
            return []
        found = []
        if match is not None and (match[1].startswith("who") or not self._company.search(lead)):
            owner = lead.rstrip().rpartition(" ")[2]
            at = match.end(1)
            found.append(forward(low, cue, at, self.patient(low, at, end, owner), events))
        inside = self._in.search(lead)
        if inside is not None and not low.startswith("'s", hit[1]):
            at = lead_begin + inside.start(1)
            if low[begin:at].strip():
                found.append(Back(low, cue, at, begin).scope(events))
        return found

    def patient(self, low: str, begin: int, end: int, owner: str = "") -> int:
        """Where the patient is spoken of again between ``begin`` and ``end``; ``end`` if nowhere.

        ``owner`` is the word before the person: after "her mother", "he" is not the patient.
        """
        for match in self._patient.finditer(low, begin, end):
            gender = self._patients[" ".join(match.group().split())].value
            if gender and (
                owner == _OTHER[gender] or _SUBORDINATE.search(low, begin, match.start())
            ):
                continue
            return match.start()
        return end

    def patient_last(self, low: str, begin: int, end: int) -> bool:
        """Whether the patient, named as such, is the last person named between the two places."""
        last = ""
        for match in self._anybody.finditer(low, begin, end):
            name = " ".join(match.group().split())
            if name not in self._patients or not self._patients[name].value:
                last = name
        return last in self._patients

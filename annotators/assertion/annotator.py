"""The annotator ``assertion``: absent, uncertain, past, whose, hypothetical or generic."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain, product
from typing import Any, ClassVar

from ...core.cas import Cas
from ...core.component import Annotator
from ...core.evidence import Evidence
from ...core.rows import Rows
from ...core.spans import Spans
from ...typesystem import names
from .assess import shipped
from .findings import Finding, decide
from .layout import Note
from .leads import Section

_EFFECTS: Mapping[str, tuple[str, Any, str]] = {
    "negated": ("polarity", -1, "-1"),
    "possible": ("uncertainty", 1, "1"),
    "historical": ("historyOf", 1, "1"),
    "hypothetical": ("conditional", True, "true"),
    "generic": ("generic", True, "true"),
    "family_member": ("subject", "family_member", "family_member"),
    "donor_family_member": ("subject", "donor_family_member", "donor_family_member"),
    "donor_other": ("subject", "donor_other", "donor_other"),
    "other": ("subject", "other", "other"),
}
"""Category of a rule: the feature it sets, the value, and the value as text."""

_DEFAULTS: Mapping[str, Any] = {
    "polarity": 1,
    "uncertainty": 0,
    "historyOf": 0,
    "conditional": False,
    "generic": False,
    "subject": "patient",
}
"""What holds where nothing else is said."""

_GROUPS: Mapping[str, str] = {
    names.MEDICATION_MENTION: "medication",
    names.PROCEDURE_MENTION: "procedure",
    names.LAB_MENTION: "procedure",
    names.ANATOMICAL_SITE_MENTION: "anatomy",
    names.EVENT_MENTION: "problem",
    names.ENTITY_MENTION: "problem",
}


class Assertion(Annotator):
    """Sets polarity, uncertainty, historyOf, subject, conditional and generic of every mention.

    The method is ConText's (Harkema 2009): cues with scopes, here with clauses and lists, and the
    rules of sections. README.md beside this module defines the values and the rules' fields. Each
    value that is not the default has its Evidence: the cue, the rule's id, the scope.
    """

    name: ClassVar[str] = "assertion"
    reads: ClassVar[tuple[str, ...]] = (names.SENTENCE,)
    writes: ClassVar[tuple[str, ...]] = (names.EVENT_MENTION, names.ENTITY_MENTION, names.EVIDENCE)

    def setup(self) -> None:
        """Compiles the rules, once per process."""
        self._assessor = shipped()
        self._groups: dict[str, str] = {}

    def process(self, cas: Cas) -> None:
        """Judges the mentions of the current view."""
        self.process_batch([cas])

    def process_batch(self, batch: Sequence[Cas]) -> None:
        """Judges the mentions of several documents, each in its current view."""
        asked = [mentions for cas in batch if (mentions := self._mentions(cas)).begins]
        found = self._assessor.assess([_note(mentions) for mentions in asked])
        for mentions, findings in zip(asked, found, strict=True):
            cas, why = mentions.cas, list[Evidence]()
            for number in sorted(findings):
                rows, place = mentions.row(number)
                for finding in decide(findings[number], self._group(cas, rows.type)):
                    why.append(self._set(rows, place, finding))
            cas.explain(why)

    def _mentions(self, cas: Cas) -> _Mentions:
        """The mentions to be judged, each with what holds where nothing else is said."""
        mentions = _Mentions(cas)
        if self.sections is not None:
            mentions.limit(self.scope(cas))
            for number, (feature, value) in product(range(len(mentions.begins)), _DEFAULTS.items()):
                rows, place = mentions.row(number)
                rows.set(place, feature, value)
        else:
            for rows in mentions.rows:
                rows.fill(_DEFAULTS)
        return mentions

    def _set(self, rows: Rows, place: int, finding: Finding) -> Evidence:
        """Sets what a finding says; gives the reason."""
        feature, value, told = _EFFECTS[finding.category]
        rows.set(place, feature, value)
        begin, end, target = finding.begin, finding.end, rows.target(place)
        return Evidence(begin, end, target, self.name, finding.rule, feature, told, *finding.scope)

    def _group(self, cas: Cas, name: str) -> str:
        """The sort of mention that rules know a type as."""
        group = self._groups.get(name)
        if group is None:
            group = _GROUPS.get(name) or self._group(cas, cas.plans.type(name).supertype.name)
            self._groups[name] = group
        return group


class _Mentions:
    """The mentions of a document to be judged, numbered."""

    def __init__(self, cas: Cas) -> None:
        self.cas = cas
        self.rows = [*cas.rows(names.EVENT_MENTION), *cas.rows(names.ENTITY_MENTION)]
        self.begins = [*chain.from_iterable([rows.begins for rows in self.rows])]
        self.ends = [*chain.from_iterable([rows.ends for rows in self.rows])]
        self._firsts = [*accumulate([len(rows) for rows in self.rows], initial=0)]
        self._kept: Sequence[int] = range(len(self.begins))

    def limit(self, scope: Spans) -> None:
        """Leaves only those within ``scope``."""
        spans = zip(self.begins, self.ends, strict=True)
        self._kept = [number for number, span in enumerate(spans) if span in scope]
        self.begins = [self.begins[number] for number in self._kept]
        self.ends = [self.ends[number] for number in self._kept]

    def row(self, number: int) -> tuple[Rows, int]:
        """Where the mention ``number`` is."""
        number = self._kept[number]
        which = bisect_right(self._firsts, number) - 1
        return self.rows[which], number - self._firsts[which]


def _note(mentions: _Mentions) -> Note:
    """A document as the assessor is given it."""
    cas = mentions.cas
    begins, ends = cas.spans(names.SENTENCE)
    sections = _sections(cas)
    return Note(cas.sofa_string or "", begins, ends, sections, mentions.begins, mentions.ends)


def _sections(cas: Cas) -> Sequence[Section]:
    return [
        Section(s.kind or "", s.begin, s.end, s.headingBegin or 0, s.headingEnd or 0)
        for s in cas.select(names.SECTION)
    ]

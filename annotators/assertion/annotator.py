"""The annotator ``assertion``: absent, uncertain, past, whose, hypothetical or generic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ...core.cas import Cas
from ...core.component import Annotator
from ...core.evidence import Evidence
from ...core.rows import Rows
from ...typesystem import names
from .assess import shipped
from .document import Source
from .findings import Finding, decide
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
        sources = self._assessor.read([cas.sofa_string or "" for cas in batch])
        for cas, source in zip(batch, sources, strict=True):
            self._judge(cas, source)

    def _judge(self, cas: Cas, source: Source) -> None:
        rows = [*cas.rows(names.EVENT_MENTION), *cas.rows(names.ENTITY_MENTION)]
        mentions = [(some, place) for some in rows for place in range(len(some))]
        spans = [span for some in rows for span in zip(some.begins, some.ends, strict=True)]
        if self.sections is not None:
            scope = self.scope(cas)
            inside = [number for number, span in enumerate(spans) if span in scope]
            mentions, spans = [mentions[n] for n in inside], [spans[n] for n in inside]
        self._reset(rows if self.sections is None else [], mentions)
        if not mentions:
            return
        sentences = list(zip(*cas.spans(names.SENTENCE), strict=True))
        found = self._assessor.assess(source, sentences, _sections(cas), spans)
        why: list[Evidence] = []
        for number in sorted(found):
            some, place = mentions[number]
            for finding in decide(found[number], self._group(cas, some.type)):
                why.append(self._set(some, place, finding))
        cas.explain(why)

    def _reset(self, whole: Sequence[Rows], mentions: Sequence[tuple[Rows, int]]) -> None:
        """Gives mentions the values that hold where nothing else is said."""
        for feature, value in _DEFAULTS.items():
            for rows in whole:
                rows.fill(feature, value)
            if not whole:
                for rows, place in mentions:
                    rows.set(place, feature, value)

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


def _sections(cas: Cas) -> Sequence[Section]:
    return [
        Section(s.kind or "", s.begin, s.end, s.headingBegin or 0, s.headingEnd or 0)
        for s in cas.select(names.SECTION)
    ]

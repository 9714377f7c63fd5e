"""The annotator ``assertion``: absent, uncertain, past, whose, hypothetical or generic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ...core.cas import Cas
from ...core.component import Annotator
from ...core.evidence import Evidence
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
        mentions = [*cas.select(names.EVENT_MENTION), *cas.select(names.ENTITY_MENTION)]
        if self.sections is not None:
            scope = self.scope(cas)
            mentions = [m for m in mentions if (m.begin, m.end) in scope]
        if not mentions:
            return
        found = self._assessor.assess(
            source,
            [(s.begin, s.end) for s in cas.select(names.SENTENCE)],
            _sections(cas),
            [(m.begin, m.end) for m in mentions],
        )
        for mention in mentions:
            mention.polarity = 1
            mention.uncertainty = mention.historyOf = 0
            mention.conditional = mention.generic = False
            mention.subject = "patient"
        why: list[Evidence] = []
        for number in sorted(found):
            mention = mentions[number]
            for finding in decide(found[number], self._group(mention.type)):
                why.append(self._set(mention, finding))
        cas.explain(why)

    def _set(self, mention: Any, finding: Finding) -> Evidence:
        """Sets what a finding says; gives the reason."""
        feature, value, told = _EFFECTS[finding.category]
        setattr(mention, feature, value)
        span = finding.begin, finding.end
        return Evidence(*span, mention, self.name, finding.rule, feature, told, *finding.scope)

    def _group(self, kind: Any) -> str:
        """The sort of mention that rules know a type as."""
        group = self._groups.get(kind.name)
        if group is None:
            group = _GROUPS.get(kind.name) or self._group(kind.supertype)
            self._groups[kind.name] = group
        return group


def _sections(cas: Cas) -> Sequence[Section]:
    return [
        Section(s.kind or "", s.begin, s.end, s.headingBegin or 0, s.headingEnd or 0)
        for s in cas.select(names.SECTION)
    ]

"""What is judged and what is found: mentions that overlap, and the rules that apply to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Span = tuple[int, int]

SUBJECTS = frozenset({"family_member", "donor_family_member", "donor_other", "other"})
"""Categories that say whose a thing is."""


class Finding(NamedTuple):
    """A rule that applies to a mention, and where it was seen."""

    category: str
    rule: str
    begin: int
    end: int
    scope: Span
    distance: int
    targets: tuple[str, ...] = ()
    """Sorts of mention it applies to; empty: all."""


class Cluster:
    """Mentions that overlap: judged as one, by where the first begins."""

    __slots__ = ("begin", "end", "findings", "members")

    def __init__(self, begin: int, end: int, member: int) -> None:
        self.begin = begin
        self.end = end
        self.members = [member]
        self.findings: list[Finding] = []


def decide(findings: Sequence[Finding], group: str) -> Sequence[Finding]:
    """The findings that decide for a mention of the sort ``group``, at most one a feature.

    The nearest of each category that applies; see ``assess`` for what goes before what.
    """
    if len(findings) == 1:
        targets = findings[0].targets
        return findings if not targets or group in targets else ()
    best: dict[str, Finding] = {}
    for finding in findings:
        category, targets = finding.category, finding.targets
        if targets and group not in targets:
            continue
        key = "subject" if category in SUBJECTS else category
        if key not in best or finding.distance < best[key].distance:
            best[key] = finding
    if "negated" in best:
        best.pop("possible", None)
    if "negated" in best or "subject" in best:
        best.pop("historical", None)
    return list(best.values())

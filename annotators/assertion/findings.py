"""What is judged and what is found: mentions that overlap, and the rules that apply to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Span = tuple[int, int]

Mention = tuple[int, int, int]
"""Begin, end, and number in its document."""

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


def owners(begins: Sequence[int], ends: Sequence[int], sentences: Sequence[int]) -> list[int]:
    """The sentence that each mention belongs to, of mentions in the order of the text.

    ``sentences`` are those in which they begin, -1 for none. A mention that overlaps one that
    belongs to a sentence belongs to the same: an earlier one, it may be.
    """
    found: list[int] = []
    reach = owner = -1
    for begin, end, sentence in zip(begins, ends, sentences, strict=True):
        if begin < reach:
            sentence = owner
        found.append(sentence)
        if sentence >= 0:
            owner, reach = sentence, max(reach, end)
    return found


def clusters(mentions: Sequence[Mention]) -> list[Cluster]:
    """The mentions of a sentence, those that overlap together; in the order of the text."""
    found: list[Cluster] = []
    limit = start = -1
    for begin, end, number in mentions:
        if begin >= limit and begin != start:
            found.append(Cluster(begin, end, number))
            limit, start = end, begin
        else:
            cluster = found[-1]
            cluster.members.append(number)
            if end > limit:
                cluster.end = limit = end
    return found


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

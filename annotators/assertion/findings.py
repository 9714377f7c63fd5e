"""What is judged and what is found: mentions that overlap, and the rules that apply to them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
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


class Ordered:
    """The mentions of a document in the order of the text.

    A mention that overlaps the last of the sentence before belongs to that.
    """

    def __init__(self, mentions: Sequence[Span], sentences: Sequence[Span]) -> None:
        self._mentions, self._sentences = mentions, sentences
        self._begins = [begin for begin, _ in mentions]
        self._numbers = sorted(range(len(mentions)), key=self._begins.__getitem__)
        self._begins.sort()
        # How far those up to each reach.
        self._reach = [*accumulate((mentions[number][1] for number in self._numbers), max)]

    def within(self, begin: int, end: int) -> list[int]:
        """The numbers of a sentence's mentions."""
        begins, reach = self._begins, self._reach
        first = bisect_left(begins, begin)
        last = bisect_left(begins, end, first)
        if 0 < first < last and begins[first] < reach[first - 1]:
            reach = self._held
            while first < last and begins[first] < reach[first - 1]:
                first += 1
        if first == last:
            return []
        while last < len(begins) and begins[last] < reach[last - 1]:
            last += 1
        return self._numbers[first:last]

    @cached_property
    def _held(self) -> list[int]:
        """As ``_reach``, without the mentions that begin outside every sentence."""
        reach, found = -1, []
        for number in self._numbers:
            begin, end = self._mentions[number]
            index = bisect_right(self._sentences, (begin, 1 << 62)) - 1
            if begin < reach or (index >= 0 and begin < self._sentences[index][1]):
                reach = max(reach, end)
            found.append(reach)
        return found


def clusters(mentions: Sequence[Span], numbers: Sequence[int]) -> list[Cluster]:
    """The mentions of a sentence, those that overlap together; ``numbers`` as in the text."""
    found: list[Cluster] = []
    limit = start = -1
    for number in numbers:
        begin, end = mentions[number]
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

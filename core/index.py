"""The index of the feature structures of a type, in UIMA's order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import attrgetter
from typing import Any

from cassis.cas import Sofa

from .plans import Plans

_BEGIN, _END = attrgetter("begin"), attrgetter("end")


class TypeIndex:
    """The indexed feature structures of exactly one type: appended, sorted when read."""

    __slots__ = (
        "_begins",
        "_clean",
        "_ends",
        "_furthest",
        "_spans",
        "anchored",
        "check",
        "members",
        "own_sofa",
    )

    def __init__(self, plans: Plans, full: str) -> None:
        self.members: list[Any] = []
        """In index order once ``sorted`` was called; appended to, never changed otherwise."""
        self.anchored = full in plans.annotations
        """Whether members have a place in the text; others stay in the order of adding."""
        self.own_sofa = full in plans.with_sofa
        """Whether members know their sofa."""
        self.check = plans.check(full)
        """Raises CasError for a member whose values are not of the declared ranges."""
        self._clean = 0
        self._spans = 0
        self._begins: list[int] | None = None
        self._ends: list[int] | None = None
        self._furthest: list[int] | None = None

    def extend(self, many: Iterable[Any], sofa: Sofa) -> None:
        """Appends members that are known to be valid."""
        if self.anchored:
            spans = self._spans
            for fs in many:
                fs.sofa = sofa
                spans += hash((fs.begin, fs.end))
            self._spans = spans
        elif self.own_sofa:
            for fs in many:
                fs.sofa = sofa
        self.members.extend(many)

    def remove(self, fs: Any) -> bool:
        """Takes a member out; False when it is none."""
        for place, member in enumerate(self.members):
            if member is fs:
                del self.members[place]
                if self.anchored:
                    self._spans -= hash((fs.begin, fs.end))
                self._clean = -1
                return True
        return False

    def sorted(self) -> list[Any]:
        """The members in index order; not to be changed by the caller."""
        if self._clean != len(self.members):
            if self.anchored:
                sort(self.members)
            self._clean = len(self.members)
            self._begins = self._ends = self._furthest = None
        return self.members

    @property
    def begins(self) -> list[int]:
        """Begin offsets in index order."""
        members = self.sorted()
        if self._begins is None:
            self._begins = [fs.begin for fs in members]
        return self._begins

    @property
    def ends(self) -> list[int]:
        """End offsets in index order."""
        members = self.sorted()
        if self._ends is None:
            self._ends = [fs.end for fs in members]
        return self._ends

    @property
    def furthest(self) -> list[int]:
        """At each place, the largest end up to there: where to stop when looking leftward."""
        ends = self.ends
        if self._furthest is None:
            self._furthest = list(accumulate(ends, max))
        return self._furthest

    def verify(self, length: int) -> bool:
        """Whether all spans are within ``length`` and as they were when they were indexed."""
        spans = 0
        for fs in self.members:
            begin, end = fs.begin, fs.end
            if type(begin) is not int or type(end) is not int or not 0 <= begin <= end <= length:
                return False
            spans += hash((begin, end))
        return spans == self._spans

    def covered(self, begin: int, end: int) -> list[Any]:
        """Members inside ``[begin, end]``."""
        begins = self.begins
        low, high = bisect_left(begins, begin), bisect_right(begins, end)
        return [fs for fs in self.members[low:high] if fs.end <= end]

    def starting(self, offset: int, limit: int | None) -> list[Any]:
        """The first ``limit`` members that begin at or after ``offset``."""
        low = bisect_left(self.begins, offset)
        return self.members[low : None if limit is None else low + limit]

    def reaching(self, begin: int, last_begin: int) -> Iterator[Any]:
        """Members with begin <= ``last_begin`` and end >= ``begin``, backwards."""
        high = bisect_right(self.begins, last_begin) - 1
        furthest = self.furthest
        while high >= 0 and furthest[high] >= begin:
            fs = self.members[high]
            if fs.end >= begin:
                yield fs
            high -= 1


def sort(found: list[Any]) -> None:
    """Sorts annotations by UIMA's order; equal spans keep their order.

    Begin ascending, end descending: two stable sorts by keys that need no call into Python.
    """
    found.sort(key=_END, reverse=True)
    found.sort(key=_BEGIN)


def in_order(found: list[Any]) -> list[Any]:
    """Sorts annotations by UIMA's order; others keep their place, after all annotations."""
    try:
        sort(found)
    except AttributeError:
        anchored = [fs for fs in found if hasattr(fs, "begin")]
        rest = [fs for fs in found if not hasattr(fs, "begin")]
        sort(anchored)
        found[:] = anchored + rest
    return found

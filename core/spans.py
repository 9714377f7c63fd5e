"""A set of text ranges, asked whether it holds a given one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class Spans:
    """Half-open ranges ``[begin, end)`` of code points; touching ones are joined."""

    __slots__ = ("_begins", "_ends")

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        for begin, end in sorted(ranges):
            if self._ends and begin <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._begins.append(begin)
                self._ends.append(end)

    @classmethod
    def whole(cls, length: int) -> Spans:
        """The range of a text of ``length`` characters."""
        return cls([(0, length)])

    def __contains__(self, span: tuple[int, int]) -> bool:
        """Whether ``(begin, end)`` lies inside one of the ranges."""
        index = bisect_right(self._begins, span[0]) - 1
        return index >= 0 and span[1] <= self._ends[index]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self._begins, self._ends, strict=True))

    def __len__(self) -> int:
        return len(self._begins)

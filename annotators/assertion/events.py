"""What may bound a scope, in a sentence: found only as far as a walk goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .rules import Boundary

Event = tuple[int, int, str, Boundary | None]
"""Begin, end, kind and row of a boundary; a mark has no row."""


class Events:
    """The boundaries of a sentence, in order; most walks need only the first of them."""

    __slots__ = ("_found", "_more")

    def __init__(self, found: list[Event], more: Iterable[Event] = ()) -> None:
        """``more`` follow on ``found``, in order of their ends."""
        self._found = found
        self._more = iter(more)

    def __iter__(self) -> Iterator[Event]:
        found, more = self._found, self._more
        place = 0
        while True:
            if place == len(found):
                event = next(more, None)
                if event is None:
                    return
                found.append(event)
            yield found[place]
            place += 1

    def until(self, place: int) -> list[Event]:
        """All that end by ``place``, and perhaps some that end later."""
        found = self._found
        if not found or found[-1][1] <= place:
            for event in self._more:
                found.append(event)
                if event[1] > place:
                    break
        return found

"""A memory of a bounded size for what is found again and again."""

from __future__ import annotations

from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Recent(Generic[_Key, _Value]):
    """The last entries that were added or asked for: at least ``size`` of them, at most twice.

    When ``latest`` is full, a new one begins, and of the old one only what is asked for stays.
    """

    __slots__ = ("_earlier", "_size", "latest")

    def __init__(self, size: int) -> None:
        self._size = size
        self.latest: dict[_Key, _Value] = {}
        """To look in first, where a call would take too long."""
        self._earlier: dict[_Key, _Value] = {}

    def get(self, key: _Key) -> _Value | None:
        """The value of a key that is remembered."""
        value = self.latest.get(key)
        if value is None:
            value = self._earlier.get(key)
            if value is not None:
                self.add(key, value)
        return value

    def add(self, key: _Key, value: _Value) -> _Value:
        """Remembers a value, and returns it."""
        if len(self.latest) >= self._size:
            self._earlier, self.latest = self.latest, {}
        self.latest[key] = value
        return value

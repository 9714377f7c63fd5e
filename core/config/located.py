"""Values that know where they were written, and the errors found in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: in a file, or on the command line (then line is 0)."""

    file: str
    line: int = 0
    """From 1."""
    column: int = 0
    """From 1, in characters."""
    folder: Path = field(default_factory=Path, compare=False)
    """What relative paths written here are relative to."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Problems:
    """Errors found so far, each at its place; all are told at once."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Place, int]] = {}

    def add(self, place: Place, text: str) -> None:
        """Keeps one error; the same error at the same place counts once."""
        self._found.setdefault(f"{place}: {text}", (place, len(self._found)))

    def has(self, place: Place) -> bool:
        """Whether something is wrong at this very place."""
        return any(place == other for other, _ in self._found.values())

    def __bool__(self) -> bool:
        return bool(self._found)

    def __str__(self) -> str:
        """One line an error, in the order of their places in the files."""
        files = list(dict.fromkeys(place.file for place, _ in self._found.values()))

        def order(line: str) -> tuple[int, int, int, int]:
            place, number = self._found[line]
            return files.index(place.file), place.line, place.column, number

        return "\n".join(sorted(self._found, key=order))


@dataclass(slots=True)
class Node:
    """A value and its place; mappings and sequences hold nodes."""

    value: Any
    """A scalar, ``list[Node]`` or ``dict[str, Node]``."""
    place: Place
    key: Place
    """Place of the mapping's key it is the value of; its own place where there is none."""
    written: str = ""
    """A scalar as it stands in the file."""
    from_env: bool = False
    """Whether ``written`` names environment variables."""

    @classmethod
    def of(cls, data: Any, place: Place) -> Node:
        """Nodes for plain data; the place of each is ``place`` with the path to it added."""
        if isinstance(data, Mapping):
            inner: Any = {str(k): cls.of(v, _below(place, f".{k}")) for k, v in data.items()}
        elif isinstance(data, Sequence) and not isinstance(data, str | bytes):
            inner = [cls.of(v, _below(place, f"[{i}]")) for i, v in enumerate(data)]
        else:
            inner = data
        return cls(inner, place, place, str(data))

    def plain(self, shown: bool = False) -> Any:
        """The value without places; ``shown``: environment variables by name, for all to read."""
        if isinstance(self.value, dict):
            return {key: node.plain(shown) for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain(shown) for node in self.value]
        return self.written if shown and self.from_env else self.value

    def hide(self, message: str) -> str:
        """A message about this scalar without what the environment gave."""
        return message.replace(str(self.value), self.written) if self.from_env else message

    def at(self, path: Sequence[str | int]) -> Node:
        """The node at ``path``, or the nearest one above it that there is."""
        node = self
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                node = node.value[str(step)]
            elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
        return node

    def scalars(self) -> Iterator[Node]:
        """All scalars in it."""
        if isinstance(self.value, dict | list):
            inner = self.value.values() if isinstance(self.value, dict) else self.value
            for node in inner:
                yield from node.scalars()
        else:
            yield self


def _below(place: Place, step: str) -> Place:
    return Place(place.file + step, place.line, place.column, place.folder)

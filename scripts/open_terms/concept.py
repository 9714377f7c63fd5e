"""What every source is read into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Key = tuple[str, str]
"""Coding scheme and code."""

PREFERRED, SYNONYM, DERIVED, WEAK = range(4)
"""How well a name names its concept. Derived: made from a formal name by a rule. Weak: in a list
that mixes in broader and related words; used when nothing else has the name."""


@dataclass
class Concept:
    """A concept of one source."""

    scheme: str
    code: str
    preferred: str
    """A readable name: sentence case, words in their natural order."""

    tui: str
    names: dict[str, int] = field(default_factory=dict)
    """Every name with its rank (PREFERRED, SYNONYM, DERIVED)."""

    cui: str = ""
    links: list[Key] = field(default_factory=list)
    """The same concept in other sources, as this source says."""

    @property
    def key(self) -> Key:
        """Its scheme and code."""
        return self.scheme, self.code

    def add(self, name: str, rank: int) -> None:
        """Adds a name, at the better of two ranks."""
        if name:
            self.names[name] = min(rank, self.names.get(name, rank))


def descendants(children: Mapping[str, Sequence[str]], root: str) -> set[str]:
    """All that is below ``root`` in a hierarchy, without it; a child may have several parents."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found

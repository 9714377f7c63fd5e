"""A CAS as plain values, to be compared with another and with itself before and after."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..core.cas import Cas

Value: TypeAlias = Any
"""A primitive, ``("ref", identity)`` or ``("array", values)``."""

TOP = "uima.cas.TOP"


@dataclass(frozen=True, slots=True)
class Structure:
    """A feature structure: its type and the features that are set."""

    type: str
    features: tuple[tuple[str, Value], ...]

    def __str__(self) -> str:
        return f"{self.type.rpartition('.')[2]}{dict(self.features)}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a CAS holds. Two that hold the same, in the same order, are equal."""

    views: tuple[tuple[str, str | None, tuple[int, ...]], ...]
    """Name, text, and the indexed feature structures in order, as places in ``structures``."""

    structures: tuple[Structure, ...]
    """Those indexed and those they lead to."""


def snapshot(cas: Cas) -> Snapshot:
    """The CAS as it is now; ids and addresses of feature structures do not matter."""
    places: dict[int, int] = {}
    found: list[Any] = []

    def place(fs: Any) -> int:
        if id(fs) not in places:
            places[id(fs)] = len(found)
            found.append(fs)
        return places[id(fs)]

    views = tuple(
        (name, view.sofa_string, tuple(place(fs) for fs in view.select(TOP)))
        for name, view in _views(cas)
    )
    read = _reader(place)
    structures = tuple(read(fs) for fs in found)  # which grows as features lead to more
    return Snapshot(views, structures)


def difference(one: Snapshot, other: Snapshot) -> str:
    """The first thing two snapshots differ in; empty when they are equal."""
    if one == other:
        return ""
    texts = [(name, text) for name, text, _ in one.views]
    if texts != [(name, text) for name, text, _ in other.views]:
        return "the views or their texts differ"
    for left, right in zip(one.structures, other.structures, strict=False):
        if left != right:
            return f"{left} / {right}"
    sizes = len(one.structures), len(other.structures)
    return f"{sizes[0]} / {sizes[1]} feature structures" if len(set(sizes)) > 1 else "their order"


@dataclass(frozen=True, slots=True)
class Objects:
    """The feature structures of a CAS by identity, with what each held when this was made."""

    held: dict[int, tuple[Any, Structure]]
    indexed: frozenset[tuple[str, int]]
    """View and identity of each indexed feature structure."""

    def touched(self, later: Objects) -> Iterator[tuple[str, str]]:
        """Type and what happened to it: ``adds``, ``changes`` or ``removes``."""
        for key, (_, structure) in later.held.items():
            if key not in self.held:
                yield structure.type, "adds"
            elif self.held[key][1] != structure:
                yield structure.type, "changes"
        for view, key in self.indexed ^ later.indexed:
            held = self.held if (view, key) in self.indexed else later.held
            yield held[key][1].type, "removes" if held is self.held else "adds"


def objects(cas: Cas) -> Objects:
    """What the CAS holds, by identity. Arrays and lists count as part of what holds them."""
    roots = [(name, fs) for name, view in _views(cas) for fs in view.select(TOP)]
    held: dict[int, tuple[Any, Structure]] = {}
    waiting = deque(fs for _, fs in roots)

    def follow(fs: Any) -> int:
        if id(fs) not in held:
            waiting.append(fs)
        return id(fs)

    read = _reader(follow)
    while waiting:
        fs = waiting.popleft()
        if id(fs) not in held:
            held[id(fs)] = (fs, read(fs))
    return Objects(held, frozenset((name, id(fs)) for name, fs in roots))


def rendered(cas: Cas, types: Iterable[str]) -> list[Structure]:
    """What is indexed of these types; what a feature leads to is told by type and place only."""

    def place(fs: Any) -> Hashable:
        return fs.type.name, getattr(fs, "begin", None), getattr(fs, "end", None)

    read = _reader(place)
    return [read(fs) for name in types for _, view in _views(cas) for fs in view.select(name)]


def _views(cas: Cas) -> Iterator[tuple[str, Cas]]:
    for view in cas.views:
        name = view.sofa.sofaID
        yield name, cas.get_view(name)


def _reader(place: Callable[[Any], Hashable]) -> Callable[[Any], Structure]:
    """What makes a Structure of a feature structure; ``place`` identifies those it leads to."""
    names: dict[str, tuple[str, ...]] = {}

    def value(raw: Any) -> Value:
        if raw is None or isinstance(raw, str | int):
            return raw
        if isinstance(raw, float):
            return ("float", repr(raw))  # so that NaN equals itself
        if isinstance(raw, list | tuple):
            return ("array", tuple(value(item) for item in raw))
        if raw.type.name.endswith("Array"):
            return ("array", tuple(value(item) for item in raw.elements or ()))
        return ("ref", place(raw))

    def structure(fs: Any) -> Structure:
        kind = fs.type.name
        if kind not in names:
            names[kind] = tuple(sorted(f.name for f in fs.type.all_features if f.name != "sofa"))
        given = ((name, getattr(fs, name)) for name in names[kind])
        return Structure(kind, tuple((name, value(v)) for name, v in given if v is not None))

    return structure

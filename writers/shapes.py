"""Which features of a type hold what findings show; worked out once per type system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from keyword import iskeyword
from types import MappingProxyType
from typing import Any

from cassis.typesystem import Feature

from ..core.errors import CasError
from ..core.plans import Plans
from ..typesystem import names

SLOT = "findings"

Getter = Callable[[Any], Mapping[str, Any]]
"""The set ones of some features, by name."""


class Shapes:
    """What writers of findings ask about the types of one type system."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans
        self._parts_of: dict[str, Getter] = {}
        self._part_features: dict[str, list[str]] = {}
        self._values_of: dict[str, Getter] = {}
        self.known = frozenset(plans.typesystem._types)
        """Names of all types."""
        mentions = self._family(names.EVENT_MENTION) | self._family(names.ENTITY_MENTION)
        self.mentions = {name: name.rpartition(".")[2] for name in mentions}
        """Types that are findings, with their short names."""
        self.sections = self._family(names.SECTION)
        """Segments that know their kind."""
        self._parts = self._family(names.IDENTIFIED_ANNOTATION) - mentions
        """Types whose annotations are attributes when a mention's feature holds them."""
        self._common = {
            feature.name
            for base in (names.IDENTIFIED_ANNOTATION, names.MODIFIER, names.ATTRIBUTE)
            if base in self.known
            for feature in plans.type(base).all_features
        }
        self.pointers = dict(self._find_pointers())
        """Modifier types that name their mention: attribute name and the feature that names it."""

    @classmethod
    def of(cls, plans: Plans) -> Shapes:
        """The shapes of a type system, kept on its plans."""
        shapes = plans.slots.get(SLOT)
        if shapes is None:
            shapes = plans.slots[SLOT] = cls(plans)
        return shapes

    def attributes(self, mention: Any) -> Mapping[str, Any]:
        """The annotations that a mention's features hold, by feature, in the type's order."""
        name = mention.type.name
        get = self._parts_of.get(name) or self._getter(self._parts_of, name, self._is_part)
        return get(mention)

    def parts(self, type_: str) -> Sequence[str]:
        """The features of a mention's type that hold annotations, in the type's order."""
        found = self._part_features.get(type_)
        if found is None:
            features = self._plans.type(type_).all_features
            found = self._part_features[type_] = [f.name for f in features if self._is_part(f)]
        return found

    def values(self, part: Any) -> dict[str, Any]:
        """What an attribute's annotation and its normalized form say, unset features left out."""
        result = dict(self._own_values(part))
        normalized = getattr(part, "normalizedForm", None)
        if normalized is not None:
            result.update(self._own_values(normalized))
        return result

    def _own_values(self, fs: Any) -> Mapping[str, Any]:
        """The primitive features of an attribute beyond those common to all attributes."""
        name = fs.type.name
        get = self._values_of.get(name) or self._getter(self._values_of, name, self._is_value)
        return get(fs)

    def _is_part(self, feature: Feature) -> bool:
        return feature.rangeType.name in self._parts

    def _is_value(self, feature: Feature) -> bool:
        is_primitive: bool = self._plans.typesystem.is_primitive(feature.rangeType)
        return is_primitive and feature.name not in self._common

    def _getter(
        self, known: dict[str, Getter], name: str, wanted: Callable[[Feature], bool]
    ) -> Getter:
        """Works out, and keeps in ``known``, how the wanted features of a type are got."""
        features = [f.name for f in self._plans.type(name).all_features if wanted(f)]
        known[name] = compile_getter(features)
        return known[name]

    def _family(self, name: str) -> frozenset[str]:
        """A type and its descendants; empty when the type system lacks it."""
        return frozenset(self._plans.family(name)) if name in self.known else frozenset()

    def _find_pointers(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for name in sorted(self._family(names.MODIFIER)):
            for feature in self._plans.type(name).all_features:
                if feature.rangeType.name in self.mentions:
                    short = name.rpartition(".")[2].removesuffix("Modifier")
                    yield name, (short[:1].lower() + short[1:], feature.name)


def compile_getter(features: Sequence[str]) -> Getter:
    """A function without loops that gives the set ones of the features, by name.

    It is called for objects of one type only, which Python (3.11 on) makes fast.
    """
    for feature in features:
        if not feature.isidentifier() or iskeyword(feature):
            raise CasError(f"a feature cannot be named {feature!r}")
    unset = " and ".join(f"fs.{feature} is None" for feature in features)
    lines = ["def get(fs):", f"    if {unset or True}: return nothing", "    found = {}"]
    for feature in features:
        lines.append(f"    value = fs.{feature}")
        lines.append(f"    if value is not None: found[{feature!r}] = value")
    lines.append("    return found")
    scope: dict[str, Any] = {"nothing": MappingProxyType({})}
    exec("\n".join(lines), scope)
    getter: Getter = scope["get"]
    return getter


def relation_arguments(relation: Any) -> list[Any]:
    """The RelationArguments of a relation: of a binary one two, of a collection its members."""
    if hasattr(relation, "members"):
        return _elements(relation.members)
    pair = (getattr(relation, "arg1", None), getattr(relation, "arg2", None))
    return [argument for argument in pair if hasattr(argument, "argument")]


def _elements(array: Any) -> list[Any]:
    """The members of an FSArray, or of an FSList from its head on; a list that loops ends."""
    if array is None:
        return []
    if hasattr(array, "elements"):
        return list(array.elements or ())
    found, seen = [], set()
    while array is not None and id(array) not in seen and hasattr(array, "head"):
        seen.add(id(array))
        found.append(array.head)
        array = array.tail
    return found

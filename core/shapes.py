"""Which features of a type hold what findings show; worked out once per type system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from ..typesystem import names
from .plans import Plans

SLOT = "findings"

_Getter = tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]
"""Names of features, and what gets their values at once."""


class Shapes:
    """What ``Findings`` asks about the types of one type system."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans
        self._getters: dict[str, _Getter] = {}
        self._values: dict[str, tuple[str, ...]] = {}
        self.known = frozenset(plans.typesystem._types)
        """Names of all types."""
        mentions = self._family(names.EVENT_MENTION) | self._family(names.ENTITY_MENTION)
        self.mentions = {name: name.rpartition(".")[2] for name in mentions}
        """Types that are findings, with their short names."""
        self.sections = self._family(names.SECTION)
        """Segments that know their kind."""
        self.relations = bool(self._family(names.RELATION))
        """Whether there are relation types at all."""
        self._parts = self._family(names.IDENTIFIED_ANNOTATION) - mentions
        """Types whose annotations are attributes when a mention's feature holds them."""
        self.pointers = dict(self._find_pointers())
        """Modifier types that name their mention: attribute name and the feature that names it."""

    @classmethod
    def of(cls, plans: Plans) -> Shapes:
        """The shapes of a type system, kept on its plans."""
        shapes = plans.slots.get(SLOT)
        if shapes is None:
            shapes = plans.slots[SLOT] = cls(plans)
        return shapes

    def attributes(self, mention: Any) -> list[tuple[str, Any]]:
        """The annotations that a mention's features hold, by feature, in the type's order."""
        name = mention.type.name
        getter = self._getters.get(name)
        if getter is None:
            getter = self._getters[name] = self._getter(name)
        features, get = getter
        parts = get(mention)
        if not any(parts):
            return []
        return [(f, p) for f, p in zip(features, parts, strict=True) if p is not None]

    def _getter(self, name: str) -> _Getter:
        features = tuple(
            feature.name
            for feature in self._plans.type(name).all_features
            if feature.rangeType.name in self._parts
        )
        if not features:
            return (), lambda mention: ()
        if len(features) == 1:  # then attrgetter returns no tuple
            only = attrgetter(features[0])
            return features, lambda mention: (only(mention),)
        return features, attrgetter(*features)

    def values(self, part: Any) -> dict[str, Any]:
        """What an attribute's annotation and its normalized form say, unset features left out."""
        result = {}
        normalized = getattr(part, "normalizedForm", None)
        for fs in (part,) if normalized is None else (part, normalized):
            for feature in self._own_features(fs.type.name):
                value = getattr(fs, feature)
                if value is not None:
                    result[feature] = value
        return result

    def _own_features(self, name: str) -> tuple[str, ...]:
        """The primitive features of an attribute's type beyond those common to all attributes."""
        features = self._values.get(name)
        if features is None:
            types, is_primitive = self._plans.typesystem._types, self._plans.typesystem.is_primitive
            common = {
                feature.name
                for base in (names.IDENTIFIED_ANNOTATION, names.MODIFIER, names.ATTRIBUTE)
                if base in types
                for feature in types[base].all_features
            }
            features = self._values[name] = tuple(
                feature.name
                for feature in types[name].all_features
                if feature.name not in common and is_primitive(feature.rangeType)
            )
        return features

    def _family(self, name: str) -> frozenset[str]:
        """A type and its descendants; empty when the type system lacks it."""
        return frozenset(self._plans.family(name)) if name in self.known else frozenset()

    def _find_pointers(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for name in sorted(self._family(names.MODIFIER)):
            for feature in self._plans.type(name).all_features:
                if feature.rangeType.name in self.mentions:
                    short = name.rpartition(".")[2].removesuffix("Modifier")
                    yield name, (short[:1].lower() + short[1:], feature.name)


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

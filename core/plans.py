"""What is worked out once per type system and used for every document of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from cassis import TypeSystem
from cassis.typesystem import Type

from .checks import Check, compile_check
from .errors import CasError
from .type_order import ranks

ANNOTATION = "uima.tcas.Annotation"

Maker = Callable[..., Any]
"""Makes a feature structure from features as keywords."""


class Plans:
    """Names, descendants, constructors and checks of the types of one type system."""

    def __init__(self, typesystem: TypeSystem) -> None:
        self.typesystem = typesystem
        self.slots: dict[str, Any] = {}
        """Room for plans of others (the XMI writer's, the JSON writer's), by their name."""
        self._size = len(typesystem._types)
        self._names: dict[str, str] = {}
        self._families: dict[str, tuple[str, ...]] = {}
        self._members: dict[str, frozenset[str]] = {}
        self._makers: dict[str, Maker] = {}
        self._checks: dict[str, Check] = {}
        self._features: dict[str, frozenset[str]] = {}

    @classmethod
    def of(cls, typesystem: TypeSystem) -> Plans:
        """The plans of ``typesystem``; made anew when types were added to it."""
        plans: Plans | None = typesystem.__dict__.get("_cascara_plans")
        if plans is None or plans.stale:
            # Kept on the type system itself, so that both go together.
            plans = typesystem._cascara_plans = cls(typesystem)
        return plans

    @property
    def stale(self) -> bool:
        """Whether types were added to the type system since."""
        return self._size != len(self.typesystem._types)

    def resolve(self, name: str | Type) -> str:
        """The full name of a type given by full name, unambiguous short name, or itself."""
        if not isinstance(name, str):
            name = name.name
        full = self._names.get(name)
        if full is None:
            full = self._names[name] = self._find(name)
        return full

    def _find(self, name: str) -> str:
        types = self.typesystem._types
        if name in types:
            return name
        found = [] if "." in name else [t for t in types if t.rpartition(".")[2] == name]
        if not found:
            raise CasError(f"type {name} is not in the type system")
        if len(found) > 1:
            raise CasError(f"type {name} is ambiguous: {', '.join(sorted(found))}")
        return str(found[0])

    def type(self, name: str | Type) -> Type:
        """The type of that name."""
        return self.typesystem._types[self.resolve(name)]

    def family(self, full: str) -> tuple[str, ...]:
        """A type's name and those of its descendants, in index order."""
        family = self._families.get(full)
        if family is None:
            names = (t.name for t in self.typesystem._types[full].descendants)
            family = self._families[full] = tuple(sorted(names, key=self.rank))
        return family

    def members(self, full: str) -> frozenset[str]:
        """The same names as ``family``, as a set."""
        members = self._members.get(full)
        if members is None:
            members = self._members[full] = frozenset(self.family(full))
        return members

    def rank(self, full: str) -> int:
        """Place of a type among annotations of equal span."""
        return self._ranks[full]

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return ranks(self.typesystem)

    def maker(self, full: str) -> Maker:
        """The class of a type; calling it is twice as fast as calling the cassis Type."""
        maker = self._makers.get(full)
        if maker is None:
            kind = self.typesystem._types[full]
            if kind._constructor is None:
                kind._constructor = kind._constructor_fn()
            maker = kind._constructor
            # cassis compares feature structures by the names of their slots, so that any two of
            # a type are equal; a feature structure is equal to itself alone.
            maker.__eq__ = object.__eq__
            maker.__hash__ = object.__hash__
            self._makers[full] = maker
        return maker

    def features(self, full: str) -> frozenset[str]:
        """The names of a type's features."""
        features = self._features.get(full)
        if features is None:
            found = self.typesystem._types[full].all_features
            features = self._features[full] = frozenset(feature.name for feature in found)
        return features

    def check(self, full: str) -> Check:
        """The compiled check of a type's feature values."""
        check = self._checks.get(full)
        if check is None:
            check = self._checks[full] = compile_check(self.typesystem, full)
        return check

    @cached_property
    def annotations(self) -> frozenset[str]:
        """The names of all types with a place in the text."""
        return self.members(ANNOTATION)

    @cached_property
    def with_sofa(self) -> frozenset[str]:
        """The names of all types that know their sofa."""
        return self.members("uima.cas.AnnotationBase")

"""Types and features that an XMI has and its type system lacks, worked out from the XMI.

A type with begin, end and a sofa becomes an annotation, one with a sofa an AnnotationBase, any
other a TOP. A feature becomes a String and keeps its text as it is, or a StringArray when it has
child elements. References from such features stay text: ids are kept, so they stay right.
"""

from __future__ import annotations

import keyword
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from unicodedata import is_normalized
from weakref import WeakKeyDictionary

import attrs
from cassis import TypeSystem
from cassis.typesystem import Feature, Type, is_predefined

from ..plans import Plans
from .events import NotXmiError
from .feature_kinds import slots_of
from .format import NO_TYPES, type_name
from .read_plan import places

DESCRIPTION = "Found in an XMI; not in the type system it was read with."
STRING, STRINGS = "uima.cas.String", "uima.cas.StringArray"
ANNOTATION, WITH_SOFA, TOP = "uima.tcas.Annotation", "uima.cas.AnnotationBase", "uima.cas.TOP"
RESERVED = frozenset({*keyword.kwlist, "self", "type", "xmiID"})
"""Feature names that Python or cassis cannot use; they get an underscore."""

KEPT = 8
"""Extended type systems remembered for each type system."""


@dataclass(frozen=True, slots=True)
class Extra:
    """What one type has that the type system does not know."""

    type: str
    supertype: str
    """Of a type that is unknown itself; empty for a known one."""

    features: tuple[tuple[str, str], ...]
    """Names and ranges, by name."""


Extras = tuple[Extra, ...]
"""By name of type; plain data that can cross processes."""


@dataclass(slots=True)
class _Seen:
    """What the elements of one type have in common."""

    spans: bool = True
    """Whether all begins and ends are numbers."""

    names: dict[str, str] = field(default_factory=dict)
    """Feature to range, in order of appearance."""


class Survey:
    """Gathers what elements have, then tells what the type system lacks."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans
        self._seen: dict[str, _Seen] = {}

    def element(self, name: str, given: list[object]) -> None:
        """Takes in an element: its name, and names and values of its features in turn.

        Raises NotXmiError for what UIMA could not have named so: XML allows more.
        """
        full = type_name(name)
        if full is None or name in NO_TYPES:
            return
        if not all(map(_is_name, full.split("."))):
            raise NotXmiError("has an element whose name is not that of a UIMA type")
        seen = self._seen.setdefault(full, _Seen())
        names = [str(key) for key in given[::2]]
        for label, place in places(names).items():
            if not _is_name(label):
                raise NotXmiError(f"has a {full} with an attribute that is no feature's name")
            many = names[place // 2].startswith("<")
            if many or label not in seen.names:
                seen.names[label] = STRINGS if many else STRING
            if label in ("begin", "end"):
                seen.spans &= str(given[place]).isdecimal()

    def extras(self) -> Extras:
        """What the type system lacks."""
        found = []
        for full, seen in sorted(self._seen.items()):
            known = full in self._plans.typesystem._types
            supertype = "" if known else _supertype(seen)
            base = full if known else supertype
            labels = {slot.label for slot in slots_of(self._plans, base)}
            features = tuple(sorted((n, r) for n, r in seen.names.items() if n not in labels))
            if not known or (features and not is_predefined(full)):
                found.append(Extra(full, supertype, features))
        return tuple(found)


def _is_name(name: str) -> bool:
    """Whether it is an identifier of UIMA, and one that Python does not spell otherwise."""
    return name.isidentifier() and not name.startswith("_") and is_normalized("NFKC", name)


def _supertype(seen: _Seen) -> str:
    if "sofa" not in seen.names:
        return TOP
    return ANNOTATION if seen.spans and {"begin", "end"} <= seen.names.keys() else WITH_SOFA


NewTypes = tuple[tuple[str, str], ...]
"""Names and supertypes of unknown types."""

_extended: WeakKeyDictionary[TypeSystem, OrderedDict[NewTypes, TypeSystem]] = WeakKeyDictionary()
_origins: WeakKeyDictionary[TypeSystem, tuple[TypeSystem, Extras]] = WeakKeyDictionary()


def extended(typesystem: TypeSystem, extras: Extras) -> TypeSystem:
    """A copy of the type system with at least the extras; mostly the one of the last call.

    One for the same new types is used again when it has all the features, and else made anew
    with the features of both: a feature that is not set in one document may be in the next, and
    does not change how the first is written.
    """
    if not extras:
        return typesystem
    known = _extended.setdefault(typesystem, OrderedDict())
    types = tuple((extra.type, extra.supertype) for extra in extras if extra.supertype)
    found = known.get(types)
    wanted = extras if found is None else _union(origin(found)[1], extras)
    if found is None or wanted != origin(found)[1]:
        found = known[types] = _made(typesystem, wanted)
        if len(known) > KEPT:
            known.popitem(last=False)
    known.move_to_end(types)
    return found


def _made(typesystem: TypeSystem, extras: Extras) -> TypeSystem:
    made = _copy(typesystem)
    for extra in extras:
        if extra.supertype:
            made.create_type(extra.type, extra.supertype, DESCRIPTION)
    # Parents first: what a parent gets, its children have then.
    for extra in sorted(extras, key=lambda extra: _depth(made, extra.type)):
        _add_features(made, extra)
    _origins[made] = (typesystem, extras)
    return made


def _union(old: Extras, new: Extras) -> Extras:
    """The features of both; where they differ in range, the new one's."""
    types = {extra.type: extra for extra in old}
    for extra in new:
        before = types.get(extra.type, extra)
        features = {**dict(before.features), **dict(extra.features)}
        types[extra.type] = replace(extra, features=tuple(sorted(features.items())))
    return tuple(types[name] for name in sorted(types))


def origin(typesystem: TypeSystem) -> tuple[TypeSystem, Extras]:
    """The type system that was extended to this one, and by what; itself and nothing if none."""
    return _origins.get(typesystem, (typesystem, ()))


def _copy(typesystem: TypeSystem) -> TypeSystem:
    copy = TypeSystem(add_document_annotation_type=False)
    copy._predefined_types = set(typesystem._predefined_types)
    built_in = set(copy._types)
    for kind in typesystem._types.values():
        if kind.name not in built_in:
            copy.create_type(kind.name, kind.supertype.name, kind.description)
    for kind in typesystem._types.values():
        if kind.name not in built_in:
            for feature in kind.features:
                copy._types[kind.name]._add_feature(_moved(feature, copy), warn=False)
    return copy


def _moved(feature: Feature, typesystem: TypeSystem) -> Feature:
    def twin(kind: Type | None) -> Type | None:
        return kind and typesystem._types[kind.name]

    return attrs.evolve(
        feature,
        domainType=twin(feature.domainType),
        rangeType=twin(feature.rangeType),
        elementType=twin(feature.elementType),
    )


def _add_features(typesystem: TypeSystem, extra: Extra) -> None:
    kind = typesystem._types[extra.type]
    known = {f.name[:-1] if f._has_reserved_name else f.name for f in kind.all_features}
    for label, declared in extra.features:
        if label not in known:
            reserved = label in RESERVED
            feature = Feature(
                name=f"{label}_" if reserved else label,
                domainType=kind,
                rangeType=typesystem._types[declared],
                description=DESCRIPTION,
                has_reserved_name=reserved,
            )
            kind._add_feature(feature, warn=False)


def _depth(typesystem: TypeSystem, full: str) -> int:
    depth, kind = 0, typesystem._types[full]
    while kind.supertype is not None:
        depth, kind = depth + 1, kind.supertype
    return depth

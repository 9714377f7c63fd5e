"""What each feature of a type holds and how XMI spells it; shared by XMI and records.

UIMA's rules (UIMA Reference, "XMI CAS Serialization"): a primitive is an attribute; an array or
a list whose feature does not allow multiple references is written inside its owner; everything
else is an element of its own, referred to by its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cassis.typesystem import Feature

from ..checks import FLOATS, INTEGERS
from ..plans import Plans


class Kind(Enum):
    """What a feature, or an item of an array or a list, holds."""

    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    STRING = "string"
    BYTE = "byte"
    """Items of a ByteArray: written as two hexadecimal digits."""
    SOFA = "sofa"
    REFERENCE = "reference"
    ARRAY = "array"
    """An array written inside its owner."""
    LIST = "list"
    """A list written inside its owner."""


ARRAY_ITEMS = {
    "uima.cas.FSArray": (Kind.REFERENCE, "uima.cas.TOP"),
    "uima.cas.IntegerArray": (Kind.INTEGER, "uima.cas.Integer"),
    "uima.cas.ShortArray": (Kind.INTEGER, "uima.cas.Short"),
    "uima.cas.LongArray": (Kind.INTEGER, "uima.cas.Long"),
    "uima.cas.ByteArray": (Kind.BYTE, "uima.cas.Byte"),
    "uima.cas.FloatArray": (Kind.FLOAT, "uima.cas.Float"),
    "uima.cas.DoubleArray": (Kind.FLOAT, "uima.cas.Double"),
    "uima.cas.BooleanArray": (Kind.BOOLEAN, "uima.cas.Boolean"),
    "uima.cas.StringArray": (Kind.STRING, "uima.cas.String"),
}
"""Array type to the kind and the type of its items."""

LIST_ITEMS = {
    "uima.cas.FSList": (Kind.REFERENCE, "uima.cas.TOP"),
    "uima.cas.IntegerList": (Kind.INTEGER, "uima.cas.Integer"),
    "uima.cas.FloatList": (Kind.FLOAT, "uima.cas.Float"),
    "uima.cas.StringList": (Kind.STRING, "uima.cas.String"),
}
"""List type to the kind and the type of its items."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One feature of a type."""

    attribute: str
    """Name in Python."""

    label: str
    """Name in UIMA; differs where Python reserves it."""

    declared: str
    """Full name of its range."""

    kind: Kind

    item: Kind | None = None
    """What an array or a list holds."""

    item_type: str = ""
    """Full name of the type of the items."""

    allowed: frozenset[str] = frozenset()
    """Names of the types a reference may have."""


def slots_of(plans: Plans, full: str) -> tuple[Slot, ...]:
    """The features of a type, inherited ones first; an array has one, ``elements``."""
    cache: dict[str, tuple[Slot, ...]] = plans.slots.setdefault("feature_kinds", {})
    slots = cache.get(full)
    if slots is None:
        if full in ARRAY_ITEMS:
            slots = (_elements(plans, full),)
        else:
            features = plans.typesystem._types[full].all_features
            slots = tuple(_slot(plans, feature) for feature in features)
        cache[full] = slots
    return slots


def _elements(plans: Plans, full: str) -> Slot:
    item, item_type = ARRAY_ITEMS[full]
    allowed = frozenset(plans.family("uima.cas.TOP")) if item is Kind.REFERENCE else frozenset()
    return Slot("elements", "elements", full, Kind.ARRAY, item, item_type, allowed)


def _slot(plans: Plans, feature: Feature) -> Slot:
    name, declared = feature.name, feature.rangeType.name
    label = name[:-1] if feature._has_reserved_name else name
    inline = not feature.multipleReferencesAllowed
    if declared in INTEGERS:
        return Slot(name, label, declared, Kind.INTEGER)
    if declared in FLOATS:
        return Slot(name, label, declared, Kind.FLOAT)
    if declared == "uima.cas.Boolean":
        return Slot(name, label, declared, Kind.BOOLEAN)
    if plans.typesystem.is_primitive(feature.rangeType):  # String and its subtypes
        return Slot(name, label, declared, Kind.STRING)
    if name == "sofa" and declared == "uima.cas.Sofa":
        return Slot(name, label, declared, Kind.SOFA)
    if inline and declared in ARRAY_ITEMS:
        item, item_type = ARRAY_ITEMS[declared]
        return Slot(name, label, declared, Kind.ARRAY, item, item_type, frozenset({declared}))
    if inline and declared in LIST_ITEMS:
        item, item_type = LIST_ITEMS[declared]
        allowed = frozenset(plans.family(declared))
        return Slot(name, label, declared, Kind.LIST, item, item_type, allowed)
    # By name: cassis leaves ranges of a type system read from a file without their descendants.
    allowed = frozenset(plans.family(declared))
    return Slot(name, label, declared, Kind.REFERENCE, allowed=allowed)

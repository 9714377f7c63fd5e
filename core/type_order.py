"""The order of types among annotations of equal span, as Java UIMA 3 has it.

Without declared type priorities, UIMA's "linear type order" is that in which a java.util.HashMap
keyed by type name iterates: it depends on the set of type names alone. Source: uimaj-core 3.5.0,
LinearTypeOrderBuilderImpl and CasCreationUtils; checked against Java on random type systems.
"""

from __future__ import annotations

from cassis import TypeSystem

_CAS = (
    "TOP Integer Float String ArrayBase FSArray FloatArray IntegerArray StringArray ListBase "
    "FSList EmptyFSList NonEmptyFSList FloatList EmptyFloatList NonEmptyFloatList IntegerList "
    "EmptyIntegerList NonEmptyIntegerList StringList EmptyStringList NonEmptyStringList Boolean "
    "Byte Short Long Double BooleanArray ByteArray ShortArray LongArray DoubleArray Sofa "
    "AnnotationBase"
)
BUILT_IN = (
    *(f"uima.cas.{name}" for name in _CAS.split()),
    "uima.tcas.Annotation",
    "uima.tcas.DocumentAnnotation",
)
"""UIMA's own types in the order Java creates them."""

LOAD_FACTOR = 0.75
"""Of java.util.HashMap: above it the table doubles."""


def java_hash(name: str) -> int:
    """java.util.HashMap's spread of String.hashCode, as an unsigned 32-bit number."""
    value = 0
    data = name.encode("utf-16-be")
    for place in range(0, len(data), 2):
        value = (31 * value + (data[place] << 8 | data[place + 1])) & 0xFFFFFFFF
    return value ^ (value >> 16)


def _creation_order(typesystem: TypeSystem) -> list[str]:
    """The names of all types in the order in which Java creates them: by name, supertypes first."""
    types = typesystem._types
    made = dict.fromkeys(BUILT_IN)
    waiting = sorted(name for name in types if name not in made and name != "uima.cas.NULL")
    while waiting:
        rest = []
        for name in waiting:
            if types[name].supertype.name in made:
                made[name] = None
            else:
                rest.append(name)
        waiting = rest
    return list(made)


def _array_types(typesystem: TypeSystem) -> int:
    """How many array types Java makes for the declared element types of features."""
    names = {
        feature.elementType.name
        for kind in typesystem._types.values()
        for feature in kind.features
        if feature.rangeType.name == "uima.cas.FSArray" and feature.elementType is not None
    }
    types = typesystem._types
    return sum(n != "uima.cas.TOP" and not typesystem.is_primitive(types[n]) for n in names)


def ranks(typesystem: TypeSystem) -> dict[str, int]:
    """Type name to place; lower comes first among annotations of equal span."""
    made = _creation_order(typesystem)
    size = len(made) + _array_types(typesystem)
    capacity = 16
    while size > capacity * LOAD_FACTOR:
        capacity *= 2
    made.sort(key=lambda name: java_hash(name) & (capacity - 1))  # stable, as a bucket's chain is
    made.extend(name for name in typesystem._types if name not in set(made))
    return {name: place for place, name in enumerate(made)}

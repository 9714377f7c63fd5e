"""Checks that a feature structure's values have the declared ranges, compiled once per type.

A CAS holds nothing invalid: the check runs when a feature structure is added, and again before a
writer sees it, because features may be set at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cassis import TypeSystem
from cassis.typesystem import Feature, FeatureStructure

Check = Callable[[FeatureStructure], None]
"""Returns None, or raises CasError that names type, feature and value."""

INTEGERS = {
    "uima.cas.Byte": 7,
    "uima.cas.Short": 15,
    "uima.cas.Integer": 31,
    "uima.cas.Long": 63,
}
FLOATS = ("uima.cas.Float", "uima.cas.Double")


def _describe(value: object) -> str:
    """A value as an error may show it: never a string, which may be note text."""
    if isinstance(value, FeatureStructure):
        return f"a {value.type.name}"
    if isinstance(value, bool | int | float):
        return repr(value)
    return f"a Python {type(value).__name__}"


def _fail(fs: FeatureStructure, feature: str, declared: str, value: object) -> None:
    from .errors import CasError

    raise CasError(f"{fs.type.name}:{feature} is a {declared}, not {_describe(value)}")


def _condition(typesystem: TypeSystem, feature: Feature, env: dict[str, Any]) -> str:
    """Python source that is true for a value ``v`` (not None) of the feature's range."""
    declared = feature.rangeType.name
    if declared in INTEGERS:
        limit = 1 << INTEGERS[declared]
        return f"(type(v) is int and {-limit} <= v < {limit})"
    if declared in FLOATS:
        return "(type(v) is float or type(v) is int)"
    if declared == "uima.cas.Boolean":
        return "type(v) is bool"
    if typesystem.is_primitive(feature.rangeType):  # String and its subtypes
        return "type(v) is str"
    allowed = f"allowed_{feature.name}"
    env[allowed] = frozenset(t.name for t in typesystem._types[declared].descendants)
    return f"(isinstance(v, FS) and v.type.name in {allowed})"


def compile_check(typesystem: TypeSystem, full: str) -> Check:
    """The check of one type, as one function without loops."""
    env: dict[str, Any] = {"FS": FeatureStructure, "fail": _fail}
    lines = ["def check(fs):"]
    for feature in typesystem._types[full].all_features:
        name = feature.name
        if name in ("sofa", "begin", "end", "elements"):
            continue
        condition = _condition(typesystem, feature, env)
        lines.append(f"    v = fs.{name}")
        lines.append(f"    if v is not None and not {condition}:")
        lines.append(f"        fail(fs, {name!r}, {feature.rangeType.name!r}, v)")
    lines.append("    return None")
    exec("\n".join(lines), env)
    return env["check"]  # type: ignore[no-any-return]

"""Checks that a feature structure's values have the declared ranges, compiled once per type.

A CAS holds nothing invalid: the check runs when a feature structure is added, and again before a
writer sees it, because features may be set at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cassis import TypeSystem
from cassis.typesystem import Feature, FeatureStructure

from .errors import CasError

Check = Callable[[Iterable[FeatureStructure], int], None]
"""From feature structures of one type and the length of their text: returns None, or raises
CasError that names type, feature and value."""

ANNOTATION = "uima.tcas.Annotation"

INTEGERS = {
    "uima.cas.Byte": 7,
    "uima.cas.Short": 15,
    "uima.cas.Integer": 31,
    "uima.cas.Long": 63,
}
FLOATS = ("uima.cas.Float", "uima.cas.Double")


def described(value: object) -> str:
    """A value as an error may show it: never a string, which may be note text."""
    if isinstance(value, FeatureStructure):
        return f"a {value.type.name}"
    if isinstance(value, bool | int | float):
        return repr(value)
    return f"a Python {type(value).__name__}"


def _fail(fs: FeatureStructure, feature: str, declared: str, value: object) -> None:
    raise CasError(f"{fs.type.name}:{feature} is a {declared}, not {described(value)}")


def _fail_span(fs: Any, length: int) -> None:
    begin, end = fs.begin, fs.end
    if type(begin) is not int or type(end) is not int:
        raise CasError(f"{fs.type.name}: begin and end must be integers")
    text = f"a text of {length} characters"
    raise CasError(f"{fs.type.name}: span {begin}..{end} is not within {text}")


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
    """The check of one type, as one function that loops over the structures alone."""
    env: dict[str, Any] = {"FS": FeatureStructure, "fail": _fail, "fail_span": _fail_span}
    lines = ["def check(many, length):", "  for fs in many:", "    pass"]
    if typesystem.is_instance_of(full, ANNOTATION):
        lines += [
            "    b, e = fs.begin, fs.end",
            "    if type(b) is not int or type(e) is not int or not 0 <= b <= e <= length:",
            "        fail_span(fs, length)",
        ]
    for feature in typesystem._types[full].all_features:
        name = feature.name
        if name in ("sofa", "begin", "end", "elements"):
            continue
        condition = _condition(typesystem, feature, env)
        lines.append(f"    v = fs.{name}")
        lines.append(f"    if v is not None and not {condition}:")
        lines.append(f"        fail(fs, {name!r}, {feature.rangeType.name!r}, v)")
    exec("\n".join(lines), env)
    return env["check"]  # type: ignore[no-any-return]

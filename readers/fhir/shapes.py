"""Whether a resource has the shape FHIR gives it: lists where elements repeat, objects, values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .elements import Element, elements

Json = dict[str, Any]

_UNREAD = frozenset(("extension", "modifierExtension", "meta", "contained", "link"))
"""Elements whose shape does not matter here: what is read of them is looked at with care."""


class Malformed(ValueError):  # noqa: N818  (what the resource is)
    """A resource that is not as FHIR has it; ``str`` is its path and what is wrong there."""


Check = Callable[[Json, str], None]
"""Looks at a resource and its path. Raises Malformed."""


def shown_type(resource: Json) -> str:
    """The type of a resource fit for a message: of one nobody knows, no word is repeated."""
    kind = resource["resourceType"]
    return kind if kind in elements() else "a resource of another type"


def check(resource: Json, path: str) -> None:
    """Raises Malformed with the path of the first element that has another shape than FHIR's.

    Elements nobody knows and those that are null pass.
    """
    known = elements().get(resource["resourceType"])
    if known is None:
        return
    try:
        problem = _problem(resource, known)
    except RecursionError:
        problem = " is nested too deeply"
    if problem:
        raise Malformed(f"{path}{problem}")


def _problem(value: Json, known: dict[str, Element]) -> str:
    """The path from ``value`` on and what is wrong there; empty when all is well."""
    for name, item in value.items():
        element = known.get(name)
        if element is None or type(item) is element.natural:
            continue
        if item is None or name in _UNREAD:
            continue
        inside = element.inside
        if not element.many:
            is_object = inside and type(item) is dict
            problem = _problem(item, inside) if is_object else _of_one(item, element)
            if problem:
                return f".{name}{problem}"
        elif type(item) is not list:
            return f".{name} is no list"
        else:
            for index, one in enumerate(item):
                is_object = inside and type(one) is dict
                problem = _problem(one, inside) if is_object else _of_one(one, element)
                if problem:
                    return f".{name}[{index}]{problem}"
    return ""


def _of_one(item: Any, element: Element) -> str:
    """What is wrong with what is no object of elements that are known."""
    if item is None:
        return ""
    if type(item) is dict:
        return f" is no {element.type}" if element.primitive else ""
    is_right = _PRIMITIVES.get(element.type)
    return "" if is_right is not None and is_right(item) else f" is no {element.type}"


def _is_number(item: Any) -> bool:
    """Decimals are kept as they are written, as text; see ``load``."""
    if type(item) is str:
        try:
            float(item)
        except ValueError:
            return False
        return True
    return type(item) is int


_PRIMITIVES: dict[str, Callable[[Any], bool]] = {
    "string": lambda item: type(item) is str,
    "boolean": lambda item: type(item) is bool,
    "integer": lambda item: type(item) is int,
    "decimal": _is_number,
}

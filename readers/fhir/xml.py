"""FHIR's XML in the shape of its JSON.

``elements.tsv`` tells which elements repeat and which hold numbers. In resources and extensions
that it does not know, an element is a list when it stands more than once, and values are text.
Source: FHIR R4, 2.6 "XML and JSON representation".
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from ...core.errors import DocumentError
from .elements import ANY, Element, elements
from .shapes import Json

NAMESPACE = "http://hl7.org/fhir"
XHTML = "{http://www.w3.org/1999/xhtml}div"
DEEPEST = 200
"""Elements within elements; FHIR's own documents have a tenth of it."""

_TEXT = Element("string", False)
_EXTENDED = {name: Element("Extension", True) for name in ("extension", "modifierExtension")}
"""What any element may have."""
_BASIC = {
    **_EXTENDED,
    "contained": Element(ANY, True),
    "meta": Element("Meta", False),
    "text": Element("Narrative", False),
}
"""What any resource may have."""
_BOOLEANS = {"true": True, "false": False}


def from_xml(root: etree._Element, path: str) -> Json:
    """The resource of a root element. Raises DocumentError for what is no FHIR resource."""
    name = etree.QName(root.tag)
    if name.namespace != NAMESPACE:
        raise DocumentError(path, f"is XML, but no FHIR resource (namespace {NAMESPACE})")
    return _resource(root, path, 0)


def _resource(node: etree._Element, path: str, depth: int) -> Json:
    kind = etree.QName(node.tag).localname
    return {"resourceType": kind, **_object(node, elements().get(kind, _BASIC), path, depth)}


def _object(node: etree._Element, known: dict[str, Element], path: str, depth: int) -> Json:
    if depth > DEEPEST:
        raise DocumentError(path, "is nested too deeply")
    result: Json = {key: node.get(key) for key in ("id", "url") if node.get(key) is not None}
    for child in node:
        if not isinstance(child.tag, str):
            continue
        if child.tag == XHTML:
            result["div"] = etree.tostring(child, encoding="unicode", with_tail=False)
            continue
        name = etree.QName(child.tag).localname
        element = known.get(name)
        value, beside = _value(child, element, path, depth)
        _put(result, name, value, element)
        if beside:
            _put(result, f"_{name}", beside, element)
    return result


def _put(result: Json, name: str, value: Any, element: Element | None) -> None:
    """Lists for what repeats. What should not repeat and does is a list too: malformed, as told."""
    if name not in result:
        result[name] = [value] if element is not None and element.many else value
    elif isinstance(result[name], list):
        result[name].append(value)
    else:
        result[name] = [result[name], value]


def _value(
    node: etree._Element, element: Element | None, path: str, depth: int
) -> tuple[Any, Json]:
    """The value of an element, and what JSON has beside it: extensions of a primitive."""
    if element is not None and element.type == ANY:
        inner = next((child for child in node if isinstance(child.tag, str)), None)
        return (_resource(inner, path, depth + 1) if inner is not None else None), {}
    written = node.get("value")
    if element is None:
        is_object = written is None or any(name not in _EXTENDED for name in _names(node))
    else:
        is_object = not element.primitive
    if is_object and written is not None and not len(node):
        return written, {}  # of a wrong shape, and to be told so
    if is_object:
        known = elements().get(element.type, _EXTENDED) if element is not None else _EXTENDED
        return _object(node, known, path, depth + 1), {}
    beside = _object(node, _EXTENDED, path, depth + 1) if len(node) or node.get("id") else {}
    return _primitive(written, element or _TEXT), beside


def _names(node: etree._Element) -> list[str]:
    return [etree.QName(child.tag).localname for child in node if isinstance(child.tag, str)]


def _primitive(written: str | None, element: Element) -> Any:
    """Numbers and booleans as JSON has them; what is none stays text, and is malformed then."""
    if written is None:
        return None
    if element.type == "boolean":
        return _BOOLEANS.get(written, written)
    if element.type == "integer":
        return int(written) if written.lstrip("-").isdecimal() and len(written) < 20 else written
    return written

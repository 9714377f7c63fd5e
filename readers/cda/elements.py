"""XML elements by their local names: senders write CDA with any namespace or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from lxml import etree

from ..times import iso
from ..xml import local_name

Element: TypeAlias = Any
"""An lxml element."""

Children: TypeAlias = dict[str, list[Element]]
"""An element's children by local name, each list in document order."""

local = local_name
"""An element is asked for by its tag's local name."""

_NO_PARTS: Mapping[str, Element] = {}
_NO_PART = _NO_PARTS.get
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def name(element: Element) -> str:
    """The element's local name."""
    return local(element.tag)


def children(element: Element) -> Children:
    """The children, grouped; made once for an element that is asked many times."""
    groups: Children = {}
    for child in element:
        key = local(child.tag)
        group = groups.get(key)
        if group is None:
            groups[key] = [child]
        else:
            group.append(child)
    groups.pop("", None)
    return groups


def every(element: Element | None, *path: str) -> Iterator[Element]:
    """The descendants that a path of local names leads to, in document order."""
    if element is None:
        return
    if not path:
        yield element
        return
    for child in element:
        if local(child.tag) == path[0]:
            yield from every(child, *path[1:])


def first(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, the first child of that one ...; None when there is none."""
    for key in path:
        if element is None:
            return None
        for child in element:
            if local(child.tag) == key:
                element = child
                break
        else:
            return None
    return element


def parts(element: Element | None) -> Callable[[str], Element | None]:
    """What finds the first child of a name, for an element of which several are asked."""
    if element is None or not len(element):
        return _NO_PART
    found: dict[str, Element] = {}
    for child in element:
        found.setdefault(local(child.tag), child)
    return found.get


def attribute(element: Element | None, key: str) -> str:
    """An attribute without outer blanks; empty when it or the element is missing."""
    return element.get(key, "").strip() if element is not None else ""


@lru_cache(maxsize=4096)
def moment(written: str) -> str:
    """A time in ISO 8601; most are written many times in a document."""
    return iso(written)


def text_of(element: Element | None) -> str:
    """All words inside, blanks collapsed; empty for none."""
    if element is None:
        return ""
    if not len(element):
        words = element.text or ""
    else:
        words = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return " ".join(words.split())


def data_type(element: Element) -> str:
    """The HL7 v3 data type that xsi:type states, its prefix dropped; empty when not stated."""
    return (element.get(XSI_TYPE) or "").rpartition(":")[2]

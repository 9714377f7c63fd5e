"""XML elements by their local names: senders write CDA with any namespace or none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from lxml import etree

from ..times import iso

Element: TypeAlias = Any
"""An lxml element."""

Children: TypeAlias = dict[str, list[Element]]
"""An element's children by local name, each list in document order."""

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


@lru_cache(maxsize=4096)
def local(tag: Any) -> str:
    """The local name of a tag; empty for comments and processing instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


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


def attribute(element: Element | None, key: str) -> str:
    """An attribute without outer blanks; empty when it or the element is missing."""
    return (element.get(key) or "").strip() if element is not None else ""


@lru_cache(maxsize=4096)
def moment(written: str) -> str:
    """A time in ISO 8601; most are written many times in a document."""
    return iso(written)


def text_of(element: Element | None) -> str:
    """All words inside, blanks collapsed; empty for none."""
    if element is None:
        return ""
    words = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return " ".join(words.split())


def data_type(element: Element) -> str:
    """The HL7 v3 data type that xsi:type states, its prefix dropped; empty when not stated."""
    return (element.get(XSI_TYPE) or "").rpartition(":")[2]

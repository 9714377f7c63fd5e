"""XML from outside: parsed without entities, without the network, however large or deep."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ..core.errors import DocumentError

SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
}
_BLANKS = b" \t\r\n"
_BLOCK = 1 << 16


def parse(data: bytes, path: str) -> etree._Element:
    """The root element. External DTDs and style sheets are not looked at.

    Raises DocumentError(path, reason, "line:column", cure) for what is no well-formed XML or
    declares entities. No reason has a word of the document in it. The size of ``data`` is the
    caller's to bound.
    """
    bare = data.lstrip(_BLANKS)  # none may stand before an XML declaration, but often some do
    data = bare if bare.startswith(b"<") else data
    try:
        root = etree.fromstring(data, etree.XMLParser(**SAFE))
    except etree.XMLSyntaxError as error:
        if "XML_PARSE_HUGE" not in (error.msg or ""):
            raise _problem(error, path) from None
        root = _parse_huge(data, path)
    _refuse_entities(root, path)
    return root


def _parse_huge(data: bytes, path: str) -> etree._Element:
    """For texts above 10 MB and elements nested deeper than 256.

    The parser then has no guard against entities that grow, so what is before the root element is
    looked at first, with the guard on.
    """
    prolog = etree.XMLPullParser(events=("start",), **SAFE)
    try:
        for start in range(0, len(data), _BLOCK):
            prolog.feed(data[start : start + _BLOCK])
            first: Any = next(iter(prolog.read_events()), None)
            if first is not None:
                _refuse_entities(first[1], path)
                break
        return etree.fromstring(data, etree.XMLParser(huge_tree=True, **SAFE))
    except etree.XMLSyntaxError as error:
        raise _problem(error, path) from None


def _refuse_entities(root: etree._Element, path: str) -> None:
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        reason = "declares XML entities, which are not read"
        raise DocumentError(path, reason, cure="write their text in their place")


def _problem(error: etree.XMLSyntaxError, path: str) -> DocumentError:
    """By the parser's code, as its message quotes the document."""
    last = error.error_log.last_error
    words = (
        (last.type_name if last is not None else "").removeprefix("ERR_").replace("_", " ").lower()
    )
    line, column = error.position
    reason = f"is not well-formed XML ({words})" if words else "is not well-formed XML"
    return DocumentError(path, reason, f"{line}:{column}", "mend it where it was exported")

"""XML from outside: parsed without foreign entities, without the network, however large or deep."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from html.entities import html5
from typing import Any

from lxml import etree

from ..core.errors import DocumentError, printable
from .decode import decode

log = logging.getLogger(__name__)

SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
}
LONGEST_ENTITY = 32
"""Entities are read when they stand for so many plain characters at most: signs, not texts."""

MOST_NAMES = 4096
"""So many tags are remembered."""

_BLANKS = b" \t\r\n"
_BLOCK = 1 << 16
_MISLABELLED = re.compile(
    rb"""<\?xml[^>]*?encoding\s*=\s*["'](?:utf-?16|utf-?32|ucs-?[24])""", re.I
)
_REFERENCE = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30};)")
_XML_NAMES = frozenset({"lt;", "gt;", "amp;", "quot;", "apos;"})


class _Names(dict[Any, str]):
    """Local names by tag. A dict, as it is asked for each element; senders use few tags."""

    def __missing__(self, tag: Any) -> str:
        if len(self) >= MOST_NAMES:
            self.clear()
        name = self[tag] = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        return name


local_name: Callable[[Any], str] = _Names().__getitem__
"""The name of a tag without its namespace; empty for comments, entities and the like."""


def parse(data: bytes, path: str) -> etree._Element:
    """The root element. External DTDs and style sheets are not looked at.

    Entities that a document declares are read when they are short plain text, as the signs of old
    notes are; HTML's named characters are read where nobody declares them. Bytes that are not in
    the encoding they claim are read in the one they seem to have, with a warning in the log.

    Raises DocumentError(path, reason, "line:column", cure) for what is no well-formed XML and for
    other entities. No reason has a word of the document in it. The size of ``data`` is the
    caller's to bound.
    """
    bare = data.lstrip(_BLANKS)  # none may stand before an XML declaration, but often some do
    data = bare if bare.startswith(b"<") else data
    encoding = "utf-8" if _MISLABELLED.match(data) else None
    try:
        root = _parse(data, path, encoding=encoding)
    except etree.XMLSyntaxError as error:
        root, data, encoding = _mended(data, path, error)
    if root.getroottree().docinfo.internalDTD is None:
        return root
    declared = _declared(root, path)
    plain = _spelled(data, declared)
    try:
        return _parse(plain, path, encoding=encoding, resolve_entities="internal")
    except etree.XMLSyntaxError as error:
        raise _problem(error, path) from None


def _parse(data: bytes, path: str, **options: Any) -> etree._Element:
    """By a parser that stops at entities that grow, and at 10 MB of text or 256 levels.

    Where it stops for the latter, what is before the root element is looked at, then another
    parser without any guard goes on: it is not to meet entities that were not looked at.
    """
    try:
        return etree.fromstring(data, etree.XMLParser(**{**SAFE, **options}))
    except etree.XMLSyntaxError as error:
        if "XML_PARSE_HUGE" not in (error.msg or ""):
            raise
    _look_before_root(data, path)
    return etree.fromstring(data, etree.XMLParser(huge_tree=True, **{**SAFE, **options}))


def _look_before_root(data: bytes, path: str) -> None:
    """Raises DocumentError for entities that are not harmless."""
    parser = etree.XMLPullParser(events=("start",), **SAFE)
    for start in range(0, len(data), _BLOCK):
        with suppress(etree.XMLSyntaxError):  # which is in what comes after the root's tag
            parser.feed(data[start : start + _BLOCK])
        first: Any = next(iter(parser.read_events()), None)
        if first is not None:
            _declared(first[1], path)
            return


def _mended(
    data: bytes, path: str, error: etree.XMLSyntaxError
) -> tuple[etree._Element, bytes, str | None]:
    """What can be read of a document with a fault that is common and has one cure only."""
    fault, encoding = _fault(error), None
    if fault == "ERR_UNDECLARED_ENTITY":
        data = _spelled(data, frozenset())
    elif fault in ("ERR_INVALID_ENCODING", "ERR_INVALID_CHAR"):
        decoded = decode(data, path)
        if not decoded.guessed:
            raise _problem(error, path)
        log.warning(
            "%s: not in the encoding it claims; guessed %s", printable(path), decoded.encoding
        )
        data, encoding = decoded.text.encode(), "utf-8"  # libxml2 knows fewer encodings
    try:
        return _parse(data, path, encoding=encoding), data, encoding
    except etree.XMLSyntaxError as again:
        raise _problem(again, path) from None


def _declared(root: etree._Element, path: str) -> frozenset[str]:
    """Names of the entities a document declares. Raises DocumentError unless all are harmless."""
    dtd: Any = root.getroottree().docinfo.internalDTD
    entities = list(dtd.iterentities()) if dtd is not None else []
    for entity in entities:
        content = entity.content
        if content is None or len(content) > LONGEST_ENTITY or "&" in content or "<" in content:
            reason = "declares XML entities that are more than a few characters"
            raise DocumentError(path, reason, cure="write their text in their place")
    return frozenset(f"{entity.name};" for entity in entities)


def _spelled(data: bytes, declared: frozenset[str]) -> bytes:
    """HTML's named characters as numbers."""

    def spell(reference: re.Match[bytes]) -> bytes:
        name = reference[1].decode()
        if name in _XML_NAMES or name in declared or name not in html5:
            return reference[0]
        return "".join(f"&#{ord(char)};" for char in html5[name]).encode()

    return _REFERENCE.sub(spell, data)


def _fault(error: etree.XMLSyntaxError) -> str:
    log: Any = error.error_log
    return log.last_error.type_name if log.last_error is not None else ""


def _problem(error: etree.XMLSyntaxError, path: str) -> DocumentError:
    """By the parser's code, as its message quotes the document."""
    words = _fault(error).removeprefix("ERR_").replace("_", " ").lower()
    line, column = error.position
    reason = f"is not well-formed XML ({words})" if words else "is not well-formed XML"
    return DocumentError(path, reason, f"{line}:{column}", "mend it where it was exported")

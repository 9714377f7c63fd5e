"""A nonXMLBody: text, RTF, HTML or PDF inside the document, as text."""

from __future__ import annotations

import base64
import binascii
import zlib

from cassis import TypeSystem

from ...core.errors import DocumentError, printable
from ..media import NoText, text_of
from ..narrative import Builder, Narrative
from .body import Body
from .elements import Element, attribute, first
from .header import Items

PLAIN = "text/plain"
LONGEST = 200
"""Characters of type and id that an error repeats."""

WINDOWS = {"GZ": 31, "ZL": 15, "DF": -15}
"""zlib's name for the compressions of HL7 v3 (CompressionAlgorithm)."""


def embedded(text: Element, path: str, items: Items, typesystem: TypeSystem, max_mb: int) -> Body:
    """The words of an unstructured body.

    Raises DocumentError, which names the document's type and id, when it has none: an image, a
    media type nobody knows, or a reference to another file, which is not fetched.
    """
    media_type = attribute(text, "mediaType") or PLAIN
    try:
        data = _data(text, max_mb)
        media = text_of(data, media_type, "utf-8")
    except NoText as error:
        raise DocumentError(path, f"{_which(items)} has no text: {error.reason}") from None
    builder = Builder()
    builder.add(Narrative(media.text))
    return Body(builder.cas(typesystem), list(media.notes))


def _which(items: Items) -> str:
    """The document by its type and id."""
    known = [items.get("document.type.code"), items.get("document.id")]
    return printable(" ".join(["the body of document", *filter(None, known)])[:LONGEST])


def _data(text: Element, max_mb: int) -> bytes:
    """The bytes of the body. Raises NoText."""
    said = "".join(text.itertext())
    if not said.strip():
        outside = first(text, "reference") is not None
        raise NoText("it is in another file, which is not fetched" if outside else "it is empty")
    if attribute(text, "representation").upper() != "B64":
        return said.encode()
    try:
        data = base64.b64decode("".join(said.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NoText("its base64 is broken") from None
    compression = attribute(text, "compression").upper()
    return _unpacked(data, compression, max_mb * 1_000_000) if compression else data


def _unpacked(data: bytes, compression: str, limit: int) -> bytes:
    """Raises NoText for a compression nobody knows, broken data and what unpacks to too much."""
    if compression not in WINDOWS:
        raise NoText("its compression is unknown")
    try:
        unpacked = zlib.decompressobj(WINDOWS[compression]).decompress(data, limit + 1)
    except zlib.error:
        raise NoText("its compressed data are broken") from None
    if len(unpacked) > limit:
        raise NoText("it unpacks to too much")
    return unpacked

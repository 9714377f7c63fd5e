"""Documents within an OBX (ED) and pointers to documents elsewhere (RP)."""

from __future__ import annotations

import base64
import binascii
import re

from ...core.errors import DocumentError
from ...typesystem import default
from ..heads import SIZE
from .message import Segment, Value
from .parts import Line, Part, Parts
from .records import label
from .tables import tables

MAX_MB = 64
"""Largest CDA document within a message."""

_SIGNATURES = (
    (b"%PDF", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_BLANK = re.compile(r"\s+")
_ALPHABET = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_NAMES = ("application", "audio", "image", "text", "video")
"""Main types of media, which senders write in full in ED-2."""


def add(segment: Segment, part: Part, parts: Parts) -> None:
    """The text of the documents of OBX-5; one without text is named, with the reason."""
    from ..cda.reader import CdaReader, document  # their libraries are slow to import
    from ..media import NoText, text_of

    title = label(segment[3])
    for value in segment.values(5):
        kind = media_type(value, b"")
        try:
            data = _data(value)
            if CdaReader.sniff(data[:SIZE]):
                text = document(data, "", default(), MAX_MB).sofa_string or ""
                parts.cda.append(data)
                part.lines.append(Line(text))
                part.derived = False
                continue
            kind = media_type(value, data)
            media = text_of(data, kind, None)
        except (NoText, DocumentError) as problem:
            parts.attachments.append((kind, ""))
            parts.warnings.append(f"a document within the message is left out: {problem.reason}")
            part.lines.append(Line(f"{title}: [{kind}]" if title else f"[{kind}]"))
            continue
        parts.warnings += media.notes
        part.lines.append(Line(media.text))
        part.derived = False


def name(segment: Segment, part: Part, parts: Parts) -> None:
    """Where the documents of OBX-5 are; they are not fetched."""
    title = label(segment[3])
    for value in segment.values(5):
        address = value[1].strip()
        kind = _media(value[3].strip(), value[4].strip())
        parts.attachments.append((kind, address))
        shown = f"[{address}]" if address else f"[{kind}]"
        part.lines.append(Line(f"{title}: {shown}" if title else shown))


def media_type(value: Value, data: bytes) -> str:
    """The media type that the data begin like, else that of ED-2 and ED-3."""
    for start, kind in _SIGNATURES:
        if data.startswith(start):
            return kind
    if _HTML.match(data):
        return "text/html"
    return _media(value[2].strip(), value[3].strip())


def _media(kind: str, subtype: str) -> str:
    if "/" in kind:
        return kind.lower()
    if kind.lower() in _NAMES and subtype:
        return f"{kind}/{subtype}".lower()
    table = tables().media.get(kind.upper(), {})
    return table.get(subtype.upper()) or table.get("*") or "application/octet-stream"


def _data(value: Value) -> bytes:
    """ED-5 decoded. Raises NoText when there is none or it is not in the encoding of ED-4."""
    from ..media import NoText

    texts = [value.sub_all(number) for number in range(5, max(6, value.count + 1))]
    text = value.marks.component.join(texts)
    if not text.strip():
        raise NoText(f"{media_type(value, b'')} without data")
    encoding = value[4].strip().casefold()
    if encoding not in ("base64", "hex"):
        return text.encode()
    squeezed = _BLANK.sub("", text)
    try:
        if encoding == "hex":
            return bytes.fromhex(squeezed)
        if not _ALPHABET.fullmatch(squeezed):
            raise ValueError
        return base64.b64decode(squeezed + "=" * (-len(squeezed) % 4))
    except (ValueError, binascii.Error):
        raise NoText(f"what is not valid {encoding}") from None

"""Attachments as text: plain text, HTML, RTF, and PDF with a text layer.

Libraries read RTF (striprtf) and PDF (pypdf); they are imported when one comes.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from time import monotonic
from typing import Any

from lxml import etree

from ..core.errors import CascaraError, DocumentError
from .decode import decode, signature, text_encoding
from .narrative import render
from .rtf import rtf_text

MOST_TEXT = 20_000_000
"""Characters of one attachment."""
MOST_PAGES = 2_000
MOST_SECONDS = 60.0
"""Of one PDF; asked after each page."""
MOST_PAGE_BYTES = 20_000_000
"""Of a page's drawing instructions, unpacked; more are no page of words."""

_BEGINNINGS = ((b"%PDF-", "application/pdf"), (b"{\\rtf", "text/rtf"))
_BLANKS = b" \t\r\n\xef\xbb\xbf"
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.I)
_META_WITHIN = 4096
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass(slots=True)
class Media:
    """The text of an attachment."""

    text: str
    """Line ends are ``\\n``."""
    notes: list[str] = field(default_factory=list)
    """What is not in it, in words without content."""


class NoText(CascaraError):  # noqa: N818  (an answer rather than a fault)
    """An attachment that no text can be had of; ``reason`` holds nothing of its content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def text_of(data: bytes, media_type: str, charset: str | None = None) -> Media:
    """The text of an attachment. ``media_type`` as written, parameters and all; may be empty.

    What begins as a PDF or RTF is read as one whatever it is said to be, and said so. Raises
    NoText for images and other types without words, and for what is empty, encrypted, broken or
    too large.
    """
    written, _, parameters = media_type.partition(";")
    stated = charset or _parameter(parameters, "charset")
    said = written.strip().lower()
    actual = _actual(said, data)
    reader = _READERS.get(actual)
    if reader is None:
        raise NoText(f"{_type_name(said)} holds no text that can be read")
    media = reader(data, stated)
    media.text = _LINE_END.sub("\n", media.text).strip("\n")
    if not media.text.strip():
        raise NoText(f"{_type_name(actual)} without text")
    if len(media.text) > MOST_TEXT:
        raise NoText(f"more than {MOST_TEXT:,} characters of text")
    if said in _READERS and _READERS[said] is not reader:
        media.notes.append(f"said to be {said}, read as {actual}")
    return media


def _actual(said: str, data: bytes) -> str:
    """The type as the bytes show it, where they do; else as it is said to be."""
    start = data[:1024].lstrip(_BLANKS)
    found = next((kind for mark, kind in _BEGINNINGS if start.startswith(mark)), "")
    if found or said in _SAY_NOTHING:
        return found or "text/plain"
    if _READERS.get(said) is _rtf or (said.startswith("text/") and said not in _NOT_PLAIN):
        return "text/plain"
    return said


def _parameter(parameters: str, name: str) -> str:
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip("\"'")
    return ""


def _type_name(media_type: str) -> str:
    """Fit for a message: what is no media type is not repeated."""
    well_formed = re.fullmatch(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,60}", media_type)
    return media_type if well_formed else "a medium of unknown type"


def _encoding(stated: str) -> tuple[str, list[str]]:
    """The stated encoding if there is such; a note otherwise."""
    try:
        return (text_encoding(stated) if stated else ""), []
    except ValueError:
        return "", ["unknown character set ignored"]


def _decoded(data: bytes, stated: str) -> Media:
    """Plain text."""
    encoding, notes = _encoding(stated)
    try:
        try:
            decoded = decode(data, "", "" if signature(data) else encoding)
        except DocumentError:
            if not encoding:
                raise
            decoded = decode(data, "")
            notes.append("not in the character set it states")
    except DocumentError as error:
        raise NoText(f"text that {error.reason}") from None
    if decoded.guessed:
        notes.append(f"encoding guessed: {decoded.encoding}")
    return Media(decoded.text, notes)


def _html(data: bytes, stated: str) -> Media:
    """Through the renderer of narratives."""
    meta = _META.search(data, 0, _META_WITHIN)
    media = _decoded(data, stated or (meta[1].decode() if meta else ""))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(media.text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    faults: Any = parser.error_log
    if any(fault.level_name == "FATAL" for fault in faults) and media.text.strip():
        raise NoText("HTML nested too deeply")  # all after that place would be missing
    if root is None:
        return Media("")
    narrative = render(root)
    return Media(narrative.text, media.notes + narrative.notes)


def _rtf(data: bytes, stated: str) -> Media:
    try:
        return Media(*rtf_text(data))
    except Exception:  # of a library, on bytes from outside: of any kind
        raise NoText("RTF that is broken") from None


def _pdf(data: bytes, stated: str) -> Media:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would quote the document
    try:
        reader = PdfReader(BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except Exception as error:  # as above
        wants_key = type(error).__name__ == "DependencyError"
        raise NoText("PDF that is encrypted" if wants_key else "PDF that is broken") from None
    if locked:
        raise NoText("PDF that is encrypted")
    try:
        return _pages(reader)
    except Exception:
        raise NoText("PDF that is broken") from None


def _pages(reader: Any) -> Media:
    """The words of the pages; the time and the pages are bounded."""
    begun, texts, size, unread = monotonic(), [], 0, 0
    total = len(reader.pages)
    for number in range(total):
        if number >= MOST_PAGES or monotonic() - begun > MOST_SECONDS or size > MOST_TEXT:
            unread += total - number
            break
        text = _page(reader.pages[number])
        if text is None:
            unread += 1
        elif text.strip():
            texts.append(text)
            size += len(text)
    notes = [f"pages not read: {unread}"] if unread else []
    return Media("\n".join(texts), notes)


def _page(page: Any) -> str | None:
    """One that is broken does not take the others with it."""
    try:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MOST_PAGE_BYTES:
            return None
        text: str = page.extract_text()
    except Exception:  # as above
        return None
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_SAY_NOTHING = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_NOT_PLAIN = frozenset({"text/html", "text/xml"})
"""Types of text that are no running text as it is."""

_READERS: dict[str, Callable[[bytes, str], Media]] = {
    "text/plain": _decoded,
    "text/html": _html,
    "application/xhtml+xml": _html,
    "text/rtf": _rtf,
    "application/rtf": _rtf,
    "application/x-rtf": _rtf,
    "application/pdf": _pdf,
    "application/x-pdf": _pdf,
}

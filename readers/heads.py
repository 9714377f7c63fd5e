"""What a file is, told by its first bytes: what readers ask when ``auto`` shows them a file."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from .decode import signature

SIZE = 1 << 16
"""Bytes of a file, unpacked, that ``auto`` shows."""

_PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\][^>]*)?>)", re.DOTALL
)
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_START_TAG = re.compile(r"\s*<((?:[\w.-]+:)?)([\w.-]+)((?:\s[^<]*?)?)/?>", re.DOTALL)
_ATTRIBUTE = re.compile(r"(xmlns(?::[\w.-]+)?)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\]])")

_BINARIES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"BM", "a BMP image"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
)


class Root(NamedTuple):
    """The root element of an XML document."""

    namespace: str
    name: str


def start_of(head: bytes) -> str:
    """The first characters, by the byte order mark or the zero bytes of UTF-16, else as UTF-8.

    What cannot be decoded is replaced: names of elements and headers are ASCII.
    """
    encoding = signature(head)
    if not encoding:
        wide = {b"<\0": "utf-16-le", b"\0<": "utf-16-be", b"{\0": "utf-16-le", b"\0{": "utf-16-be"}
        encoding = wide.get(head[:2], "utf-8")
    return head.decode(encoding, "replace").removeprefix("\ufeff")


def xml_root(head: bytes) -> Root | None:
    """The root element of what begins like XML; None when it does not, or not that soon."""
    text = start_of(head)
    tag = _START_TAG.match(text, _after(_PROLOG, text))
    if tag is None:
        return None
    prefix = tag[1].removesuffix(":")
    wanted = f"xmlns:{prefix}" if prefix else "xmlns"
    spaces = {name: one or other for name, one, other in _ATTRIBUTE.findall(tag[3])}
    return Root(spaces.get(wanted, ""), tag[2])


def _after(pattern: re.Pattern[str], text: str) -> int:
    """Where what comes after any number of matches begins; each is taken once, for good."""
    at = 0
    while found := pattern.match(text, at):
        at = found.end()
    return at


def is_html(head: bytes) -> bool:
    """Whether it begins like a web page."""
    text = start_of(head)
    return bool(_HTML.match(text, _after(_COMMENT, text)))


def is_json(head: bytes) -> bool:
    """Whether it begins like a JSON object or an array of them; a note may begin with ``[``."""
    return bool(_JSON.match(start_of(head)))


def is_xml(head: bytes) -> bool:
    """Whether it is XML of some kind; a note may begin with a word in ``<`` and ``>``."""
    root, text = xml_root(head), start_of(head)
    if text.lstrip().startswith("<?xml"):
        return True
    return root is not None and (bool(root.namespace) or f"</{root.name}>" in text)


def binary_kind(head: bytes) -> str:
    """What a file that is no text is, in words; empty when its first bytes do not tell."""
    return next((kind for start, kind in _BINARIES if head.startswith(start)), "")


def whole_characters(head: bytes) -> bytes:
    """Without a character that the end of the bytes may have cut."""
    encoding = signature(head)
    if encoding in ("utf-16", "utf-32"):
        return head[: len(head) // 4 * 4]
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.decode(head)
    pending = len(decoder.getstate()[0])
    return head[: len(head) - pending]

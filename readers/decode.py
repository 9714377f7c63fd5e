"""Bytes to text: by the stated encoding, by a signature, as UTF-8, or by a guess that says so."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from ..core.errors import DocumentError

SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the UTF-16 one, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "cp1252"
FEW = 0.1
"""Share of bytes above ASCII up to which a text is taken for a Western one."""

CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r"))
BINARY_IF_UTF8 = 0.25
"""Share of control characters from which valid UTF-8 is no text: UTF-16 without its signature has
half; a stray NUL or two in a note has hardly any."""
BINARY_IF_GUESSED = 0.03
"""The same for bytes that are not UTF-8; random bytes have 0.1."""
STRAY = 4
"""So many control characters never make a file binary."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read."""

    text: str
    encoding: str
    guessed: bool = False
    """The encoding was neither stated nor marked, and the bytes are not UTF-8."""


def text_encoding(name: str) -> str:
    """The name itself when it is a character encoding Python knows. Raises ValueError."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        info = None
    if info is None or not info._is_text_encoding:
        raise ValueError("not a known character encoding (such as utf-8, latin-1, cp1252)")
    return name


Encoding = Annotated[str, AfterValidator(lambda name: name and text_encoding(name))]
"""An option: the name of a character encoding, or nothing."""


def signature(data: bytes) -> str:
    """The encoding that a byte order mark at the start tells; empty when there is none."""
    return next((encoding for mark, encoding in SIGNATURES if data.startswith(mark)), "")


def decode(data: bytes, path: str, stated: str = "") -> Decoded:
    """The text of a file. Line ends and NUL are kept; a leading byte order mark is not text.

    Raises DocumentError when the bytes are not in the stated encoding, look binary, or are in no
    encoding that can be told.
    """
    if stated:
        return _decode_stated(data, path, stated)
    marked = signature(data)
    if marked:
        return _decode_stated(data, path, marked)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _guess(data, path, error)
    if _is_binary(data, BINARY_IF_UTF8):
        raise DocumentError(path, "looks binary", cure="if it is text, state its encoding")
    return Decoded(text, "utf-8")


def _decode_stated(data: bytes, path: str, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        cure = "state the encoding it has, or none to have it detected"
        raise DocumentError(path, f"is not valid {encoding}", _place(error), cure) from None
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _place(error: UnicodeDecodeError) -> str:
    return f"byte {error.start}"


def _is_binary(data: bytes, share: float) -> bool:
    controls = len(data) - len(data.translate(None, CONTROLS))
    return controls > max(STRAY, share * len(data))


def _guess(data: bytes, path: str, error: UnicodeDecodeError) -> Decoded:
    """For bytes that are not UTF-8."""
    if _is_binary(data, BINARY_IF_GUESSED):
        raise DocumentError(path, "looks binary", cure="if it is text, state its encoding")
    if _is_damaged_utf8(data):
        cure = "mend that byte, or state the encoding"
        raise DocumentError(path, "is UTF-8 with an invalid byte", _place(error), cure)
    encoding = _likely(data)
    if not encoding:
        raise DocumentError(path, "is in no encoding that can be told", cure="state its encoding")
    return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding, guessed=True)


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is valid UTF-8, which other text never is by chance."""
    text = data.decode(errors="replace")
    wrong = text.count("\ufffd")
    return sum(char > "\x7f" for char in text) - wrong > wrong


def _likely(data: bytes) -> str:
    """The likeliest encoding; empty when there is none.

    A detector needs many letters above ASCII. A Western note has few, and detectors then answer
    with any of thirty encodings that share most of them.
    """
    above = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if above <= FEW * len(data) and _decodes(data, WESTERN):
        return WESTERN
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    matches = from_bytes(data)
    if any(WESTERN in (match.encoding, *match.could_be_from_charset) for match in matches):
        return WESTERN
    best = matches.best()
    return best.encoding if best else ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

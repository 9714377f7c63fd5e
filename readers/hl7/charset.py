"""Bytes of a message to text, by the character set that MSH-18 states."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ...core.errors import DocumentError
from ..decode import decode, text_encoding
from .split import Raw
from .tables import squeezed, tables

_MSH_CHARSET = 18


@dataclass(frozen=True, slots=True)
class Text:
    """A message's text and how it was read."""

    text: str
    encoding: str
    warning: str = ""


def message_text(raw: Raw, path: str, stated: str) -> Text:
    """The text of a message; it begins with MSH and a delimiter.

    The encoding is ``stated`` by the user, else that of a file in UTF-16, else the one of MSH-18,
    else (none, unknown, or contradicted by the bytes, with a warning) found as for text files.
    Raises DocumentError when the bytes are in no encoding that can be told.
    """
    found = _text(raw, path, stated)
    if not re.match("MSH[!-/:-@\\[-`{-~]", found.text):
        cure = "state its encoding"
        raise DocumentError(path, "is in no encoding that can be told", cure=cure)
    return found


def _text(raw: Raw, path: str, stated: str) -> Text:
    if raw.file_encoding:
        return Text(raw.data.decode(), raw.file_encoding)
    if stated:
        found = decode(raw.data, path, stated)
        return Text(found.text, found.encoding)
    name = _charset(raw.data)
    codec = tables().codecs.get(squeezed(name), "") or _known(name)
    warning = ""
    if codec:
        try:
            return Text(raw.data.decode(codec), codec)
        except UnicodeDecodeError:
            warning = f"MSH-18 says {codec}, which the bytes are not"
    elif name and not raw.data.isascii():
        warning = "MSH-18 names a character set that is not known"
    found = decode(raw.data, path)
    if found.guessed or warning:
        warning = f"{warning or 'encoding not stated'}; read as {found.encoding}"
    return Text(found.text, found.encoding, warning)


def _charset(data: bytes) -> str:
    """The first character set of MSH-18: the one the message begins in."""
    header = data.partition(b"\r")[0]
    fields = header.split(header[3:4], _MSH_CHARSET)
    if len(fields) < _MSH_CHARSET:
        return ""
    return re.split(r"[~^]", fields[_MSH_CHARSET - 1].decode("ascii", "replace"))[0].strip()


def _known(name: str) -> str:
    """A name that Python knows, such as windows-1252; wide encodings are told by the bytes."""
    try:
        codec = codecs.lookup(text_encoding(name)).name if name else ""
    except ValueError:
        return ""
    return "" if codec.startswith(("utf-16", "utf-32")) else codec

"""Attachments: which of them has a document's words, and the words."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from typing import NamedTuple

from cassis import TypeSystem

from ...core.cas import Cas
from ...core.errors import DocumentError
from ..heads import SIZE, is_html
from ..media import Media, NoText, text_of

PLAIN, HTML, CDA = "text/plain", "text/html", "application/xml"
_XML = re.compile(r"(?:text|application)/(?:[a-z0-9.+-]*\+)?xml")
_XHTML = re.compile(r"(?:text|application)/xhtml(?:\+xml)?")
_SAY_NOTHING = ("", "application/octet-stream", "binary/octet-stream")
_BLANKS = b" \t\r\n\xef\xbb\xbf"
_RANKS = (CDA, HTML, PLAIN, "rtf", "pdf", "")
"""What is read of a document that comes in several formats: the one that says most."""


class Attachment(NamedTuple):
    """An Attachment, or the Binary it leads to."""

    type: str
    """Media type as written; empty when there is none."""
    data: str
    """Base64; empty when there is none here."""
    url: str = ""
    """Where it is when it is not here; nobody fetches it."""


class Words(NamedTuple):
    """The text of a document's attachments, or the CAS of the CDA that is one of them."""

    texts: tuple[str, ...]
    cas: Cas | None
    type: str
    """Media type of what was read; empty when nothing was."""
    notes: tuple[str, ...]
    """What is left out, and why, in words without content."""


def kind_of(media_type: str) -> str:
    """One of the kinds that are read, by the media type; ``""`` for another, which is looked at."""
    bare = media_type.partition(";")[0].strip().lower()
    if _XHTML.fullmatch(bare) or bare == HTML:
        return HTML
    if _XML.fullmatch(bare):
        return CDA
    for kind in ("rtf", "pdf"):
        if bare in (f"application/{kind}", f"text/{kind}", f"application/x-{kind}"):
            return kind
    return PLAIN if bare.startswith("text/") else ""


def is_read(attachment: Attachment) -> bool:
    """Whether there may be words in it: data of a kind that is read, or of no kind that is said."""
    said = attachment.type.partition(";")[0].strip().lower()
    return bool(attachment.data) and (kind_of(said) != "" or said in _SAY_NOTHING)


def words(
    attachments: Iterable[Attachment], path: str, typesystem: TypeSystem, max_mb: int
) -> Words:
    """The words of a document.

    Attachments of several formats are the same document (FHIR R4, DocumentReference.content,
    DiagnosticReport.presentedForm): one format is read, all of its attachments one after the
    other. The next format is tried when one has no words.
    """
    groups: dict[str, list[Attachment]] = {}
    for one in dict.fromkeys(attachments):
        if one.data:
            groups.setdefault(kind_of(one.type), []).append(one)
    notes: list[str] = []
    for kind in sorted(groups, key=_RANKS.index):
        texts = []
        for one in groups[kind]:
            try:
                found = _read(one, path, typesystem, max_mb)
            except NoText as problem:
                notes.append(f"an attachment has no text: {problem.reason}")
                continue
            if isinstance(found, Cas):
                return Words((), found, one.type, tuple(notes))
            texts.append(found.text)
            notes += found.notes
        if texts:
            return Words(tuple(texts), None, groups[kind][0].type, tuple(notes))
    return Words((), None, "", tuple(notes))


def _read(one: Attachment, path: str, typesystem: TypeSystem, max_mb: int) -> Media | Cas:
    """The text of one attachment, or the CAS when it is a CDA. Raises NoText."""
    data = decoded(one.data)
    kind = kind_of(one.type)
    if kind in (CDA, PLAIN, "") and data.lstrip(_BLANKS)[:1] == b"<":
        from ..cda import CdaReader, document  # few have one

        if CdaReader.sniff(data[:SIZE]):
            try:
                return document(data, path, typesystem, max_mb)
            except DocumentError as error:
                raise NoText(f"a CDA document that {error.reason}") from None
    if kind == HTML or (kind == CDA and is_html(data[:SIZE])):
        return text_of(data, f"{HTML};{one.type.partition(';')[2]}")
    media = text_of(data, one.type)
    if kind == PLAIN:
        media.text = _exact(data, one.type) or media.text
    return media


def _exact(data: bytes, media_type: str) -> str:
    """UTF-8 as it was sent, every character: offsets that other resources name count them so.

    Empty for what is none, or is no plain text whatever its type says.
    """
    charset = media_type.lower().partition("charset=")[2].strip(" \"'")
    if charset not in ("", "utf-8", "us-ascii") or data.startswith((b"%PDF-", b"{\\rtf")):
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def decoded(data: str) -> bytes:
    """The bytes of base64, with or without line ends. Raises NoText for what is none."""
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        pass
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NoText("its base64 is broken") from None

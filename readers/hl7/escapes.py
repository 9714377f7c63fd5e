r"""Escape sequences of HL7 v2 fields: ``\.br\``, ``\T\``, ``\X0D\`` and the rest.

Source: HL7 v2.8 chapter 2.7. The library's own function logs the field's text when it meets a
sequence that it does not know, which a reader of notes must never do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .tables import tables

WIDEST = 80
"""Most blanks or lines that one formatting command may ask for."""

_COMMAND = re.compile(r"\.(br|sp|fi|nf|in|ti|sk|ce)\s*([+-]?[0-9]+)?\s*", re.IGNORECASE)
_CODES = r"[HNFSTREP]|\.[A-Za-z]{2}\s*[+-]?[0-9]*\s*|X(?:[0-9A-Fa-f]{2})+|Z[^\W_]*"
_SHIFT = r"C[0-9A-Fa-f]{4}|M[0-9A-Fa-f]{4}(?:[0-9A-Fa-f]{2})?"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters that divide a message: MSH-1 and MSH-2."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = "#"


def unescape(text: str, marks: Delimiters, codec: str) -> str:
    r"""The text that a field stands for, with ``\n`` line ends.

    Highlighting and locally defined sequences (``\Z..\``) are left out. What is no sequence of
    the standard stays as it is, so that a path of Windows or a lone escape character is not lost.
    ``codec`` reads the bytes of ``\X..\``.
    """
    if marks.escape in text:
        text = _shifted(text, marks, codec)
        text = _sequences(marks.escape).sub(lambda found: _meaning(found, marks, codec), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=32)
def _sequences(escape: str) -> re.Pattern[str]:
    """One sequence, or several ``\\X..\\`` in a row: a character's bytes may be spread on them."""
    mark = re.escape(escape)
    return re.compile(rf"(?:{mark}X(?:[0-9A-Fa-f]{{2}})+{mark})+|{mark}(?:{_CODES}){mark}")


@lru_cache(maxsize=32)
def _shifts(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(rf"{mark}({_SHIFT}){mark}")


def _shifted(text: str, marks: Delimiters, codec: str) -> str:
    r"""Reads what follows ``\C..\`` and ``\M..\`` in the character set these change to."""
    first, *rest = _shifts(marks.escape).split(text)
    pieces = [first]
    for sequence, words in zip(rest[::2], rest[1::2], strict=True):
        pieces.append(_in_set(sequence[1:].upper(), words, codec))
    return "".join(pieces)


def _in_set(sequence: str, words: str, codec: str) -> str:
    row = tables().shifts.get(sequence)
    if row is None or not row.codec:
        return words
    lead = b"\x1b" + bytes.fromhex(sequence) if row.escape else b""
    try:
        return (lead + words.encode(codec)).decode(row.codec)
    except UnicodeError:  # not in that set: the sender shifts in name only
        return words


def _meaning(found: re.Match[str], marks: Delimiters, codec: str) -> str:
    code = found[0].strip(marks.escape)
    kind = code[0]
    if kind == "X":
        digits = re.sub(r"[^0-9A-Fa-f]", "", found[0].replace(f"{marks.escape}X", ""))
        return bytes.fromhex(digits).decode(codec, "replace")
    if kind == ".":
        return _formatting(code) if _COMMAND.fullmatch(code) else found[0]
    return {
        "F": marks.field,
        "S": marks.component,
        "T": marks.subcomponent,
        "R": marks.repetition,
        "E": marks.escape,
        "P": marks.truncation,
    }.get(kind, "")


def _formatting(code: str) -> str:
    """A formatting command: new lines and blanks count, margins and filling do not."""
    found = _COMMAND.fullmatch(code)
    if found is None:
        return ""
    command, number = found[1].lower(), int(found[2] or 0)
    amount = min(max(number, 0), WIDEST)
    if command in ("br", "ce"):
        return "\n"
    if command == "sp":
        return "\n" * max(amount, 1)
    return " " * amount if command in ("in", "ti", "sk") else ""

"""The quick way through plain XMI: a root, and in it elements that have attributes alone.

Java UIMA, cassis and Cascara write nothing else unless there are arrays of strings. Such a
document splits at ``<`` into elements and an element at ``"`` into names and values; what is
between the values is the same for all elements of a shape and is checked once. Whatever is not
exactly of this form is left to the XML parser: this module refuses nothing and reports nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .format import NO_TYPES, ROOT

if TYPE_CHECKING:
    from .read import Reading

_DECLARATION = re.compile(
    rb"""<\?xml version=(?:"1\.0"|'1\.0')(?: encoding=(?:"UTF-8"|'UTF-8'))?\s*\?>\n?""", re.I
)
_OTHER_MARKUP = (b"<!", b"<?")
_PLAIN_BYTES = bytes([10, *range(32, 256)])
"""Line ends, and all that is no control character."""

_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
_QUALIFIED = rf"(?:{_NAME}:)?{_NAME}"
_ATTRIBUTE = re.compile(rf' ({_QUALIFIED})="([^"<&]*)"')
_ROOT = re.compile(rf'({_QUALIFIED})((?: {_QUALIFIED}="[^"<&]*")*) ?>[ \n]*')
_SHAPE = re.compile(rf'({_QUALIFIED})((?: {_QUALIFIED}="")*) ?/>[ \n]*')
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};|[a-z]+;)?")
_LEGAL = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RESERVED = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")

Part = tuple[Callable[[list[str], "Reading"], None], int]
"""What takes in an element split into names and values, and the line ends that follow it."""


class NotPlain(Exception):  # noqa: N818 - no error: the XML parser takes over
    """The document is of another form, or there is something wrong with it."""


def read_plain(data: bytes, reading: Reading) -> bool:
    """Reads a plain document; False when it is none, and what was read is to be thrown away."""
    try:
        _Plain(data, reading).read()
    except (NotPlain, ValueError):
        return False
    return True


class _Entities(dict[str, str]):
    """References to characters and what they stand for."""

    def __init__(self) -> None:
        super().__init__({"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"})

    def __missing__(self, reference: str) -> str:
        if not reference.startswith("&#"):
            raise NotPlain
        digits = reference[2:-1]
        code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
        if code > 0x10FFFF or not _LEGAL.fullmatch(chr(code)):
            raise NotPlain
        self[reference] = chr(code)
        return self[reference]


class _Plain:
    """One document."""

    def __init__(self, data: bytes, reading: Reading) -> None:
        self._reading = reading
        self._parts: dict[tuple[str, ...], Part] = {}
        self._entities = _Entities()
        declaration = _DECLARATION.match(data)
        body = data[declaration.end() :] if declaration else data
        if body.translate(None, _PLAIN_BYTES) or any(mark in body for mark in _OTHER_MARKUP):
            raise NotPlain
        self._text = body.decode()
        if "\ufffe" in self._text or "\uffff" in self._text:
            raise NotPlain

    def read(self) -> None:
        """All elements."""
        before, root, *pieces = self._text.split("<")
        if before or not pieces:
            raise NotPlain
        root_name, self._namespaces = self._root(root)
        if pieces.pop().rstrip(" \n") != f"/{root_name}>":
            raise NotPlain
        parts, reading = self._parts, self._reading
        lines = 0
        for piece in pieces:
            split = piece.split('"')
            key = tuple(split[::2])
            part = parts.get(key) or self._part(key)
            if "&" in piece:
                self._resolve(split)
            part[0](split, reading)
            lines += part[1]
        # A line end within a value is a space to a parser.
        if lines != sum(piece.count("\n") for piece in pieces):
            raise NotPlain

    def _root(self, piece: str) -> tuple[str, dict[str, str]]:
        match = _ROOT.fullmatch(piece)
        if match is None:
            raise NotPlain
        attributes = _ATTRIBUTE.findall(match[2])
        names = [name for name, _ in attributes]
        if "xmlns" in names or len(set(names)) != len(names) or "\n" in match[2]:
            raise NotPlain
        spaces = {name[6:]: uri for name, uri in attributes if name.startswith("xmlns:")}
        if not all(spaces.values()) or spaces.keys() & {"xml", "xmlns"}:
            raise NotPlain
        if any(uri in _RESERVED or " " in uri for uri in spaces.values()):
            raise NotPlain
        self._namespaces = spaces
        others = [self._expanded(n) for n in names if not n.startswith("xmlns:")]
        if self._expanded(match[1]) != ROOT or len(set(others)) != len(others):
            raise NotPlain
        return match[1], spaces

    def _expanded(self, name: str) -> str:
        """A name as expat gives it."""
        prefix, colon, local = name.partition(":")
        if not colon:
            return name
        if prefix not in self._namespaces:
            raise NotPlain
        return f"{self._namespaces[prefix]} {local}"

    def _part(self, key: tuple[str, ...]) -> Part:
        """What takes in the elements of a shape, given by what is between their values."""
        match = _SHAPE.fullmatch('""'.join(key))
        if match is None or "xmlns" in match[2]:
            raise NotPlain
        name = self._expanded(match[1])
        names = [self._expanded(attribute) for attribute, _ in _ATTRIBUTE.findall(match[2])]
        if " " not in name or len(set(names)) != len(names):
            raise NotPlain

        def special(split: list[Any], reading: Reading) -> None:
            split[:-1:2] = names
            reading.element(name, split[: 2 * len(names)])

        make = special if name in NO_TYPES else self._reading.shape((name, *names))
        part = self._parts[key] = make, key[-1].count("\n")
        return part

    def _resolve(self, split: list[str]) -> None:
        """Puts characters for the references to them."""
        entities = self._entities
        for place in range(1, len(split), 2):
            if "&" in split[place]:
                split[place] = _ENTITY.sub(lambda match: entities[match[0]], split[place])

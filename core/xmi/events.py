"""The elements of an XMI one by one, safely: no DTD, no entity, no network, nothing half read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ..errors import DocumentError
from .format import ID, ROOT, XMI, XSI

ElementHandler = Callable[[str, list[Any]], None]
"""Takes an element's name and its names and values in turn; see ``xmi_read_plan.Make``."""

HEAD = 1 << 16
"""Bytes of a file looked at before the rest is loaded: a DTD comes before the root element."""

_NIL = f"{XSI} nil"

# XML 1.0 has no form feed and no other control character, XML 1.1 has them as references, and
# clinical notes have them. They pass through the parser as characters of a private use area.
_CONTROL = re.compile(
    rb"&#(?:x0*(1?[0-9a-fA-F])|0*([12]?[0-9]|3[01]));|[\x01-\x08\x0b\x0c\x0e-\x1f]"
)
_STAND_IN = 0x10FD00
_RESTORED = {_STAND_IN + code: code for code in range(32)}
_WHITE_SPACE = (9, 10, 13)
_CONTROL_ERRORS = (4, 14)
"""expat's codes of a character, and of a reference to one, that XML 1.0 does not have."""


class Repaired(Exception):  # noqa: N818 - tells the caller to start again
    """The XMI holds control characters; it can be read from the start now."""


class NotXmiError(ValueError):
    """The XMI is refused; the message says why and holds no value of it."""


class Elements:
    """An XMI as a source of elements; what it calls may raise NotXmiError."""

    def __init__(self, source: bytes | Path, name: str) -> None:
        self.name = name
        self.repaired = False
        """Whether ``data`` has stand-ins for control characters."""
        self._parser = self._new_parser()
        self.data = source if isinstance(source, bytes) else self._load(source)
        """The bytes; those of a file are all read, unless it has a DTD."""

    def _load(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                head = file.read(HEAD)
                parser = self._new_parser()
                try:
                    parser.Parse(head, False)
                except NotXmiError as error:
                    raise self.error(str(error), str(parser.CurrentLineNumber)) from None
                except (expat.ExpatError, LookupError, ValueError):
                    pass  # told once the file is read as a whole
                return head + file.read()
        except OSError as error:
            raise self.error(f"cannot be read: {error.strerror}") from None

    def error(self, reason: str, line: str = "") -> DocumentError:
        """The error of this document."""
        return DocumentError(self.name, reason, line)

    def line_of(self, own_id: str) -> str:
        """The line of the element with this id; looked for only when it is to be told."""
        found = ""

        def element(name: str, given: list[Any]) -> None:
            nonlocal found
            if not found and dict(zip(given[::2], given[1::2], strict=True)).get(ID) == own_id:
                found = str(self._parser.CurrentLineNumber)

        self.each(element)
        return found

    def each(self, element: ElementHandler) -> None:
        """Calls ``element`` for each child of the root, in order."""
        parser = self._parser = self._new_parser()
        handlers = _Handlers(parser, element, self.repaired)
        parser.StartElementHandler = handlers.start
        parser.EndElementHandler = handlers.end
        try:
            parser.Parse(self.data, True)
        except expat.ExpatError as error:
            if error.code in _CONTROL_ERRORS and self._repair():
                raise Repaired from None
            reason = f"is not well-formed XML: {expat.ErrorString(error.code)}"
            raise self.error(reason, str(error.lineno)) from None
        except NotXmiError as error:
            raise self.error(str(error), str(parser.CurrentLineNumber)) from None
        except (LookupError, ValueError):
            if handlers.started:
                raise
            raise self.error("is in an encoding that is not supported", "1") from None

    def _repair(self) -> bool:
        """Puts stand-ins for control characters; whether there are any."""
        if self.repaired:
            return False
        self.repaired = True
        repaired = _CONTROL.sub(_stand_in, self.data)
        changed = repaired != self.data
        self.data = repaired
        return changed

    @staticmethod
    def _new_parser() -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        return parser


def _refuse_doctype(*_: object) -> None:
    raise NotXmiError("has a document type declaration, which is refused")


def _stand_in(match: re.Match[bytes]) -> bytes:
    hexadecimal, decimal = match.groups()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else match[0][0]
    return match[0] if code in _WHITE_SPACE or not code else b"&#%d;" % (_STAND_IN + code)


class _Handlers:
    """Gathers each child of the root with its own children."""

    __slots__ = (
        "_children", "_depth", "_element", "_given", "_meant_empty", "_name", "_parser", "_restore",
        "_skipping", "_texts", "started",
    )  # fmt: skip

    def __init__(self, parser: expat.XMLParserType, element: ElementHandler, restore: bool) -> None:
        self._parser = parser
        self._element = element
        self._restore = restore
        self._depth = 0
        self._name = ""
        self._skipping = False
        self._given: list[Any] = []
        self._children: dict[str, list[str | None]] = {}
        self._texts: list[str] = []
        self._meant_empty = False
        self.started = False
        """Whether the root element was met: the encoding is known by then."""

    def start(self, name: str, attributes: list[str]) -> None:
        """A start tag."""
        self._depth += 1
        if self._depth == 2:
            self._given = attributes
            if name is not self._name:
                self._name = name
                self._skipping = name.startswith(XMI)  # XMI's own documentation and extensions
        elif self._depth == 1:
            if name != ROOT:
                raise NotXmiError("is not XMI: its root element is not xmi:XMI")
            self.started = True
        elif not self._skipping:
            self._start_child(attributes)

    def _start_child(self, attributes: list[str]) -> None:
        if self._depth > 3:
            raise NotXmiError("is not XMI: elements are nested too deeply")
        pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if ID in pairs:
            raise NotXmiError("is not XMI: it has a feature structure inside another")
        self._meant_empty = pairs.get(_NIL) == "false"
        target = pairs.get("href", "")
        self._texts = [target[1:]] if target.startswith("#") else []
        self._parser.CharacterDataHandler = self._texts.append

    def end(self, name: str) -> None:
        """An end tag."""
        self._depth -= 1
        if self._depth == 1:
            if self._children or self._restore:
                self._complete()
            if not self._skipping:
                self._element(name, self._given)
        elif self._depth == 2 and not self._skipping:
            self._parser.CharacterDataHandler = None
            text = "".join(self._texts)
            many = self._children.setdefault(name.rpartition(" ")[2], [])
            many.append(text if text or self._meant_empty else None)

    def _complete(self) -> None:
        """Puts child elements beside the attributes, and control characters in their places."""
        for label, many in self._children.items():
            self._given.extend((f"<{label}", many))
        self._children = {}
        if self._restore:
            self._given = _restored(self._given)


def _restored(given: list[Any]) -> list[Any]:
    """Control characters where their stand-ins are."""

    def restore(value: Any) -> Any:
        if isinstance(value, list):
            return [restore(item) for item in value]
        return value if value is None else value.translate(_RESTORED)

    return [restore(value) for value in given]

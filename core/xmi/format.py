"""How XMI spells names, strings and numbers.

Source: UIMA Reference, "XMI CAS Serialization"; Java UIMA's XmiCasSerializer, where it is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import isinf, isnan

from ..checks import FLOATS, INTEGERS
from .feature_kinds import Kind

XMI = "http://www.omg.org/XMI"
CAS = "http:///uima/cas.ecore"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NO_PACKAGE = "uima.noNamespace"

ID = f"{XMI} id"
"""Names in this form, URI and local name with a space between, are how expat gives them."""

ROOT = f"{XMI} XMI"
SOFA, VIEW, NULL = f"{CAS} Sofa", f"{CAS} View", f"{CAS} NULL"
NO_TYPES = frozenset({SOFA, VIEW, NULL})
"""Elements that are no feature structures."""

LIMITS = {name: 1 << bits for name, bits in INTEGERS.items()}
"""Integer type to the first number that is too large for it."""

_TYPE_URI = re.compile(r"http:///([^/ ]+(?:/[^/ ]+)*)\.ecore")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile('[&<>"\t\n\r]')
_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        # A parser makes spaces of these in an attribute, unless they are written as numbers.
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)


class WrongValueError(ValueError):
    """A value that is not of its declared range; whoever knows the place makes an error of it."""


def namespace(full: str) -> tuple[str, str]:
    """Namespace URI and local name of a type: its package, and its short name."""
    package, _, short = full.rpartition(".")
    return f"http:///{(package or _NO_PACKAGE).replace('.', '/')}.ecore", short


def type_name(element: str) -> str | None:
    """Type of an element named as expat names it; None when its namespace is no package."""
    uri, _, short = element.rpartition(" ")
    match = _TYPE_URI.fullmatch(uri)
    if match is None:
        return None
    package = match[1].replace("/", ".")
    return short if package == _NO_PACKAGE else f"{package}.{short}"


def prefixes(types: Iterable[str]) -> dict[str, str]:
    """Namespace URI to prefix, in order of URI: the last part of the package, made unique."""
    taken = {"xmi", "xsi", "cas"}
    found = {CAS: "cas"}
    for uri in sorted({namespace(name)[0] for name in types} - {CAS}):
        base = uri[: -len(".ecore")].rpartition("/")[2]
        prefix, number = base, 1
        while prefix in taken:
            number += 1
            prefix = f"{base}{number}"
        taken.add(prefix)
        found[uri] = prefix
    return found


class Strings(dict[str, str]):
    """Strings as they stand in XML, each worked out once; the same few recur all the time."""

    def __init__(self) -> None:
        super().__init__()
        self.replaced = 0
        """How many characters XML cannot hold became spaces."""

    def __missing__(self, value: object) -> str:
        if type(value) is not str:
            raise WrongValueError
        text = value
        if _ILLEGAL.search(text):
            # One space each, so that offsets stay right.
            text, count = _ILLEGAL.subn(" ", text)
            self.replaced += count
        if _SPECIAL.search(text):
            text = text.translate(_ESCAPES)
        self[value] = text
        return text


def float_text(value: float) -> str:
    """A number as Java writes it."""
    if type(value) is int:
        return str(value)
    if type(value) is not float:
        raise WrongValueError
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value).upper().replace("E+", "E")


def _integer_text(value: object, limit: int) -> str:
    if type(value) is not int or not -limit <= value < limit:
        raise WrongValueError
    return str(value)


def _byte_text(value: object) -> str:
    # Bytes are signed in Java and unsigned in Python; both mean the same two digits.
    if type(value) is not int or not -128 <= value < 256:
        raise WrongValueError
    return f"{value & 255:02X}"


def _boolean_text(value: object) -> str:
    if type(value) is not bool:
        raise WrongValueError
    return "true" if value else "false"


def items_text(kind: Kind, item_type: str, items: Sequence[object]) -> str:
    """The items of an array or a list of numbers, booleans or bytes, as one attribute."""
    if kind is Kind.BYTE:
        return "".join([_byte_text(item) for item in items])
    if kind is Kind.BOOLEAN:
        return " ".join([_boolean_text(item) for item in items])
    if kind is Kind.FLOAT:
        return " ".join([float_text(item) for item in items])  # type: ignore[arg-type]
    limit = LIMITS[item_type]
    return " ".join([_integer_text(item, limit) for item in items])


_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(
    r"[+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[fFdD]?"
)


class Integers(dict[str, int]):
    """Text to number for one integer type; WrongValueError for what is none."""

    def __init__(self, item_type: str) -> None:
        super().__init__()
        self._limit = LIMITS[item_type]

    def __missing__(self, text: str) -> int:
        # int() takes more than Java does: spaces, underscores, other scripts' digits.
        if not (text.isascii() and text.isdecimal()) and not _INTEGER.fullmatch(text):
            raise WrongValueError
        value = int(text)
        if not -self._limit <= value < self._limit:
            raise WrongValueError
        self[text] = value
        return value


class Floats(dict[str, float]):
    """Text to number, as Java reads it."""

    def __missing__(self, text: str) -> float:
        if not _FLOAT.fullmatch(text):
            raise WrongValueError
        value = self[text] = float(text.rstrip("fFdD"))
        return value


class Booleans(dict[str, bool]):
    """``true`` and ``false``; nothing else is a boolean."""

    def __init__(self) -> None:
        super().__init__(true=True, false=False)

    def __missing__(self, text: str) -> bool:
        raise WrongValueError


def byte_items(text: str) -> list[int]:
    """The items of a ByteArray: 0 to 255, as cassis has them."""
    try:
        return list(bytes.fromhex(text))
    except ValueError:
        raise WrongValueError from None


Values = dict[str, "Integers | Floats | Booleans"]
"""Name of a primitive type to what makes its values of text, in one reading."""


_integers = {name: Integers(name) for name in INTEGERS}
MOST = 1 << 16
"""Numbers remembered from one reading to the next: the offsets of the next text are much the
same as those of the last."""


def values() -> Values:
    """The converters of one reading."""
    for known in _integers.values():
        if len(known) > MOST:
            known.clear()
    return {**_integers, **dict.fromkeys(FLOATS, Floats()), "uima.cas.Boolean": Booleans()}


def items_of(kind: Kind, item_type: str, text: str, converters: Values) -> list[object]:
    """The items of an attribute that holds an array or a list of numbers, booleans or bytes."""
    if kind is Kind.BYTE:
        return [*byte_items(text)]
    convert = converters[item_type]
    return [convert[part] for part in text.split()]

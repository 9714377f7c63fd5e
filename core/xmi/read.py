"""The XMI reader: expat in, one generated function per shape of an element.

Every XMI is read whole or refused. Types and features that the type system lacks are kept
(``xmi_infer``). Errors name the file, the line where it is known, the type and the id; never a
value, which may be note text.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cassis import TypeSystem
from cassis.cas import Sofa

from ...typesystem import default
from ..errors import DocumentError
from ..garbage import no_collection
from ..offsets import Utf16Offsets
from ..plans import Plans
from .assemble import assemble
from .events import Elements, NotXmiError, Repaired
from .feature_kinds import Kind, Slot, slots_of
from .format import ID, NO_TYPES, SOFA, VIEW, WrongValueError, items_of, type_name, values
from .infer import Survey, extended
from .plain import read_plain
from .read_plan import Key, Make, ReadPlans, UnknownTypes, places

if TYPE_CHECKING:
    from ..cas import Cas


NOTHING: tuple[list[str], Make | None] = ([], None)


def read_xmi(data: bytes | Path, typesystem: TypeSystem | None = None, *, name: str = "") -> Cas:
    """The CAS of an XMI, given as bytes or as a path.

    ``typesystem`` is the default one unless given; the CAS has a copy with more types when the
    XMI needs them. ``name`` stands for bytes in errors. Raises DocumentError when it is no XMI,
    is not whole, or contradicts its type system or itself.
    """
    elements = Elements(data, name or (str(data) if isinstance(data, Path) else "<xmi>"))
    plans = Plans.of(typesystem if typesystem is not None else default())
    with no_collection():
        try:
            return _read(plans, elements)
        except Repaired:
            return _read(plans, elements)


def _read(plans: Plans, elements: Elements) -> Cas:
    try:
        reading = _reading(plans, elements)
    except UnknownTypes:
        survey = Survey(plans)
        elements.each(survey.element)
        plans = Plans.of(extended(plans.typesystem, survey.extras()))
        reading = _reading(plans, elements)
    return assemble(reading)


def _reading(plans: Plans, elements: Elements) -> Reading:
    reading = Reading(plans, elements)
    if elements.repaired or not read_plain(elements.data, reading):
        reading = Reading(plans, elements)
        elements.each(reading.element)
    return reading


class SofasById(dict[str, Sofa]):
    """Sofas by their id: an element that names one may come before the sofa's own."""

    def __init__(self, plans: Plans) -> None:
        super().__init__()
        self._type = plans.type("uima.cas.Sofa")

    def __missing__(self, key: str) -> Sofa:
        sofa = self[key] = Sofa(
            type=self._type, sofaNum=1, xmiID=1, sofaID="", offset_converter=Utf16Offsets()
        )
        return sofa


class Reading:
    """What was read so far; the generated functions add to it."""

    def __init__(self, plans: Plans, elements: Elements) -> None:
        self.plans = plans
        self.elements = elements
        self.values = values()
        self.found: dict[str, Any] = {}
        """Id as it is written to feature structure, in order of the file."""
        self.sofas = SofasById(plans)
        self.links: list[tuple[Any, Slot, str]] = []
        """Owner, feature, id."""
        self.arrays: list[tuple[Any, Any, Slot, str]] = []
        """FSArray, owner (itself when it stands alone), feature, ids."""
        self.lists: list[tuple[Any, Slot, str]] = []
        """Owner, feature, ids of the heads of a list."""
        self.sofa_elements: list[dict[str, str]] = []
        self.views: list[dict[str, str]] = []
        self._read_plans = ReadPlans.of(plans)
        self._last: dict[str, tuple[list[str], Make | None]] = {}
        """Element name to the last shape it had: mostly the next one's too."""

    def element(self, name: str, given: list[Any]) -> None:
        """Takes in one element."""
        names = given[::2]
        last_names, make = self._last.get(name, NOTHING)
        try:
            if make is None or last_names != names:
                if name in NO_TYPES:
                    self._special(name, given)
                    return
                make = self.shape((name, *names))
                self._last[name] = names, make
            make(given, self)
        except ValueError as error:
            if isinstance(error, NotXmiError):
                raise
            raise NotXmiError(self._what_is_wrong((name, *names), given)) from None

    def shape(self, key: Key) -> Make:
        """The function for elements of a shape."""
        make = self._read_plans.shapes.get(key)
        return make or self._read_plans.add(key, self._type(key[0]))

    def _type(self, name: str) -> str:
        full = type_name(name)
        if full is None:
            raise NotXmiError("has an element whose namespace is not that of a UIMA package")
        if full not in self.plans.typesystem._types:
            raise UnknownTypes
        return full

    def _special(self, name: str, given: list[Any]) -> None:
        pairs = dict(zip(given[::2], given[1::2], strict=True))
        if name == SOFA:
            if not _is_id(pairs.get(ID, "")) or "sofaID" not in pairs:
                raise NotXmiError("has a sofa without a proper xmi:id or without a sofaID")
            self.sofa_elements.append(pairs)
        elif name == VIEW:
            self.views.append(pairs)

    def twice(self, key: str) -> None:
        """Two elements of one id."""
        raise NotXmiError(f"has two elements with the xmi:id {int(key)}")

    def _what_is_wrong(self, key: Key, given: list[Any]) -> str:
        """Which value of an element cannot be read; done again, slowly, to tell."""
        full = type_name(key[0]) or key[0]
        pairs = dict(zip(given[::2], given[1::2], strict=True))
        own = str(pairs.get(ID, ""))
        if not _is_id(own):
            return f"has a {full} whose xmi:id is not a positive number"
        given_at, slots = places(key[1:]), slots_of(self.plans, full)
        if given_at.keys() - {slot.label for slot in slots}:
            return f"{full} {own}: a type of UIMA's own has no such feature"
        for slot in slots:
            if slot.label in given_at and not self._readable(slot, given[given_at[slot.label]]):
                wanted = slot.item_type or slot.declared
                return f"{full} {own}: the value of {slot.label} is no {wanted}"
        return f"{full} {own} cannot be read"

    def _readable(self, slot: Slot, value: Any) -> bool:
        texts = value if isinstance(value, list) else None
        try:
            if slot.kind in (Kind.ARRAY, Kind.LIST):
                if slot.item not in (Kind.REFERENCE, Kind.STRING, None):
                    text = " ".join(t or "" for t in texts) if texts is not None else value
                    items_of(slot.item, slot.item_type, text, self.values)
                return True
            if texts is not None and len(texts) != 1:
                return False
            if slot.declared in self.values:
                self.values[slot.declared][(texts[0] or "") if texts is not None else value]
        except WrongValueError:
            return False
        return True

    def error(self, fs: Any, reason: str) -> DocumentError:
        """The error of a feature structure, found when all was read."""
        line = self.elements.line_of(str(fs.xmiID))
        return self.elements.error(f"{fs.type.name} {fs.xmiID}: {reason}", line)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) > 0

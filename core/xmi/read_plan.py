"""The generated functions of the XMI reader: Python source made once per shape of an element.

A shape is a type and the attributes that are there, in their order; a program writes few of
them. The function of a shape makes a feature structure without a loop over its features.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cassis.typesystem import is_predefined

from ..plans import Plans
from .feature_kinds import ARRAY_ITEMS, Kind, Slot, slots_of
from .format import ID, WrongValueError, items_of

Make = Callable[[list[Any], Any], None]
"""From names and values in turn, and the reading under way: adds one feature structure to it.

Child elements come as one more name, ``<`` and the feature's, and a list of their texts."""

Key = tuple[str, ...]
"""An element's name and its attributes' names, as expat gives them."""

SLOT = "read_plans"
MOST = 5000
"""Shapes kept; more than any program writes, less than a hostile file can make us keep."""


class UnknownTypes(Exception):  # noqa: N818 - not an error: the types are worked out, then read
    """The document has types or features that its type system lacks."""


class ReadPlans:
    """The reader's functions for one type system."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans
        self.shapes: dict[Key, Make] = {}

    @classmethod
    def of(cls, plans: Plans) -> ReadPlans:
        """Those of a type system, made once."""
        found: ReadPlans | None = plans.slots.get(SLOT)
        if found is None:
            found = plans.slots[SLOT] = cls(plans)
        return found

    def add(self, key: Key, full: str) -> Make:
        """Makes the function of a shape."""
        if len(self.shapes) >= MOST:
            self.shapes.clear()
        make = self.shapes[key] = self._compile(full, key[1:])
        return make

    def _compile(self, full: str, names: Sequence[str]) -> Make:
        slots = slots_of(self._plans, full)
        source = _Source(self._plans, full, names)
        given = places(names)
        if given.keys() - {slot.label for slot in slots}:
            if is_predefined(full):
                raise WrongValueError
            raise UnknownTypes
        for slot in slots:
            place = given.get(slot.label)
            if place is None:
                source.absent(slot)
            else:
                source.present(slot, place, children=names[place // 2].startswith("<"))
        env = source.env
        exec(source.text(), env)
        make: Make = env["make"]
        return make


def places(names: Sequence[str]) -> dict[str, int]:
    """Feature name to the place of its value in a flat list of names and values.

    Names with a namespace (``xmi:id``, ``xsi:type``) are no features.
    """
    return {
        name.removeprefix("<"): 2 * place + 1 for place, name in enumerate(names) if " " not in name
    }


def joined(texts: list[str | None]) -> str:
    """Child elements as the attribute they stand for."""
    return " ".join([text or "" for text in texts])


def single(texts: list[str | None]) -> str:
    """The one child element of a feature that holds one value."""
    if len(texts) != 1:
        raise WrongValueError
    return texts[0] or ""


def linked(plans: Plans, list_type: str, heads: Sequence[Any]) -> Any:
    """A list of these heads."""
    node = plans.maker(list_type.replace("uima.cas.", "uima.cas.Empty"))()
    make = plans.maker(list_type.replace("uima.cas.", "uima.cas.NonEmpty"))
    for head in reversed(heads):
        node = make(head=head, tail=node)
    return node


def _local(type_name: str) -> str:
    """The variable of a generated function that converts texts to a primitive type."""
    return f"to_{type_name.rpartition('.')[2]}"


class _Source:
    """The source of one function, in the making."""

    def __init__(self, plans: Plans, full: str, names: Sequence[str]) -> None:
        self._plans = plans
        self._full = full
        self.env: dict[str, Any] = {
            "C": plans.maker(full),
            "T": plans.type(full),
            "new": object.__new__,
            "joined": joined,
            "single": single,
            "linked": linked,
            "items": items_of,
            "plans": plans,
        }
        self._converters: set[str] = set()
        self._lines: list[str] = []
        if ID not in names:
            raise WrongValueError
        self._add(
            f"key = a[{2 * names.index(ID) + 1}]",
            "fs.xmiID = int(key)",
            "found = reading.found",
            "if found.setdefault(key, fs) is not fs: reading.twice(key)",
        )

    def text(self) -> str:
        """The function."""
        head = ["def make(a, reading):", "    fs = new(C)", "    fs.type = T"]
        head += [f"    {_local(name)} = reading.values[{name!r}]" for name in self._converters]
        return "\n".join(head + self._lines)

    def _add(self, *lines: str) -> None:
        self._lines.extend(f"    {line}" for line in lines)

    def _constant(self, slot: Slot, value: object) -> str:
        name = f"{slot.attribute}_{len(self.env)}"
        self.env[name] = value
        return name

    def absent(self, slot: Slot) -> None:
        """A feature that is not written: null, or what cassis makes of it."""
        span = slot.label in ("begin", "end") and self._full in self._plans.annotations
        value = "0" if span else "[]" if self._full in ARRAY_ITEMS else "None"
        self._add(f"fs.{slot.attribute} = {value}")

    def present(self, slot: Slot, place: int, children: bool) -> None:
        """A feature whose value is at ``place``."""
        raw = f"a[{place}]"
        if slot.kind in (Kind.ARRAY, Kind.LIST):
            self._collection(slot, raw, children)
            return
        text = f"single({raw})" if children else raw
        target = f"fs.{slot.attribute}"
        if slot.kind is Kind.STRING:
            self._add(f"{target} = {text}")
        elif slot.kind is Kind.SOFA:
            self._add(f"{target} = reading.sofas[{text}]")
        elif slot.kind is Kind.REFERENCE:
            link = self._constant(slot, slot)
            self._add(f"{target} = None", f"reading.links.append((fs, {link}, {text}))")
        else:
            self._converters.add(slot.declared)
            self._add(f"{target} = {_local(slot.declared)}[{text}]")

    def _collection(self, slot: Slot, raw: str, children: bool) -> None:
        own = self._full in ARRAY_ITEMS
        target = f"fs.{slot.attribute}"
        text = f"joined({raw})" if children else raw
        if slot.item is Kind.REFERENCE:
            link = self._constant(slot, slot)
            self._add(f"{target} = None")
            if own:
                self._add(f"reading.arrays.append((fs, fs, {link}, {text}))")
            elif slot.kind is Kind.ARRAY:
                maker = self._constant(slot, self._plans.maker(slot.declared))
                self._add(
                    f"v = {target} = {maker}()",
                    f"reading.arrays.append((v, fs, {link}, {text}))",
                )
            else:
                self._add(f"reading.lists.append((fs, {link}, {text}))")
            return
        if slot.item is Kind.STRING:
            items = raw if children else f"{raw}.split()"
        else:
            kind = self._constant(slot, slot.item)
            items = f"items({kind}, {slot.item_type!r}, {text}, reading.values)"
        if own:
            self._add(f"{target} = {items}")
        elif slot.kind is Kind.ARRAY:
            maker = self._constant(slot, self._plans.maker(slot.declared))
            self._add(f"{target} = {maker}(elements={items})")
        else:
            self._add(f"{target} = linked(plans, {slot.declared!r}, {items})")

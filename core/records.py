"""A CAS as plain data, to cross processes: text, tuples and lists, no feature structure.

Feature structures cannot be pickled (their classes are made at run time). Here each is a row; a
reference is the number of a row. Everything that is reached is a row, nothing is inlined, so
shared arrays and lists stay shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cassis import TypeSystem
from cassis.cas import IdGenerator, Sofa
from cassis.typesystem import FeatureStructure

from .cas import Cas
from .errors import CasError
from .plans import Plans
from .xmi.feature_kinds import ARRAY_ITEMS, Kind, Slot, slots_of
from .xmi.infer import Extras, extended, origin

REFERENCES = (Kind.REFERENCE, Kind.ARRAY, Kind.LIST)

Row = tuple[int, "int | None", "int | None", tuple[Any, ...]]
"""Type (a place in ``types``), id, sofa (a place in ``views``), values of the features in order.
A reference is the place of a row; an array has one value, the list of its items."""


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """One view: its sofa and the rows that its index holds, in the order of adding."""

    name: str
    number: int
    own_id: int
    text: str | None
    mime: str | None
    uri: str | None
    array: int | None
    members: list[int]


@dataclass(frozen=True, slots=True)
class Records:
    """A whole CAS; plain and picklable, of no use but for ``from_records``."""

    types: tuple[tuple[str, tuple[str, ...]], ...]
    """Names of types, and of the features whose values their rows have."""

    rows: list[Row]
    views: list[ViewRecord]
    current: str
    """Name of the view the CAS was seen through."""

    orphans: list[int]
    next_id: int
    next_number: int
    extras: Extras
    """What the type system has that the one it was extended from has not."""


def to_records(cas: Cas) -> Records:
    """The CAS as plain data. Raises CasError for a reference that is no feature structure."""
    return _Packing(cas).records()


def from_records(records: Records, typesystem: TypeSystem) -> Cas:
    """The CAS again. ``typesystem`` is the one it had, or the one that was extended to it."""
    return _unpacked(records, Plans.of(extended(origin(typesystem)[0], records.extras)))


class _Packing:
    """Numbers feature structures as they are met, until all that is reached has a row."""

    def __init__(self, cas: Cas) -> None:
        self._cas = cas
        self._plans = cas.plans
        self._sofas = {id(view.sofa): place for place, view in enumerate(cas._views.values())}
        self._types: dict[str, int] = {}
        self._places: dict[int, int] = {}
        self._met: list[Any] = []

    def records(self) -> Records:
        cas = self._cas
        views = [self._view(view) for view in cas._views.values()]
        orphans = [self._place(fs) for fs in cas.orphans]
        rows = [self._row(fs) for fs in self._met]  # which grows as features lead to more
        return Records(
            types=tuple((name, self._features(name)) for name in self._types),
            rows=rows,
            views=views,
            current=cas.view_name,
            orphans=orphans,
            next_id=cas._xmi_id_generator._next_id,
            next_number=cas._sofa_num_generator._next_id,
            extras=origin(cas.typesystem)[1],
        )

    def _view(self, view: Any) -> ViewRecord:
        view.materialise()
        sofa = view.sofa
        indices = view._indices
        names = sorted(indices, key=self._plans.rank)
        members = [self._place(fs) for name in names for fs in indices[name].sorted()]
        array = None if sofa.sofaArray is None else self._place(sofa.sofaArray)
        return ViewRecord(
            name=sofa.sofaID,
            number=sofa.sofaNum,
            own_id=sofa.xmiID,
            text=sofa.sofaString,
            mime=sofa.mimeType,
            uri=sofa.sofaURI,
            array=array,
            members=members,
        )

    def _place(self, fs: Any) -> int:
        place = self._places.get(id(fs))
        if place is None:
            if not isinstance(fs, FeatureStructure):
                raise CasError(f"a Python {type(fs).__name__} stands where a reference should")
            place = self._places[id(fs)] = len(self._met)
            self._met.append(fs)
        return place

    def _features(self, name: str) -> tuple[str, ...]:
        return tuple(slot.attribute for slot in slots_of(self._plans, name))

    def _row(self, fs: Any) -> Row:
        name = fs.type.name
        sofa = None
        if name in self._plans.with_sofa and fs.sofa is not None:
            sofa = self._sofas.get(id(fs.sofa))
            if sofa is None:
                raise CasError(f"a {name} belongs to a sofa of another CAS")
        if name in ARRAY_ITEMS:
            values: tuple[Any, ...] = (self._items(name, fs.elements),)
        else:
            values = tuple(
                self._value(slot.kind, getattr(fs, slot.attribute))
                for slot in slots_of(self._plans, name)
            )
        return self._types.setdefault(name, len(self._types)), fs.xmiID, sofa, values

    def _items(self, array: str, items: Iterable[Any] | None) -> list[Any] | None:
        if items is None:
            return None
        if ARRAY_ITEMS[array][0] is not Kind.REFERENCE:
            return list(items)
        return [None if item is None else self._place(item) for item in items]

    def _value(self, kind: Kind, value: Any) -> Any:
        if kind in REFERENCES and value is not None:
            return self._place(value)
        return None if kind is Kind.SOFA else value


def _unpacked(records: Records, plans: Plans) -> Cas:
    cas = Cas(typesystem=plans.typesystem)
    sofas = [_add_sofa(cas, view) for view in records.views]
    makers = [plans.maker(plans.resolve(name)) for name, _ in records.types]
    slots = [_slots(plans, name, features) for name, features in records.types]
    made = [makers[row[0]]() for row in records.rows]
    for fs, (kind, own_id, sofa, values) in zip(made, records.rows, strict=True):
        fs.xmiID = own_id
        if sofa is not None:
            fs.sofa = sofas[sofa]
        _fill(slots[kind], fs, values, made)
    for sofa, record in zip(sofas, records.views, strict=True):
        view = cas._views[record.name]
        if record.array is not None:
            sofa.sofaArray = made[record.array]
        for place in record.members:
            view.add_fs_to_indexes(made[place])
    cas.orphans.extend(made[place] for place in records.orphans)
    cas._xmi_id_generator = IdGenerator(records.next_id)
    cas._sofa_num_generator = IdGenerator(records.next_number)
    return cas if records.current == cas.view_name else cas.get_view(records.current)


def _add_sofa(cas: Cas, record: ViewRecord) -> Sofa:
    if record.name not in cas._views:
        cas.create_view(record.name, xmiID=record.own_id, sofaNum=record.number)
    sofa = cas._sofas[record.name]
    sofa.xmiID, sofa.sofaNum = record.own_id, record.number
    sofa.sofaString, sofa.mimeType, sofa.sofaURI = record.text, record.mime, record.uri
    return sofa


def _slots(plans: Plans, full: str, features: tuple[str, ...]) -> list[Slot]:
    """The features in the order of the rows; the type system may have more by now."""
    slots = {slot.attribute: slot for slot in slots_of(plans, full)}
    missing = [name for name in features if name not in slots]
    if missing:
        raise CasError(f"type {full} has no feature {', '.join(missing)}")
    return [slots[name] for name in features]


def _fill(slots: list[Slot], fs: Any, values: tuple[Any, ...], made: list[Any]) -> None:
    if fs.type.name in ARRAY_ITEMS:
        items = values[0]
        if items is not None and slots[0].item is Kind.REFERENCE:
            items = [None if place is None else made[place] for place in items]
        fs.elements = items
        return
    for slot, value in zip(slots, values, strict=True):
        if slot.kind is not Kind.SOFA:
            refers = slot.kind in REFERENCES and value is not None
            setattr(fs, slot.attribute, made[value] if refers else value)

"""From what an XMI's elements say to a CAS: ids become references, offsets code points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from cassis.cas import IdGenerator, Sofa

from ..cas import Cas
from ..errors import CasError, DocumentError
from .feature_kinds import Kind, Slot
from .format import ID
from .read_plan import linked

if TYPE_CHECKING:
    from .read import Reading

INITIAL_VIEW = "_InitialView"
NO_LIMIT = (1 << 31) - 1
"""Last offset of a sofa that has no text here: audio, or a remote document."""


def assemble(reading: Reading) -> Cas:
    """The CAS; raises DocumentError for what contradicts itself."""
    return _Assembly(reading).cas


class _Assembly:
    """One CAS in the making."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._found = reading.found
        self._plans = reading.plans
        self._canonical_ids()
        self._members = self._read_members()
        self._unindexed = self._read_unindexed()
        """What no view holds, in order of the file."""
        self._loose = {fs.xmiID for fs in self._unindexed}
        """Ids of what no view holds."""
        self._reached: list[Any] = []
        """What indexed feature structures refer to and no view holds."""
        self._further: dict[int, list[Any]] = {}
        """Loose id to the loose feature structures it refers to."""
        self._resolve()
        self.cas = Cas(typesystem=self._plans.typesystem)
        self._add_sofas()
        self._index()
        self._place_unindexed()
        self.cas.orphans.extend(self._orphans())

    def _error(self, reason: str) -> DocumentError:
        return self._reading.elements.error(reason)

    # Ids

    def _canonical_ids(self) -> None:
        """Makes sure that the keys are the ids: positive, without leading zeros."""
        keys = self._found.keys()
        # Digits only, the first of them no 0; the least and the greatest tell it of all.
        if all(map(str.isdecimal, keys)) and (not keys or (min(keys) >= "1" and max(keys) < ":")):
            return
        for key, fs in list(self._found.items()):
            if not (key.isascii() and key.isdecimal()) or fs.xmiID < 1:
                reason = f"has a {fs.type.name} whose xmi:id is not a positive number"
                elements = self._reading.elements
                raise elements.error(reason, elements.line_of(key))
        found = {str(fs.xmiID): fs for fs in self._found.values()}
        if len(found) != len(self._found):
            raise self._error("has two elements with one xmi:id")
        self._found = found

    def _target(self, owner: Any, slot: Slot, text: str) -> Any:
        """What a reference names; None for null, which is empty or 0."""
        text = text.strip()
        fs = self._found.get(text)
        if fs is None:
            if not text or (text.isdecimal() and int(text) == 0):
                return None
            if not (text.isascii() and text.isdecimal()):
                raise self._reading.error(owner, f"{slot.label} is not an xmi:id")
            fs = self._found.get(str(int(text)))
        if fs is None:
            reason = f"{slot.label} refers to {int(text)}, which is not there"
            raise self._reading.error(owner, reason)
        if slot.kind is Kind.REFERENCE and fs.type.name not in slot.allowed:
            reason = f"{slot.label} is a {slot.declared}, but refers to a {fs.type.name}"
            raise self._reading.error(owner, reason)
        return fs

    # References

    def _resolve(self) -> None:
        found, loose = self._found, self._loose
        for owner, slot, text in self._reading.links:
            fs = found.get(text)
            if fs is None or fs.type.name not in slot.allowed:
                fs = self._target(owner, slot, text)
                if fs is None:
                    continue
            setattr(owner, slot.attribute, fs)
            if fs.xmiID in loose:
                self._refers(owner, (fs,))
        for array, owner, slot, text in self._reading.arrays:
            array.elements = self._targets(owner, slot, text)
        for owner, slot, text in self._reading.lists:
            heads = self._targets(owner, slot, text)
            setattr(owner, slot.attribute, linked(self._plans, slot.declared, heads))

    def _targets(self, owner: Any, slot: Slot, text: str) -> list[Any]:
        keys = text.split()
        many = list(map(self._found.get, keys))
        if None in many:
            many = [self._target(owner, slot, key) for key in keys]
        self._refers(owner, [fs for fs in many if fs is not None and fs.xmiID in self._loose])
        return many

    def _refers(self, owner: Any, targets: Iterable[Any]) -> None:
        if owner.xmiID in self._loose:
            self._further.setdefault(owner.xmiID, []).extend(targets)
        else:
            self._reached.extend(targets)

    def _orphans(self) -> list[Any]:
        """What nothing indexed leads to, in order of the file."""
        unreached = set(self._loose)
        waiting = self._reached
        while waiting:
            fs = waiting.pop()
            if fs.xmiID in unreached:
                unreached.remove(fs.xmiID)
                waiting.extend(self._further.get(fs.xmiID, ()))
        return [fs for fs in self._unindexed if fs.xmiID in unreached]

    # Sofas and offsets

    def _add_sofas(self) -> None:
        cas, elements = self.cas, self._reading.sofa_elements
        known = [int(pairs[ID]) for pairs in elements]
        taken = {*known, *(fs.xmiID for fs in self._found.values())}
        if len(taken) != len(known) + len(self._found):
            raise self._error("has two elements with one xmi:id")
        cas._xmi_id_generator = IdGenerator(max(taken, default=0) + 1)
        names: set[str] = set()
        for pairs in elements:
            name = pairs["sofaID"]
            if name in names:
                raise self._error(f"sofa {pairs[ID]}: another sofa has the same sofaID")
            names.add(name)
            self._add_sofa(name, int(pairs[ID]), pairs, str(len(names)))
        numbers = [sofa.sofaNum for sofa in cas._sofas.values()]
        cas._sofa_num_generator = IdGenerator(max(numbers) + 1)
        if INITIAL_VIEW not in names:
            cas._sofas[INITIAL_VIEW].xmiID = cas._get_next_xmi_id()
        self._check_sofas()

    def _add_sofa(self, name: str, own: int, pairs: dict[str, str], place: str) -> None:
        cas, number = self.cas, pairs.get("sofaNum", place)
        if not (number.isascii() and number.isdecimal()):
            raise self._error(f"sofa {own}: the value of sofaNum is no uima.cas.Integer")
        if name != INITIAL_VIEW:
            cas.create_view(name, xmiID=own, sofaNum=int(number))
        sofa = cas._sofas[name] = cas._views[name].sofa = self._reading.sofas[pairs[ID]]
        sofa.sofaID, sofa.xmiID, sofa.sofaNum = name, own, int(number)
        sofa.mimeType = pairs.get("mimeType")
        sofa.sofaURI = pairs.get("sofaURI")
        if "sofaString" in pairs:
            sofa.sofaString = pairs["sofaString"]
        if "sofaArray" in pairs:
            sofa.sofaArray = self._found.get(pairs["sofaArray"].strip())
            if sofa.sofaArray is None:
                raise self._error(f"sofa {own}: sofaArray refers to what is not there")
            self._reached.append(sofa.sofaArray)

    def _check_sofas(self) -> None:
        """Finds one that is named and not there."""
        there = {pairs[ID] for pairs in self._reading.sofa_elements}
        for key, sofa in self._reading.sofas.items():
            if key not in there:
                sofas = ((fs, getattr(fs, "sofa", None)) for fs in self._found.values())
                owner = next(fs for fs, own in sofas if own is sofa)
                raise self._reading.error(owner, "names a sofa that is not there")

    def _anchor(self, sofa: Sofa, many: list[Any]) -> None:
        """Checks the spans of annotations, and makes them count code points."""
        converter = sofa._offset_converter
        if converter.astral():
            self._to_code_points(many, converter.external_to_python)
        length = NO_LIMIT if sofa.sofaString is None else len(sofa.sofaString)
        for fs in many:
            if not 0 <= fs.begin <= fs.end <= length:
                raise self._reading.error(fs, "begin and end are not a span within its text")

    def _place_unindexed(self) -> None:
        annotations = self._plans.annotations
        groups: dict[int, list[Any]] = {}
        for fs in self._unindexed:
            if fs.type.name in annotations and fs.sofa is not None:
                groups.setdefault(id(fs.sofa), []).append(fs)
        for many in groups.values():
            self._anchor(many[0].sofa, many)

    def _to_code_points(self, many: list[Any], convert: Callable[[int], int | None]) -> None:
        for fs in many:
            try:
                fs.begin, fs.end = convert(fs.begin), convert(fs.end)
            except CasError as error:
                raise self._reading.error(fs, str(error)) from None

    # Views

    def _read_members(self) -> dict[str, list[Any]]:
        """Sofa id (empty for the initial view without one) to members, in order of the file.

        That is the order in which Java makes them, and so the order of equal annotations.
        """
        members: dict[str, list[Any]] = {}
        for pairs in self._reading.views:
            key = pairs.get("sofa", "").strip()
            wanted = set(pairs.get("members", "").split())
            many = [fs for name, fs in self._found.items() if name in wanted]
            if len(many) != len(wanted):
                many = self._odd_members(key, wanted)
            members[key] = list(dict.fromkeys(members[key] + many)) if key in members else many
        return members

    def _read_unindexed(self) -> list[Any]:
        indexed = {fs.xmiID for many in self._members.values() for fs in many}
        if len(indexed) == len(self._found):
            return []
        return [fs for fs in self._found.values() if fs.xmiID not in indexed]

    def _odd_members(self, key: str, wanted: set[str]) -> list[Any]:
        for text in wanted:
            if not (text.isascii() and text.isdecimal() and str(int(text)) in self._found):
                what = int(text) if text.isdecimal() else "something"
                raise self._error(
                    f"the view of sofa {key or 1} has a member that is not there: {what}"
                )
        numbers = {str(int(text)) for text in wanted}
        return [fs for name, fs in self._found.items() if name in numbers]

    def _index(self) -> None:
        sofas = {str(sofa.xmiID): sofa for sofa in self.cas._sofas.values()}
        for key, many in self._members.items():
            sofa = sofas.get(key) if key else self.cas._sofas[INITIAL_VIEW]
            if sofa is None:
                raise self._error("a view names a sofa that is not there")
            view = self.cas._views[sofa.sofaID]
            by_type: dict[str, list[Any]] = {}
            for fs in many:
                by_type.setdefault(fs.type.name, []).append(fs)
            for name, members in by_type.items():
                if name in self._plans.with_sofa:
                    self._check_sofa(sofa, members)
                if name in self._plans.annotations:
                    self._anchor(sofa, members)
                view.bucket(name).extend(members, sofa)

    def _check_sofa(self, sofa: Sofa, members: list[Any]) -> None:
        for fs in members:
            if fs.sofa is not sofa:
                if fs.sofa is not None:
                    raise self._reading.error(fs, "is in a view whose sofa is not its own")
                fs.sofa = sofa

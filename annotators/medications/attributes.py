"""The attributes of one drug, and the chain of items they are gathered from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .items import Item
from .quantities import Quantity, number_text
from .statuses import Change


class Attribute(NamedTuple):
    """An attribute of a drug, why, and where it stands."""

    rule: str
    """Id of the row that decided."""

    begin: int
    end: int
    """Its words in the text."""

    value: str
    """The number of a strength or a frequency; the value of the others; the reason of a need."""

    unit: str = ""
    """Of a strength or a frequency."""


_DOSED = frozenset({"strength", "dosage", "form", "route"})

Attributes = dict[str, Attribute]
"""By name: strength, dosage, form, route, frequency, duration, need, status."""


class Chain:
    """What is known of one drug so far. The first of each attribute wins, unless a dose change
    replaces it."""

    mode: str = ""
    """What the next item is: a "former" dose, a "new" one, the end of a "range", the form of
    what is "dispense"d."""

    instructed: bool = False
    """"Take", "Sig:" has been read, or a form: a second strength is then the dose taken."""

    complete: bool = False
    """A second dose has begun, as in "10 mg in the morning and 5 mg at night"."""

    renewed: bool = False
    """The dose after a change has been read."""

    former: Item | None = None
    """The cue of the former dose, once its dose has been read."""

    _cue: Item | None = None
    _old: Quantity | None = None
    _now: Quantity | None = None

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position
        """Token index after the last item taken."""
        self.found: Attributes = {}

    def put(self, name: str, item: Item, value: str | None = None) -> None:
        """Sets an attribute, or replaces it after "to"; does nothing for a former dose."""
        if self.mode == "former" or (name in self.found and self.mode != "new"):
            return
        unit = item.unit if name in ("strength", "frequency") else ""
        shown = item.value if value is None else value
        self.found[name] = Attribute(item.rule, item.begin, item.end, shown, unit)
        self.instructed = self.instructed or name == "form"

    def begin(self, position: int) -> None:
        """A new cell of the drug's row begins at a token."""
        self.position = max(self.position, position)
        self.mode, self.complete = "", False

    @property
    def dosed(self) -> bool:
        """Whether something has been found that only a drug that is taken has."""
        return not _DOSED.isdisjoint(self.found)

    def role(self, item: Item) -> None:
        """A cue that says what the next items are."""
        if item.kind == "instruct":
            self.instructed = True
            return
        self.mode = item.kind
        self._cue = item

    def has_unit(self) -> bool:
        """Whether a strength with a unit has been read, so that the next may do without."""
        return bool("strength" in self.found and self.found["strength"].unit) or bool(
            self.former and self.former.unit
        )

    def strength(self, item: Item, rule: str = "") -> None:
        """A strength; or a number that stands for one by ``rule``."""
        quantity = item.quantity
        item.rule = item.rule or rule
        if quantity is None:
            return
        if self.mode == "former":
            self._former(item, quantity)
        elif self.mode == "range" and "strength" in self.found:
            self._range(item)
        elif "strength" in self.found and self.mode != "new":
            if self.instructed and "dosage" not in self.found and item.unit:
                self.put("dosage", item, f"{item.value} {item.unit}")
            else:
                self.complete = True
        else:
            self._set(item, quantity)

    def dose(self, item: Item) -> None:
        """A count of forms or an amount; its unit is the form, when it is one."""
        if self.mode == "former":
            self.former = self._cue
            return
        self.put("dosage", item)
        if item.unit:
            form = Item("form", item.rule, 0, 0, item.begin, item.end, None, item.unit)
            self.put("form", form)

    def _set(self, item: Item, quantity: Quantity) -> None:
        if not item.unit:
            known = self.found.get("strength")
            item.unit = known.unit if known else self.former.unit if self.former else ""
        self.renewed = self.mode == "new"
        self.put("strength", item)
        self._now = quantity

    def _former(self, item: Item, quantity: Quantity) -> None:
        """Notes the dose before a change; "from 5 to 10 mg" tells both."""
        cue = self._cue
        if cue is None:
            return
        cue.unit, cue.end = item.unit, item.end
        self.former, self._old = cue, quantity
        if quantity.joint == "to":
            self._old = Quantity(quantity.low, quantity.low, number_text(quantity.low))
            self.mode = "new"
            item.value = number_text(quantity.high)
            self._set(item, Quantity(quantity.high, quantity.high, item.value))

    def _range(self, item: Item) -> None:
        """ "25 mg to 50 mg": one strength."""
        low = self.found["strength"]
        if low.unit == item.unit and "-" not in low.value:
            value = f"{low.value}-{item.value}"
            self.found["strength"] = Attribute(low.rule, low.begin, item.end, value, low.unit)
        self.mode = ""

    def accepts(self, cue: Item, changes: Sequence[Change]) -> bool:
        """Whether a status cue after the drug is about now, not about a later step: in "start A
        25 mg, increase to 50 mg in a week" it is not."""
        started = any(c.forward and c.value == "start" for c in changes)
        past = self.text[cue.begin : cue.end].split(" ", 1)[0].lower().endswith(("ed", "eld"))
        return not started or past

    def result(self, changes: Sequence[Change]) -> Attributes:
        """The attributes with the status; none at all for an allergy, none of time for doses that
        are missed."""
        if not changes and self.former is None:
            return self.found
        told = {change.value for change in changes}
        if "allergy" in told:
            return {}
        if "missed" in told:
            self.found.pop("frequency", None)
            self.found.pop("duration", None)
            return self.found
        status = self._status(changes)
        if status:
            self.found["status"] = status
        return self.found

    def _status(self, changes: Sequence[Change]) -> Attribute | None:
        """The last change told, or what comparing the doses says."""
        for change in reversed(changes):
            cue = change.cue
            if change.value != "change" and self._believed(change):
                if "suspends" in cue.traits:
                    self.found.pop("duration", None)
                return Attribute(cue.rule, cue.begin, cue.end, change.value)
        return self._compared()

    def _believed(self, change: Change) -> bool:
        if not change.forward and not change.listed and change.cue.last > self.position:
            return False
        dosed = "strength" in self.found or "dosage" in self.found
        return dosed or change.sure or "needs_dose" not in change.cue.traits

    def _compared(self) -> Attribute | None:
        """Up or down, from the doses before and after."""
        old, now, cue = self._old, self._now, self.former
        if old is None or now is None or cue is None or old.high == now.high:
            return None
        if cue.unit and self.found["strength"].unit not in ("", cue.unit):
            return None
        value = "increase" if now.high > old.high else "decrease"
        return Attribute(cue.rule, cue.begin, cue.end, value)

"""What the scanner finds and the linker links."""

from __future__ import annotations

from dataclasses import dataclass

from .phrases import Hit, Sense
from .quantities import Quantity, number_text
from .tokens import Tokens

_HOURS_A_DAY = 24
_MINUTES_AN_HOUR = 60

_WORKED_OUT = frozenset({"strength", "frequency", "dose", "duration", "course", "until"})
"""Kinds whose values are not those of their row."""


@dataclass(slots=True)
class Item:
    """An attribute or a cue, with its place."""

    kind: str
    """As ``Sense.kind``; also "number" for a quantity without a unit."""

    rule: str
    """Id of the row that found it; empty for a number."""

    first: int
    last: int
    """Index of its first token, and after its last."""

    begin: int
    end: int
    """Its characters."""

    quantity: Quantity | None = None
    value: str = ""
    """Normalized: a number, a form, a route, a dosage, a duration or a status."""

    unit: str = ""
    traits: frozenset[str] = frozenset()
    """See ``Sense.traits``."""


def frequency(sense: Sense, quantity: Quantity | None) -> tuple[str, str]:
    """Number and unit: times a day, or once in an interval when that is no whole number."""
    if not sense.every:
        number = quantity.text if sense.value == "n" and quantity else sense.value
        return number, sense.unit
    if quantity is None:
        return "", ""
    whole = {"hour": _HOURS_A_DAY, "minute": _MINUTES_AN_HOUR}.get(sense.every)
    if whole:
        ends = [quantity.high, quantity.low]
        if all(n > 0 and whole % n == 0 for n in ends):
            times = dict.fromkeys(number_text(whole / n) for n in ends)
            return "-".join(times), "day" if sense.every == "hour" else "hour"
    if quantity.text == "1":
        return "1", sense.every
    if quantity.text == "2" and sense.every == "day":
        return "1", "every-other-day"
    return "1", f"{quantity.text} {sense.every}s"


def duration(sense: Sense, quantity: Quantity | None) -> str:
    """ "7 days", "1-2 weeks", or the row's own words."""
    count = quantity.text if quantity else ""
    if sense.value:
        return sense.value.replace("{n}", count)
    return f"{count} {sense.unit}{'' if count == '1' else 's'}"


def dosage(sense: Sense, quantity: Quantity | None) -> str:
    """ "2" of a form that is counted, "10 mL" of an amount."""
    count = quantity.text if quantity else ""
    return f"{count} {sense.unit}" if sense.unit else count


def item_of(hit: Hit, tokens: Tokens, first: int) -> Item:
    """The item of a phrase that begins at a token, with its values worked out."""
    sense, last, quantity = hit
    kind, value, unit = sense.kind, sense.value, sense.unit
    if kind in _WORKED_OUT:
        if kind == "strength":
            value = quantity.text if quantity else value
        elif kind == "frequency":
            value, unit = frequency(sense, quantity)
        elif kind == "dose":
            value, unit = dosage(sense, quantity), value
        else:
            value = duration(sense, quantity)
    begins = tokens.begins
    return Item(
        kind,
        sense.rule,
        first,
        last,
        begins[first],
        begins[last],
        quantity,
        value,
        unit,
        sense.traits,
    )

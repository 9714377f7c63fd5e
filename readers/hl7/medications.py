"""RXO, RXE, RXD, RXG and RXA with their routes, components and timing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...typesystem import names
from ..times import iso
from .clinical import day, joined
from .message import Segment, Value, every, first
from .parts import Line
from .records import Record, code, quantity, record, unit, words
from .tables import tables

FOLLOWERS = frozenset({"RXR", "RXC", "TQ1", "TQ2", "NTE", "PRT", "CDO"})
"""What may stand between a medication's segment and the next order."""

_VACCINES = "http://hl7.org/fhir/sid/cvx"


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a medication segment; 0: it has none."""

    code: int
    low: int
    high: int
    unit: int
    form: int
    instructions: tuple[int, ...] = ()
    rate: int = 0
    timing: int = 0
    begun: int = 0
    intent: str = "intent"


LAYOUTS = {
    "RXO": Layout(1, 2, 3, 4, 5, instructions=(6, 7), rate=21),
    "RXE": Layout(2, 3, 4, 5, 6, instructions=(7, 21), rate=23, timing=1),
    "RXD": Layout(2, 4, 0, 5, 6, instructions=(9, 15), begun=3, intent="event"),
    "RXG": Layout(4, 5, 6, 7, 8, instructions=(13,), rate=15, timing=3),
    "RXA": Layout(5, 6, 0, 7, 8, rate=12, begun=3, intent="event"),
}


@dataclass(frozen=True, slots=True)
class Timed:
    """How often, from when to when, and in which words."""

    timing: Record | None = None
    as_needed: bool | None = None
    begun: str = ""
    ended: str = ""
    text: str = ""


def render(
    segment: Segment, around: Sequence[Segment], order: Segment | None, message: str
) -> tuple[str, Line] | None:
    """The kind of part and the line of a medication or vaccine; None when it names none.

    ``around`` are the order's TQ1 and the segments that follow, ``order`` its ORC, ``message`` the
    type of the message (MSH-9.1).
    """
    layout = LAYOUTS[segment.name]
    made = code(segment[layout.code])
    if made is None:
        return None
    followers = list(around)
    timed = _timed(segment, layout, followers, order)
    features = _common(segment, layout, followers, timed, made)
    if segment.name != "RXA":
        features |= {"intent": layout.intent, "status": _status(order), **_taken(timed)}
        entry = record(names.MEDICATION_ENTRY, **features, text=_instructions(segment, layout))
        return "medications", Line(_line(segment, layout, followers, timed), entry)
    vaccine = made.features.get("system") == _VACCINES or message == "VXU"
    line = Line(_line(segment, layout, followers, timed), _given(segment, features, vaccine, timed))
    return ("immunizations" if vaccine else "given"), line


def _common(
    segment: Segment, layout: Layout, followers: list[Segment], timed: Timed, made: Record
) -> dict[str, Any]:
    route = first(followers, "RXR")
    return {
        "code": made,
        "begun": timed.begun,
        "ended": timed.ended,
        "dose": _dose(segment, layout),
        "route": code(route[1]) if route else None,
    }


def _given(segment: Segment, features: dict[str, Any], vaccine: bool, timed: Timed) -> Record:
    """RXA: an immunization, or a medication that was given."""
    outcome = tables().completion.get(segment.text(20))
    features["status"] = outcome.status if outcome else segment.text(20).lower()
    refused = bool(outcome and outcome.negated)
    nothing = vaccine and segment.text(5) in tables().nothing_given
    features["negated"] = True if refused or nothing else None
    if not vaccine:
        reason = code(segment[19])
        return record(
            names.MEDICATION_ENTRY, **features, intent="event", reason=reason, **_taken(timed)
        )
    reason = code(segment[18])
    lot = segment.text(15)
    return record(names.IMMUNIZATION_ENTRY, **features, lot=lot, reason=reason)


def _taken(timed: Timed) -> dict[str, Any]:
    return {"timing": timed.timing, "asNeeded": timed.as_needed}


def _status(order: Segment | None) -> str:
    if order is None:
        return ""
    known = tables()
    return known.controls.get(order.text(1)) or known.orders.get(order.text(5), "")


def _dose(segment: Segment, layout: Layout) -> Record | None:
    low, unit_ = segment.text(layout.low), unit(segment, layout.unit)
    high = segment.text(layout.high) if layout.high else ""
    if low in tables().unknown_amounts:
        return None
    if high and high != low:
        return record(names.QUANTITY, low=low, high=high, unit=unit_)
    return quantity(low, unit_)


def _instructions(segment: Segment, layout: Layout) -> str:
    said = (words(value) for number in layout.instructions for value in segment.values(number))
    return "; ".join(dict.fromkeys(text for text in said if text))


def _line(segment: Segment, layout: Layout, followers: list[Segment], timed: Timed) -> str:
    """Name, dose, form, route, how often, from when; then components and instructions."""
    dose = _dose(segment, layout)
    amount = ""
    if dose is not None:
        got = dose.features
        amount = f"{got.get('value') or '-'.join((got.get('low', ''), got.get('high', '')))}"
        amount = f"{amount} {got.get('unit', '')}".strip()
    route = first(followers, "RXR")
    rate = " ".join(p for p in _rate(segment, layout) if p)
    outcome = tables().completion.get(segment.text(20)) if segment.name == "RXA" else None
    status = outcome.status if outcome and outcome.status != "completed" else ""
    refusal = words(segment[18]) if segment.name == "RXA" else ""
    site = words(route[2]) if route else ""
    how = words(route[1]) if route else ""
    detail = joined(amount, words(segment[layout.form]), how, site, rate, timed.text)
    head = joined(
        words(segment[layout.code]), detail, _when(timed), status.replace("-", " "), refusal
    )
    parts = [f"with {words(part[2])}" for part in every(followers, "RXC") if words(part[2])]
    return joined(head, *parts) + _sentence(_instructions(segment, layout))


def _when(timed: Timed) -> str:
    begun, ended = day(timed.begun), day(timed.ended)
    if not ended or ended == begun:
        return begun
    return f"{begun} to {ended}" if begun else f"until {ended}"


def _sentence(instructions: str) -> str:
    return f". {instructions}" if instructions else ""


def _rate(segment: Segment, layout: Layout) -> tuple[str, str]:
    if not layout.rate:
        return "", ""
    return segment.text(layout.rate), unit(segment, layout.rate + 1)


def _timed(
    segment: Segment, layout: Layout, followers: list[Segment], order: Segment | None
) -> Timed:
    if layout.begun:
        ended = iso(segment.text(4)) if segment.name == "RXA" else ""
        return Timed(begun=iso(segment.text(layout.begun)), ended=ended)
    modern = first(followers, "TQ1")
    if modern is not None:
        pattern, condition, text = modern[3].part(1), modern[10].whole, modern[11].whole
        return _pattern(pattern, modern.text(7), modern.text(8), (condition, text))
    old = segment[layout.timing] if layout.timing else Value()
    if not old and order is not None:
        old = order[7]
    if not old:
        return Timed()
    return _pattern(old.part(2), old[4], old[5], (old[7], old[8]))


def _pattern(pattern: Value, begun: str, ended: str, said: tuple[str, ...]) -> Timed:
    """A repeat pattern (table 0335) with its period and the sender's words for it."""
    name = pattern[1].strip()
    text = joined(pattern[2].strip() or name, *(words_.strip() for words_ in said))
    timing: dict[str, Any] = {"text": pattern[2].strip() or name}
    as_needed = None
    for expression, row in tables().patterns:
        found = expression.fullmatch(name)
        if found:
            number = found.groupdict().get("n")
            timing |= {
                "period": row.period or (number if row.unit else ""),
                "periodUnit": row.unit,
                "count": row.count or (number if row.period else ""),
                "event": row.event,
            }
            as_needed = row.as_needed or None
            break
    made = record(names.TIMING, **timing)
    return Timed(made if made.features else None, as_needed, iso(begun), iso(ended), text)

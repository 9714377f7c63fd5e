"""Results, vital signs and other observations as ObservationEntry."""

from __future__ import annotations

from typing import Any

from ....typesystem import names
from ...times import iso
from ..elements import Element, attribute, data_type, every, first, name
from ..statements import Statement
from .context import Context, Feature

CODED = ("CD", "CE", "CV", "CO", "CS")
AMOUNTS = ("PQ", "INT", "REAL", "MO", "RTO", "IVL", "PPD")


def make(context: Context, statement: Statement) -> None:
    """What was observed is the code; what it was, the value."""
    make_as(context, statement, names.OBSERVATION_ENTRY)


def make_as(context: Context, statement: Statement, type_name: str) -> None:
    """An observation of some type with its value, range and panel; of several values an entry for
    each, as FHIR has one value an Observation."""
    begun, ended = _period(context, statement)
    for value in statement.every("value") or (None,):
        context.entry(
            type_name,
            statement,
            statement.get("code"),
            begun=begun,
            ended=ended,
            category=statement.category or context.category or None,
            panel=_panel(context, statement),
            interpretation=context.code(statement.get("interpretationCode")),
            **value_of(context, value),
            **_range(context, statement),
        )


def _period(context: Context, statement: Statement) -> tuple[str | None, str | None]:
    """Its own time; that of its panel when it has none, as senders of vital signs write."""
    holder = statement
    if statement.get("effectiveTime") is None and statement.parent is not None:
        holder = statement.parent if statement.parent.name == "organizer" else statement
    return context.period(holder.get("effectiveTime"))


def _panel(context: Context, statement: Statement) -> Feature:
    """The code of the organizer around it."""
    for up in statement.around():
        if up.name == "organizer":
            return context.code(up.get("code"))
    return None


def value_of(context: Context, value: Element | None) -> dict[str, Any]:
    """The value as a quantity, a code or words, by its type, stated or seen."""
    if value is None:
        return {}
    kind = data_type(value) or _seen(value)
    if kind.startswith(CODED):
        return {"coded": context.code(value)}
    if kind.startswith(AMOUNTS):
        return {"quantity": context.quantity(value)}
    if kind == "BL":
        return {"text": attribute(value, "value") or None}
    if kind == "TS":
        return {"text": iso(attribute(value, "value")) or None}
    words = context.words.said(value)
    if not words and attribute(value, "nullFlavor"):
        return {"coded": context.code(value)}
    return {"text": words or None}


def _seen(value: Element) -> str:
    """The type of a value that states none."""
    if attribute(value, "code"):
        return "CD"
    return "PQ" if attribute(value, "value") or first(value, "low") is not None else ""


def _range(context: Context, statement: Statement) -> dict[str, Any]:
    """The reference ranges: the first with bounds, and all that are in words."""
    bounds, words = None, []
    for reference in statement.every("referenceRange"):
        for part in every(reference, "observationRange"):
            for child in part:
                if name(child) == "text":
                    words.append(context.words.said(child))
                elif name(child) == "value" and bounds is None:
                    bounds, said = _bounds(context, child)
                    words.append(said)
    return {"range": bounds, "rangeText": "; ".join(filter(None, words)) or None}


def _bounds(context: Context, value: Element) -> tuple[Feature, str]:
    """A range's value: an interval, or words where a sender put words."""
    made = value_of(context, value)
    return made.get("quantity"), made.get("text") or ""

"""A section without a narrative in words: the display names of its entries, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .elements import Element, attribute, data_type, every, first, text_of
from .entries.context import material
from .statements import Statement

SILENT = frozenset(("wrapper", "concern", "diagnosis", "relative", "pointer"))
INDENT = "  "


def lines(statements: Iterable[Statement], level: int = 0) -> Iterator[str]:
    """A line for each statement that has a name, those within it indented."""
    for statement in statements:
        words = "" if statement.kind in SILENT else describe(statement)
        if words:
            yield INDENT * level + words
        yield from lines(statement.parts, level + bool(words))


def describe(statement: Statement) -> str:
    """What is coded, in words: ``not: Sodium: 141 mmol/L``; empty when it has none."""
    product, named = material(statement)
    entity = first(statement.element, "participant", "participantRole", "playingEntity")
    subject = [
        named,
        display(product),
        text_of(first(entity, "name")),
        display(first(entity, "code")),
        _name_of(statement.get("code")),
    ]
    value = display(statement.get("value"))
    said = ": ".join(dict.fromkeys(filter(None, [next(filter(None, subject), ""), value])))
    said = said or text_of(statement.get("text"))
    negated = attribute(statement.element, "negationInd").lower() in ("true", "1")
    return f"not: {said}" if said and negated else said


def _name_of(code: Element | None) -> str:
    """ASSERTION only says that the value is what matters."""
    return "" if attribute(code, "code") == "ASSERTION" else display(code)


def display(element: Element | None) -> str:
    """A coded value, an amount or words as a reader would write them; empty for none."""
    if element is None:
        return ""
    named = attribute(element, "displayName") or text_of(first(element, "originalText"))
    if not named:
        translations = (attribute(t, "displayName") for t in every(element, "translation"))
        named = next(filter(None, translations), "")
    if named or data_type(element) in ("CD", "CE", "CV", "CO"):
        return named
    low, high = (
        attribute(first(element, "low"), "value"),
        attribute(first(element, "high"), "value"),
    )
    amount = attribute(element, "value") or "-".join(filter(None, [low, high]))
    unit = attribute(element, "unit") or attribute(first(element, "low"), "unit")
    return " ".join(filter(None, [amount, unit])) or text_of(element)

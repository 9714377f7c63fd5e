"""Conditions of relatives as FamilyHistoryEntry."""

from __future__ import annotations

from typing import Any

from ....typesystem import names
from ..elements import Element, attribute, first
from ..statements import Statement, relative_of
from .context import Context
from .problems import age


def make(context: Context, statement: Statement) -> None:
    """A condition of a relative: the value, or the code where there is no value."""
    value = statement.get("value")
    subject = value if value is not None else statement.get("code")
    context.entry(
        names.FAMILY_HISTORY_ENTRY,
        statement,
        subject,
        age=age(context, statement),
        **_relative(context, statement),
    )


def make_relative(context: Context, statement: Statement) -> None:
    """A relative of whom no condition is said, but who is coded."""
    if not statement.parts:
        context.entry(names.FAMILY_HISTORY_ENTRY, statement, None, **_relative(context, statement))


def _relative(context: Context, statement: Statement) -> dict[str, Any]:
    relative = relative_of(statement)
    person = first(relative, "subject")
    died = any([*statement.take("death")]) or _has_died(person)
    return {
        "relation": context.code(first(relative, "code")),
        "sex": attribute(first(person, "administrativeGenderCode"), "code") or None,
        "deceased": died,
    }


def _has_died(person: Element | None) -> bool | None:
    """By the sdtc extensions; None when nothing is said."""
    if attribute(first(person, "deceasedTime"), "value"):
        return True
    return {"true": True, "false": False}.get(attribute(first(person, "deceasedInd"), "value"))

"""What is intended, requested or appointed as PlanEntry; acts of no other kind as Entry."""

from __future__ import annotations

from ....typesystem import names
from ..kinds import meaning
from ..statements import EVENTS, Statement
from .context import Context, material
from .observations import value_of


def make(context: Context, statement: Statement) -> None:
    """Something that has not happened; a goal's value is its note."""
    subject = statement.get("code")
    if subject is None:
        subject, _ = material(statement)
    context.entry(
        names.PLAN_ENTRY,
        statement,
        subject,
        intent=meaning("intent", "mood", statement.mood) or statement.mood.lower(),
        activity=meaning("activity", "element", statement.name),
        note="\n".join(filter(None, [context.note(statement), _aim(context, statement)])) or None,
    )


def make_act(context: Context, statement: Statement) -> None:
    """An act, a comment or a supply that has a type of its own nowhere else."""
    if statement.mood not in EVENTS:
        make(context, statement)
        return
    subject = statement.get("code")
    named = ""
    if subject is None:
        subject, named = material(statement)
    code = context.named(context.code(subject), named)
    context.entry(names.ENTRY, statement, subject, code=code)


def _aim(context: Context, statement: Statement) -> str:
    """The value that is aimed at, in words."""
    value = value_of(context, statement.get("value"))
    quantity = value.get("quantity")
    if quantity is not None:
        between = "-".join(filter(None, [quantity.low, quantity.high]))
        return " ".join(filter(None, [quantity.value or between, quantity.unit]))
    coded = value.get("coded")
    words: str | None = value.get("text")
    return words or (coded and (coded.display or coded.text or coded.code)) or ""

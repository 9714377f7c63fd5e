"""Vaccinations as ImmunizationEntry."""

from __future__ import annotations

from ....typesystem import names
from ..elements import first, text_of
from ..statements import Statement
from .context import Context, Feature, material
from .medications import Times


def make(context: Context, statement: Statement) -> None:
    """A vaccination, given or (negated) not given."""
    code, named = material(statement)
    times = Times.of(statement)
    product = first(statement.get("consumable"), "manufacturedProduct", "manufacturedMaterial")
    lot = text_of(first(product, "lotNumberText"))
    for _ in statement.take("medication"):
        pass  # a supply of the same vaccine
    context.entry(
        names.IMMUNIZATION_ENTRY,
        statement,
        code,
        code=context.named(context.code(code), named),
        begun=times.begun or None,
        ended=times.ended or None,
        dose=context.quantity(statement.get("doseQuantity")),
        route=context.code(statement.get("routeCode")),
        site=context.code(statement.get("approachSiteCode")),
        lot=lot or None,
        reason=_reason(context, statement),
    )


def _reason(context: Context, statement: Statement) -> Feature:
    """Why it was not given."""
    for part in statement.take("reason"):
        code = part.get("code")
        value = part.get("value")
        return context.code(value if value is not None else code)
    return None

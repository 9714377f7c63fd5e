"""Procedures, also those that senders code as acts and observations, as ProcedureEntry."""

from __future__ import annotations

from ....typesystem import names
from ..statements import Statement
from .context import Context


def make(context: Context, statement: Statement) -> None:
    """Something done to the patient."""
    context.entry(
        names.PROCEDURE_ENTRY,
        statement,
        statement.get("code"),
        site=context.code(statement.get("targetSiteCode")),
    )

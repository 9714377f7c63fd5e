"""Visits and stays as EncounterEntry."""

from __future__ import annotations

from ....typesystem import names
from ..elements import attribute, every, first, text_of
from ..statements import Statement
from .context import Context, Feature


def make(context: Context, statement: Statement) -> None:
    """A visit or stay. Its diagnoses are listed, and each is a ProblemEntry as well."""
    context.entry(
        names.ENCOUNTER_ENTRY,
        statement,
        statement.get("code"),
        location=_location(statement),
        diagnosis=_diagnoses(context, statement),
    )


def _location(statement: Statement) -> str | None:
    for participant in statement.every("participant"):
        if attribute(participant, "typeCode") == "LOC":
            for role in every(participant, "participantRole"):
                named = text_of(first(role, "playingEntity", "name"))
                return named or attribute(first(role, "code"), "displayName") or None
    return None


def _diagnoses(context: Context, statement: Statement) -> Feature:
    codes = [
        context.code(problem.get("value"))
        for part in statement.parts
        if part.kind == "diagnosis"
        for problem in part.parts
        if problem.kind == "problem"
    ]
    found = [code for code in codes if code is not None]
    return context.cas.array(found) if found else None

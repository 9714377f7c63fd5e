"""Observations of allergies and intolerances as AllergyEntry."""

from __future__ import annotations

from ....typesystem import names
from ..elements import Element, attribute, every, first, text_of
from ..statements import Statement
from .context import Context, Feature
from .problems import concern_status, severity, status


def make(context: Context, statement: Statement) -> None:
    """The substance is the consumed participant; the sort of allergy, the value."""
    entity = _entity(statement)
    substance = first(entity, "code")
    value = statement.get("value")
    subject = substance if entity is not None else _told(context, value)
    named = text_of(first(entity, "name"))
    kind = value if value is not None else statement.get("code")
    clinical, _ = status(context, statement)
    context.entry(
        names.ALLERGY_ENTRY,
        statement,
        subject,
        code=context.named(context.code(subject), named),
        category=context.code(kind),
        status=concern_status(statement),
        clinicalStatus=clinical or None,
        criticality=_criticality(context, statement),
        severity=severity(context, statement),
        reactions=_reactions(context, statement),
    )


def _told(context: Context, value: Element | None) -> Element | None:
    """A value that names the substance ("allergy to penicillin"), not only a sort of allergy."""
    return None if context.meaning("allergyType", value) else value


def _entity(statement: Statement) -> Element | None:
    for participant in statement.every("participant"):
        if attribute(participant, "typeCode") in ("CSM", ""):
            entity = next(every(participant, "participantRole", "playingEntity"), None)
            if entity is not None:
                return entity
    return None


def _criticality(context: Context, statement: Statement) -> str | None:
    for part in statement.take("criticality"):
        value = part.get("value")
        known = context.meaning("criticality", value) or context.display(value).lower()
        if known:
            return known
    return None


def _reactions(context: Context, statement: Statement) -> Feature:
    """What it did: the observations that manifest it, each with its severity."""
    made = []
    for part in statement.take("reaction", relation="MFST"):
        value = part.get("value")
        subject = value if value is not None else part.get("code")
        words = context.words.said(part.get("text"))
        code = context.code(subject)
        if code is None or not (code.code or code.display or code.text):
            code = context.named(code, words)
        made.append(
            context.cas.new(names.REACTION, manifestation=code, severity=severity(context, part))
        )
    return context.cas.array(made) if made else None

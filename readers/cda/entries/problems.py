"""Observations of problems, diagnoses and complaints as ProblemEntry."""

from __future__ import annotations

from ....typesystem import names
from ..elements import Element, attribute
from ..statements import Statement
from .context import Context, Feature


def make(context: Context, statement: Statement) -> None:
    """The problem is the value; what sort of statement it is, the code."""
    value = statement.get("value")
    code = statement.get("code")
    subject = value if value is not None else code
    clinical, verification = status(context, statement)
    context.entry(
        names.PROBLEM_ENTRY,
        statement,
        subject,
        code=context.named(context.code(subject), _words(context, value)),
        category=context.code(code) if value is not None else None,
        status=concern_status(statement),
        clinicalStatus=clinical or None,
        verification=verification or None,
        severity=severity(context, statement),
        site=context.code(statement.get("targetSiteCode")),
        age=age(context, statement),
    )


def _words(context: Context, value: Element | None) -> str:
    """What a value in words, not codes, says."""
    coded = value is None or attribute(value, "code") or attribute(value, "nullFlavor")
    return "" if coded else context.words.said(value)


def status(context: Context, statement: Statement) -> tuple[str, str]:
    """What is said of the problem itself: clinical status and verification."""
    clinical = ""
    verification = "refuted" if _is_negated(statement) else ""
    verification = verification or context.meaning("verification", statement.get("uncertaintyCode"))
    for part in statement.take("status"):
        value = part.get("value")
        certain = context.meaning("verification", value)
        verification = verification or certain
        if not certain:
            known = context.meaning("clinicalStatus", value)
            clinical = clinical or known or context.display(value).lower()
    return clinical, verification


def _is_negated(statement: Statement) -> bool:
    return attribute(statement.element, "negationInd").lower() in ("true", "1")


def concern_status(statement: Statement) -> str | None:
    """The status of the concern it stands in, which may be active when the observation of it is
    completed, as it always is; its own when it stands in none."""
    around = (up for up in statement.around() if up.kind == "concern")
    holder = next(around, statement)
    return attribute(holder.get("statusCode"), "code").lower() or None


def severity(context: Context, statement: Statement) -> Feature:
    """The severity that is said of a problem, an allergy or a reaction."""
    found = [context.code(part.get("value")) for part in statement.take("severity")]
    return next(filter(None, found), None)


def age(context: Context, statement: Statement) -> Feature:
    """The age at onset."""
    found = [context.quantity(part.get("value")) for part in statement.take("age")]
    return next(filter(None, found), None)

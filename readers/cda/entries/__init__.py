"""What the sender coded: the clinical statements of CDA entries as Cascara's Entry types."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..statements import Statement
from . import (
    allergies,
    encounters,
    family,
    immunizations,
    medications,
    observations,
    plan,
    problems,
    procedures,
    social,
)
from .context import Context
from .words import Ids, Words

__all__ = ["Context", "Ids", "Words", "make"]

Maker = Callable[[Context, Statement], None]

MAKERS: Mapping[str, Maker] = {
    "medication": medications.make,
    "sig": medications.make,
    "immunization": immunizations.make,
    "problem": problems.make,
    "reaction": problems.make,
    "allergy": allergies.make,
    "observation": observations.make,
    "severity": observations.make,
    "criticality": observations.make,
    "status": observations.make,
    "age": observations.make,
    "death": observations.make,
    "reason": observations.make,
    "source": observations.make,
    "social": social.make,
    "procedure": procedures.make,
    "encounter": encounters.make,
    "family": family.make,
    "relative": family.make_relative,
    "plan": plan.make,
    "statement": plan.make_act,
    "comment": plan.make_act,
    "instruction": plan.make_act,
}
"""Who makes the entry of a kind; kinds that only hold or point at others have nobody."""


def make(context: Context, statement: Statement) -> None:
    """Makes the entries of a statement and of those within it, in document order.

    A statement that its parent has as a feature has no entry of its own; what is inside it may.
    """
    maker = MAKERS.get(statement.kind)
    if maker is not None and not statement.taken:
        maker(context, statement)
    for part in statement.parts:
        make(context, part)

"""The types that a reader of coded documents brings along."""

from ..typesystem import names

CODED = (
    names.SECTION,
    names.ENTRY,
    names.ALLERGY_ENTRY,
    names.ENCOUNTER_ENTRY,
    names.FAMILY_HISTORY_ENTRY,
    names.IMMUNIZATION_ENTRY,
    names.MEDICATION_ENTRY,
    names.OBSERVATION_ENTRY,
    names.PLAN_ENTRY,
    names.PROBLEM_ENTRY,
    names.PROCEDURE_ENTRY,
    names.SOCIAL_HISTORY_ENTRY,
)
"""Sections, and what the sender had coded."""

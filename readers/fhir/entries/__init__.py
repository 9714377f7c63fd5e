"""Resources as entries, by their type."""

from __future__ import annotations

from . import medications, observations, plans, problems, treatments
from .given import Entry, Given, Maker

MAKERS: dict[str, Maker] = {
    "AllergyIntolerance": problems.allergy,
    "Appointment": plans.appointment,
    "CarePlan": plans.care_plan,
    "Condition": problems.problem,
    "DiagnosticReport": observations.report,
    "Encounter": treatments.encounter,
    "FamilyMemberHistory": treatments.family,
    "Goal": plans.goal,
    "Immunization": treatments.immunization,
    "MedicationAdministration": medications.administration,
    "MedicationDispense": medications.dispense,
    "MedicationRequest": medications.request,
    "MedicationStatement": medications.statement,
    "Observation": observations.observation,
    "Procedure": treatments.procedure,
    "ServiceRequest": plans.service,
}

__all__ = ["MAKERS", "Entry", "Given", "Maker"]

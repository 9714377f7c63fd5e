"""Which US Core profile a resource may claim: only what it keeps in full (US Core 6.1.0)."""

from __future__ import annotations

from .codes import Json
from .tables import Profile, tables

US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
PATIENT = f"{US_CORE}us-core-patient"


def claim(resource: Json, patient_conforms: bool) -> str:
    """The URL of the profile; empty when the resource may not claim one."""
    if resource["resourceType"] == "Patient":
        return PATIENT if patient_conforms else ""
    if not patient_conforms:
        return ""
    for row in tables().profiles:
        if row.type == resource["resourceType"] and _keeps(resource, row):
            return US_CORE + row.profile
    return ""


def conforms(patient: Json) -> bool:
    """Whether a Patient keeps us-core-patient: an identifier with its system, a name in parts, a
    gender."""
    identified = any("system" in one for one in patient.get("identifier", ()))
    named = any("family" in one or "given" in one for one in patient.get("name", ()))
    return identified and named and "gender" in patient


def _keeps(resource: Json, row: Profile) -> bool:
    code = resource.get("type" if row.type == "DocumentReference" else "code", {})
    systems = {one.get("system") for one in code.get("coding", ())}
    categories = {
        one.get("code")
        for category in resource.get("category", ())
        if isinstance(category, dict)
        for one in category.get("coding", ())
    }
    if systems.isdisjoint(row.systems) or (row.category and row.category not in categories):
        return False
    # us-core-7: a procedure that was done says when.
    done = row.type == "Procedure" and resource["status"] in ("completed", "in-progress")
    return not done or any(name.startswith("performed") for name in resource)

"""What the sender had coded, as resources of their own; or as references, when it was FHIR."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ...typesystem import names
from ..findings import Findings
from . import coded_observations, coded_problems, coded_treatments
from .codes import Json, clean
from .context import Context
from .ids import Ids
from .values import identifier

BUILDERS: dict[str, Callable[[Any, Context], Json | None]] = {
    "MedicationEntry": coded_treatments.medication,
    "ProblemEntry": coded_problems.problem,
    "AllergyEntry": coded_problems.allergy,
    "ObservationEntry": coded_observations.observation,
    "SocialHistoryEntry": coded_observations.observation,
    "ProcedureEntry": coded_treatments.procedure,
    "ImmunizationEntry": coded_treatments.immunization,
    "EncounterEntry": coded_treatments.encounter,
    "FamilyHistoryEntry": coded_problems.family,
    "PlanEntry": coded_treatments.plan,
}
NOTED = frozenset(
    ("Condition", "AllergyIntolerance", "Observation", "MedicationStatement", "Procedure")
) | {"Immunization", "FamilyMemberHistory", "ServiceRequest", "MedicationRequest", "Goal"}
"""Resources that have ``note``."""

_REFERENCE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}")


def reference(entry: Any) -> str:
    """The sender's own resource, ``Type/id``; empty when it was not FHIR."""
    written = entry.identifier or ""
    return written if _REFERENCE.fullmatch(written) else ""


def resources(findings: Findings, context: Context, ids: Ids) -> Iterator[tuple[Any, Json]]:
    """Entries and their resources, without those that are the sender's own resources already."""
    given = findings.select(names.ENTRY)
    # FHIR may hold a CDA document, whose entries are no resources yet; a resource without an id
    # is one all the same.
    of_fhir = findings.metadata.format == "fhir" and not any(
        entry.identifier and not reference(entry) for entry in given
    )
    visit = identifier(findings.metadata.items.get("encounter.id", "").replace("|", "^"))
    for entry in given:
        build = BUILDERS.get(entry.type.short_name)
        if build is None or _is_empty(entry) or reference(entry):
            continue
        if (of_fhir and not entry.identifier) or _is_visit(entry, visit):
            continue
        made = build(entry, context)
        if made is not None:
            yield entry, _complete(made, entry, context, ids)


def _is_empty(entry: Any) -> bool:
    """Whether the sender says that there is nothing to say (``nullFlavor``), and says no more."""
    code = entry.code
    said = code is not None and (code.code or code.text or code.display)
    return bool(entry.nullFlavor) and not said


def _is_visit(entry: Any, visit: Json) -> bool:
    """Whether it is the document's own encounter."""
    is_encounter = entry.type.short_name == "EncounterEntry"
    return bool(visit) and is_encounter and identifier(entry.identifier) == visit


def _complete(made: Json, entry: Any, context: Context, ids: Ids) -> Json:
    """With id, identifier, words and notes."""
    kind = made.pop("resourceType")
    named = entry.identifier or f"{entry.begin}-{entry.end}"
    result: Json = {
        "resourceType": kind,
        "id": ids.make(kind, entry.type.short_name, named),
    }
    if entry.joined:
        result["extension"] = [context.derivation(entry.begin, entry.end)]
    known = identifier(entry.identifier)
    if known:
        result["identifier"] = [known]
    result.update(made)
    note = clean(entry.note or "")
    if note and kind in NOTED:
        result["note"] = [*made.get("note", ()), {"text": note}]
    return result

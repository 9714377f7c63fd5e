"""Makes ``elements.tsv`` from the models of fhir.resources.

A tool of the project's developers: ``python -m cascara.readers.fhir.generate``, with the extra
``fhir``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .elements import TABLE

RESOURCES = """
    Bundle Composition DocumentReference DiagnosticReport Binary
    Patient Encounter Practitioner PractitionerRole RelatedPerson Organization Location
    Condition AllergyIntolerance Observation Procedure Immunization FamilyMemberHistory
    Medication MedicationRequest MedicationStatement MedicationAdministration MedicationDispense
    ServiceRequest CarePlan Goal Appointment
"""
"""Those the reader knows; others pass, whatever they hold."""

HEAD = """\
# Elements of the FHIR R4B resources that are read, and of their data types.
# owner: resource, data type, or backbone element by its path without dots. many: * when it repeats.
# Source: the models of fhir.resources; made by cascara.readers.fhir.generate, not to be edited.
"""
_ANNOTATED = re.compile(r"abc\.(\w+?)Type\b|\b(Decimal|bool|int|Integer\w*|\w*Int)\b")
_NUMBERS = {"Decimal": "decimal", "bool": "boolean"}


def rows() -> Iterator[tuple[str, str, str, str]]:
    """owner, element, type, many: for each resource, then for the types it is made of."""
    waiting, seen = RESOURCES.split(), set(RESOURCES.split())
    while waiting:
        owner = waiting.pop(0)
        for name, kind, many in _elements(owner):
            yield owner, name, kind, many
            if kind[0].isupper() and kind not in seen and kind != "Resource":
                seen.add(kind)
                waiting.append(kind)


def _elements(owner: str) -> Iterator[tuple[str, str, str]]:
    from fhir.resources.R4B import get_fhir_model_class

    model: Any = get_fhir_model_class(owner)
    wanted = set(model.elements_sequence()) | {"id", "extension"}
    for field in model.model_fields.values():
        name = field.alias
        if name not in wanted:
            continue
        written = str(field.annotation)
        found = _ANNOTATED.search(written)
        kind = "string" if found is None else found[1] or _NUMBERS.get(found[2], "integer")
        yield name, kind, "*" if "List[" in written else ""


def main() -> None:
    """Writes the table."""
    lines = ["\t".join(row).rstrip() for row in (("owner", "element", "type", "many"), *rows())]
    Path(__file__).with_name(TABLE).write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

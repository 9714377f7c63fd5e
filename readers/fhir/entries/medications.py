"""MedicationRequest, -Statement, -Administration and -Dispense as MedicationEntry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....typesystem import names
from ..records import Record
from ..references import Scope
from ..shapes import Json
from .given import Entry, Given, day, detail
from .values import (
    amount_words,
    code,
    first,
    interval,
    one_line,
    period,
    quantity,
    ratio,
    reference,
    timing,
    words,
)

ORDER, EVENT, STATEMENT = "intent", "event", "statement"


def request(given: Given) -> Iterator[Entry]:
    """A MedicationRequest: from its dosage's bounds, else when it was written."""
    resource = given.resource
    dosages = _dosages(resource, "dosageInstruction")
    begun, ended = _bounds(dosages)
    yield _entry(given, ORDER, dosages, begun or resource.get("authoredOn"), ended)


def statement(given: Given) -> Iterator[Entry]:
    """A MedicationStatement."""
    dosages = _dosages(given.resource, "dosage")
    begun, ended = period(given.resource, "effective")
    bounds = _bounds(dosages)
    yield _entry(given, STATEMENT, dosages, begun or bounds[0], ended or bounds[1])


def administration(given: Given) -> Iterator[Entry]:
    """A MedicationAdministration; its one dosage has no timing."""
    dosage = given.resource.get("dosage")
    begun, ended = period(given.resource, "effective")
    yield _entry(given, EVENT, [dosage] if dosage else [], begun, ended)


def dispense(given: Given) -> Iterator[Entry]:
    """A MedicationDispense."""
    resource = given.resource
    begun = resource.get("whenHandedOver") or resource.get("whenPrepared")
    yield _entry(given, EVENT, _dosages(resource, "dosageInstruction"), begun, None)


def _entry(
    given: Given, intent: str, dosages: list[Json], begun: str | None, ended: str | None
) -> Entry:
    resource, scope = given.resource, given.scope
    drug = drug_of(resource, scope)
    target = scope.resolve(resource.get("medicationReference"), "Medication")
    features = _how(dosages[0]) if dosages else {}
    reason = first(resource.get("reasonCode")) or _reason(resource, scope)
    instructions = "\n".join(dict.fromkeys(filter(None, map(_instructions, dosages))))
    asked = features.pop("asked", None)
    line = detail(words(drug), str(resource.get("status") or ""), day(begun))
    said = "; ".join(dict.fromkeys(filter(None, (_shown(dosage) for dosage in dosages))))
    return given.entry(
        names.MEDICATION_ENTRY,
        ": ".join(part for part in (line, said) if part),
        code=code(drug),
        intent=intent,
        begun=begun,
        ended=ended,
        form=code(target.get("form")) if target is not None else None,
        reason=code(asked) or code(reason),
        text=instructions,
        **features,
    )


def drug_of(resource: Json, scope: Scope) -> Json | None:
    """The concept of ``medication[x]``."""
    concept: Json | None = resource.get("medicationCodeableConcept")
    return concept or reference(resource.get("medicationReference"), scope)


def _reason(resource: Json, scope: Scope) -> Json | None:
    return reference(first(resource.get("reasonReference")), scope)


def _dosages(resource: Json, element: str) -> list[Json]:
    """In the order of their sequence numbers."""
    found = [one for one in resource.get(element) or () if one]
    return sorted(found, key=lambda one: one.get("sequence") or 0)


def _bounds(dosages: list[Json]) -> tuple[str | None, str | None]:
    begun = ended = None
    for dosage in dosages:
        repeat = (dosage.get("timing") or {}).get("repeat") or {}
        bounds = repeat.get("boundsPeriod") or {}
        begun = begun or bounds.get("start")
        ended = bounds.get("end") or ended
    return begun, ended


def _how(dosage: Json) -> dict[str, Any]:
    """Dose, rate, route, timing and whether as needed, of one dosage."""
    amounts = first(dosage.get("doseAndRate")) or dosage
    asked = dosage.get("asNeededCodeableConcept")
    return {
        "dose": _dose(amounts),
        "rate": _rate(amounts),
        "route": code(dosage.get("route")),
        "timing": timing(dosage.get("timing")),
        "asNeeded": True if asked else dosage.get("asNeededBoolean"),
        "asked": asked,
    }


def _dose(amounts: Json) -> Record | None:
    dose = amounts.get("doseQuantity") or amounts.get("dose")  # the latter: administrations
    return quantity(dose) or interval(amounts.get("doseRange"))


def _rate(amounts: Json) -> Record | None:
    found = ratio(amounts.get("rateRatio")) or interval(amounts.get("rateRange"))
    return found or quantity(amounts.get("rateQuantity"))


def _instructions(dosage: Json) -> str:
    """All that the sender says in words."""
    more = [words(one) for one in dosage.get("additionalInstruction") or ()]
    said = dict.fromkeys((dosage.get("text"), *more, dosage.get("patientInstruction")))
    return "; ".join(text.strip() for text in said if text and text.strip())


def _shown(dosage: Json) -> str:
    """One dosage as a reader sees it: the sender's words, else what is coded."""
    said = _instructions(dosage)
    if said:
        return one_line(said)
    amounts = first(dosage.get("doseAndRate")) or dosage
    schedule = dosage.get("timing") or {}
    repeat = schedule.get("repeat") or {}
    how_often = words(schedule.get("code"))
    if not how_often and repeat.get("period") is not None:
        count = repeat.get("frequency")
        times = f"{count} times " if count and count != 1 else ""
        how_often = f"{times}every {repeat['period']} {repeat.get('periodUnit') or ''}".strip()
    needed = dosage.get("asNeededBoolean") or dosage.get("asNeededCodeableConcept")
    parts = (
        amount_words(_dose(amounts)),
        words(dosage.get("route")),
        how_often,
        " ".join(one for one in repeat.get("when") or () if one),
        "as needed" if needed else "",
    )
    return ", ".join(part for part in parts if part)

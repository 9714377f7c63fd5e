"""Procedure, Immunization, Encounter and FamilyMemberHistory as entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....typesystem import names
from ..records import Record
from ..shapes import Json
from .given import Entry, Given, day, detail
from .values import (
    amount_words,
    code,
    coding,
    first,
    interval,
    notes,
    one_line,
    period,
    quantity,
    reference,
    words,
)


def procedure(given: Given) -> Iterator[Entry]:
    """A Procedure; when it was done in words is a note."""
    resource = given.resource
    begun, ended = period(resource, "performed")
    site = first(resource.get("bodySite"))
    line = detail(words(resource.get("code")), words(site), _status(resource), day(begun))
    yield given.entry(
        names.PROCEDURE_ENTRY,
        line,
        resource.get("performedString"),
        code=code(resource.get("code")),
        site=code(site),
        begun=begun,
        ended=ended,
    )


def _status(resource: Json) -> str:
    """The status when it says more than that it was done."""
    status = str(resource.get("status") or "")
    return "" if status in ("completed", "final", "finished", "not-done") else status


def immunization(given: Given) -> Iterator[Entry]:
    """An Immunization."""
    resource = given.resource
    begun = resource.get("occurrenceDateTime")
    reason = resource.get("statusReason") or first(resource.get("reasonCode"))
    yield given.entry(
        names.IMMUNIZATION_ENTRY,
        detail(words(resource.get("vaccineCode")), day(begun)),
        resource.get("occurrenceString"),
        code=code(resource.get("vaccineCode")),
        dose=quantity(resource.get("doseQuantity")),
        route=code(resource.get("route")),
        site=code(resource.get("site")),
        lot=resource.get("lotNumber"),
        reason=code(reason) if given.negated else None,
        begun=begun,
    )


def encounter(given: Given) -> Iterator[Entry]:
    """An Encounter: its type, else its class; diagnoses and reasons as codes."""
    resource = given.resource
    span = resource.get("period") or {}
    kind = first(resource.get("type"))
    class_ = resource.get("class")
    about = [
        reference(one.get("condition"), given.scope) for one in _objects(resource, "diagnosis")
    ]
    about += _objects(resource, "reasonCode")
    about += [reference(one, given.scope) for one in _objects(resource, "reasonReference")]
    diagnoses = {repr(one): one for one in map(code, about) if one is not None}
    shown = words(kind) or one_line(
        (class_ or {}).get("display") or (class_ or {}).get("code") or ""
    )
    reasons = "; ".join(dict.fromkeys(filter(None, map(words, about))))
    line = detail(shown, day(span.get("start")))
    yield given.entry(
        names.ENCOUNTER_ENTRY,
        ": ".join(part for part in (line, reasons) if part),
        code=code(kind) or (coding(class_) if class_ else None),
        begun=span.get("start"),
        ended=span.get("end"),
        location=place(given),
        diagnosis=list(diagnoses.values()),
    )


def place(given: Given) -> str:
    """The name of the first location of an Encounter; empty without one."""
    for one in _objects(given.resource, "location"):
        found = one.get("location") or {}
        target = given.scope.resolve(found, "Location") or {}
        name = found.get("display") or target.get("name")
        if name:
            return str(name)
    return ""


def family(given: Given) -> Iterator[Entry]:
    """A FamilyMemberHistory: an entry for each condition; one that names none is one as well."""
    resource = given.resource
    common = _relative(resource)
    relative = words(resource.get("relationship")) or str(resource.get("name") or "")
    for condition in _objects(resource, "condition") or [{}]:
        age = quantity(condition.get("onsetAge")) or interval(condition.get("onsetRange"))
        when = period(condition, "onset")
        said = condition.get("onsetString")
        about = detail(
            words(condition.get("code")), amount_words(age) or said, words(condition.get("outcome"))
        )
        yield given.entry(
            names.FAMILY_HISTORY_ENTRY,
            ": ".join(part for part in (relative, about) if part),
            notes(condition),
            f"onset: {said}" if said else None,
            code=code(condition.get("code")),
            age=age,
            begun=when[0],
            ended=when[1],
            **common,
        )


def _relative(resource: Json) -> dict[str, Any]:
    """Relation, sex, and whether the relative has died."""
    died = resource.get("deceasedBoolean")
    if died is None:
        names_ = ("deceasedAge", "deceasedRange", "deceasedDate", "deceasedString")
        died = True if any(resource.get(name) for name in names_) else None
    sex = resource.get("sex") or {}
    sexes = [one.get("code") for one in sex.get("coding") or () if one] or [sex.get("text")]
    relation: Record | None = code(resource.get("relationship"))
    return {"relation": relation, "sex": sexes[0], "deceased": died}


def _objects(resource: Json, element: str) -> list[Json]:
    return [one for one in resource.get(element) or () if one]

"""Condition as ProblemEntry, AllergyIntolerance as AllergyEntry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....typesystem import names
from ..records import Record, record
from ..shapes import Json
from .given import Entry, Given, day, detail
from .values import amount_words, code, code_of, first, interval, period, plain, quantity, words

CATEGORY = "http://hl7.org/fhir/allergy-intolerance-category"
TYPE = "http://hl7.org/fhir/allergy-intolerance-type"
SEVERITY = "http://hl7.org/fhir/reaction-event-severity"


def problem(given: Given) -> Iterator[Entry]:
    """A Condition; onset and abatement in words are notes."""
    resource = given.resource
    clinical = code_of(resource.get("clinicalStatus")).lower()
    verification = code_of(resource.get("verificationStatus")).lower()
    begun, age = _onset(resource)
    severity = resource.get("severity")
    said = verification if verification not in ("confirmed", "refuted") else ""
    line = detail(
        words(resource.get("code")), words(severity), clinical, said, day(begun), amount_words(age)
    )
    yield given.entry(
        names.PROBLEM_ENTRY,
        line,
        _said("onset", resource.get("onsetString")),
        _said("abatement", resource.get("abatementString")),
        _said("abatement", amount_words(_age(resource, "abatement"))),
        code=code(resource.get("code")),
        category=code(first(resource.get("category"))),
        status=None,
        clinicalStatus=clinical,
        verification=verification,
        severity=code(severity),
        site=code(first(resource.get("bodySite"))),
        begun=begun,
        ended=period(resource, "abatement")[0],
        age=age,
    )


def _onset(resource: Json) -> tuple[str | None, Record | None]:
    begun, _ = period(resource, "onset")
    return begun, _age(resource, "onset")


def _age(resource: Json, stem: str) -> Record | None:
    return quantity(resource.get(f"{stem}Age")) or interval(resource.get(f"{stem}Range"))


def _said(name: str, text: str | None) -> str | None:
    return f"{name}: {text}" if text else None


def allergy(given: Given) -> Iterator[Entry]:
    """An AllergyIntolerance."""
    resource = given.resource
    reactions = [one for one in resource.get("reaction") or () if one]
    named = resource.get("code") or first(one.get("substance") for one in reactions)
    clinical = code_of(resource.get("clinicalStatus")).lower()
    criticality = resource.get("criticality")
    verification = code_of(resource.get("verificationStatus")).lower()
    said = verification if verification == "unconfirmed" else ""
    manifested = [words(m) for one in reactions for m in one.get("manifestation") or ()]
    risk = f"criticality {criticality}" if criticality else ""
    about = detail(words(named), said, clinical, risk)
    yield given.entry(
        names.ALLERGY_ENTRY,
        ": ".join(part for part in (about, "; ".join(filter(None, manifested))) if part),
        *(one.get("description") for one in reactions),
        _said("onset", resource.get("onsetString")),
        code=code(named),
        category=_category(resource),
        status=None,
        clinicalStatus=clinical,
        verification=verification,
        criticality=criticality,
        begun=period(resource, "onset")[0],
        age=None,
        reactions=[made for one in reactions for made in _reactions(one)],
    )


def _category(resource: Json) -> Record | None:
    """The categories, and whether it is an allergy or an intolerance."""
    made = [plain(one, CATEGORY) for one in resource.get("category") or ()]
    made.append(plain(resource.get("type"), TYPE))
    found = [one for one in made if one is not None]
    if not found:
        return None
    return Record(names.CODE, {**found[0].features, **_others(found[1:])})


def _others(codes: list[Record]) -> dict[str, Any]:
    return {"translations": codes} if codes else {}


def _reactions(reaction: Json) -> Iterator[Record]:
    severity = plain(reaction.get("severity"), SEVERITY)
    for manifestation in reaction.get("manifestation") or ():
        made = record(names.REACTION, manifestation=code(manifestation), severity=severity)
        if made is not None:
            yield made

"""Lines and entries of coded segments: allergies, diagnoses, problems, procedures, orders."""

from __future__ import annotations

from collections.abc import Callable

from ...typesystem import names
from ..times import iso
from .message import Segment, Value
from .parts import Line
from .records import Record, code, coded, entity, record, system, words
from .tables import tables

_DELETED = "D"


def render(segment: Segment) -> tuple[str, Line] | None:
    """The kind of part a coded segment belongs to and its line; None when it says nothing."""
    kind, make = SEGMENTS[segment.name]
    line = make(segment)
    return (kind, line) if line is not None and line.text else None


def joined(*parts: str) -> str:
    """Parts of a line, without the empty ones."""
    return ", ".join(part for part in parts if part)


def day(time: str) -> str:
    """The day of an ISO time, for reading."""
    return time.partition("T")[0]


def _allergy(segment: Segment) -> Line | None:
    """AL1: the substance with its severity, what it did and when."""
    reactions = [value.whole.strip() for value in segment.values(5)]
    return _substance(segment, reactions, segment.text(6), "")


def _adverse(segment: Segment) -> Line | None:
    """IAM: as AL1, with an action and a clinical status."""
    reactions = [value.whole.strip() for value in segment.values(5)]
    status = segment.text(17, 2) or segment.text(17)
    if segment.text(6) == _DELETED:
        status = "deleted"
    return _substance(segment, reactions, segment.text(11) or segment.text(13), status)


def _substance(segment: Segment, reactions: list[str], time: str, status: str) -> Line | None:
    substance = code(segment[3])
    if substance is None:
        return None
    severity, category = segment.text(4), segment.text(2)
    severity_words = _named(segment[4], tables().severities)
    category_words = _named(segment[2], tables().allergies)
    begun = iso(time)
    did = [
        record(names.REACTION, manifestation=record(names.CODE, text=text)) for text in reactions
    ]
    entry = record(
        names.ALLERGY_ENTRY,
        code=substance,
        category=coded(category, "0127", category_words),
        severity=coded(severity, "0128", severity_words),
        reactions=did,
        begun=begun,
        status=status.lower(),
    )
    detail = joined(category_words, severity_words, day(begun), status.lower())
    text = words(segment[3]) + (f" ({detail})" if detail else "")
    return Line(text + (": " + "; ".join(reactions) if reactions else ""), entry)


def _named(value: Value, table: dict[str, str]) -> str:
    """What a code of a table means; without one the sender's words."""
    return table.get(value[1].strip(), "") or words(value)


def _diagnosis(segment: Segment) -> Line | None:
    """DG1: the code, the sender's description where it says more, type and date."""
    described = segment[4].whole.strip()
    named = words(segment[3])
    made = code(segment[3], described)
    if made is None and described:
        made = record(names.CODE, text=described)
    if made is None:
        return None
    method = segment.text(2)
    if method and "code" in made.features and "system" not in made.features:
        made = Record(made.type, {**made.features, **_system(method)})
    kind = tables().diagnoses.get(segment.text(6))
    kind_words = kind.name if kind else segment.text(6)
    begun = iso(segment.text(5))
    entry = record(
        names.PROBLEM_ENTRY,
        code=made,
        category=coded(segment.text(6), "0052", kind_words),
        verification=kind.verification if kind else None,
        begun=begun,
        identifier=entity(segment[20]),
        status="deleted" if segment.text(21) == _DELETED else None,
    )
    shown = made.features.get("display", "") or named
    if described and described.casefold() not in shown.casefold():
        shown = f"{shown} - {described}" if shown else described
    return Line(_with_detail(shown, kind_words, day(begun)), entry)


def _system(method: str) -> dict[str, str]:
    return {"system": system(method), "systemName": method}


def _problem(segment: Segment) -> Line | None:
    """PRB: with onset, resolution, confirmation and life cycle."""
    made = code(segment[3])
    if made is None:
        return None
    begun, ended = iso(segment.text(16)) or iso(segment.text(7)), iso(segment.text(9))
    status = words(segment[14]).lower()
    entry = record(
        names.PROBLEM_ENTRY,
        code=made,
        identifier=entity(segment[4]),
        begun=begun,
        ended=ended,
        verification=words(segment[13]).lower(),
        clinicalStatus=status,
        status="deleted" if segment.text(1).startswith("DE") else None,
    )
    until = f"until {day(ended)}" if ended else ""
    return Line(_with_detail(words(segment[3]), status, day(begun), until), entry)


def _procedure(segment: Segment) -> Line | None:
    """PR1."""
    described = segment[4].whole.strip()
    made = code(segment[3], described)
    if made is None and described:
        made = record(names.CODE, text=described)
    if made is None:
        return None
    begun = iso(segment.text(5))
    entry = record(
        names.PROCEDURE_ENTRY,
        code=made,
        begun=begun,
        identifier=entity(segment[19]),
        status="deleted" if segment.text(20) == _DELETED else None,
    )
    shown = words(segment[3])
    if described and described.casefold() not in shown.casefold():
        shown = f"{shown} - {described}" if shown else described
    reason = words(segment[15])
    return Line(_with_detail(shown, day(begun), f"for {reason}" if reason else ""), entry)


def _admission(segment: Segment) -> Line | None:
    """PV2: the reason for the visit, and its description."""
    return Line("\n".join(text for text in (words(segment[3]), segment[12].whole.strip()) if text))


def _referral(segment: Segment) -> Line | None:
    """RF1: the reasons for the referral."""
    return Line("; ".join(text for text in map(words, segment.values(10)) if text))


def _death(segment: Segment) -> Line | None:
    """PDA: the causes of death."""
    found = [code(value) for value in segment.values(1)]
    first = next((one for one in found if one is not None), None)
    if first is None:
        return None
    category = record(names.CODE, text="cause of death")
    entry = record(names.PROBLEM_ENTRY, code=first, category=category)
    return Line("; ".join(map(words, segment.values(1))) + " (cause of death)", entry)


def _appointment(segment: Segment) -> Line | None:
    """SCH: why and of what type."""
    said = {"Reason": words(segment[7]) or words(segment[6]), "Type": words(segment[8])}
    return Line("\n".join(f"{name}: {text}" for name, text in said.items() if text))


def _service(segment: Segment) -> Line | None:
    """AIS: a service that is appointed."""
    made = code(segment[3])
    if made is None:
        return None
    begun = iso(segment.text(4))
    entry = record(names.PLAN_ENTRY, code=made, intent="appointment", activity="act", begun=begun)
    return Line(_with_detail(words(segment[3]), begun.replace("T", " ")), entry)


def _diet(segment: Segment) -> Line | None:
    """ODS: a diet that is ordered."""
    made = next((one for one in map(code, segment.values(3)) if one is not None), None)
    if made is None:
        return None
    named = "; ".join(map(words, segment.values(3)))
    said = "; ".join(value.whole.strip() for value in segment.values(4))
    entry = record(names.PLAN_ENTRY, code=made, intent="request", activity="supply")
    return Line(f"{named}. {said}" if said else named, entry)


def _with_detail(text: str, *detail: str) -> str:
    shown = joined(*detail)
    return f"{text} ({shown})" if text and shown else text


SEGMENTS: dict[str, tuple[str, Callable[[Segment], Line | None]]] = {
    "AL1": ("allergies", _allergy),
    "IAM": ("allergies", _adverse),
    "DG1": ("diagnoses", _diagnosis),
    "PRB": ("problems", _problem),
    "PR1": ("procedures", _procedure),
    "PV2": ("admission", _admission),
    "RF1": ("referral", _referral),
    "ODS": ("orders", _diet),
    "PDA": ("diagnoses", _death),
    "SCH": ("appointment", _appointment),
    "AIS": ("appointment", _service),
}
"""Coded segments: the kind of part and how the line is made."""

"""The value of an OBX: as a line shows it and as an entry codes it."""

from __future__ import annotations

import re
from typing import Any

from ...typesystem import names
from ..times import iso
from .message import Segment, Value
from .records import Record, code, coded, identifier, label, person, quantity, record, unit, words
from .tables import tables

TEXTS = frozenset({"TX", "FT", "ST", ""})
NUMBERS = TEXTS | {"NM", "SI"}
"""Value types in which a number is an amount."""
CODED = frozenset({"CE", "CF", "CWE", "CNE", "IS", "ID"})
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_RANGE = re.compile(r"([+-]?[0-9.]+)\s*(?:-|_|to)\s*([+-]?[0-9.]+)")
_BOUND = re.compile(r"(<=?|>=?)\s*([+-]?[0-9.]+)")
_COMPARATORS = frozenset({"<", "<=", ">", ">="})


def shown(segment: Segment) -> str:
    """All repetitions of OBX-5 as text."""
    kind = segment.text(2)
    if kind in TEXTS:
        return segment.lines(5)
    return "; ".join(text for text in (_shown(kind, value) for value in segment.values(5)) if text)


def _shown(kind: str, value: Value) -> str:
    if kind in CODED:
        return words(value)
    if kind == "SN":
        return _structured(value)
    if kind in ("DT", "DTM", "TS"):
        return iso(value[1]).replace("T", " ") or value[1]
    if kind == "TM":
        return _clock(value[1])
    if kind == "NR":
        return f"{value[1]}-{value[2]}"
    if kind in ("XCN", "CN"):
        return person(value, 2) or value[1]
    if kind in ("XPN", "PN"):
        return person(value, 1)
    if kind == "CX":
        return value[1]
    return " ".join(text for text in value.components if text.strip())


def _structured(value: Value) -> str:
    """SN: comparator, number, separator or suffix, number."""
    comparator, low, separator, high = (value[number].strip() for number in range(1, 5))
    return f"{comparator}{low}{separator}{high}"


def _clock(time: str) -> str:
    """A time of day (TM) with colons; as written when it is none."""
    found = re.fullmatch(r"([0-9]{2})([0-9]{2})(?:([0-9]{2})(?:\.[0-9]+)?)?(?:[+-][0-9]{4})?", time)
    return ":".join(part for part in found.groups() if part) if found else time


def features(segment: Segment) -> dict[str, Any]:
    """The value features of an ObservationEntry: quantity, coded or text."""
    kind, values = segment.text(2), segment.values(5)
    if len(values) != 1:
        return {"text": shown(segment)} if values else {}
    value = values[0]
    if kind in CODED:
        return {"coded": code(value)}
    made = _amount(kind, value, unit(segment, 6))
    return {"quantity": made} if made else {"text": shown(segment)}


def _amount(kind: str, value: Value, unit_: str) -> Record | None:
    """A quantity of a number, whatever value type the sender calls it."""
    if kind == "SN":
        comparator, low, separator, high = (value[number].strip() for number in range(1, 5))
        if high:
            return record(names.QUANTITY, low=low, high=high, unit=unit_)
        known = comparator if comparator in _COMPARATORS else ""
        if separator or not _NUMBER.fullmatch(low) or comparator not in (*_COMPARATORS, "=", ""):
            return None
        return record(names.QUANTITY, value=low, unit=unit_, comparator=known)
    if kind == "NR":
        return record(names.QUANTITY, low=value[1], high=value[2], unit=unit_)
    if kind == "CQ":
        return quantity(value[1], value.part(2)[1])
    text = value.whole.strip()
    bound = _BOUND.fullmatch(text)
    if bound:
        return record(names.QUANTITY, value=bound[2], unit=unit_, comparator=bound[1])
    return quantity(text, unit_) if kind in NUMBERS and _NUMBER.fullmatch(text) else None


def reference(segment: Segment) -> dict[str, Any]:
    """The reference range (OBX-7) in words and, when it is one of numbers, as an interval."""
    text = segment[7].whole.strip()
    found, bound = _RANGE.fullmatch(text), _BOUND.fullmatch(text)
    unit_ = unit(segment, 6)
    made = None
    if found:
        made = record(names.QUANTITY, low=found[1], high=found[2], unit=unit_)
    elif bound:
        side = "high" if bound[1].startswith("<") else "low"
        made = record(names.QUANTITY, **{side: bound[2]}, unit=unit_)
    return {"rangeText": text, "range": made}


def entry(segment: Segment, panel: Segment | None) -> Record:
    """An OBX as an ObservationEntry; ``panel`` is the OBR it reports on."""
    status = segment.text(11)
    flag = segment[8]
    time = segment.text(14) or (panel.text(7) if panel else "")
    return record(
        names.OBSERVATION_ENTRY,
        code=code(segment[3]),
        status=tables().results.get(status, status.lower()),
        begun=iso(time),
        identifier=identifier(segment[21], 2),
        category=tables().categories.get(panel.text(24), "") if panel else None,
        panel=code(panel[4]) if panel else None,
        interpretation=coded(flag[1].strip(), "0078", flag[2].strip()),
        **features(segment),
        **reference(segment),
    )


def line(segment: Segment) -> str:
    """An OBX as one line: name: value unit (range) flag."""
    value, unit_ = shown(segment).strip(), unit(segment, 6)
    range_ = segment[7].whole.strip()
    flags = ", ".join(flag for flag in (words(value) for value in segment.values(8)) if flag)
    name = label(segment[3])
    tail = " ".join(p for p in (value, unit_, f"({range_})" if range_ else "", flags) if p)
    return f"{name}: {tail}" if name and tail else tail


def is_result(segment: Segment) -> bool:
    """Whether a text carries what only a single result has: a unit, a range or a flag."""
    return any(segment[number] for number in (6, 7, 8))

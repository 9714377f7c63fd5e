"""Dates and times of ISO 8601, as precise as somebody wrote them, as FHIR's data types allow them.

FHIR wants a zone and seconds beside hours (R4, Data Types, dateTime); seconds may be filled with
zeros. A time without a zone is cut down to its date: its zone would be a guess.
"""

from __future__ import annotations

import datetime
import re

_ISO = re.compile(
    r"(?P<date>\d{4}(?:-\d\d(?:-\d\d)?)?)"
    r"(?:T(?P<hour>\d\d)(?P<minute>:\d\d)?(?P<second>:\d\d(?:\.\d+)?)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?)?"
)


def date(written: str | None) -> str:
    """FHIR's ``date``; empty when there is none to be had."""
    found = _ISO.fullmatch((written or "").strip())
    return found["date"] if found and _exists(found["date"]) else ""


def date_time(written: str | None) -> str:
    """FHIR's ``dateTime``; empty when there is none to be had."""
    return instant(written) or date(written)


def instant(written: str | None) -> str:
    """FHIR's ``instant``, a time to the second; empty for less."""
    found = _ISO.fullmatch((written or "").strip())
    if not found or not found["zone"] or len(found["date"]) < 10 or not _exists(found["date"]):
        return ""
    hour, minute, second = found["hour"], found["minute"] or ":00", found["second"] or ":00"
    if hour > "23" or minute > ":59" or second[:3] > ":59":
        return ""
    return f"{found['date']}T{hour}{minute}{second}{found['zone']}"


def period(begun: str | None, ended: str | None) -> dict[str, str]:
    """A Period; empty when neither is known, without an end that is before its begin."""
    start, end = date_time(begun), date_time(ended)
    size = min(len(start), len(end), 10)
    if size and end[:size] < start[:size]:
        end = ""
    return {name: value for name, value in (("start", start), ("end", end)) if value}


def _exists(day: str) -> bool:
    """Whether the calendar has it."""
    year, month, number = (day + "-01-01")[:10].split("-")
    try:
        datetime.date(int(year), int(month), int(number))
    except ValueError:
        return False
    return True

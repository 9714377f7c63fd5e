"""Times of HL7 v2 and v3 as ISO 8601, no more and no less precise than the sender wrote them."""

from __future__ import annotations

import re
from calendar import monthrange

_TIME = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<month>[0-9]{2})(?:(?P<day>[0-9]{2})"
    r"(?:(?P<hour>[0-9]{2})(?:(?P<minute>[0-9]{2})"
    r"(?:(?P<second>[0-9]{2})(?P<fraction>\.[0-9]+)?)?)?)?)?)?"
    r"(?P<offset>Z|[+-][0-9]{4})?"
)
_ISO = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:[T ]([0-9]{2})(?::([0-9]{2})(?::([0-9]{2}(?:\.[0-9]+)?))?)?)?)?)?"
    r"(?:(Z)|([+-][0-9]{2}):?([0-9]{2}))?"
)
_FARTHEST = 14 * 60
"""Minutes; no place on earth is farther from UTC."""


def iso(hl7_time: str) -> str:
    """An HL7 time (``YYYY[MM[DD[HH[MM[SS[.S...]]]]]][+/-ZZZZ]``) as ISO 8601.

    ``20240131`` becomes ``2024-01-31``, ``202401311530-0500`` ``2024-01-31T15:30-05:00``. An offset
    without an hour says nothing and is left out. What is in ISO 8601 already, as some senders
    write it, is kept. Empty for what is no time: a month 13, 30 February, a year 0, an odd digit.

    Source: HL7 v2.5.1 chapter 2.A.77 (TS), HL7 v3 data types, TS.literal.
    """
    written = hl7_time.strip()
    iso_written = _ISO.fullmatch(written)
    if iso_written:
        written = _compact(iso_written)
    found = _TIME.fullmatch(written)
    if found is None or not _exists(found):
        return ""
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if hour is None:
        return date
    clock = ":".join(part for part in (hour, minute, second) if part)
    if offset and offset != "Z":
        offset = f"{offset[:3]}:{offset[3:]}"
    return f"{date}T{clock}{fraction or ''}{offset or ''}"


def _compact(found: re.Match[str]) -> str:
    """ISO 8601 without its punctuation: HL7's own form, so that one check serves both."""
    return "".join(part for part in found.groups() if part)


def _exists(found: re.Match[str]) -> bool:
    """Whether there is such a day, time and offset."""
    year, month, day, hour, minute, second = (
        None if found[part] is None else int(found[part])
        for part in ("year", "month", "day", "hour", "minute", "second")
    )
    if not year or (month is not None and not 1 <= month <= 12):
        return False
    if day is not None and not 1 <= day <= monthrange(year, month or 1)[1]:
        return False
    if (hour or 0) > 23 or (minute or 0) > 59 or (second or 0) > 60:  # 60: a leap second
        return False
    offset = found["offset"]
    return offset in (None, "Z") or _is_offset(offset)


def _is_offset(offset: str) -> bool:
    hours, minutes = int(offset[1:3]), int(offset[3:])
    return minutes < 60 and hours * 60 + minutes <= _FARTHEST

"""What a message codes, as plain records: made without a CAS, then built in one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...core.cas import Cas
from ...typesystem import names
from ..systems import OID, uri
from .message import Segment, Value

_TABLE = re.compile(r"HL7\s?-?([0-9]{1,4})", re.IGNORECASE)
_V2_TABLE = "http://terminology.hl7.org/CodeSystem/v2-"


@dataclass(frozen=True, slots=True)
class Record:
    """A feature structure to be: its type and features; unset ones are left out."""

    type: str
    features: Mapping[str, Any]


def record(type_: str, **features: Any) -> Record:
    """A record of what is set: neither None nor empty."""
    return Record(type_, {k: v for k, v in features.items() if v is not None and v not in ("", [])})


def build(cas: Cas, made: Record, **features: Any) -> Any:
    """The feature structure of a record, those of its parts included; not indexed."""
    own = {name: _built(cas, value) for name, value in made.features.items()}
    return cas.new(made.type, **own, **features)


def _built(cas: Cas, value: Any) -> Any:
    if isinstance(value, Record):
        return build(cas, value)
    return cas.array(build(cas, one) for one in value) if isinstance(value, list) else value


def code(value: Value, display: str = "") -> Record | None:
    """A coded value (CE, CF, CWE, CNE); None when there is none.

    ``display`` stands in for a missing text. A sender's free text in the place of the code is no
    code: it becomes the code's words.
    """
    identifier, text = value[1].strip(), value[2].strip() or display
    name = value[3].strip()
    original = value[9].strip()
    if identifier and not text and not name and not _looks_coded(identifier):
        identifier, original = "", original or identifier
    others = [_other(value, at) for at in (4, 10)]
    made = record(
        names.CODE,
        code=identifier,
        system=system(name, value[14].strip()) if identifier else None,
        systemName=name if identifier else None,
        display=text,
        text=original,
        translations=[other for other in others if other],
    )
    return made if made.features else None


def coded(identifier: str, table: str, display: str = "") -> Record | None:
    """A code of one of HL7's own tables, such as "0052"."""
    if not identifier:
        return None
    return record(names.CODE, code=identifier, system=_V2_TABLE + table, display=display)


def _other(value: Value, at: int) -> Record | None:
    identifier, text, name = (value[number].strip() for number in range(at, at + 3))
    oid = value[20].strip() if at > 4 else value[17].strip()
    if not identifier:
        return None
    return record(
        names.CODE, code=identifier, system=system(name, oid), systemName=name, display=text
    )


def _looks_coded(identifier: str) -> bool:
    return " " not in identifier and any(c.isdigit() for c in identifier)


def words(value: Value) -> str:
    """What a coded value says to a reader: the sender's words, else the display, else the code."""
    shown = (value[9], value[2], value[5], value[1], value[4])
    return " ".join(next((text for text in shown if text.strip()), "").split())


def label(value: Value) -> str:
    """What a test or service is called: its display, else the sender's words, else the code."""
    shown = (value[2], value[9], value[5], value[1])
    return " ".join(next((text for text in shown if text.strip()), "").split())


def system(name: str, oid: str = "") -> str:
    """A coding system as a URI where one is known, else an OID, else as written."""
    table = _TABLE.fullmatch(name)
    if table:
        return f"{_V2_TABLE}{int(table[1]):04d}"
    found = uri(name)
    return uri(oid) if oid and found == name.strip() else found


def authority(value: Value) -> str:
    """An assigning authority (HD) as ``urn:oid:...``, a URI or its name as written."""
    name, universal, kind = (value[number].strip() for number in (1, 2, 3))
    if OID.fullmatch(universal) and kind in ("", "ISO"):
        return f"urn:oid:{universal}"
    return universal if ":" in universal else name or universal


def identifier(value: Value, at: int = 4) -> str:
    """An identifier (CX, XCN, EI) as ``system|value``; the system is at component ``at``."""
    number = value[1].strip()
    if not number:
        return ""
    owner = authority(value.part(at))
    return f"{owner}|{number}" if owner else number


def entity(value: Value) -> str:
    """An entity identifier (EI): its authority stands beside the value, not in one component."""
    number, universal = value[1].strip(), value[3].strip()
    owner = f"urn:oid:{universal}" if OID.fullmatch(universal) else universal or value[2]
    return f"{owner}|{number}" if owner and number else number


def person(value: Value, family: int) -> str:
    """A name as it is said; ``family`` is the component of the family name (XPN 1, XCN 2)."""
    last, given, middle, suffix, prefix = (value[n].strip() for n in range(family, family + 5))
    return " ".join(part for part in (prefix, given, middle, last, suffix) if part)


def quantity(value: str, unit: str = "") -> Record | None:
    """An amount; None without a number."""
    return record(names.QUANTITY, value=value, unit=unit) if value else None


def unit(segment: Segment, number: int) -> str:
    """A unit as written: its code, else its text."""
    return segment.text(number) or segment.text(number, 2)

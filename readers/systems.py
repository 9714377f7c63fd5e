"""Code systems: the OIDs and names that CDA and HL7 v2 write, as the URIs that FHIR writes."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

TABLE = "systems.tsv"
OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_URI = re.compile(r"(?:https?://|urn:)\S+")
_OID_URI = "urn:oid:"


class System(NamedTuple):
    """A row of the table."""

    id: str
    """Of the row."""
    oid: str
    uri: str
    names: tuple[str, ...]
    """What senders write instead of the OID."""


def load() -> list[System]:
    """The rows of ``systems.tsv``. Raises ValueError for a row that lacks a column."""
    lines = files(__package__ or "").joinpath(TABLE).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    head = rows.pop(0)
    if head != ["id", "oid", "uri", "names"] or any(len(row) != len(head) for row in rows):
        raise ValueError(f"{TABLE}: each row needs id, oid, uri and names")
    return [System(id_, oid, uri, tuple(filter(None, n.split("|")))) for id_, oid, uri, n in rows]


@lru_cache(maxsize=4096)
def uri(oid_or_name: str) -> str:
    """The URI of a code system or of an identifier's namespace, written in any way.

    ``2.16.840.1.113883.6.96`` and ``SNOMED CT`` both give ``http://snomed.info/sct``. An OID
    without a URI of its own becomes ``urn:oid:...``, a UUID ``urn:uuid:...``; a URI, and a name
    nobody knows, stay as they are. Empty for an empty one.
    """
    written = oid_or_name.strip()
    bare = written[len(_OID_URI) :] if written.lower().startswith(_OID_URI) else written
    oids, names = _tables()
    if OID.fullmatch(bare):
        return oids.get(bare) or _OID_URI + bare
    if _URI.fullmatch(written):
        return written
    if _UUID.fullmatch(bare):
        return f"urn:uuid:{bare.lower()}"
    return names.get(_key(written)) or written


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    systems = load()
    names = {_key(name): system.uri for system in systems for name in system.names}
    return {system.oid: system.uri for system in systems}, names


def _key(name: str) -> str:
    """A name as it is compared: ``ICD-9-CM`` and ``icd9cm`` are one."""
    return "".join(char for char in name.casefold() if char.isalnum())

"""The codes of HL7's own code systems: senders use some that these do not have."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from .codes import HL7

CODES = Path(__file__).parent / "hl7codes.tsv.gz"


@cache
def code_systems() -> dict[str, frozenset[str]]:
    """The codes of HL7 v2 tables and v3 code systems, by the system's URI."""
    lines = gzip.decompress(CODES.read_bytes()).decode().splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {HL7 + name: frozenset(codes) for name, *codes in rows}


def has(system: str, code: str) -> bool:
    """Whether a code is one of its system; of systems that are not HL7's nobody here can tell."""
    if not system.startswith((f"{HL7}v2-", f"{HL7}v3-")):
        return True
    known = code_systems().get(system)
    return known is None or code in known

"""The codes of code systems that FHIR R4 defines in full: senders use some that these lack."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from .units import UCUM, ucum

CODES = Path(__file__).parent / "known.tsv.gz"

ELSEWHERE = (
    "urn:iso:std:iso:3166",
    "urn:iso:std:iso:4217",
    "urn:ietf:bcp:13",
    "urn:ietf:bcp:47",
    "https://www.usps.com/",
)
"""Systems of countries, currencies, media types, languages and states: validators have their codes,
we do not, and no clinical statement needs one."""


@cache
def code_systems() -> dict[str, frozenset[str]]:
    """The codes of each system, by its URI."""
    lines = gzip.decompress(CODES.read_bytes()).decode().splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {uri: frozenset(codes) for uri, *codes in rows}


def has(system: str, code: str) -> bool:
    """Whether a code is one of its system; taken for granted of systems nobody lists here."""
    if system == UCUM:
        return ucum(code) == code
    if system.startswith(ELSEWHERE):
        return False
    known = code_systems().get(system)
    return known is None or code in known

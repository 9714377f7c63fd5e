"""Concepts as CodeableConcepts, strings as FHIR allows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

SYSTEMS = Path(__file__).parent / "systems.yaml"
UMLS = "http://terminology.hl7.org/CodeSystem/umls"
UMLS_SOURCE = "http://www.nlm.nih.gov/research/umls/"
SNOMED = "http://snomed.info/sct"
HL7 = "http://terminology.hl7.org/CodeSystem/"

PRESENCE = {
    "affirmed": ("410515003", "Known present"),
    "uncertain": ("410590009", "Known possible"),
    "negated": ("410516002", "Known absent"),
}
"""SNOMED CT's finding context values."""

Json: TypeAlias = dict[str, Any]
"""A resource, or a part of one."""


class CodeSystem(BaseModel):
    """A row of systems.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    """Name of the row."""

    uri: str
    """What FHIR calls the code system."""

    schemes: tuple[str, ...]
    """What terminologies call it, in any case."""


@cache
def code_systems() -> dict[str, str]:
    """Scheme in capitals to URI."""
    rows = TypeAdapter(list[CodeSystem]).validate_python(yaml.safe_load(SYSTEMS.read_text()))
    return {scheme.upper(): row.uri for row in rows for scheme in row.schemes}


def system_uri(scheme: str, cui: str) -> str:
    """The URI of a coding scheme; empty when there is none to be had.

    A scheme that is a URI stands for itself.
    """
    known = code_systems().get(scheme.upper())
    if known:
        return known
    if re.match(r"(https?|urn):\S+$", scheme):
        return scheme
    return UMLS_SOURCE + scheme.lower() if cui and re.fullmatch(r"[A-Za-z0-9_-]+", scheme) else ""


def clean(text: str) -> str:
    """Text as FHIR's ``string`` allows it: control characters and runs of space are one space."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def coding(system: str, code: str, display: str = "") -> Json:
    """A Coding; what is empty is left out."""
    parts = {"system": system, "code": clean(code), "display": clean(display)}
    return {name: value for name, value in parts.items() if value}


def codeable(concepts: Iterable[Any], text: str) -> Json:
    """A CodeableConcept: each code and CUI of OntologyConcepts once, and the note's words.

    Empty when there is none of them.
    """
    codings: dict[tuple[str, str], Json] = {}
    for found in concepts:
        cui, name = getattr(found, "cui", None), getattr(found, "preferredText", None)
        codings.update(
            (key, value)
            for key, value in _codings(found.codingScheme, found.code, cui, name)
            if key not in codings
        )
    words = clean(text)
    result: Json = {"coding": list(codings.values())} if codings else {}
    return {**result, "text": words} if words else result


@lru_cache(maxsize=1 << 14)
def _codings(
    scheme: str | None, code: str | None, cui: str | None, name: str | None
) -> tuple[tuple[tuple[str, str], Json], ...]:
    """The Codings of one concept, by system and code; not to be changed."""
    made = []
    if code and code != cui:
        made.append(coding(system_uri(scheme or "", cui or ""), code, name or ""))
    if cui:
        made.append(coding(UMLS, cui, name or ""))
    return tuple(((one.get("system", ""), one.get("code", "")), one) for one in made)


def keys(concepts: Iterable[Any]) -> set[tuple[str, str]]:
    """System and code of all codes of OntologyConcepts."""
    return {
        key
        for c in concepts
        for key, _ in _codings(c.codingScheme, c.code, getattr(c, "cui", None), None)
    }


@lru_cache(maxsize=1 << 10)
def concept(system: str, code: str, display: str = "") -> Json:
    """A CodeableConcept of one code; not to be changed."""
    return {"coding": [coding(system, code, display)]}

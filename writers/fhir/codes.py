"""Concepts as CodeableConcepts, strings as FHIR allows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

SYSTEMS = Path(__file__).parent / "systems.yaml"
UMLS = "http://terminology.hl7.org/CodeSystem/umls"
UMLS_SOURCE = "http://www.nlm.nih.gov/research/umls/"
SNOMED = "http://snomed.info/sct"
HL7 = "http://terminology.hl7.org/CodeSystem/"


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
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    """A Coding; what is empty is left out."""
    parts = {"system": system, "code": clean(code), "display": clean(display)}
    return {name: value for name, value in parts.items() if value}


def codeable(concepts: Iterable[Any], text: str) -> dict[str, Any]:
    """A CodeableConcept: each code and CUI of OntologyConcepts once, and the note's words.

    Empty when there is none of them.
    """
    codings: dict[tuple[str, str], dict[str, str]] = {}
    for found in concepts:
        cui = getattr(found, "cui", None) or ""
        name = getattr(found, "preferredText", None) or ""
        scheme, code = found.codingScheme or "", found.code or ""
        if code and code != cui:
            new = coding(system_uri(scheme, cui), code, name)
            codings.setdefault((new.get("system", ""), new.get("code", "")), new)
        if cui:
            codings.setdefault((UMLS, cui), coding(UMLS, cui, name))
    words = clean(text)
    result: dict[str, Any] = {"coding": list(codings.values())} if codings else {}
    return {**result, "text": words} if words else result


def concept(system: str, code: str, display: str) -> dict[str, Any]:
    """A CodeableConcept of one code."""
    return {"coding": [coding(system, code, display)]}

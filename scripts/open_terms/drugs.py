"""Drugs, from drug-named-entity-recognition: generic names, brands, DrugBank and MeSH codes."""

from __future__ import annotations

import re
from typing import Any

import names
from concept import PREFERRED, SYNONYM, Concept
from packages import folder, load_pickle

PHARMACOLOGIC_SUBSTANCE = "T121"

_NOT_DRUGS = re.compile(
    r"\b(?:pollen|whole|leaf|root|seed|flower|flowering|fruit|bark|dander|allergenic|proteins?|"
    r"receptors?|genes?|antigens?|factor|kinases?|enzymes?|subunit|isoform|synthase|reductase|"
    r"probes?|venom|larva|spore|mold|egg|meat|fish|oral product|unspecified|polymerase|dna|rna)\b"
)
_CHEMICAL = re.compile(
    r"[\[\](){}']|\d,\d|,.*,|\w-\w-\w+-|\d-.*-\d|(?:^|[^a-z])\d+-[a-z]|[a-z]-\d+-[a-z]"
)
_TRIAL_CODE = re.compile(
    r"[a-z]{1,4}(?:[- ][a-z]{1,4})*[- ]?\d+[a-z]?|[a-z]{1,3}(?:[-/ ][a-z]{1,3})+"
)
"""What a drug was called before it had a name (at-10, get-73), and pieces (pro-air, c/t/s)."""

_SHORT = 4
"""Characters of a name that is taken only when it is the drug's own name."""

_LONGEST = 45


def is_drug_name(name: str) -> bool:
    """Whether notes may call a drug so: no chemical formula, no part of a plant or a cell."""
    if len(name) > _LONGEST or _TRIAL_CODE.fullmatch(name):
        return False
    return not (_CHEMICAL.search(name) or _NOT_DRUGS.search(name))


def _code(data: dict[str, Any]) -> tuple[str, str]:
    if "drugbank_id" in data:
        return "DRUGBANK", data["drugbank_id"]
    if "mesh_id" in data:
        return "MSH", data["mesh_id"]
    if "medline_plus_id" in data:
        return "MEDLINEPLUS", data["medline_plus_id"]
    return "", ""


def read() -> list[Concept]:
    """One concept for each drug with a public code and a name that is written in notes."""
    dictionary = load_pickle(
        folder("drug_named_entity_recognition") / "drug_ner_dictionary.pkl.bz2"
    )
    concepts: dict[str, Concept] = {}
    for canonical, data in dictionary["drug_canonical_to_data"].items():
        scheme, code = _code(data)
        is_medicine = scheme in ("DRUGBANK", "MEDLINEPLUS") or "nhs_url" in data
        if scheme and is_medicine and is_drug_name(canonical):
            preferred = names.sentence_case(data.get("name", canonical).strip(" ,"))
            concept = concepts[canonical] = Concept(
                scheme, code, preferred, PHARMACOLOGIC_SUBSTANCE
            )
            concept.add(canonical, PREFERRED)
    for variant, canonicals in dictionary["drug_variant_to_canonical"].items():
        name = names.tidy(variant)
        if len(name) > _SHORT and is_drug_name(name):
            for canonical in canonicals:
                if canonical in concepts:
                    concepts[canonical].add(name, SYNONYM)
    return list(concepts.values())

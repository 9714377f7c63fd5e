"""The hand-written names of everyday.tsv: words of every note that no other source has."""

from __future__ import annotations

import csv
from pathlib import Path

from concept import PREFERRED, Concept, Key

TABLE = Path(__file__).parent / "everyday.tsv"
PHRASES = Path(__file__).parent / "phrases.tsv"


def read() -> list[Concept]:
    """One concept for each row, tied to the codes the row names."""
    concepts = []
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            concept = Concept("EVERYDAY", row["id"], row["preferred"], row["tui"])
            concept.cui = row["cui"]
            concept.links = [_key(code) for code in row["codes"].split()]
            for name in row["names"].split("|"):
                concept.add(name, PREFERRED)
            concepts.append(concept)
    return concepts


def phrases() -> list[str]:
    """The phrases of phrases.tsv, whose words are not what they are alone (came back)."""
    with PHRASES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [phrase for row in rows for phrase in row["names"].split("|")]


def _key(code: str) -> Key:
    scheme, _, rest = code.partition("=")
    return scheme, rest

"""Names left out of ``open``: somebody's terms, but in notes they mean something else."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from names import plain

TABLE = Path(__file__).parent / "noise.tsv"


@cache
def noise() -> dict[str, str]:
    """The texts of noise.tsv with their reasons."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {plain(row["text"]): row["reason"] for row in rows}


def is_noise(text: str) -> bool:
    """Whether a name, or its singular, is left out."""
    return plain(text) in noise()

"""What a clinical statement is, by the rows of ``kinds.tsv``; coded values by ``values.tsv``.

Kinds that become an entry: medication, immunization, problem, allergy, observation, social,
procedure, encounter, family, relative (who, when nothing is said of them), statement (an act of no
other kind). Kinds that only hold others: wrapper, concern, diagnosis, relative. Kinds that are a
part of what they stand in, and an entry when that has no place for them: severity, criticality,
status, age, death, reaction, reason, comment, source, instruction, sig. And pointer, which only
names a statement that is elsewhere.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

KINDS = frozenset(
    (
        "medication",
        "immunization",
        "problem",
        "allergy",
        "observation",
        "social",
        "procedure",
        "encounter",
        "family",
        "relative",
        "statement",
        "wrapper",
        "concern",
        "diagnosis",
        "severity",
        "criticality",
        "status",
        "age",
        "death",
        "reaction",
        "reason",
        "comment",
        "instruction",
        "sig",
        "source",
        "pointer",
    )
)
ANY = "*"


class KindRow(NamedTuple):
    """A row of ``kinds.tsv``."""

    id: str
    by: str
    """template, code, section or element."""
    value: str
    element: str
    kind: str
    category: str


class ValueRow(NamedTuple):
    """A row of ``values.tsv``."""

    id: str
    feature: str
    system: str
    code: str
    value: str


def _rows(table: str) -> list[list[str]]:
    lines = files(__package__ or "").joinpath(table).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return rows[1:]


@lru_cache(maxsize=1)
def kind_rows() -> list[KindRow]:
    """The rows that decide kinds, the strongest first. Raises TypeError for a row cut short."""
    return [KindRow(*row) for row in _rows("kinds.tsv")]


@lru_cache(maxsize=1)
def value_rows() -> list[ValueRow]:
    """The rows that decide coded values. Raises TypeError for a row cut short."""
    return [ValueRow(*row) for row in _rows("values.tsv")]


@lru_cache(maxsize=1)
def _kind_index() -> dict[tuple[str, str, str], tuple[int, KindRow]]:
    return {(row.by, row.value, row.element): (n, row) for n, row in enumerate(kind_rows())}


DECISIONS = 8_192
"""So many are remembered: senders write few combinations, again and again."""


@lru_cache(maxsize=1)
def _value_index() -> dict[tuple[str, str, str], str]:
    return {(row.feature, row.system, row.code): row.value for row in value_rows()}


@lru_cache(maxsize=DECISIONS)
def decide(element: str, templates: tuple[str, ...], code: str, section: str) -> KindRow:
    """The row for a statement: the first that fits of its templates, its code (``system code``),
    its section's LOINC code and its element's name."""
    index = _kind_index()
    asked = [("template", root) for root in templates]
    asked += [("code", code), ("section", section), ("element", "")]
    found = [
        hit
        for by, value in asked
        for hit in (index.get((by, value, element)), index.get((by, value, ANY)))
        if hit is not None
    ]
    return min(found)[1]


def category_of(section: str) -> str:
    """The category of observations in a section; empty when it gives none."""
    hit = _kind_index().get(("section", section, "observation"))
    return hit[1].category if hit else ""


def meaning(feature: str, system: str, code: str) -> str:
    """What a feature becomes by a coded value; empty when no row says."""
    index = _value_index()
    return index.get((feature, system, code)) or index.get((feature, ANY, code)) or ""

"""Semantic groups: from a UMLS semantic type to the cTAKES class of its mentions.

The tables are those of cTAKES (SemanticTui, SemanticGroup): groups.tsv has a group's class and
``typeID``; tuis.tsv the group of each semantic type.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, field_validator

NONE = "none"
"""The group of phrases that are no terms: what is inside one is not found ("came back")."""

UNKNOWN = "unknown"
"""The group of terms that say neither a known semantic type nor a known group."""


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a TSV file beside this module."""
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


class Group(BaseModel):
    """A row of groups.tsv."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str
    """Its name, as in the column ``group`` of a terminology's source."""

    type_id: int
    """cTAKES's number of the group: the feature ``typeID``."""

    type: str
    """Full name of the class of its mentions; empty for phrases, which make none."""

    yields_to: tuple[str, ...]
    """The groups whose mentions leave no room for this one's inside the same words: no oxygen is
    given in "oxygen saturation". Separated by spaces in the file."""

    aliases: str
    """Other names for it in sources, separated by spaces."""

    @field_validator("yields_to", mode="before")
    @classmethod
    def _split(cls, names: str) -> tuple[str, ...]:
        return tuple(names.split())


@cache
def groups() -> dict[str, Group]:
    """All groups by name, in the order of the file."""
    return {row["group"]: Group.model_validate(row) for row in read_table("groups.tsv")}


@cache
def _group_names() -> dict[str, str]:
    names = {name: name for name in groups()}
    return names | {alias: g.group for g in groups().values() for alias in g.aliases.split()}


@cache
def _group_of_tui() -> dict[str, str]:
    return {row["tui"]: row["group"] for row in read_table("tuis.tsv")}


@lru_cache(maxsize=1024)
def standard_tui(tui: str) -> str:
    """``T047`` for any of cTAKES's spellings: T047, 047, 47."""
    digits = tui[1:] if tui[:1] in ("T", "t") else tui
    return f"T{int(digits):03d}" if digits.isascii() and digits.isdigit() else tui


@lru_cache(maxsize=1024)
def group_of(tui: str, group: str = "") -> str:
    """The group of a term: that of its semantic type, else the one it names, else UNKNOWN."""
    found = _group_of_tui().get(tui)
    return found or _group_names().get(group.lower().replace(" ", "_"), UNKNOWN)

"""The tables of ``tables.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

TABLES = Path(__file__).parent / "tables.yaml"


class Row(BaseModel):
    """A row that decides; the file says what its fields mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str


class Category(Row):
    """Categories by section."""

    sections: tuple[str, ...]
    condition: str = ""
    observation: str = ""


class Status(Row):
    """A status by rule, or by the sender's codes."""

    status: str
    codes: tuple[str, ...] = ()


class Named(Row):
    """A code and the words for it."""

    code: str
    display: str = ""
    words: tuple[str, ...]


class AllergyKind(Row):
    """Category and type of an allergy."""

    code: str
    category: str = ""
    type: str = ""


class Route(Row):
    """A way of administration."""

    route: str
    code: str
    display: str


class Profile(Row):
    """A US Core profile."""

    type: str
    category: str = ""
    profile: str
    systems: frozenset[str]


class Tables(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    categories: tuple[Category, ...]
    resolved: frozenset[str]
    medication_statuses: tuple[Status, ...]
    severities: tuple[Named, ...]
    allergy_kinds: tuple[AllergyKind, ...]
    reaction_severities: tuple[Status, ...]
    routes: tuple[Route, ...]
    relatives: tuple[Named, ...]
    profiles: tuple[Profile, ...]


@cache
def tables() -> Tables:
    """Read once a process."""
    return Tables.model_validate(yaml.safe_load(TABLES.read_text("utf-8")))


@cache
def condition_categories() -> dict[str, str]:
    """condition-category by section kind."""
    return {s: row.condition for row in tables().categories for s in row.sections if row.condition}


@cache
def observation_categories() -> dict[str, str]:
    """observation-category by section kind."""
    rows = tables().categories
    return {s: row.observation for row in rows for s in row.sections if row.observation}


@cache
def by_word(table: str) -> dict[str, Named]:
    """The rows of ``severities`` or ``relatives`` by word."""
    rows: tuple[Named, ...] = getattr(tables(), table)
    return {word: row for row in rows for word in row.words}


@cache
def routes() -> dict[str, Route]:
    """Routes by the annotator's name."""
    return {row.route: row for row in tables().routes}


@cache
def medication_statuses() -> dict[str, str]:
    """Status by rule."""
    return {row.id: row.status for row in tables().medication_statuses}


@cache
def reaction_severities() -> dict[str, str]:
    """Severity by the sender's code."""
    return {code: row.status for row in tables().reaction_severities for code in row.codes}

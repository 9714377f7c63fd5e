"""The rows that decide something, loaded from ``tables.yaml``."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str


class Heading(_Row):
    """Title and LOINC code of the section for a type of resource."""

    kind: str
    title: str
    category: str = ""
    loinc: str = ""


class Negation(_Row):
    """A status that says that it is not so."""

    kind: str
    status: str


class Absence(_Row):
    """A value of an Observation that says that it is not so."""

    code: str


class Absent(_Row):
    """A reason why data are absent."""

    code: str
    null_flavor: str


class Intent(_Row):
    """What is meant by a request."""

    code: str
    intent: str


class Activity(_Row):
    """What sort of thing is planned."""

    code: str
    activity: str


class Service(_Row):
    """A diagnostic service."""

    code: str
    category: str


class Tables(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    headings: tuple[Heading, ...]
    negations: tuple[Negation, ...]
    absences: tuple[Absence, ...]
    absent: tuple[Absent, ...]
    intents: tuple[Intent, ...]
    activities: tuple[Activity, ...]
    sections: tuple[Service, ...]

    @cached_property
    def heading(self) -> dict[tuple[str, str], Heading]:
        """By type of resource and category; the category is empty where it does not matter."""
        return {(row.kind, row.category): row for row in self.headings}

    @cached_property
    def order(self) -> dict[str, int]:
        """Place of a heading, by its row's id."""
        return {row.id: place for place, row in enumerate(self.headings)}

    @cached_property
    def negated(self) -> frozenset[tuple[str, str]]:
        """Types of resources and statuses."""
        return frozenset((row.kind, row.status) for row in self.negations)

    @cached_property
    def absence(self) -> frozenset[str]:
        """SNOMED CT's codes."""
        return frozenset(row.code for row in self.absences)

    @cached_property
    def null_flavors(self) -> dict[str, str]:
        """By data-absent-reason."""
        return {row.code: row.null_flavor for row in self.absent}

    @cached_property
    def intent(self) -> dict[str, str]:
        """By code."""
        return {row.code: row.intent for row in self.intents}

    @cached_property
    def activity(self) -> dict[str, str]:
        """By code."""
        return {row.code: row.activity for row in self.activities}

    @cached_property
    def category(self) -> dict[str, str]:
        """By code of the diagnostic service."""
        return {row.code: row.category for row in self.sections}


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables. Raises pydantic's ValidationError when the file is not as it must be."""
    text = Path(__file__).with_name("tables.yaml").read_text("utf-8")
    return Tables.model_validate(yaml.safe_load(text))

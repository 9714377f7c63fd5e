"""The tables of HL7 v2 that decide something, loaded from ``tables.yaml``."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

LOINC = "http://loinc.org"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Charset(_Row):
    """A character set of MSH-18."""

    id: str
    names: tuple[str, ...]
    codec: str


class Escape(_Row):
    """A change of character set within a field."""

    id: str
    sequence: str
    codec: str
    escape: bool = False


class Diagnosis(_Row):
    """A type of diagnosis."""

    name: str
    verification: str = ""


class Completion(_Row):
    """What became of an administration."""

    status: str
    negated: bool = False


class Repeat(_Row):
    """How often something is taken; a group ``n`` of the pattern is the period, or the count
    where the row has a period."""

    id: str
    pattern: str
    period: str = ""
    unit: str = ""
    count: str = ""
    event: str = ""
    as_needed: bool = False


class Heading(_Row):
    """Title and LOINC code of a section."""

    title: str
    loinc: str


class ReportSection(_Row):
    """A section of a report, by the identifier of its observations."""

    id: str
    title: str
    suffix: str = ""
    loinc: str = ""
    also: tuple[str, ...] = ()


class Tables(_Row):
    """All of them."""

    charsets: tuple[Charset, ...]
    escapes: tuple[Escape, ...]
    documents: dict[str, str]
    relations: dict[str, str]
    results: dict[str, str]
    withdrawn: dict[str, str]
    categories: dict[str, str]
    allergies: dict[str, str]
    severities: dict[str, str]
    diagnoses: dict[str, Diagnosis]
    controls: dict[str, str]
    orders: dict[str, str]
    media: dict[str, dict[str, str]]
    completion: dict[str, Completion]
    nothing_given: tuple[str, ...]
    unknown_amounts: tuple[str, ...]
    requests: tuple[str, ...]
    repeats: tuple[Repeat, ...]
    sections: dict[str, Heading]
    report_sections: tuple[ReportSection, ...]

    @cached_property
    def codecs(self) -> dict[str, str]:
        """Python's codec by the name of a character set, in ``squeezed`` form."""
        return {squeezed(name): row.codec for row in self.charsets for name in row.names}

    @cached_property
    def shifts(self) -> dict[str, Escape]:
        """Changes of character set by their sequence."""
        return {row.sequence: row for row in self.escapes}

    @cached_property
    def section_by_suffix(self) -> dict[str, Heading]:
        """Sections of reports by the suffix of their identifier."""
        return {
            row.suffix: Heading(title=row.title, loinc=row.loinc)
            for row in self.report_sections
            if row.suffix
        }

    @cached_property
    def section_by_loinc(self) -> dict[str, Heading]:
        """Sections of reports by LOINC code, with the code that is asked for."""
        return {
            code: Heading(title=row.title, loinc=code)
            for row in self.report_sections
            for code in (row.loinc, *row.also)
            if code
        }

    @cached_property
    def patterns(self) -> tuple[tuple[re.Pattern[str], Repeat], ...]:
        """Repeat patterns, compiled."""
        return tuple((re.compile(row.pattern), row) for row in self.repeats)


def squeezed(name: str) -> str:
    """A name of a character set without what senders vary: case, punctuation, a leading ISO."""
    return re.sub(r"[\W_]", "", name).upper().removeprefix("ISO")


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables, loaded once per process."""
    text = Path(__file__).with_name("tables.yaml").read_text("utf-8")
    return Tables.model_validate(yaml.safe_load(text))

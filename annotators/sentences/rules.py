"""The words that decide where sentences end, from rules.yaml."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints

PATH = Path(__file__).with_name("rules.yaml")

Word = Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]
Ends = Literal["never", "cased", "number", "capital"]


class Abbreviations(BaseModel):
    """Words after which a full stop seldom ends a sentence."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*$")]
    """Stable."""

    ends: Ends
    """When it does; see rules.yaml."""

    words: tuple[Word, ...]
    """Lower case, without full stops."""


class Rules(BaseModel):
    """All of rules.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    abbreviations: tuple[Abbreviations, ...]
    """The first row that has a word decides."""

    openers: frozenset[Word]
    """Words that open a sentence even after an initial."""

    unfinished: frozenset[Word]
    """Words a sentence does not end in."""

    @cached_property
    def endings(self) -> dict[str, Ends]:
        """Each abbreviation, and when a full stop after it ends a sentence."""
        return {word: row.ends for row in reversed(self.abbreviations) for word in row.words}


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules of the process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Rules.model_validate(yaml.load(PATH.read_text(encoding="utf-8"), Loader=loader))

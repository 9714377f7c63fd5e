"""The rules as data: their schema, their loading, the phrases they stand for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from .trie import ANY

HERE = Path(__file__).parent

CUE_FILES = (
    "negation",
    "uncertainty",
    "history",
    "hypothetical",
    "generic",
    "experiencer",
    "forms",
)

Group = Literal["problem", "procedure", "medication", "anatomy"]
"""Sorts of mention that rules tell apart."""

Attribute = Literal[
    "negated", "possible", "historical", "hypothetical", "generic",
    "family_member", "donor_family_member", "donor_other", "other",
]  # fmt: skip
"""Categories that decide a feature of a mention."""

Helper = Literal[
    "pseudo", "member", "experience", "report", "gap", "before", "company", "patient", "onset",
    "actual", "affirmed", "future",
]  # fmt: skip
"""Categories that decide whether and where another cue counts."""


def _phrases(text: object) -> object:
    return (
        [part.strip() for part in re.split(r",\s*", text.strip())]
        if isinstance(text, str)
        else text
    )


Phrases = Annotated[tuple[str, ...], BeforeValidator(_phrases)]


_STRICT = ConfigDict(extra="forbid", use_attribute_docstrings=True)
"""Rows are dataclasses with slots: the loops over a text read them very often."""


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Cue:
    """A row of the cue files: phrases that change what mentions in their scope mean."""

    id: str
    """Stable; what Evidence.rule names."""

    category: Attribute | Helper
    direction: Literal["forward", "backward", "both", "either"] = "forward"
    """Where the scope lies; ``either``: forward when a mention is near there, else backward."""

    phrases: Phrases = ()
    """Lower case; ``(a|b)`` alternatives, ``{name}`` a list of words.yaml, digits are all ``0``."""

    pattern: str | None = None
    """A regular expression instead of phrases (forms.yaml)."""

    reach: Literal["clause", "list", "item", "own"] = "clause"
    """``clause``: over commas; ``list``: over commas of a list that ends in or/and; ``item``: to
    the next comma; ``own``: as ``item``, and of a list before the cue only the last item."""

    limit: int | None = None
    """Words that may lie between cue and mention, in each item."""

    verbs: Literal["clause", "end", "ignore"] = "clause"
    """Where a finite verb ends the scope: in a later clause; anywhere; nowhere."""

    repeats: bool = False
    """Where it stands before every item of a list ("no A, no B, C"), it reaches its own item."""

    answer: bool = False
    """With nothing after it, it answers what stands before it ("Melena: No")."""

    own: bool = False
    """It counts for the mention that it opens ("no signs of sepsis" found as one mention)."""

    targets: tuple[Group, ...] = ()
    """Sorts of mention it applies to; empty: all."""

    unless: tuple[str, ...] = ()
    """Helper categories whose phrases in the scope's item undo the cue."""

    needs: tuple[str, ...] = ()
    when: str = ""
    anywhere: bool = False
    until: str = ""
    """Of patterns: see forms.yaml."""

    value: str = ""
    """Of helpers: the subject a member stands for, the gender of a pronoun."""

    @model_validator(mode="after")
    def _one_source(self) -> Cue:
        if bool(self.phrases) == bool(self.pattern):
            raise ValueError("give phrases or a pattern, one of them")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class Boundary:
    """A row of boundaries.yaml: words that end a scope, or a hole in it."""

    id: str
    kind: Literal[
        "stop",
        "change",
        "verb",
        "observed",
        "predicate",
        "opener",
        "hole",
        "item-hole",
        "cancel",
        "pass",
        "capital",
        "and",
        "or",
    ]
    ends: tuple[str, ...] = ()
    """Categories whose scopes it bounds; empty: all."""

    only: tuple[str, ...] = ()
    """Ids of the cues it bounds; empty: all."""

    phrases: Phrases


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class SectionRule:
    """A row of sections.yaml."""

    id: str
    kinds: tuple[str, ...]
    category: Attribute
    targets: tuple[Group, ...] = ()
    unless: tuple[str, ...] = ()
    """Helper categories whose phrases in a sentence keep the rule from it."""

    alone: bool = True
    """Whether it applies to a mention that is a sentence of its own, such as a diagnosis."""

    not_after: Phrases = ()
    """Words that, right before a mention, keep the rule from it ("keep your wound dry")."""


class Rules(BaseModel):
    """All rules, checked: no id twice."""

    cues: tuple[Cue, ...]
    boundaries: tuple[Boundary, ...]
    sections: tuple[SectionRule, ...]
    words: Mapping[str, Phrases]

    @model_validator(mode="after")
    def _unique(self) -> Rules:
        rows: tuple[Cue | Boundary | SectionRule, ...] = (
            *self.cues,
            *self.boundaries,
            *self.sections,
        )
        ids = [row.id for row in rows]
        twice = {one for one in ids if ids.count(one) > 1}
        if twice:
            raise ValueError(f"ids given twice: {sorted(twice)}")
        return self

    def expand(self, row: Cue | Boundary) -> list[str]:
        """Every phrase a row stands for, its alternatives and word lists written out.

        ``{adverb}`` is left open: one phrase without it, one with ``trie.ANY`` in its place.
        """
        words = {**self.words, "adverb": ("", ANY)}
        return [one for phrase in row.phrases for one in _expand(phrase, words)]


_PLACE = re.compile(r"\(([^()]*\|[^()]*)\)|\{(\w+)\}")


def _expand(phrase: str, words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    parts: list[tuple[str, ...]] = []
    at = 0
    for match in _PLACE.finditer(phrase):
        parts.append((phrase[at : match.start()],))
        parts.append(words[match[2]] if match[2] else tuple(match[1].split("|")))
        at = match.end()
    parts.append((phrase[at:],))
    for choice in itertools.product(*parts):
        yield re.sub(" +", " ", "".join(choice)).strip(" ")


def _read(name: str) -> Any:
    """A YAML file of words: nothing in it is a number, a date or a truth value."""
    return yaml.load((HERE / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)


@lru_cache(maxsize=1)
def load() -> Rules:
    """The rules that ship with the annotator; pydantic.ValidationError names a wrong row."""
    return Rules.model_validate(
        {
            "cues": [row for name in CUE_FILES for row in _read(name)],
            "boundaries": _read("boundaries"),
            "sections": _read("sections"),
            "words": _read("words"),
        }
    )

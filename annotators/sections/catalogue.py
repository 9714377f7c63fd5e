"""The kinds of section, their headings, and finding the kind of a heading's words.

The knowledge is in the YAML files beside this module; a row's id becomes the evidence of the
sections it decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter

HERE = Path(__file__).parent
UNKNOWN = "unknown"

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Row(BaseModel):
    """What every row has."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    id: Id
    """Stable; named in evidence."""


class Kind(Row):
    """A kind of section."""

    name: Text
    """Display name."""

    loinc: Annotated[str, StringConstraints(pattern=r"^\d{4,5}-\d$")] | None = None
    """LOINC code of sections of this kind."""

    also: tuple[Annotated[str, StringConstraints(pattern=r"^\d{4,5}-\d$")], ...] = ()
    """Further LOINC codes that documents use for such a section."""

    holds: Literal["problems", "findings", "items"] | None = None
    """What a heading nobody knows may be in it. Problems and findings do not end it, items do when
    a blank line is before them."""

    items: tuple[Text, ...] = ()
    """Headings nobody knows that never end it, in lower case."""

    parts: bool = False
    """Body systems are its subsections."""

    then: Id | None = None
    """Kind of the section that a body system's heading opens after it."""


class Heading(Row):
    """Headings that open sections of one kind."""

    kind: Id
    headings: tuple[Text, ...]
    """Patterns; see ``expand``."""


class Part(Row):
    """Headings of one subsection of an examination or a review of systems."""

    name: Text
    kind: Id | None = None
    """Kind of the subsection; None: that of the section it is part of."""

    of: tuple[Id, ...] = ()
    """Kinds it is a subsection of; none: of all that have subsections."""

    headings: tuple[Text, ...]


class Words(Row):
    """Words that leave a heading's meaning as it is."""

    words: tuple[Text, ...]


class _Fillers(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    before: tuple[Words, ...]
    after: tuple[Words, ...]


Table = TypeVar("Table", Heading, Part)

_CHOICE = re.compile(r"\(([^()]*)\)")
_NUMBER = re.compile(r" *#? *\d{1,2}$")
_PARENTHESIS = re.compile(r" *\([^()]*\)? *")
_JOINT = re.compile(r" *(?:/|, *and +|,| and ) *", re.IGNORECASE)


def expand(pattern: str) -> Iterator[str]:
    """All readings of a pattern: ``(a|b) c`` is ``a c`` and ``b c``; ``(a|) c`` also ``c``."""
    match = _CHOICE.search(pattern)
    if match is None:
        yield pattern
        return
    for choice in match[1].split("|"):
        yield from expand(pattern[: match.start()] + choice + pattern[match.end() :])


def plain(words: str) -> str:
    """A heading's words in one form: blanks single, ``&`` as "and", hyphens as blanks."""
    words = words.replace("’", "'").replace("-", " ").replace("&", " and ")
    words = " ".join(words.split()).strip(" .,*_")
    return words.replace(" /", "/").replace("/ ", "/")


def _read(name: str, adapter: TypeAdapter[Any]) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return adapter.validate_python(
        yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=loader)
    )


def read_kinds() -> dict[str, Kind]:
    """The kinds by id, in the order of the file."""
    rows: tuple[Kind, ...] = _read("kinds.yaml", TypeAdapter(tuple[Kind, ...]))
    return {row.id: row for row in rows}


def read_headings() -> tuple[Heading, ...]:
    """The rows of headings.yaml."""
    rows: tuple[Heading, ...] = _read("headings.yaml", TypeAdapter(tuple[Heading, ...]))
    return rows


def read_parts() -> tuple[Part, ...]:
    """The rows of parts.yaml."""
    rows: tuple[Part, ...] = _read("parts.yaml", TypeAdapter(tuple[Part, ...]))
    return rows


def read_fillers() -> _Fillers:
    """The rows of words.yaml."""
    fillers: _Fillers = _read("words.yaml", TypeAdapter(_Fillers))
    return fillers


class Names(dict[str, Table]):
    """Headings to rows: exact ones as they are, the others in lower case."""

    def __init__(self, rows: Sequence[Table]) -> None:
        super().__init__()
        for row in rows:
            for pattern in row.headings:
                for words in expand(pattern):
                    # "A&P" is looked up as it is normalised
                    self.setdefault(plain(words), row)

    def find(self, words: str) -> Table | None:
        """The row of a normalised heading."""
        return self.get(words) or self.get(words.lower())


class Catalogue:
    """Finds the rows of headings."""

    def __init__(self) -> None:
        self.kinds = read_kinds()
        self._by_code = {
            code: kind
            for kind in self.kinds.values()
            for code in (kind.loinc, *kind.also)
            if code is not None
        }
        self.headings = Names(read_headings())
        self.parts = Names(read_parts())
        fillers = read_fillers()
        self._before = _any_of(fillers.before, "(?:{}) +")
        self._after = _any_of(fillers.after, " +(?:{})")
        self.heading = lru_cache(maxsize=8192)(self._heading)
        """The row of a section's heading, None when nobody knows it."""
        self.part = lru_cache(maxsize=8192)(self._part)
        """The row of a subsection's heading, None when nobody knows it."""

    def named(self, code: str, title: str) -> tuple[Kind, str] | None:
        """The kind of a section that comes with a LOINC code and a title, and the row that says so.

        The title decides when it is known: it is the more precise of the two.
        """
        heading = self.heading(title)
        if heading is not None:
            return self.kinds[heading.kind], heading.id
        kind = self._by_code.get(code)
        return (kind, kind.id) if kind is not None else None

    def _heading(self, words: str) -> Heading | None:
        words = plain(words)
        return self._bare(words) or self._joined(words)

    def _part(self, words: str) -> Part | None:
        words = plain(words)
        row = self.parts.find(words)
        if row is None and "/" in words:
            rows = [self.parts.find(part) for part in words.split("/")]
            row = rows[0] if all(rows) else None
        return row

    def _bare(self, words: str) -> Heading | None:
        """As it is, or without parentheses, numbers and words that change nothing."""
        row = self.headings.find(words)
        if row is None and "/" in words:
            row = self.headings.find(words.replace("/", " and "))
        if row is None and "(" in words:
            row = self.headings.find(_PARENTHESIS.sub(" ", words).strip())
        if row is None:
            words = _NUMBER.sub("", _PARENTHESIS.sub(" ", words).strip()).lower()
            row = self.headings.find(words)
        while row is None:
            shorter = self._after.sub("", words) if self._after.search(words) else None
            if shorter is None and (match := self._before.match(words)):
                shorter = words[match.end() :]
            if not shorter:
                return None
            words = shorter
            row = self.headings.find(words)
        return row

    def _joined(self, words: str) -> Heading | None:
        """The first of several headings joined in one, each of them known."""
        pieces = _JOINT.split(words)
        if len(pieces) < 2:
            return None
        rows = [self._bare(piece) for piece in pieces]
        return rows[0] if all(rows) else None


def _any_of(groups: Sequence[Words], form: str) -> re.Pattern[str]:
    words = sorted({w for g in groups for w in g.words}, key=lambda w: (-len(w), w))
    pattern = form.format("|".join(re.escape(word) for word in words))
    return re.compile(pattern if form.endswith("+") else pattern + r"$", re.IGNORECASE)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The one catalogue of the process."""
    return Catalogue()

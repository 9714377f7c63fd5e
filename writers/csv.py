"""Findings as one CSV table: a row a finding, for a spreadsheet or a data frame."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from ..core.cas import Cas
from ..core.component import Writer
from ..core.errors import DocumentError
from .findings import Findings, Mention

COLUMNS = (
    "document",
    "id",
    "type",
    "text",
    "begin",
    "end",
    "section",
    "certainty",
    "polarity",
    "uncertainty",
    "historyOf",
    "subject",
    "conditional",
    "generic",
    "cui",
    "tui",
    "code",
    "preferredText",
    "attributes",
    "evidence",
)
MANY = "; "
"""Between the values of a cell that holds several."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that starts so for a formula, and runs it."""


class CsvWriter(Writer):
    """One file for the whole run: a header, then a row a finding, in document order.

    Unset values are empty cells. Text that a spreadsheet would run as a formula gets an
    apostrophe in front. A document without findings has no row.
    """

    name: ClassVar[str] = "csv"
    suffix = ".csv"
    collect: ClassVar[bool] = True

    summary: ClassVar[tuple[str, ...]] = ("type", "finding", "code", "certainty", "subject")
    """Columns of the table that is shown at the end of a run."""

    def summarise(self, cas: Cas) -> Iterator[tuple[str, ...]]:
        """A row an event: what it is, by its concept's name and code; no words of the note."""
        for mention in Findings(cas).mentions:
            concept = next(iter(mention.concepts), None)
            if concept is not None and mention.is_event:
                name = getattr(concept, "preferredText", None) or _code(concept)
                kind = mention.type.removesuffix("Mention")
                subject = (mention.fs.subject or "").replace("_", " ")
                yield kind, name, _code(concept), mention.certainty, subject

    def header(self) -> bytes:
        """The names of the columns."""
        return _lines([COLUMNS])

    def render(self, cas: Cas) -> bytes:
        """The rows of one document.

        Raises DocumentError when a cell holds half a surrogate pair: no encoding can write it.
        """
        findings = Findings(cas)
        try:
            return _lines(_rows(findings))
        except UnicodeEncodeError:
            path = findings.metadata.source or findings.metadata.id or "document"
            reason = "its text has half a surrogate pair, which UTF-8 cannot hold"
            raise DocumentError(path, reason, cure="mend the text before it is read") from None


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as RFC 4180 has them, in UTF-8: CR LF between rows, quotes where needed."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _rows(findings: Findings) -> Iterator[list[Any]]:
    document = _safe(findings.metadata.id)
    for mention in findings.mentions:
        yield [document, mention.id, *_cells(mention, findings.text)]


def _cells(mention: Mention, text: str) -> Iterator[Any]:
    fs = mention.fs
    yield mention.type
    yield _safe(text[fs.begin : fs.end])
    yield from (fs.begin, fs.end)
    yield _safe(mention.section.kind if mention.section else "")
    yield mention.certainty
    yield from (fs.polarity, fs.uncertainty, fs.historyOf)
    yield _safe(fs.subject or "")
    yield from (_flag(fs.conditional), _flag(fs.generic))
    concepts = mention.concepts
    yield _many(getattr(concept, "cui", None) for concept in concepts)
    yield _many(getattr(concept, "tui", None) for concept in concepts)
    yield _many(_code(concept) for concept in concepts)
    yield _many(getattr(concept, "preferredText", None) for concept in concepts)
    yield _many(f"{part.name}={text[part.fs.begin : part.fs.end]}" for part in mention.attributes)
    yield _many(f"{evidence.component}:{evidence.rule or ''}" for evidence in mention.evidence)


def _code(concept: Any) -> str:
    """``SCHEME:code``."""
    scheme, code = concept.codingScheme or "", concept.code or ""
    return f"{scheme}:{code}" if scheme and code else code


def _flag(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def _many(values: Iterable[str | None]) -> str:
    """Several values in one cell, each once, in their order."""
    return _safe(MANY.join(dict.fromkeys(value for value in values if value)))


def _safe(text: str) -> str:
    """Text no spreadsheet runs: a leading apostrophe, as OWASP's advice on CSV injection has it."""
    return "'" + text if text.startswith(FORMULA) else text

"""Building a terminology: sources in, one file out.

The same sources, name, version and licence give the same bytes on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ...core.errors import ConfigError
from . import store
from .clean import (
    LONGEST_ACRONYM,
    Report,
    in_capitals,
    is_acronym,
    objection,
    stop_terms,
    stopped,
)
from .groups import UNKNOWN, group_of
from .sources import Row, read_source
from .table import PREFIX, Table, Values, prefix_hashes
from .terminology import Strings
from .tokenise import Hashes, normalise, tokenise
from .variants import inflected

_BLOCK = 20_000
"""Terms hashed at a time."""


class _Entry(NamedTuple):
    """A row that is kept; entries sort into the order of the file."""

    term: str
    acronym: bool
    source: int
    line: int
    concept: int


@dataclass
class Stamp:
    """What a terminology says of itself."""

    name: str
    version: str
    licence: str
    sources: list[dict[str, Any]] = field(default_factory=list)


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            total.update(piece)
    return total.hexdigest()


class _Builder:
    """Gathers entries and concepts of all sources."""

    def __init__(self) -> None:
        self.report = Report()
        self.entries: list[_Entry] = []
        self.concepts: dict[str, int] = {}

    def read(self, path: Path, number: int) -> int:
        """Takes in the rows of a source; returns how many it has."""
        start, rows, long_names, capital_names = len(self.entries), 0, 0, 0
        for row in read_source(path):
            rows += 1
            self._row(row, path.name, number)
            if len(row.text) > LONGEST_ACRONYM:
                long_names += 1
                capital_names += in_capitals(row.text)
        if 2 * capital_names > long_names:
            # All is written in capitals, so that they say nothing of a term.
            acronyms = [e for e in self.entries[start:] if e.acronym]
            self.entries[start:] = [e for e in self.entries[start:] if not e.acronym]
            self._in_any_case(acronyms, path.name)
        return rows

    def _row(self, row: Row, source: str, number: int) -> None:
        self.report.read += 1
        term = normalise(row.text)
        acronym = is_acronym(row.text)
        reason = objection(row.text, term, acronym)
        if reason:
            self.report.drop(reason, source, row.line)
            return
        group = group_of(row.tui, row.group)
        self.report.unknown += group == UNKNOWN
        concept = "\t".join((row.cui, row.tui, group, row.code, row.scheme, row.preferred))
        which = self.concepts.setdefault(concept, len(self.concepts))
        self.entries.append(_Entry(term, acronym, number, row.line, which))

    def _in_any_case(self, acronyms: Sequence[_Entry], source: str) -> None:
        for entry in acronyms:
            if reason := stopped(entry.term):
                self.report.drop(reason, source, entry.line)
            else:
                self.entries.append(entry._replace(acronym=False))

    def distinct(self, sources: Sequence[str]) -> list[_Entry]:
        """The entries in the order of the file, without those that say nothing new."""
        self.entries.sort()
        kept: list[_Entry] = []
        term, known = "", set[int]()
        for entry in self.entries:
            if entry.term != term:
                term, known = entry.term, set()
            if entry.concept in known:
                self.report.drop("duplicate", sources[entry.source], entry.line)
            else:
                known.add(entry.concept)
                kept.append(entry)
        self.report.kept = len(kept)
        return kept


def _forms(terms: Sequence[str], inflect: Sequence[bool]) -> Iterator[tuple[str, int]]:
    """Everything that is looked up, with the index of its term: the terms, then inflections."""
    known = set(terms)
    yield from zip(terms, range(len(terms)), strict=True)
    for index, (term, wanted) in enumerate(zip(terms, inflect, strict=True)):
        if wanted:
            for form in inflected(term):
                if form not in known and form not in stop_terms():
                    known.add(form)
                    yield form, index


def _hash_forms(forms: Iterator[tuple[str, int]]) -> tuple[Hashes, Values]:
    """The hash of every prefix of every form, and the term that ends there or PREFIX."""
    hashes, values = [], []
    while block := list(islice(forms, _BLOCK)):
        tokens = tokenise("\n\n".join(form for form, _ in block))
        first = ~tokens.joined[:-1]
        first[0] = True
        last = ~tokens.joined[1:]
        value = np.full(len(tokens), PREFIX, np.int32)
        value[last] = [index for _, index in block]
        hashes.append(prefix_hashes(tokens, first))
        values.append(value)
    return np.concatenate(hashes), np.concatenate(values)


def _table(forms: Iterator[tuple[str, int]]) -> Table:
    hashes, values = _hash_forms(forms)
    order = np.argsort(hashes, kind="stable")
    hashes, values = hashes[order], values[order]
    starts = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1]))
    return Table.build(hashes[starts], np.maximum.reduceat(values, starts))


def _arrays(entries: Sequence[_Entry], concepts: Sequence[str]) -> dict[str, Any]:
    first_rows = [i for i, e in enumerate(entries) if not i or e.term != entries[i - 1].term]
    terms = [entries[row].term for row in first_rows]
    bounds = [*first_rows, len(entries)]
    # The rows of a term that is matched in any case come first, so its first row tells.
    table = _table(_forms(terms, [not entries[row].acronym for row in first_rows]))
    term_data, term_ends = Strings.pack(terms)
    concept_data, concept_ends = Strings.pack(concepts)
    return {
        "hashes": table.hashes,
        "values": table.values,
        "terms": term_data,
        "term_ends": term_ends,
        "first_rows": np.array(bounds, np.uint32),
        "row_concepts": np.array([e.concept for e in entries], np.uint32),
        "row_acronyms": np.array([e.acronym for e in entries], np.uint8),
        "row_sources": np.array([e.source for e in entries], np.uint16),
        "row_lines": np.array([e.line for e in entries], np.uint32),
        "concepts": concept_data,
        "concept_ends": concept_ends,
    }


def build(paths: Sequence[Path], output: Path, stamp: Stamp) -> Report:
    """Compiles sources into the file ``output`` and says what became of their rows.

    Raises ConfigError, with file and line, for a source that cannot be understood or gives no
    term at all.
    """
    builder = _Builder()
    for number, path in enumerate(paths):
        rows = builder.read(path, number)
        stamp.sources.append({"name": path.name, "sha256": _sha256(path), "rows": rows})
    entries = builder.distinct([path.name for path in paths])
    if not entries:
        raise ConfigError(f"{paths[0]}: no row gives a term; {builder.report.summary()}")
    arrays = _arrays(entries, list(builder.concepts))
    header = {
        "name": stamp.name,
        "version": stamp.version,
        "licence": stamp.licence,
        "sources": stamp.sources,
        "terms": len(arrays["term_ends"]),
        "rows": len(entries),
        "concepts": len(arrays["concept_ends"]),
    }
    store.write(output, header, arrays)
    return builder.report

"""The writer: one table for all notes, a row a note."""

from __future__ import annotations

import csv
from io import StringIO
from typing import ClassVar

from cascara import Cas, Writer

from .annotator import STATUS

COLUMNS = ("document", "status", "packs_per_day", "begin", "end", "rule")
ORDER = ("current", "former", "never")


class SmokingTable(Writer):
    """A table (TSV) of the smoking status of each note.

    A note has one row: its strongest statement (current before former before never), or the
    status ``unknown``.
    """

    name: ClassVar[str] = "smoking-table"
    suffix = ".tsv"
    collect: ClassVar[bool] = True

    def header(self) -> bytes:
        return _row(COLUMNS)

    def render(self, cas: Cas) -> bytes:
        found = min(cas.select(STATUS), key=lambda fs: ORDER.index(fs.status), default=None)
        if found is None:
            return _row((cas.metadata.id, "unknown", "", "", "", ""))
        rules = [why.rule for why in cas.evidence() if why.target is found]
        packs = "" if found.packsPerDay is None else found.packsPerDay
        rule = ",".join(rules)
        return _row((cas.metadata.id, found.status, packs, found.begin, found.end, rule))


def _row(values: tuple[object, ...]) -> bytes:
    line = StringIO()
    csv.writer(line, "excel-tab", lineterminator="\n").writerow(values)
    return line.getvalue().encode()

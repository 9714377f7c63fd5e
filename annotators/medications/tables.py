"""Rows of tables: which cells tell about which drug.

A table of a CDA or FHIR narrative is a line a row, each cell after the header of its column:
"Medication: Lisinopril 10 mg | Start Date: 01/02/2020 | SIG: one daily | Status: Active". A header
is no word about a drug, and cells are about the drug of their row however far they are from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from .columns import Column, Columns
from .items import Item
from .tokens import Piece

SEPARATOR = " | "
_LABEL = re.compile(r"\s*([^:|\n]{1,80}):[ \n]+")
_NAMES = frozenset({"drug", "name"})

Span = tuple[int, int]


@dataclass(slots=True)
class Cell:
    """A cell of a row, without its header."""

    begin: int
    end: int
    column: Column | None
    """None without a header, or with one that is not known."""

    drugs: list[Span]

    @property
    def reads(self) -> str:
        """As ``Column.reads``; empty without a known header."""
        return self.column.reads if self.column else ""


@dataclass(slots=True)
class Reading:
    """What is read about the drugs of one cell."""

    drugs: list[Span]
    pieces: list[Piece]
    """Their cell, and those after it that are about them."""

    state: Item | None = None
    """What the cell of the status says."""


class Tables:
    """Finds the rows of a text."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def row(self, text: str, place: int) -> Span | None:
        """The row that a place is in: a line of several cells, one of them with a header."""
        begin = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        cells = text[begin:end].split(SEPARATOR)
        is_row = len(cells) > 1 and any(map(_LABEL.match, cells))
        return (begin, end) if is_row else None

    def readings(self, text: str, row: Span, drugs: Sequence[Span]) -> Iterator[Reading]:
        """What is read about the ``drugs`` of a row, given in order; a reading for each cell that
        names some."""
        cells = self._cells(text, row, drugs)
        names = _names(cells)
        called = {text[b:e].lower() for place in names for b, e in cells[place].drugs}
        for place, cell in enumerate(cells):
            if not cell.drugs:
                continue
            reading = Reading(cell.drugs, [Piece(cell.begin, cell.end, ())])
            if place in names:
                others = {p for p in names if cells[p].reads != "name"} - {place}
                about = list(_until(cells, place + 1, others))
                reading.pieces += _pieces(text, about, called)
                reading.state = self._state(text, about if others else cells)
            yield reading

    def _cells(self, text: str, row: Span, drugs: Sequence[Span]) -> list[Cell]:
        """The cells of a row with their drugs. What stands before the colon is no header when it
        names a drug: "Lisinopril: 10 mg"."""
        cells: list[Cell] = []
        begin, last = row
        while begin <= last:
            end = text.find(SEPARATOR, begin, last)
            end = last if end < 0 else end
            inside = [drug for drug in drugs if begin <= drug[0] < end]
            label = _LABEL.match(text, begin, end)
            if label and not (inside and inside[0][0] < label.end()):
                column = self._columns.of(label[1])
                cells.append(Cell(label.end(), end, column, inside))
            else:
                cells.append(Cell(begin, end, None, inside))
            begin = end + len(SEPARATOR)
        return cells

    def _state(self, text: str, cells: Iterable[Cell]) -> Item | None:
        """What the first cell of the status says."""
        for cell in cells:
            if cell.reads == "status":
                return self._columns.state(text, cell.begin, cell.end)
        return None


def _names(cells: Sequence[Cell]) -> set[int]:
    """The cells that name what the row is about: those under such headers, else the first with a
    drug under a header that is not known, else the first one that tells how a drug is taken."""
    known = {cell.reads for cell in cells}
    if "other" in known or known.isdisjoint(("drug", "attribute")):
        return set()
    named = [place for place, cell in enumerate(cells) if cell.drugs]
    under = {place for place in named if cells[place].reads in _NAMES}
    for reads in ("", "attribute"):
        under = under or set([p for p in named if cells[p].reads == reads][:1])
    return under


def _until(cells: Sequence[Cell], first: int, others: set[int]) -> Iterator[Cell]:
    """The cells from one on, up to that of another drug."""
    places = takewhile(lambda place: place not in others, range(first, len(cells)))
    return (cells[place] for place in places)


def _pieces(text: str, cells: Iterable[Cell], called: set[str]) -> Iterator[Piece]:
    """What is read of cells: up to a drug in them that is not called as the row's."""
    for cell in cells:
        if cell.column is None or cell.reads not in ("attribute", "unit"):
            continue
        foreign = (b for b, e in cell.drugs if text[b:e].lower() not in called)
        yield Piece(cell.begin, next(foreign, cell.end), cell.column.meant)

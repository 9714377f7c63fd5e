"""Tables as lines: a row a line, each value with the headers of its columns.

Cells are put on a grid, so that a value has its headers however cells span; a cell that spans rows
is said again in each. What is said again is bounded, what the document says is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .output import CELL, INNER, PAIR, SEPARATORS, SPACE, Mark, Output

COLUMNS = 64
"""Cells that span further right or down than this column are not followed there."""
LABELLED = 1000
"""Columns further right have no headers said with their values."""
HEADER_ROWS = 8
"""Headers have so many rows at most."""
LABEL = 200
"""Longer headers (characters) and values are not said again."""
SAID_AGAIN = 50_000_000
"""So many characters are said again in one narrative, no more."""


class Header(NamedTuple):
    """A cell of a header row."""

    column: int
    span: int
    text: str


class Spanning(NamedTuple):
    """A cell that goes on in the rows below."""

    until: int
    """The first row it is not in."""
    label: str
    text: str
    """Empty where it is only in the way."""
    heads: bool
    """It heads the row."""


class Table:
    """A table under way."""

    def __init__(self) -> None:
        self.row = 0
        self.group: object = None
        """The element the row is in: thead, tbody, the table itself."""
        self.has_values = False
        """Whether a row that is no header row has come."""
        self.spanning: dict[int, Spanning] = {}
        self._headers: list[list[Header]] = []
        self._labels: list[str] | None = None

    def begin_row(self, group: object, is_header: bool) -> None:
        """Rows are numbered; cells do not span into another part of the table."""
        self.row += 1
        if group is not self.group or is_header == self.has_values:
            self.spanning.clear()
        self.group = group
        if is_header and self.has_values:
            self._headers.clear()
        if is_header:
            self._labels = None
        self.has_values = not is_header

    def head(self, cells: list[Header]) -> None:
        """A header row is complete."""
        if len(self._headers) < HEADER_ROWS:
            self._headers.append(cells)

    def label(self, column: int, span: int) -> str:
        """What heads the columns; empty for a cell as wide as the table."""
        if self._labels is None:
            self._labels = self._join_headers()
        labels = self._labels
        if span == 1:
            return labels[column] if column < len(labels) else ""
        if column == 0 and span >= len(labels):
            return ""
        return _short("/".join(dict.fromkeys(filter(None, labels[column : column + span]))))

    def _join_headers(self) -> list[str]:
        """The headers of each column from top to bottom, without titles of the whole table."""
        ends = (header.column + header.span for row in self._headers for header in row)
        width = min(max(ends, default=0), LABELLED)
        columns: list[dict[str, None]] = [{} for _ in range(width)]
        for row in self._headers:
            for header in row:
                if header.span == 1 or header.span < width:
                    for column in range(header.column, min(header.column + header.span, width)):
                        columns[column][header.text] = None
        return [_short(" ".join(filter(None, texts))) for texts in columns]


class Row:
    """A row under way."""

    __slots__ = (
        "_begun",
        "_column",
        "after_head",
        "headers",
        "is_header",
        "output",
        "table",
        "unsaid",
    )

    def __init__(self, table: Table, output: Output, is_header: bool) -> None:
        self.table = table
        self.output = output
        self.is_header = is_header
        self.headers: list[Header] = []
        self.unsaid: list[Spanning] = []
        """What spans into this row and is not written yet, as no word has come after it."""
        self.after_head = False
        """Whether the last cell heads the row and has no value yet."""
        self._column = 0
        self._begun = output.begin()

    def open(self, is_head: bool, span: int, down: int) -> Cell:
        """A cell begins; what spans into this row before it comes first."""
        column, label = self._enter(is_head, span)
        return Cell(self, is_head, label, column, span, down)

    def plain(self, is_head: bool, text: str) -> int:
        """A cell of text alone that spans nothing, as most do: all that ``open``, its text and
        ``Cell.close`` do, at once. The characters of its words; without any it leaves nothing."""
        column, label = self._enter(is_head, 1)
        output, words = self.output, " ".join(text.split())
        if self.is_header:
            name = words if len(words) <= LABEL and any(map(str.isalnum, words)) else ""
            self.headers.append(Header(column, 1, name.rstrip(" :")))
        if not words:
            output.end(output.begin())
            return 0
        prefix = label and f"{label}: "
        if self.unsaid:
            prefix = self.said_before(bool(label)) + prefix
            self.unsaid.clear()
        if not output.between and text[0].isspace():
            output.between = SPACE
        output.say(prefix, words)
        output.said += len(prefix)
        output.between = SPACE
        self.after_head = is_head and not self.is_header
        return len(words)

    def _enter(self, is_head: bool, span: int) -> tuple[int, str]:
        """The column of the cell that begins, and what heads it."""
        output = self.output
        if self.table.spanning:
            self.unsaid += self._spanning()
        column = self._column
        self._column += span
        label = ""
        if not self.is_header and output.said <= SAID_AGAIN:
            label = self.table.label(column, span)
        if len(output.pieces) > self._begun:
            is_value = self.after_head and not (is_head or label or self.unsaid)
            output.gap(PAIR if is_value else CELL)
        self.after_head = False
        return column, label

    def said_before(self, has_label: bool) -> str:
        """What spans into the row before the cell that begins."""
        cells = [cell for cell in self.unsaid if cell.text]
        between = SEPARATORS[INNER if self.output.cells else CELL]
        ends = [": " if cell.heads else between for cell in cells]
        if cells and has_label:
            ends[-1] = between
        return "".join(c.label + c.text + end for c, end in zip(cells, ends, strict=True))

    def _spanning(self) -> Iterator[Spanning]:
        """Passes over the columns that cells of rows above take."""
        spanning = self.table.spanning
        while (cell := spanning.get(self._column)) is not None:
            if cell.until > self.table.row:
                yield cell
            else:
                del spanning[self._column]
                break
            self._column += 1

    def close(self) -> None:
        """The row ends; what spans into it behind its last cell is said, if it says anything."""
        row, output = self.table.row, self.output
        if self.is_header:
            self.table.head(self.headers)
        if output.end(self._begun):
            beyond = [c for c in self.table.spanning if c >= self._column]
            cells = (self.table.spanning[column] for column in sorted(beyond))
            for cell in (*self.unsaid, *(cell for cell in cells if cell.until > row)):
                if cell.text and output.said <= SAID_AGAIN:
                    output.gap(CELL)
                    output.write(cell.label + cell.text)
                    output.said += len(cell.label) + len(cell.text)


class Cell:
    """A cell under way; it stays on its row's line."""

    __slots__ = (
        "_begun",
        "_between",
        "_is_head",
        "_label",
        "_mark",
        "_place",
        "_prefix",
        "_row",
        "_waits",
    )

    def __init__(
        self, row: Row, is_head: bool, label: str, column: int, span: int, down: int
    ) -> None:
        output = row.output
        self._row = row
        self._is_head = is_head
        self._place = column, span, down
        self._label = label and f"{label}: "
        self._between = output.between
        self._prefix = (row.said_before(bool(label)) if row.unsaid else "") + self._label
        self._begun = output.begin()
        self._waits = output.wait(self._prefix) if self._prefix else -1
        self._mark = output.open("") if row.is_header or down > 1 else None
        output.cells += 1

    def close(self) -> None:
        """The cell ends; one without words leaves nothing."""
        row, output = self._row, self._row.output
        output.cells -= 1
        if self._mark is not None:
            output.close(self._mark)
        if output.end(self._begun):
            output.between = SPACE
            output.said += len(self._prefix)
            row.unsaid.clear()
            row.after_head = self._is_head and not row.is_header
        else:
            output.between = self._between
            if self._waits >= 0:
                output.withdraw(self._waits)
        if self._mark is not None:
            self._tell_table(self._mark)

    def _tell_table(self, mark: Mark) -> None:
        """What the table needs to know of the cell for the rows below."""
        column, span, down = self._place
        row, table = self._row, self._row.table
        text = row.output.text_of(mark, LABEL)
        if row.is_header:
            name = text.rstrip(" :") if any(map(str.isalnum, text)) else ""
            row.headers.append(Header(column, span, name))
            text = ""
        if down > 1:
            until = table.row + down
            first = Spanning(until, self._label, text, self._is_head)
            for place in range(column, min(column + span, COLUMNS)):
                table.spanning[place] = first if place == column else first._replace(text="")


def _short(text: str) -> str:
    return text if len(text) <= LABEL else ""

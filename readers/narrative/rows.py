"""What ``table``, ``tr``, ``td`` and ``th`` do, and which rows are headers."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from .output import BLANK, LINE
from .state import Close, State, name_of, whole
from .table import COLUMNS, Row, Table

MOST_ROWS = 65_534
"""Rows a cell may span, as in HTML."""


def table(state: State, node: etree._Element) -> Close:
    """``table``: see ``table.py``; one that is there for the layout is a stack of blocks."""
    before = state.table, state.row
    output = state.output
    state.table, state.row = (None if is_layout(node) else Table()), None
    output.gap(BLANK)

    def closed() -> None:
        state.table, state.row = before
        output.gap(BLANK)

    return closed


def row(state: State, node: etree._Element) -> Close:
    """``tr``."""
    output, within, before = state.output, state.table, state.row
    output.gap(LINE)
    if within is None:
        return lambda: output.gap(LINE)
    group = node.getparent()
    within_head = group is not None and name_of(group) == "thead"
    is_header = within_head or (not within.has_values and has_heads_only(node, not within.row))
    within.begin_row(group, is_header)
    state.row = under_way = Row(within, output, is_header)

    def closed() -> None:
        under_way.close()
        state.row = before
        output.gap(LINE)

    return closed


def cell(state: State, node: etree._Element) -> Close:
    """``td``, ``th``."""
    within = state.row
    if within is None:
        output = state.output
        output.gap(LINE)
        return lambda: output.gap(LINE)
    around = state.table, within, state.number, state.depth
    across, below = node.get("colspan"), node.get("rowspan")
    span = min(whole(across, 1) or 1, COLUMNS) if across else 1
    down = min(whole(below, 1) or MOST_ROWS, MOST_ROWS) if below else 1
    close = within.open(name_of(node) == "th", span, down).close
    state.table = state.row = state.number = None

    def closed() -> None:
        state.table, state.row, state.number, state.depth = around
        close()

    return closed


def is_layout(node: etree._Element) -> bool:
    """Whether a table only arranges: no header, and one column or tables within it."""
    widest = 0
    for tr in rows_of(node):
        names = [name_of(child) for child in tr]
        if "th" in names:
            return False
        widest = max(widest, names.count("td"))
    return widest < 2 or next(node.iterdescendants("{*}table"), None) is not None


def rows_of(node: etree._Element) -> Iterable[etree._Element]:
    """The rows of a table; a head of several columns is no layout, so its first row tells."""
    for child in node:
        name = name_of(child)
        if name == "tr":
            yield child
        elif name in ("thead", "tbody", "tfoot"):
            yield from (tr for tr in child if name_of(tr) == "tr")


def has_heads_only(node: etree._Element, is_first: bool) -> bool:
    """Whether all cells of a row are headers: by their name or, in the first row, all in bold."""
    names = {name_of(child) for child in node}
    if "td" not in names:
        return "th" in names
    return is_first and is_bold(node) and not is_bold(node.getnext())


def is_bold(row: etree._Element | None) -> bool:
    """Whether a row has two cells or more with words, and all their words are in bold."""
    cells = [cell for cell in row if name_of(cell) in ("td", "th")] if row is not None else []
    bold = 0
    for cell in cells:
        inner = cell[0] if len(cell) == 1 else None
        if inner is None or _has_words(cell.text) or _has_words(inner.tail):
            if len(cell) or _has_words(cell.text):
                return False
        else:
            style = (inner.get("styleCode") or "").lower().split()
            if name_of(inner) not in ("b", "strong") and "bold" not in style:
                return False
            bold += 1
    return bold > 1 or (bold == 1 and len(cells) > 1)


def _has_words(text: str | None) -> bool:
    return text is not None and any(map(str.isalnum, text))

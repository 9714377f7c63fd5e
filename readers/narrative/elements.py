"""What each element of CDA narrative and of XHTML does to the text.

Names of both are disjoint where they differ in meaning, so one table serves both; an element that
is not in it (``span``, ``em``, ``b``, ``renderSomethingNew``) is running text.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from .output import APART, BLANK, LINE, PAIR, POWER, SPACE
from .rows import cell, row, table
from .state import Close, State, name_of, whole

INDENT = "  "
DEEPEST = 8
"""Lists nested deeper are not indented further."""
LONGEST_LINK = 500
"""Longer addresses (characters) hold data, not a name."""


def line_break(state: State, node: etree._Element) -> None:
    """``br``."""
    state.output.line()


def preformatted(state: State, node: etree._Element) -> Close:
    """``pre``."""
    before, state.lines = state.lines, True
    state.output.gap(BLANK)

    def closed() -> None:
        state.lines = before
        state.output.gap(BLANK)

    return closed


def listing(state: State, node: etree._Element) -> Close:
    """``list``, ``ul``, ``ol``."""
    output = state.output
    before = state.number, output.indent
    ordered = name_of(node) == "ol" or node.get("listType") == "ordered"
    state.number = whole(node.get("start"), 1) - 1 if ordered else None
    output.gap(LINE)
    output.indent = INDENT * min(state.depth, DEEPEST)
    state.depth += 1

    def closed() -> None:
        state.depth -= 1
        state.number, output.indent = before
        output.gap(LINE if state.depth else BLANK)

    return closed


def item(state: State, node: etree._Element) -> Close:
    """``item``, ``li``: numbered or with a dash; what follows its first line is indented."""
    output, indent = state.output, state.output.indent
    output.gap(LINE)
    if state.number is None:
        bullet = "" if output.cells else "- "
    else:
        state.number = whole(node.get("value"), state.number + 1)
        bullet = f"{state.number}. "
    begun = output.begin()
    place = output.wait(bullet)
    output.indent = INDENT * min(state.depth, DEEPEST)
    output.tight += 1

    def closed() -> None:
        output.tight -= 1
        if not output.end(begun):
            output.withdraw(place)
        output.indent = indent
        output.gap(LINE)

    return closed


def term(state: State, node: etree._Element) -> Close:
    """``dt``: its explanation comes behind a colon."""
    state.output.gap(LINE)
    return lambda: state.output.gap(PAIR)


def explanation(state: State, node: etree._Element) -> Close:
    """``dd``: on the line of its term, or on one of its own."""
    output = state.output
    if output.between != PAIR:
        output.gap(LINE)
    begun = output.begin()

    def closed() -> None:
        output.end(begun)
        output.gap(LINE)

    return closed


def caption(state: State, node: etree._Element) -> Close | None:
    """A line above a list or table; before running text, words with a colon."""
    output = state.output
    parent = node.getparent()
    around = "" if parent is None else name_of(parent)
    if around == "renderMultiMedia":
        return None
    output.gap(LINE)
    after = LINE if around in ("table", "list") else PAIR
    return lambda: output.gap(after)


def bracketed(state: State, opening: str) -> Close:
    """``[image: chest, frontal]``: all on one line, and nothing without words."""
    output = state.output
    output.between = output.between or SPACE
    begun = output.begin()
    place = output.wait(opening)
    output.cells += 1

    def closed() -> None:
        output.cells -= 1
        if output.end(begun):
            output.append("]")
        else:
            output.withdraw(place)

    return closed


def multimedia(state: State, node: etree._Element) -> Close:
    """``renderMultiMedia``: named by its caption, else by the id of what it shows."""
    closed = bracketed(state, "[image: ")
    if not any(child.text or len(child) for child in node):
        state.output.words(node.get("referencedObject") or "unnamed")
    return closed


def image(state: State, node: etree._Element) -> None:
    """``img``: named by its alternative text; one whose text is empty is an ornament."""
    said = node.get("alt")
    if said is None or said.strip():
        output = state.output
        output.between = output.between or SPACE
        output.words(f"[image: {said}]" if said else "[image]")


def link(state: State, node: etree._Element) -> Close:
    """``linkHtml``, ``a``: its words; its address only when it has none."""
    output = state.output
    begun = len(output.pieces)
    address = (node.get("href") or "").strip()

    def closed() -> None:
        shown = address and not address.startswith(("#", "data:", "javascript:"))
        if len(output.pieces) == begun and shown and len(address) <= LONGEST_LINK:
            output.words(address)

    return closed


def footnote(state: State, node: etree._Element) -> Close:
    """``footnote``: where it stands, with the number that refers to it."""
    number = state.footnote(node.get("ID") or "")
    return bracketed(state, f"[{number}: " if number else "[")


def footnote_reference(state: State, node: etree._Element) -> None:
    """``footnoteRef``."""
    number = state.footnote(node.get("IDREF") or "")
    if number:
        state.output.between = state.output.between or SPACE
        state.output.write(f"[{number}]")


def content(state: State, node: etree._Element) -> Close:
    """``content``: side by side they are a record's fields, set apart by style sheets alone."""
    output = state.output
    begun = len(output.pieces)
    place = output.wait(APART) if state.content_end == output.length else -1

    def closed() -> None:
        if len(output.pieces) > begun:
            state.content_end = output.length
        elif place >= 0:
            output.withdraw(place)

    return closed


def superscript(state: State, node: etree._Element) -> Close:
    """``sup``: 10 and 3 are 10^3, while m and 2 are m2."""
    output = state.output
    begun = len(output.pieces)
    place = output.wait(POWER)

    def closed() -> None:
        if len(output.pieces) == begun:
            output.withdraw(place)

    return closed


OPEN: dict[str, Callable[[State, etree._Element], Close | None]] = {
    "a": link,
    "br": line_break,
    "caption": caption,
    "content": content,
    "dd": explanation,
    "dt": term,
    "footnote": footnote,
    "footnoteRef": footnote_reference,
    "img": image,
    "item": item,
    "li": item,
    "linkHtml": link,
    "list": listing,
    "ol": listing,
    "pre": preformatted,
    "renderMultiMedia": multimedia,
    "sup": superscript,
    "table": table,
    "td": cell,
    "th": cell,
    "tr": row,
    "ul": listing,
}
"""What an element does as it begins; what it returns is done as it ends."""

GAPS: dict[str, int] = {
    **dict.fromkeys(["address", "article", "center", "div", "footer", "form"], LINE),
    **dict.fromkeys(["header", "main", "nav", "section", "thead", "tbody", "tfoot"], LINE),
    **dict.fromkeys(["blockquote", "dl", "fieldset", "hr", "p", "paragraph"], BLANK),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], BLANK),
}
"""Elements that only have lines of their own, and what is before and behind them."""

AROUND = frozenset({"a", "img", "linkHtml", "renderMultiMedia", "tr"})
"""Elements whose spans hold what the rendering adds; the others' hold their own words."""

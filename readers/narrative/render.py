"""One renderer for CDA narrative (StrucDocText) and FHIR narrative (XHTML)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.entities import html5
from typing import TypeAlias

from lxml import etree

from ..xml import local_name
from .elements import AROUND, GAPS, OPEN
from .output import NONE, Mark, Output
from .state import Close, State, name_of

DELETED = "deleted text left out"
HIDDEN = "hidden text left out"
NAMED = "images named, not shown"
DOUBLED = "ids given twice"

_DELETIONS = frozenset({"del", "s", "strike"})
_UNSEEN = frozenset({"head", "script", "style", "template"})
_IMAGES = frozenset({"img", "renderMultiMedia"})
_HIDE = frozenset({"hidden", "revised", "style"})
"""Attributes that may hide an element."""
_SPANS = frozenset({"colspan", "rowspan"})
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)(?![\w-])", re.I)
_KEEPING = re.compile(r"(?:^|;)\s*white-space\s*:\s*(?:pre|break-spaces)", re.I)


@dataclass(slots=True)
class Narrative:
    """A rendered text and where its elements are in it."""

    text: str
    """Line ends are ``\\n``; no blank lines at either end."""
    ids: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Span, in code points, of every element with an ``ID`` or ``id``; may be empty."""
    notes: list[str] = field(default_factory=list)
    """What was left out, in words without content: ``deleted text left out: 2``."""


def render(element: etree._Element) -> Narrative:
    """The text of an element, CDA or XHTML, namespaced or not; its tail is not part of it."""
    return _Renderer(element).render()


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is known of an element by its name."""

    name: str
    open: Callable[[State, etree._Element], Close | None] | None
    gap: int
    """Before and behind it; see ``GAPS``."""
    is_around: bool
    is_running: bool
    """Its text is running text, and its mark holds this alone."""
    is_cell: bool
    is_ordered: bool
    """Its children are read in an order of their own."""
    is_special: bool
    """It is no element, or not shown, or counted."""


@lru_cache(maxsize=1024)
def _rule(tag: object) -> _Rule:
    name = local_name(tag)
    special = not name or name in _UNSEEN or name in _DELETIONS or name in _IMAGES
    around, cell = name in AROUND, name in ("td", "th")
    running = not around and name != "pre"
    opened, gap = OPEN.get(name), GAPS.get(name, NONE)
    ordered = name in ("table", "list")
    return _Rule(name, opened, gap, around, running, cell, ordered, special)


_Frame: TypeAlias = tuple[
    Iterator[etree._Element], etree._Element, _Rule, Close | None, Mark | None, bool
]
"""An element under way: the children to come, itself, its rule, what to do at its end, its mark,
whether lines counted before. A tuple, as there is one for each that has children. It holds the
element since lxml, to let go of one, looks at all that are around it and not held."""


class _Renderer:
    """Walks an element with a stack of its own: documents nest deeper than Python calls."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._output = Output()
        self._state = State(self._output, root)
        self._marks: dict[str, Mark] = {}
        self._notes: Counter[str] = Counter()

    def render(self) -> Narrative:
        """The whole of it."""
        root, state = self._root, self._state
        stack = [self._open(root, _rule(root.tag), root.keys())]
        while stack:
            for child in stack[-1][0]:
                rule = _rule(child.tag)
                attributes = child.keys()
                may_hide = rule.is_special or (attributes and not _HIDE.isdisjoint(attributes))
                if may_hide and not self._is_shown(child, rule.name):
                    self._text(child.tail)
                    continue
                if len(child):
                    stack.append(self._open(child, rule, attributes))
                    break
                if rule.is_running and not state.lines and "style" not in attributes:
                    self._leaf(child, rule, attributes)
                else:
                    self._close(self._open(child, rule, attributes))
            else:
                self._close(stack.pop())
        ids = {key: (mark.begin, mark.end) for key, mark in self._marks.items()}
        notes = [f"{words}: {count}" for words, count in self._notes.items() if count]
        return Narrative("".join(self._output.pieces), ids, notes)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._state.lines:
            self._output.lines(text)
        else:
            self._output.words(text)

    def _leaf(self, node: etree._Element, rule: _Rule, attributes: Sequence[object]) -> None:
        """An element that holds text alone, as most do: its mark is made when its words are
        written, so that nothing has to wait for them."""
        output, text = self._output, node.text or ""
        row = self._state.row if rule.is_cell else None
        if row is not None and (not attributes or _SPANS.isdisjoint(attributes)):
            said = row.plain(rule.name == "th", text)
            close = None
        else:
            close = rule.open(self._state, node) if rule.open else None
            if rule.gap:
                output.gap(rule.gap)
            said = output.words(text) if text else 0
        key = (node.get("ID") or node.get("id")) if attributes else None
        if key:
            self._mark_words(key, said)
        if close is not None:
            close()
        if rule.gap:
            output.gap(rule.gap)
        tail = node.tail
        if tail:
            output.words(tail)

    def _mark_words(self, key: str, said: int) -> None:
        """The mark of an element whose words were written last; so many characters."""
        if said and key not in self._marks:
            end = self._output.length
            self._marks[key] = Mark(key, end - said, end)
        else:
            mark = self._mark(key)
            if mark is not None:
                self._output.close(mark)

    def _open(self, node: etree._Element, rule: _Rule, attributes: Sequence[object]) -> _Frame:
        state = self._state
        lines, mark, key = state.lines, None, None
        if attributes:
            key = node.get("ID") or node.get("id")
            if key and rule.is_around:
                mark = self._mark(key)
        close = rule.open(state, node) if rule.open else None
        if rule.gap:
            self._output.gap(rule.gap)
        if attributes:
            if key and not rule.is_around:
                mark = self._mark(key)
            if "style" in attributes and _KEEPING.search(node.get("style", "")):
                state.lines = True
        self._text(node.text)
        children = _in_order(node) if rule.is_ordered else iter(node)
        return children, node, rule, close, mark, lines

    def _close(self, frame: _Frame) -> None:
        _, node, rule, close, mark, lines = frame
        if mark is not None and not rule.is_around:
            self._output.close(mark)
        if close is not None:
            close()
        if rule.gap:
            self._output.gap(rule.gap)
        if mark is not None and rule.is_around:
            self._output.close(mark)
        self._state.lines = lines
        if node is not self._root:
            self._text(node.tail)

    def _mark(self, key: str) -> Mark | None:
        if key in self._marks:
            self._notes[DOUBLED] += 1
            return None
        mark = self._marks[key] = self._output.open(key)
        return mark

    def _is_shown(self, node: etree._Element, name: str) -> bool:
        """Whether a reader sees it; what is not seen is counted, and its ids are empty spans."""
        if not name:
            self._entity(node)
            return False
        if name in _UNSEEN:
            reason = ""
        elif name in _DELETIONS or node.get("revised") == "delete":
            reason = DELETED
        elif node.get("hidden") is not None or _HIDING.search(node.get("style", "")):
            reason = HIDDEN
        else:
            self._notes[NAMED] += name in _IMAGES
            return True
        if reason and any(text.strip() for text in node.itertext(etree.Element)):
            self._notes[reason] += 1
        for part in node.iter(etree.Element):
            key = part.get("ID") or part.get("id")
            mark = self._mark(key) if key else None
            if mark is not None:
                self._output.close(mark)
        return False

    def _entity(self, node: etree._Element) -> None:
        """A reference to an entity that is not declared here, such as ``&nbsp;``."""
        if node.tag is etree.Entity:
            self._text(html5.get((node.text or "").lstrip("&"), node.text or ""))


def _in_order(node: etree._Element) -> Iterator[etree._Element]:
    """The children of a table or list as they are read: captions and heads first, the foot last."""
    names = [name_of(child) for child in node]
    ranks = {"caption": -2, "tfoot": 1}
    if names.count("thead") == 1:  # further ones head the rows that follow them
        ranks["thead"] = -1
    order = [ranks.get(name, 0) for name in names]
    if order == sorted(order):
        return iter(node)
    children = list(node)
    return (children[place] for place in sorted(range(len(order)), key=order.__getitem__))

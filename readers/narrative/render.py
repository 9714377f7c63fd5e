"""One renderer for CDA narrative (StrucDocText) and FHIR narrative (XHTML)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

from .elements import AROUND, OPEN, Close, State, name_of
from .output import Mark, Output

DELETED = "deleted text left out"
HIDDEN = "hidden text left out"
NAMED = "images named, not shown"
DOUBLED = "ids given twice"

_DELETIONS = frozenset({"del", "s", "strike"})
_UNSEEN = frozenset({"head", "script", "style", "template"})
_IMAGES = frozenset({"img", "renderMultiMedia"})
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


@dataclass(slots=True)
class _Frame:
    """An element under way."""

    node: etree._Element
    children: Iterator[etree._Element]
    name: str
    close: Close | None
    mark: Mark | None
    lines: bool


class _Renderer:
    """Walks an element with a stack of its own: documents nest deeper than Python calls."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._output = Output()
        self._state = State(self._output, _footnotes(root))
        self._marks: dict[str, Mark] = {}
        self._notes: Counter[str] = Counter()

    def render(self) -> Narrative:
        """The whole of it."""
        stack = [self._open(self._root)]
        while stack:
            frame = stack[-1]
            child = next(frame.children, None)
            if child is None:
                self._close(stack.pop())
                if stack:
                    self._text(frame.node.tail)
            elif self._is_shown(child):
                stack.append(self._open(child))
            else:
                self._text(child.tail)
        ids = {key: (mark.begin, mark.end) for key, mark in self._marks.items()}
        notes = [f"{words}: {count}" for words, count in self._notes.items()]
        return Narrative("".join(self._output.pieces), ids, notes)

    def _text(self, text: str | None) -> None:
        if text:
            if self._state.lines:
                self._output.lines(text)
            else:
                self._output.words(text)

    def _open(self, node: etree._Element) -> _Frame:
        name = name_of(node)
        handler = OPEN.get(name)
        lines = self._state.lines
        key = (node.get("ID") or node.get("id")) if node.attrib else None
        mark = self._mark(key) if key and name in AROUND else None
        if name in _IMAGES:
            self._notes[NAMED] += 1
        close = handler(self._state, node) if handler else None
        if key and mark is None:
            mark = self._mark(key)
        if _KEEPING.search(node.get("style") or ""):
            self._state.lines = True
        self._text(node.text)
        return _Frame(node, _in_order(node, name), name, close, mark, lines)

    def _close(self, frame: _Frame) -> None:
        mark = frame.mark
        if mark is not None and frame.name not in AROUND:
            self._output.close(mark)
        if frame.close is not None:
            frame.close()
        if mark is not None and frame.name in AROUND:
            self._output.close(mark)
        self._state.lines = frame.lines

    def _mark(self, key: str) -> Mark | None:
        if key in self._marks:
            self._notes[DOUBLED] += 1
            return None
        mark = self._marks[key] = self._output.open(key)
        return mark

    def _is_shown(self, node: etree._Element) -> bool:
        """Whether a reader sees it; what is not seen is counted, and its ids are empty spans."""
        name = name_of(node)
        if not name:
            self._entity(node)
            return False
        if name in _UNSEEN:
            reason = ""
        elif name in _DELETIONS or node.get("revised") == "delete":
            reason = DELETED
        elif "hidden" in node.attrib or _HIDING.search(node.get("style") or ""):
            reason = HIDDEN
        else:
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
            self._text(html5.get((node.text or "").lstrip("&"), node.text))


def _footnotes(root: etree._Element) -> dict[str, int]:
    """Numbers of the footnotes that are referred to."""
    keys = (note.get("ID") for note in root.iter("{*}footnote"))
    return {key: number for number, key in enumerate(dict.fromkeys(filter(None, keys)), 1)}


def _in_order(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children as they are read: captions and heads first, the foot of a table last."""
    if name not in ("table", "list"):
        return iter(node)
    names = [name_of(child) for child in node]
    ranks = {"caption": -2, "tfoot": 1}
    if names.count("thead") == 1:  # further ones head the rows that follow them
        ranks["thead"] = -1
    order = [ranks.get(name, 0) for name in names]
    if order == sorted(order):
        return iter(node)
    children = list(node)
    return (children[place] for place in sorted(range(len(order)), key=order.__getitem__))

"""One renderer for CDA narrative (StrucDocText) and FHIR narrative (XHTML)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.entities import html5
from typing import NamedTuple, TypeAlias

from lxml import etree

from .elements import AROUND, OPEN
from .output import Mark, Output
from .state import Close, State, local_name, name_of

DELETED = "deleted text left out"
HIDDEN = "hidden text left out"
NAMED = "images named, not shown"
DOUBLED = "ids given twice"

_NONE: Iterator[etree._Element] = iter(())
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


class _Rule(NamedTuple):
    """What is known of an element by its name."""

    name: str
    open: Callable[[State, etree._Element], Close | None] | None
    is_around: bool
    is_special: bool
    """It is no element, or not shown, or counted."""


@lru_cache(maxsize=1024)
def _rule(tag: object) -> _Rule:
    name = local_name(tag)
    special = not name or name in _UNSEEN or name in _DELETIONS or name in _IMAGES
    return _Rule(name, OPEN.get(name), name in AROUND, special)


_Frame: TypeAlias = tuple[
    Iterator[etree._Element], etree._Element, Close | None, Mark | None, bool, bool
]
"""An element under way: the children to come, itself, what to do at its end, its mark, whether the
mark is around what is done, whether lines counted before. A tuple, as there is one an element. It
holds the element since lxml, to let go of one, looks at all that are around it and not held."""


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
        root = self._root
        stack = [self._open(root, _rule(root.tag), root.keys())]
        while stack:
            for child in stack[-1][0]:
                rule = _rule(child.tag)
                attributes = child.keys()
                if (rule.is_special or attributes) and not self._is_shown(child, rule.name):
                    self._text(child.tail or "")
                    continue
                below = self._open(child, rule, attributes)
                if len(child):
                    stack.append(below)
                    break
                self._close(below)
            else:
                self._close(stack.pop())
        ids = {key: (mark.begin, mark.end) for key, mark in self._marks.items()}
        notes = [f"{words}: {count}" for words, count in self._notes.items() if count]
        return Narrative("".join(self._output.pieces), ids, notes)

    def _text(self, text: str) -> None:
        if self._state.lines:
            self._output.lines(text)
        else:
            self._output.words(text)

    def _open(self, node: etree._Element, rule: _Rule, attributes: Sequence[object]) -> _Frame:
        state = self._state
        lines, mark, key = state.lines, None, None
        if attributes:
            key = node.get("ID") or node.get("id")
            if key and rule.is_around:
                mark = self._mark(key)
        close = rule.open(state, node) if rule.open else None
        if attributes:
            if key and not rule.is_around:
                mark = self._mark(key)
            if "style" in attributes and _KEEPING.search(node.get("style", "")):
                state.lines = True
        text = node.text
        if text:
            self._text(text)
        children = _in_order(node, rule.name) if len(node) else _NONE
        return children, node, close, mark, rule.is_around, lines

    def _close(self, frame: _Frame) -> None:
        _, node, close, mark, is_around, lines = frame
        if mark is not None and not is_around:
            self._output.close(mark)
        if close is not None:
            close()
        if mark is not None and is_around:
            self._output.close(mark)
        self._state.lines = lines
        tail = node.tail
        if tail and node is not self._root:
            self._text(tail)

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

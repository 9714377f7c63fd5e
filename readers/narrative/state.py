"""What is open while a narrative is rendered, and the few questions all elements ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lxml import etree

from ..xml import local_name
from .output import Output
from .table import Row, Table

Close: TypeAlias = Callable[[], None]
"""What is to be done when an element ends."""


class State:
    """What is open around the element at hand."""

    def __init__(self, output: Output, root: etree._Element) -> None:
        self.output = output
        self._root = root
        self._footnotes: dict[str, int] | None = None
        self.table: Table | None = None
        self.row: Row | None = None
        self.number: int | None = None
        """Number of the last item of an ordered list; None in another one."""
        self.depth = 0
        """Of lists."""
        self.content_end = -1
        """Where the last ``content`` ended."""
        self.lines = False
        """Whether line ends and blanks of the source count."""

    def footnote(self, key: str) -> int | None:
        """The number of the footnote with that id, counted once one is asked for: few have any."""
        if self._footnotes is None:
            keys = (note.get("ID") for note in self._root.iter("{*}footnote"))
            numbered = enumerate(dict.fromkeys(filter(None, keys)), 1)
            self._footnotes = {key: number for number, key in numbered}
        return self._footnotes.get(key)


def name_of(node: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return local_name(node.tag)


def whole(written: str | None, default: int) -> int:
    """A whole number from 0 on; ``default`` for anything else."""
    digits = (written or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else default

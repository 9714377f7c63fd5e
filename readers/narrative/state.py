"""What is open while a narrative is rendered, and the few questions all elements ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from .output import Output
from .table import Row, Table

Close: TypeAlias = Callable[[], None]
"""What is to be done when an element ends."""


class State:
    """What is open around the element at hand."""

    def __init__(self, output: Output, footnotes: dict[str, int]) -> None:
        self.output = output
        self.footnotes = footnotes
        """Numbers of the footnotes by id."""
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


def name_of(node: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return local_name(node.tag)


@lru_cache(maxsize=1024)
def local_name(tag: object) -> str:
    """The same of a tag."""
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def whole(written: str | None, default: int) -> int:
    """A whole number from 0 on; ``default`` for anything else."""
    digits = (written or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else default

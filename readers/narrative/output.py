"""The text as it grows: gaps that wait for words, prefixes that wait for words, places of elements.

Nothing is written before a word follows it. So there are no blanks at line ends and no labels
without values, and an element's span begins at its first word, wherever its tag stood.
"""

from __future__ import annotations

from dataclasses import dataclass

NONE, SPACE, PAIR, INNER, CELL, ITEM, LINE, BLANK = range(8)
"""What goes between two words, the weaker first; of several that wait the strongest is written."""

SEPARATORS = ("", " ", ": ", ", ", " | ", "; ", "\n", "\n\n")
IN_CELL = (NONE, SPACE, PAIR, INNER, INNER, ITEM, ITEM, ITEM)
"""What becomes of them within a table's cell, which stays on its row's line."""

_CLOSED = ".;:,?!"
_SIGNS = "+-−–"

POWER = object()
"""A prefix: ``^``, if digits come before and after it."""
APART = object()
"""A prefix: a blank, if it would keep two words from becoming one."""
_ENDS = ":;)]%"
_BEGINS = "([<>"


@dataclass(slots=True, eq=False)
class Mark:
    """An element that has an id."""

    key: str
    begin: int = -1
    end: int = -1
    piece: int = -1
    """Number of the piece it begins in; -1 without words."""
    skip: int = 0
    """Characters of that piece before it."""


class Output:
    """What is written so far and what waits."""

    __slots__ = (
        "_first",
        "_fresh",
        "_margin",
        "_waiting",
        "between",
        "cells",
        "indent",
        "length",
        "pieces",
        "said",
        "tight",
    )

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.cells = 0
        """How many things are open that must stay on one line."""
        self.tight = 0
        """How many things are open in which there are no blank lines."""
        self.indent = ""
        self.said = 0
        """Characters said again: headers with their values, cells that span rows."""
        self.between = NONE
        """The gap that waits."""
        self._margin = ""
        self._waiting: list[Mark | str | object | None] = []
        self._first: int | None = None
        """Place of the first mark that waits; later ones are within its element."""
        self._fresh = -1
        """Number of pieces when the innermost item or cell began: its first block needs no gap."""

    def words(self, text: str) -> int:
        """Running text; white space is collapsed. The characters of its words."""
        if text.isspace():
            self.between = self.between or SPACE
            return 0
        words = " ".join(text.split())
        if not words:
            return 0
        if not self.between and text[0].isspace():
            self.between = SPACE
        self.write(words)
        if text[-1].isspace():
            self.between = SPACE
        return len(words)

    def lines(self, text: str) -> None:
        """Text whose line ends and blanks are kept (within a cell the blanks are not)."""
        for number, line in enumerate(text.expandtabs().split("\n")):
            if number:
                self.line()
            if self.cells or not line.strip():
                self.words(line)
            else:
                line = line.replace("\xa0", " ")
                words = line.strip()
                self.write(words, line[: line.index(words)])
                self.between = SPACE if line[-1].isspace() else NONE

    def write(self, words: str, blanks: str = "") -> None:
        """Words as they are, after all that waits; ``blanks`` are not of the element's words."""
        if self.between or self._waiting or blanks:
            self._lead(words, blanks)
        self.pieces.append(words)
        self.length += len(words)

    def say(self, prefix: str, words: str) -> None:
        """Words with a prefix right before them, behind all that waits."""
        if self._waiting:
            self._waiting.append(prefix)
            prefix = ""
        self._lead(words, prefix)
        self.pieces.append(words)
        self.length += len(words)

    def append(self, mark: str) -> None:
        """Punctuation right behind the last word; no gap that waited comes after it."""
        self.pieces.append(mark)
        self.length += len(mark)
        self.between = NONE

    def gap(self, gap: int) -> None:
        """At least this before the next word."""
        if len(self.pieces) == self._fresh:
            return
        self._margin = self.indent
        if self.cells:
            gap = IN_CELL[gap]
        elif gap == BLANK and self.tight:
            gap = LINE
        if gap > self.between:
            self.between = gap

    def line(self) -> None:
        """A line break; two make a blank line."""
        self.gap(BLANK if self.between >= LINE else LINE)

    def begin(self) -> int:
        """An item or a cell begins: gaps before its first word are not wanted. For ``end``."""
        self._fresh = len(self.pieces)
        return self._fresh

    def end(self, begun: int) -> bool:
        """The item or cell that began there ends; whether it has words."""
        if len(self.pieces) > begun:
            return True
        self._fresh = -1
        return False

    def wait(self, prefix: str | object) -> int:
        """A prefix is to be written before the next word; what to give to ``withdraw``."""
        self._waiting.append(prefix)
        return len(self._waiting) - 1

    def withdraw(self, place: int) -> None:
        """A prefix that still waits is not wanted after all."""
        self._waiting[place] = None

    def open(self, key: str) -> Mark:
        """An element with an id begins."""
        mark = Mark(key)
        if self._first is None:
            self._first = len(self._waiting)
        self._waiting.append(mark)
        return mark

    def close(self, mark: Mark) -> None:
        """An element with an id ends.

        One without words is where the next words begin when an element around it has none yet
        either (so that it is within that one), else here.
        """
        mark.end = self.length
        if self._first is not None and self._waiting[self._first] is mark:
            for item in self._waiting[self._first :]:
                if isinstance(item, Mark):
                    item.begin = item.end = self.length
            del self._waiting[self._first :]
            self._first = None

    def text_of(self, mark: Mark, longest: int) -> str:
        """The words of the element that was closed last; empty when they are longer."""
        if mark.piece < 0 or mark.end - mark.begin > longest:
            return ""
        return "".join(self.pieces[mark.piece :])[mark.skip :]

    def _lead(self, words: str, blanks: str) -> None:
        """Writes all that waits."""
        gap, self.between = self.between, NONE
        last = self.pieces[-1][-1] if self.pieces else ""
        lead = ""
        if last and gap:
            lead = " " if gap in (PAIR, ITEM) and last in _CLOSED else SEPARATORS[gap]
            if gap >= LINE:
                lead += self._margin
        if blanks:
            lead += blanks
        if self._waiting:
            waiting, self._waiting, self._first = self._waiting, [], None
            for item in waiting:
                if isinstance(item, str):
                    lead += item
                elif isinstance(item, Mark):
                    item.begin = self.length + len(lead)
                    if item.end >= 0:
                        item.end = item.begin
                    else:
                        item.piece, item.skip = len(self.pieces), len(lead)
                elif item is POWER and not gap and _are_digits(last, words):
                    lead += "^"
                elif item is APART and not gap and _are_words(last, words[0]):
                    lead += " "
        if lead:
            self.pieces.append(lead)
            self.length += len(lead)


def _are_digits(last: str, words: str) -> bool:
    return last.isdigit() and words.lstrip(_SIGNS)[:1].isdigit()


def _are_words(last: str, first: str) -> bool:
    return (last.isalnum() or last in _ENDS) and (first.isalnum() or first in _BEGINS)

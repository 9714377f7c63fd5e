"""Sentences of a stretch of clinical text."""

from __future__ import annotations

import re
from statistics import median

from .rules import rules

_BOUNDARY = re.compile(
    r"""
      [.?!…]+ ["')\]”’]* (?=\s)    # a full stop, with the quotes and brackets it closes
    | [.] (?=[A-Z][a-z])           # one whose blank was forgotten
    | [\r\n] \s*                   # a line end, or several
    | (?<=\s) [•▪●◦‣] (?=\s)       # a bullet within a line
    """,
    re.VERBOSE,
)
_ITEM = re.compile(
    r"(?:[-–—*+•▪●◦‣>#]+|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)]|\#\d+|\[[ xX]?\])\s"
)
_LABEL = re.compile(r"[A-Z][\w/&,()'’ -]{0,40}:(?=\s|$)")
_FIRST_WORD = re.compile(r"\S+")
_BEFORE_WORD = " \t\r\n\f\v\xa0([{\"'“‘/,;:"

_LONG_LINE = 50
"""Shorter lines (characters) were not ended because the page was full."""

_LONGEST_LINE = 140
"""Longer lines were not wrapped."""


def wrap_width(text: str) -> float:
    """About how many characters a full line has; infinite when the text is not hard-wrapped.

    Lines that go on in lower case on the next line tell; two of them make a wrapped text.
    """
    lines = text.splitlines()
    full = [
        len(line)
        for line, after in zip(lines, lines[1:])  # noqa: B905
        if _LONG_LINE <= len(line) <= _LONGEST_LINE
        and after[:1].islower()
        and line.rstrip()[-1:] not in ".:?!"
    ]
    return median(full) if len(full) >= 2 else float("inf")


class Splitter:
    """Splits stretches of one text; what is asked of the whole text is worked out once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._width: float | None = None
        self._endings = rules().endings()
        self._openers = rules().openers
        self._unfinished = rules().unfinished

    def split(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The sentences between two offsets: in order, disjoint, without blanks at their ends.

        Together they hold every character of the stretch that is no blank.
        """
        text = self.text
        sentences = []
        start = self._skip_blanks(begin, end)
        for match in _BOUNDARY.finditer(text, start, end):
            place = match.start()
            if place <= start:
                continue
            mark = text[place]
            if mark in "\r\n":
                stop, cut = place, self._line_ends(start, place, match.end(), end)
            elif mark in ".?!…":
                stop = match.end()
                cut = self._stops(start, place, stop, end)
            else:
                stop, cut = place, True
            if cut:
                sentences.append((start, self._trim(start, stop)))
                start = self._skip_blanks(stop, end)
        if start < end:
            sentences.append((start, self._trim(start, end)))
        return sentences

    def _skip_blanks(self, place: int, end: int) -> int:
        while place < end and self.text[place].isspace():
            place += 1
        return place

    def _trim(self, begin: int, end: int) -> int:
        while end > begin and self.text[end - 1].isspace():
            end -= 1
        return end

    def _stops(self, start: int, place: int, after: int, end: int) -> bool:
        """Whether the full stop, question or exclamation mark at ``place`` ends a sentence."""
        text = self.text
        following = self._skip_blanks(after, end)
        if following >= end:
            return True
        ahead = text[following]
        if text[place] != "." or after - place > 1:
            if text[place - 1].isspace():  # "? pneumonia"
                return False
            closes = text[after - 1] not in ".?!…"
            return not ahead.islower() if closes or text[place] in ".…" else True
        word = text[max(start, place - 24) : place].split()[-1:] or [""]
        return self._word_ends(word[0].lstrip(_BEFORE_WORD), start, place, following, end)

    def _word_ends(self, word: str, start: int, place: int, following: int, end: int) -> bool:
        """Whether a full stop after ``word`` ends a sentence."""
        text = self.text
        ahead = text[following]
        if following == place + 1:  # no blank after it
            return len(word) > 2 and word.isalpha() and word[1:].islower()
        opens_item = place - len(word) <= start + 1
        if not word or (word.isdigit() and len(word) <= 3 and opens_item):
            return False
        if len(word) == 1 and word.isalpha():
            if opens_item:
                return False
            return self._opens(following) if word.isupper() else ahead.isupper()
        plain = word.replace(".", "").lower()
        rule = self._endings.get(plain, "capital" if "." in word else None)
        if rule is None:
            return not ahead.islower() or (len(word) > 2 and not set("aeiouy").isdisjoint(plain))
        if rule == "number":
            return not ahead.isdigit()
        return rule == "capital" and self._capitalised(following, end)

    def _opens(self, place: int) -> bool:
        match = _FIRST_WORD.match(self.text, place)
        return match is not None and match[0].rstrip(".,:;").lower() in self._openers

    def _capitalised(self, place: int, end: int) -> bool:
        """A word that begins with a capital letter and is no abbreviation itself."""
        text = self.text
        if not text[place].isupper():
            return False
        match = _FIRST_WORD.match(text, place, end)
        word = match[0] if match else ""
        return not word.isupper() or len(word) == 1

    def _line_ends(self, start: int, place: int, following: int, end: int) -> bool:
        """Whether the line end at ``place`` ends a sentence."""
        text = self.text
        if following >= end:
            return True
        gap = text[place:following]
        if gap.count("\n") > 1 or gap.count("\r") > 1:
            return True
        last = text[self._trim(start, place) - 1]
        if last == ":" or _ITEM.match(text, following, end) or _LABEL.match(text, following, end):
            return True
        line = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
        length = place - line
        if last in ",-(&+/" or text.count("(", line, place) > text.count(")", line, place):
            return False
        final = text[max(start, place - 24) : place].split()[-1].lower()
        if final in self._unfinished or self._endings.get(final.rstrip(".")) == "never":
            return False
        if text[following].islower():
            return length < _LONG_LINE and length < self.width
        first = _FIRST_WORD.match(text, following, end)
        return length + 1 + len(first[0] if first else "") <= self.width

    @property
    def width(self) -> float:
        """See ``wrap_width``."""
        if self._width is None:
            self._width = wrap_width(self.text)
        return self._width

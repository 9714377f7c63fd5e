"""Sentences of a stretch of clinical text."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from statistics import median

from .rules import rules

_BOUNDARY = re.compile(
    r"""
    [.?!…\r\n•▪●◦‣]
    (?: (?<=[.]) [ ](?=[A-Z])                        # most full stops, with their blank
      | (?<=[.?!…]) [.?!…"')\]”’]{0,8} (?=\s|[A-Z][a-z])  # a stop, with what it closes
      | (?<=[\r\n]) \s*                              # a line end, or several
      | (?<=\s[•▪●◦‣]) (?=\s)                        # a bullet within a line
    )
    """,
    re.VERBOSE,
)
_FULL_STOP = re.compile(r"""\.(?: (?=[A-Z])|[."')\]”’]{0,8}(?=\s|[A-Z][a-z]))""")
_LINE_END = re.compile(r"\n\s*")
"""The same where there are no other marks; patterns that begin with one character are fast."""

_OTHER_MARKS = "?!\r…•▪●◦‣"
_ITEM = re.compile(
    r"(?:[-–—*+•▪●◦‣>#]+|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)]|\#\d+|\[[ xX]?\])\s"
)
_BULLETS = "•▪●◦‣"
_LABEL = re.compile(r"[A-Z][\w/&,()'’ -]{0,40}:(?=\s|$)")
_WORD = re.compile(r"\S+")
_NUMBERING = re.compile(r"\d{1,3}|[A-Za-z]|[ivx]{2,4}|[IVX]{2,5}")
_DOTTED = re.compile(r"[A-Za-z]{1,3}\.\S")
_BEFORE_WORD = "([{\"'“‘/,;:"

_LONG_LINE = 50
"""Shorter lines (characters) were not ended because the page was full."""

_SHORT_LINE = 30
"""Not even the ragged lines of a wrapped text are shorter, when the next goes on."""

_LONGEST_LINE = 140
"""Longer lines were not wrapped."""

_NOT_WRAPPED = float("inf")
_LONGEST_ABBREVIATION = 24


def wrap_width(text: str) -> float:
    """About how many characters a full line has; infinite when the text is not hard-wrapped.

    Lines that go on in lower case on the next line tell; two of them make a wrapped text.
    """
    full = [
        len(line)
        for line, after in pairwise(text.splitlines())
        if _LONG_LINE <= len(line) <= _LONGEST_LINE
        and after[:1].islower()
        and line.rstrip()[-1:] not in ".:?!"
    ]
    return median(full) if len(full) >= 2 else _NOT_WRAPPED


@lru_cache(maxsize=1 << 13)
def _settles(word: str) -> bool:
    """Whether a full stop after a word, taken from one blank to the next, ends a sentence unless
    lower case follows; of most words nothing else needs to be asked."""
    plain = word.lstrip(_BEFORE_WORD)
    if len(word) > _LONGEST_ABBREVIATION or plain.split() != [plain]:
        return False
    if _NUMBERING.fullmatch(plain):
        return False
    if not any(map(str.isalpha, plain)):
        return True
    return len(plain) > 1 and "." not in plain and plain.lower() not in rules().endings


class Splitter:
    """Splits stretches of one text; what is asked of the whole text is worked out once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._width: float | None = None
        self._plain = not any(mark in text for mark in _OTHER_MARKS)
        marks = _FULL_STOP if self._plain else _BOUNDARY
        self._marks = [found.span() for found in marks.finditer(text)]
        known = rules()
        self._endings = known.endings
        self._openers = known.openers
        self._unfinished = known.unfinished

    def split(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The sentences between two offsets: in order, disjoint, without blanks at their ends.

        Together they hold every character of the stretch that is no blank.
        """
        text, rfind = self.text, self.text.rfind
        stretch = text[begin:end].lstrip()
        start = end - len(stretch)
        last = start + len(stretch.rstrip())
        if start == last:
            return []
        if text[last - 1] in _BULLETS:  # which needs a blank after it
            last = min(last + 1, end)
        sentences: list[tuple[int, int]] = []
        for place, stop in self._boundaries(start, last):
            if place <= start or stop >= last:
                continue
            mark = text[place]
            if mark == ".":
                if text[stop - 1] == " ":  # a capital comes after it
                    if _settles(text[rfind(" ", start, place) + 1 or start : place]):
                        sentences.append((start, place + 1))
                        start = stop
                        continue
                    stop = place + 1
                elif stop == place + 1 and self._settled(start, place):
                    following = self._skip_blanks(stop, end)
                    if not text[following].islower():
                        sentences.append((start, stop))
                        start = following
                        continue
            if mark in ".?!…":
                following = self._skip_blanks(stop, end)
                if not self._stops(start, place, stop, following, end):
                    continue
                sentences.append((start, stop))
            elif mark == "\n" or mark == "\r":
                if not self._line_ends(start, place, stop, end):
                    continue
                following = stop
                sentences.append((start, self._trim(start, place)))
            else:
                following = place
                sentences.append((start, self._trim(start, place)))
            start = following
        if start < last:
            sentences.append((start, self._trim(start, last)))
        return sentences

    def _boundaries(self, start: int, last: int) -> list[tuple[int, int]]:
        """Where a sentence of a stretch may end: the marks with what they close, the line ends."""
        marks = self._marks
        found = marks[bisect_left(marks, (start + 1,)) : bisect_left(marks, (last,))]
        if self._plain and self.text.find("\n", start, last) >= 0:
            found += [line.span() for line in _LINE_END.finditer(self.text, start, last)]
            found.sort()
        return found

    def _settled(self, start: int, place: int) -> bool:
        """Whether a full stop ends a sentence unless lower case follows, as far as is known from
        the word before it."""
        low = max(start, place - _LONGEST_ABBREVIATION - 1)
        begin = self.text.rfind(" ", low, place) + 1 or low
        return self.text[place + 1].isspace() and _settles(self.text[begin:place])

    def _skip_blanks(self, place: int, end: int) -> int:
        while place < end and self.text[place].isspace():
            place += 1
        return place

    def _trim(self, begin: int, end: int) -> int:
        while end > begin and self.text[end - 1].isspace():
            end -= 1
        return end

    def _last_word(self, start: int, place: int) -> str:
        """The word that ends at ``place``, without what opens before it."""
        words = self.text[max(start, place - _LONGEST_ABBREVIATION) : place].rsplit(None, 1)
        return words[-1].lstrip(_BEFORE_WORD) if words else ""

    def _stops(self, start: int, place: int, after: int, following: int, end: int) -> bool:
        """Whether the full stop, question or exclamation mark at ``place`` ends a sentence."""
        if following >= end:
            return True
        text = self.text
        ahead = text[following]
        if text[place] == "." and after == place + 1:
            word = self._last_word(start, place)
            if following == after:  # no blank behind it
                return len(word) > 2 and word.isalpha() and word[1:].islower()
            return self._word_ends(word, start, place, following, end)
        if text[place - 1].isspace():  # "? pneumonia"
            return False
        closes = text[after - 1] not in ".?!…"
        return not ahead.islower() if closes or text[place] in ".…" else True

    def _word_ends(self, word: str, start: int, place: int, following: int, end: int) -> bool:
        """Whether a full stop after a word ends a sentence."""
        ahead = self.text[following]
        opens_item = place - len(word) <= start + 1
        if not word or (opens_item and _NUMBERING.fullmatch(word)):
            return False
        if not any(map(str.isalpha, word)):  # "INR 1.2. AST ..."
            return True
        if len(word) == 1 and word != "I":
            return self._opens(following) if word.isupper() else ahead.isupper()
        plain = word.replace(".", "").lower()
        rule = self._endings.get(plain, "capital" if "." in word else None)
        if rule is None:
            if not ahead.islower():
                return True
            likely = len(word) > 2 and not _VOWELS.isdisjoint(plain)
            return likely and not self._abbreviation(following, end)
        if rule == "number":
            return not ahead.isdigit()
        if rule == "never" or (rule == "cased" and not word.isupper()):
            return False
        return ahead.isupper() and not self._abbreviation(following, end)

    def _opens(self, place: int) -> bool:
        match = _WORD.match(self.text, place)
        return match is not None and match[0].rstrip(".,:;").lower() in self._openers

    def _abbreviation(self, place: int, end: int) -> bool:
        """Whether the word at ``place`` is one that may follow another abbreviation."""
        match = _WORD.match(self.text, place, end)
        word = match[0].rstrip(",;:)") if match else ""
        if _DOTTED.match(word):
            return True
        plain = word.rstrip(".")
        return plain.isupper() and len(plain) > 1 and plain.lower() in self._endings

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
        low = max(0, place - _LONGEST_LINE)
        line = max(text.rfind("\n", low, place) + 1, text.rfind("\r", low, place) + 1, low)
        if last in ",(&+/" or text.count("(", line, place) > text.count(")", line, place):
            return False
        word = self._last_word(start, place).lower()
        if last == "-" and len(word) > 1 and word[-2].isalpha():
            return False
        if word in self._unfinished or self._endings.get(word.rstrip(".")) == "never":
            return False
        length = place - line
        if text[following].islower():
            return length < (_LONG_LINE if self.width == _NOT_WRAPPED else _SHORT_LINE)
        first = _WORD.match(text, following, end)
        return length + 1 + len(first[0] if first else "") <= self.width

    @property
    def width(self) -> float:
        """See ``wrap_width``."""
        if self._width is None:
            self._width = wrap_width(self.text)
        return self._width


_VOWELS = frozenset("aeiouy")

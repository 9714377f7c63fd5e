"""What a medication is needed for: "prn pain", "as needed for nausea", "for sleep prn"."""

from __future__ import annotations

from .items import Item
from .passages import Passage
from .rules import Lexicon

_AFTER_FOR = 8
_DIRECT = 5
"""Longest reason in words: after "for", and directly after "prn"."""

_BACK = 5
"""Longest reason before the cue, its "for" included."""


class Reasons:
    """Finds the reason beside an as-needed cue."""

    def __init__(self, lexicon: Lexicon) -> None:
        needs = lexicon.needs
        self._joins, self._ends, self._articles = needs.joins, needs.ends, needs.articles
        self._bounds, self._marks = needs.bounds, needs.bounds | {"/", "-"}

    def of(self, text: str, passage: Passage, cue: Item, limit: int) -> str:
        """The words of the reason, in the text's own writing; empty when there is none."""
        return self._after(text, passage, cue, limit) or self._before(text, passage, cue)

    def _after(self, text: str, passage: Passage, cue: Item, limit: int) -> str:
        words = passage.tokens.words
        first = passage.tokens.skip_space(cue.last)
        joined = words[first] in self._joins
        if joined:
            first = passage.tokens.skip_space(first + 1)
        if words[first] in self._articles:
            first = passage.tokens.skip_space(first + 1)
        last = self._run(passage, first, limit, _AFTER_FOR if joined else _DIRECT)
        while last > first and words[last - 1] in ("and", "or", " ", "for"):
            last -= 1
        return self._text(text, passage, first, last)

    def _run(self, passage: Passage, first: int, limit: int, most: int) -> int:
        """The end of the words that may be a reason."""
        words, index, count = passage.tokens.words, first, 0
        bound = False
        while index < limit:
            word = words[index]
            if passage.tokens.is_number(index):
                if not bound:
                    break
            elif not passage.uncovered[index]:
                break
            elif word.isalpha():
                if word in self._ends or count == most:
                    break
                count += 1
            elif not (word.isspace() or word in self._marks):
                break
            if not word.isspace():
                bound = word in self._bounds
            index += 1
        return index

    def _before(self, text: str, passage: Passage, cue: Item) -> str:
        """ "for chest pain prn"."""
        words, index = passage.tokens.words, cue.first - 1
        for _ in range(2 * _BACK):
            if index < 0 or not passage.uncovered[index]:
                return ""
            if words[index] == "for":
                return self._text(text, passage, index + 1, cue.first)
            if not (words[index].isalpha() or words[index].isspace()):
                return ""
            index -= 1
        return ""

    def _text(self, text: str, passage: Passage, first: int, last: int) -> str:
        begins = passage.tokens.begins
        return " ".join(text[begins[first] : begins[max(first, last)]].split())

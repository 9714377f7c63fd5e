"""Passages: the stretches of text in which a drug's attributes are looked for.

A passage is a sentence that names a drug, together with the next sentence when that one goes on
with how to take it ("Metoprolol 25 mg tablets.  Take one tablet twice daily."). In a table it is
the cell that names the drug, with the cells of the row that are about it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from .items import Item
from .rules import Lexicon
from .scanner import Scanner
from .tables import SEPARATOR, Reading, Tables
from .tokens import Tokens, first_word

Span = tuple[int, int]
Borders = tuple[Sequence[int], Sequence[int]]
"""Where sentences begin, and where they end."""

_BORDER = re.compile(
    r"\n\s*\n"
    r"|\n(?=\s*(?:[-*•o]\s|\d{1,2}[.)]\s))"  # list items
    r"|(?<=[^\W_][.!?])\s+(?=[A-Z0-9])(?<!\b[A-Za-z]\.\s)"
)
_CONTEXT = frozenset({"former", "new", "instruct", "dispense", "barrier", "measure"})
"""Items that only say what others mean: alone they are no attribute of any drug."""

_LIST_MARK = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s")
FARTHEST = 120
"""Tokens, white space among them, there may be between a drug and a cue about it: a long sig."""

_BEGIN = attrgetter("begin")
_LONGEST_ASIDE = 80
"""Characters from a drug in parentheses to their end."""

_NAME = re.compile(r"\b([A-Z][a-z]{3,})\s*\Z")
_LONGEST_NAME = 30

_INSIDE = frozenset({"strength", "form", "route", "dose"})
"""What a drug's own name may hold ("metoprolol 25 mg oral tablet")."""


@dataclass(slots=True)
class Drug:
    """A drug with its other names: "citalopram (Celexa)", "lisinopril/hydrochlorothiazide"; or
    the parts of its name, "iron sulfate"."""

    members: list[int]
    """Indices of the mentions."""

    begin: int
    end: int
    first: int = 0
    last: int = 0
    """Tokens, as in Item."""

    within: Span | None = None
    """The parentheses it stands in, when these opened after another drug: "A 5 mg (B) daily"."""

    alias: bool = False
    """There is nothing else in the parentheses: it is another name of the drug before."""


class Passage:
    """Tokens, items and drugs of a passage."""

    __slots__ = ("_firsts", "cells", "drugs", "items", "joint", "state", "tokens", "uncovered")

    def __init__(self, tokens: Tokens, items: list[Item], drugs: list[Drug], joint: int) -> None:
        self.cells: list[int] = []
        """Indices of the tokens at which further cells of a table's row begin."""
        self.state: Item | None = None
        """What a table's cell says of the status of all drugs."""
        self.tokens = tokens
        self.items = items
        self.drugs = drugs
        self.joint = joint
        """Index of the token at which the second sentence begins; past the end when there is
        none."""
        self.uncovered = uncovered = tokens.words.copy()
        """The tokens, empty where they are part of an item or a drug."""
        self._firsts = [item.first for item in items]
        parts: list[Item | Drug] = [*items, *drugs]
        for part in parts:
            first, last = part.first, part.last
            uncovered[first:last] = [""] * (last - first)

    def drop(self, item: Item) -> None:
        """Makes an item mere words."""
        self.uncovered[item.first : item.last] = self.tokens.words[item.first : item.last]
        item.kind = "words"

    def inside(self, first: int, last: int) -> list[Item]:
        """The items that begin in ``[first, last)``."""
        firsts = self._firsts
        return self.items[bisect_left(firsts, first) : bisect_left(firsts, last)]

    def bare(self, first: int, last: int) -> list[str]:
        """The words and marks of ``[first, last)`` that belong to no item and no drug."""
        if first >= last or (last - first == 1 and self.tokens.words[first] == " "):  # mostly
            return []
        return list(filter(str.strip, self.uncovered[first:last]))


def sentences_of(text: str) -> Borders:
    """Rough sentences and list items, for texts that have not been cut into sentences."""
    borders = [border.span() for border in _BORDER.finditer(text)]
    return [0, *(end for _, end in borders)], [*(begin for begin, _ in borders), len(text)]


def outermost(drugs: Sequence[Span]) -> list[int]:
    """Indices of the drugs that get attributes: of overlapping ones the longest; in text order."""
    kept: list[int] = []
    for index in sorted(range(len(drugs)), key=lambda i: (drugs[i][0], -drugs[i][1])):
        begin, end = drugs[index]
        if kept and begin < drugs[kept[-1]][1]:
            last_begin, last_end = drugs[kept[-1]]
            if end - begin <= last_end - last_begin:
                continue
            kept.pop()
        kept.append(index)
    return kept


class Passages:
    """Makes the passages of a text."""

    def __init__(self, scanner: Scanner, lexicon: Lexicon) -> None:
        self._scanner = scanner
        self._form_words = lexicon.form_words
        self._companions = lexicon.context.companions
        self._tables = Tables(lexicon.columns)

    def of(
        self, text: str, lowered: str, drugs: Sequence[Span], sentences: Borders
    ) -> Iterator[Passage]:
        """Every passage with a drug and what may be an attribute of it, in order."""
        begins, ends = sentences
        groups: dict[int, list[Drug]] = {}
        rows: dict[Span, dict[Span, int]] = {}
        may_have_rows = SEPARATOR in text
        for index in outermost(drugs):
            begin, end = drugs[index]
            if self._form_words.issuperset(lowered[begin:end].split()):
                continue
            place = bisect_right(begins, begin) - 1
            if place < 0 or begin >= ends[place]:
                continue
            if may_have_rows and (row := self._tables.row(text, begin)):
                rows.setdefault(row, {})[begin, end] = index
                continue
            self._add(groups.setdefault(place, []), Drug([index], begin, end), text, lowered)
        scan = self._scanner.scan
        for place, found in groups.items():
            joint = end = max(ends[place], found[-1].end)
            following = place + 1
            alone = following < len(begins) and following not in groups
            if alone and self._goes_on(text, lowered, end, begins[following]):
                joint, end = begins[following], ends[following]
            tokens = Tokens(lowered, begins[place], end)
            items = scan(tokens)
            if items and not _CONTEXT.issuperset([item.kind for item in items]):
                yield _passage(tokens, items, found, joint)
        for row, places in rows.items():
            for reading in self._tables.readings(text, row, [*places]):
                yield self._of_cell(text, lowered, reading, places)

    def _of_cell(
        self, text: str, lowered: str, reading: Reading, places: Mapping[Span, int]
    ) -> Passage:
        """The passage of a table's cell that names drugs, with what is read of its row."""
        found: list[Drug] = []
        for span in reading.drugs:
            self._add(found, Drug([places[span]], *span), text, lowered)
        tokens = Tokens.joined(lowered, reading.pieces)
        words = tokens.words
        for place in [place for place, word in enumerate(words) if word == ";"]:
            if self._scanner.may_begin(words[tokens.skip_space(place + 1)]):
                words[place] = "|"  # a line of the cell that goes on with the drug
        passage = _passage(tokens, self._scanner.scan(tokens), found, tokens.end)
        passage.cells = [tokens.at(piece.begin) for piece in reading.pieces[1:]]
        passage.state = reading.state
        return passage

    def _goes_on(self, text: str, lowered: str, end: int, begin: int) -> bool:
        """Whether the sentence that begins at ``begin``, next to the one that ends at ``end``, goes
        on with its drug."""
        if begin < end or not self._scanner.may_begin(first_word(lowered, begin)):
            return False
        between = text[end:begin]
        if between.strip() or between.count("\n") > 1 or self._tables.row(text, begin):
            return False
        return not _LIST_MARK.match(text, begin)

    def _add(self, drugs: list[Drug], drug: Drug, text: str, lowered: str) -> None:
        """Appends a drug, or joins it to the one before when it is another name of it."""
        if not drugs:
            drugs.append(drug)
            return
        last = drugs[-1]
        between = lowered[last.end : drug.begin]
        mark = between.strip()
        closed = text[drug.end : drug.end + 1] in (")", "]")
        joined = mark in ("/", "-") or between == " " or (mark in ("(", "[") and closed)
        if mark == "with" and lowered[drug.begin : drug.end] in self._companions:
            joined = True
        if joined:
            last.members += drug.members
            last.end = drug.end + closed
            return
        drug.within = _parentheses(text, last, drug)
        if drug.within and self._unknown_before(text, last, drug.within[0]):
            drug.within = None
        if drug.within:
            open_, close = drug.within
            drug.alias = not (text[open_ + 1 : drug.begin] + text[drug.end : close - 1]).strip()
        drugs.append(drug)

    def _unknown_before(self, text: str, last: Drug, open_: int) -> bool:
        """Whether a name that is not known to us stands before the parentheses: the drug in them
        is then another name of that ("Fentanyl 50 mcg, Versed (midazolam) 2 mg")."""
        name = _NAME.search(text, max(last.end, open_ - _LONGEST_NAME), open_)
        return name is not None and not self._scanner.may_begin(name[1].lower())


def _passage(tokens: Tokens, items: list[Item], drugs: list[Drug], joint: int) -> Passage:
    """A passage, without the items that are in the way of its drugs."""
    at = tokens.at
    for drug in drugs:
        drug.first, drug.last = at(drug.begin), at(drug.end)
    first, last = drugs[0].begin, drugs[-1].end
    items = [
        item for item in items if item.end <= first or last <= item.begin or _fits(item, drugs)
    ]
    return Passage(tokens, items, drugs, at(joint))


def _fits(item: Item, drugs: list[Drug]) -> bool:
    """Whether an item lies clear of all drugs, or is a part of one that tells its dose."""
    place = bisect_left(drugs, item.end, key=_BEGIN) - 1
    if place < 0 or drugs[place].end <= item.begin:
        return True
    return (
        item.kind in _INSIDE and drugs[place].begin <= item.begin and item.end <= drugs[place].end
    )


def _parentheses(text: str, last: Drug, drug: Drug) -> Span | None:
    """The parentheses a drug stands in, when these opened after another drug; those of the drug
    before when it stands in them too."""
    if last.within and drug.end <= last.within[1]:
        return last.within
    for open_mark, close_mark in ("()", "[]"):
        open_ = text.rfind(open_mark, last.end, drug.begin)
        if open_ >= 0 and close_mark not in text[open_ : drug.begin]:
            close = text.find(close_mark, drug.end, drug.end + _LONGEST_ASIDE)
            return None if close < 0 else (open_, close + 1)
    return None

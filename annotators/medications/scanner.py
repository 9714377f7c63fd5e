"""Finds attributes and cues in a stretch of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import compress, count

from .items import Item, item_of
from .phrases import NUMBER
from .quantities import ARTICLES, Quantity, pair
from .rules import Lexicon
from .tokens import DIGITS, Tokens

_CHANGEABLE = frozenset({"strength", "dose", "frequency"})
"""What a dose change is told in: "from BID to TID"."""

_PLAIN = frozenset({"barrier", "instruct", "route", "form", "need", "frequency", "duration"})
"""What is as its phrase says, whatever stands around it."""

_INNER = frozenset("-.")
"""Marks there may be inside a phrase."""

_COMPOUNDING = frozenset({"/", "per", "an", "-", "–"})
"""What may go on with a strength."""

_NONE = frozenset[str]()
_ANY = frozenset({""})
"""No words and all words, where the second words of items are told."""

_MOST_KNOWN = 10_000
_LONGEST_KNOWN = 30
"""Words kept with what is known of them, and the characters of one."""

_MAX_DAY = 31
"""A pair such as 8/14 may be a date; one with a greater number is not."""


class Scanner:
    """Turns tokens into items; every token is in one item at most."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases = lexicon.phrases
        self._per = lexicon.per
        self._numbers = lexicon.numbers
        self._leads = _Leads(_openings(lexicon))

    def may_begin(self, word: str) -> bool:
        """Whether an item may begin with a word."""
        return bool(self._leads[word])

    def scan(self, tokens: Tokens) -> list[Item]:
        """All items, in order."""
        leads, words = self._leads, tokens.words
        items: list[Item] = []
        done, days = 0, False
        for index in compress(count(), map(leads.__getitem__, words)):
            if index < done:
                continue
            seconds = leads[words[index]]
            if seconds is not _ANY:
                after = words[index + 1]
                if after == " " or after.isspace():
                    after = words[index + 2]
                if after not in seconds and after[-1:] not in DIGITS:
                    continue
            item = self._item(tokens, index, items)
            if item is not None:
                items.append(item)
                done = item.last
                days = days or item.kind == "weekday"
        return list(_with_weekdays(tokens, items)) if days else items

    def _item(self, tokens: Tokens, index: int, items: list[Item]) -> Item | None:
        """The item that begins at a token, if one does."""
        words = tokens.words
        digits = words[index][-1:] in DIGITS
        if digits and index and words[index - 1].isalpha():
            return None  # the end of a word, as in "B12" or "T4"
        if digits and words[index] not in self._phrases.root:  # most numbers
            parsed = self._numbers.parse(tokens, index)
            hit = self._phrases.counted(tokens, *parsed) if parsed else None
            if hit is None:
                return _number(tokens, index, parsed)
        else:
            hit = self._phrases.longest(tokens, index)
            if hit is None:
                return _number(tokens, index, self._numbers.parse(tokens, index))
        kind = hit.sense.kind
        if kind in _PLAIN:
            return item_of(hit, tokens, index)
        if kind == "dose" and hit.quantity and hit.quantity.joint == "/":
            # "Advair 500/50 puff"
            return _number(tokens, index, self._numbers.parse(tokens, index))
        change = kind in ("former", "new")
        if change and not self._tells_dose(tokens, tokens.skip_space(hit.end)):
            return None
        item = item_of(hit, tokens, index)
        if kind == "strength":
            former = bool(items) and items[-1].kind == "former" and items[-1].last >= index - 1
            self._compound(tokens, item, former)
        elif kind == "dose" and not item.unit:
            self._denominator(tokens, item)
        elif kind == "status":
            self._dose_change(tokens, item)
        elif kind == "until" and (hit.quantity is None or hit.quantity.joint != "/"):
            return None
        return item

    def _tells_dose(self, tokens: Tokens, index: int) -> bool:
        """Whether a number, a dose or a frequency begins at a token."""
        if self._numbers.begins(tokens, index):
            return True
        if not self.may_begin(tokens.words[index]):
            return False
        hit = self._phrases.longest(tokens, index)
        return hit is not None and hit.sense.kind in _CHANGEABLE

    def _dose_change(self, tokens: Tokens, item: Item) -> None:
        """ "Changed from 5 mg" changes no drug: the cue ends before "from" or "to"."""
        ends = tokens.words[item.last - 1] in ("from", "to")
        if ends and self._numbers.begins(tokens, tokens.skip_space(item.last)):
            item.last -= 1
            item.end = tokens.begins[item.last]
            if item.value in ("start", "stop"):
                item.value = "change"

    def _compound(self, tokens: Tokens, item: Item, former: bool) -> None:
        """Takes in what belongs to a strength: "/mL", "/5 mL", "/325 mg", "-20 mg".

        After a cue of the former dose a second dose is the new one, not the end of a range.
        """
        while True:
            here = tokens.skip_space(item.last)
            word = tokens.words[here]
            if word not in _COMPOUNDING:  # mostly
                return
            if word in ("/", "per", "-", "–") and (other := self._second(tokens, here + 1)):
                if word != "/" and former:
                    return
                _join(item, *other, "/" if word == "/" else "-")
                item.end = tokens.begins[item.last]
            elif word in ("/", "per", "an") and self._denominator(tokens, item):
                continue
            else:
                return

    def _second(self, tokens: Tokens, index: int) -> tuple[Quantity, str, int] | None:
        """Another strength: its quantity, unit and end."""
        hit = self._phrases.longest(tokens, tokens.skip_space(index))
        if hit and hit.sense.kind == "strength" and hit.quantity and not hit.quantity.word:
            return hit.quantity, hit.sense.unit, hit.end
        return None

    def _denominator(self, tokens: Tokens, item: Item) -> bool:
        """Takes in "/mL", "/5 mL", "per kg" or "an hour"; a laboratory unit makes it a measure."""
        here = tokens.skip_space(item.last)
        if tokens.words[here] not in ("/", "per", "an"):
            return False
        start = tokens.skip_space(here + 1)
        amount = self._numbers.parse(tokens, start)
        if amount:
            start = tokens.skip_space(amount[1])
        hit = self._per.longest(tokens, start)
        if hit is None:
            return False
        per = f"/{amount[0].text} {hit.sense.unit}" if amount else f"/{hit.sense.unit}"
        if item.kind == "dose":
            item.value += per
        else:
            item.unit += per
        item.last, item.end = hit.end, tokens.begins[hit.end]
        if "lab" in hit.sense.traits:
            item.kind, item.rule = "measure", hit.sense.rule
        return True


class _Leads(dict[str, frozenset[str]]):
    """For each word the words that may come second in an item it begins, numbers in digits aside;
    ``_ANY`` when it may be alone, empty when no item begins with it. Learns words as they come."""

    def __init__(self, openings: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self._openings = openings

    def __missing__(self, word: str) -> frozenset[str]:
        seconds = _ANY if word[-1:] in DIGITS else self._openings.get(word, _NONE)
        if len(self) > _MOST_KNOWN:
            self.clear()
        if len(word) <= _LONGEST_KNOWN:
            self[word] = seconds
        return seconds


def _openings(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """What items may begin with. Of numbers only "a" and "an" are frequent enough to look at the
    word after them first."""
    openings = {
        word: _ANY if seconds is None or word[-1] in DIGITS else seconds | _INNER
        for word, seconds in lexicon.phrases.openings().items()
    }
    numbers = lexicon.numbers
    counted = frozenset(lexicon.phrases.root[NUMBER])
    for word in (*numbers.words, *numbers.halves, *numbers.characters):
        seconds = openings.get(word, _NONE) | counted | frozenset(numbers.halves) | _INNER
        openings[word] = seconds if word in ARTICLES else _ANY
    return openings


def _number(tokens: Tokens, index: int, parsed: tuple[Quantity, int] | None) -> Item | None:
    """A quantity without a unit."""
    if parsed is None or parsed[0].word:
        return None
    quantity, last = parsed
    begin, end = tokens.begins[index], tokens.begins[last]
    return Item("number", "", index, last, begin, end, quantity, quantity.text)


def _join(item: Item, quantity: Quantity, unit: str, last: int, sign: str) -> None:
    """Makes a strength a range or a pair with another; unequal units are both kept."""
    if item.quantity is None:
        return
    if sign == "-" and quantity.low < item.quantity.low:
        sign = "/"
    if item.unit and unit != item.unit:
        item.unit = f"{item.unit}/{unit}"
    item.quantity = pair(item.quantity, quantity, sign)
    item.value = item.quantity.text
    item.last = last


def may_be_date(quantity: Quantity) -> bool:
    """Whether a pair can be a month and a day."""
    return quantity.joint == "/" and max(quantity.low, quantity.high) <= _MAX_DAY


def _with_weekdays(tokens: Tokens, items: list[Item]) -> Iterator[Item]:
    """Runs of weekdays as one frequency each; a day on its own is dropped unless repeated."""
    days: list[Item] = []
    for item in [*items, None]:
        if item is not None and item.kind == "weekday":
            if days and not _listed(tokens, days[-1].last, item.first):
                yield from _frequency(days)
                days = []
            days.append(item)
            continue
        yield from _frequency(days)
        days = []
        if item is not None:
            yield item


def _listed(tokens: Tokens, first: int, last: int) -> bool:
    """Whether two weekdays stand in one list."""
    between = {w for w in tokens.words[first:last] if not w.isspace()}
    return between <= {",", "and", "/", "&", "-", "."}


def _frequency(days: list[Item]) -> Iterator[Item]:
    if len(days) > 1 or (days and "repeated" in days[0].traits):
        day = days[0]
        day.kind, day.value, day.unit = "frequency", str(len(days)), "week"
        day.last, day.end = days[-1].last, days[-1].end
        yield day

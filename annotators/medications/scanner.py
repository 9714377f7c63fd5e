"""Finds attributes and cues in a stretch of text."""

from __future__ import annotations

from collections.abc import Iterator

from .items import Item, item_of
from .phrases import NUMBER, Openings
from .quantities import ARTICLES, Quantity, pair
from .rules import Lexicon
from .tokens import DIGITS, Tokens

_CHANGEABLE = frozenset({"strength", "dose", "frequency"})
"""What a dose change is told in: "from BID to TID"."""

_INNER = frozenset("-.")
"""Marks there may be inside a phrase."""

_MAX_DAY = 31
"""A pair such as 8/14 may be a date; one with a greater number is not."""


class Scanner:
    """Turns tokens into items; every token is in one item at most."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases = lexicon.phrases
        self._per = lexicon.per
        self._numbers = lexicon.numbers
        self._openings = _openings(lexicon)

    def may_begin(self, word: str) -> bool:
        """Whether an item may begin with a word."""
        return word in self._openings or word[-1:] in DIGITS

    def scan(self, tokens: Tokens) -> list[Item]:
        """All items, in order."""
        openings, words = self._openings, tokens.words
        items: list[Item] = []
        done = 0
        starts = [
            i for i, w in enumerate(words) if w != " " and (w in openings or w[-1:] in DIGITS)
        ]
        for index in starts:
            if index < done:
                continue
            seconds = openings.get(words[index])
            if seconds is not None:
                after = words[index + 1]
                if after.isspace():
                    after = words[index + 2]
                if not (after in seconds or after in _INNER or after[-1:] in DIGITS):
                    continue
            item = self._item(tokens, index, items)
            if item is not None:
                items.append(item)
                done = item.last
        if "weekday" in [item.kind for item in items]:
            return list(_with_weekdays(tokens, items))
        return items

    def _item(self, tokens: Tokens, index: int, items: list[Item]) -> Item | None:
        """The item that begins at a token, if one does."""
        numeric = self._numbers.begins(tokens, index)
        if numeric and _glued(tokens, index):
            return None
        hit = self._phrases.longest(tokens, index)
        if hit is None:
            return self._number(tokens, index) if numeric else None
        kind = hit.sense.kind
        if kind == "dose" and hit.quantity and hit.quantity.joint == "/":
            return self._number(tokens, index)  # "Advair 500/50 puff"
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

    def _number(self, tokens: Tokens, index: int) -> Item | None:
        """A quantity without a unit."""
        parsed = self._numbers.parse(tokens, index)
        if parsed is None or parsed[0].word:
            return None
        quantity, last = parsed
        begin, end = tokens.begins[index], tokens.begins[last]
        return Item("number", "", index, last, begin, end, quantity, quantity.text)

    def _compound(self, tokens: Tokens, item: Item, former: bool) -> None:
        """Takes in what belongs to a strength: "/mL", "/5 mL", "/325 mg", "-20 mg".

        After a cue of the former dose a second dose is the new one, not the end of a range.
        """
        while True:
            here = tokens.skip_space(item.last)
            word = tokens.words[here]
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


def _openings(lexicon: Lexicon) -> Openings:
    """What items may begin with. Of numbers only "a" and "an" are frequent enough to look at the
    word after them first."""
    openings = {
        word: None if word[-1] in DIGITS else seconds
        for word, seconds in lexicon.phrases.openings().items()
    }
    numbers = lexicon.numbers
    counted = frozenset(lexicon.phrases.root[NUMBER])
    for word in (*numbers.words, *numbers.halves, *numbers.characters):
        article = word in ARTICLES
        seconds = (openings.get(word) or frozenset()) | counted | frozenset(numbers.halves)
        openings[word] = seconds if article else None
    return openings


def _glued(tokens: Tokens, index: int) -> bool:
    """Whether a number is the end of a word, as in "B12" or "T4"."""
    return index > 0 and tokens.is_number(index) and tokens.words[index - 1].isalpha()


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

"""Which attributes belong to which drug.

A drug owns what follows it, up to the next drug, as long as the words between stay few; and what
stands directly before it ("25 mg of metoprolol", "40 mg IV Lasix") unless that directly follows
another drug.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import zip_longest
from operator import attrgetter

from .attributes import Attributes, Chain
from .items import Item
from .needs import Reasons
from .passages import FARTHEST, Passage, Span
from .rules import Lexicon
from .scanner import may_be_date
from .statuses import Change, Changes

_LEADING = frozenset({"strength", "dose", "route", "frequency", "duration", "course", "need"})
_MEASURED = frozenset({"strength", "dose", "duration", "course", "form"})
"""What may be joined to its drug by words: "25 mg of metoprolol"."""

_USE = frozenset({"route", "frequency", "need"})
"""What follows a bare number that is a dose ("Lanoxin 0.25 daily", "2 po tid")."""

_COUNT = frozenset({"number", "dose"})
"""What may follow a bare strength beside these ("aspirin 80 one daily")."""

_MARKS = frozenset(",():-–—|/[].*=\"'")
"""Marks that may stand between a drug and its attributes; any other ends the chain."""

_JOINING = frozenset({"and", "or", "plus"})
_LISTING = _JOINING | {","}

_ENDING = frozenset({"barrier", "measure"})
"""What no attribute of the drug before stands behind."""

_CHANGING = frozenset({"increase", "decrease", "change"})


class Chains:
    """Gives the items of a passage to its drugs."""

    def __init__(self, lexicon: Lexicon) -> None:
        context = lexicon.context
        self._reach, self._first = context.reach, context.first
        self._fillers, self._links = context.fillers, context.links | {"-"}
        self._bare, self._most_taken = context.bare, context.most_taken
        self._reasons = Reasons(lexicon)

    def attributes(self, text: str, passage: Passage, changes: Changes) -> list[Attributes]:
        """The attributes of each drug of a passage."""
        drugs = passage.drugs
        chains = [Chain(text, drug.last) for drug in drugs]
        taken = set[int]()
        for index, drug in enumerate(drugs):
            for item in self._leading(passage, index, chains, changes):
                self._take(passage, item, None, chains[index], drug.first)
                taken.add(item.first)
        results: list[Attributes] = []
        for index, drug in enumerate(drugs):
            if drug.alias:
                results.append(results[-1])
                continue
            own = changes.by_drug.get(index, [])
            if index + 1 < len(drugs) and drugs[index + 1].alias:
                own = own + changes.by_drug.get(index + 1, [])
            for items in _by_cell(passage, self._window(passage, index, taken), chains[index]):
                self._follow(passage, items, chains[index], changes.starts, own)
            results.append(chains[index].result(own))
        self._share(passage, chains, results)
        return results

    def _share(self, passage: Passage, chains: list[Chain], results: list[Attributes]) -> None:
        """Gives what is said once of a product to its first ingredients too: "acetaminophen
        500 mg / codeine 30 mg oral tablet daily"."""
        for index in range(len(results) - 2, -1, -1):
            following = passage.drugs[index + 1]
            if passage.bare(chains[index].position, following.first) == ["/"]:
                results[index].update(
                    {k: v for k, v in results[index + 1].items() if k not in results[index]}
                )

    def _window(self, passage: Passage, index: int, taken: set[int]) -> list[Item]:
        """The items after a drug and before the next; of a drug in parentheses those in them, of
        another those outside."""
        drug = passage.drugs[index]
        asides: list[Span] = []
        end = drug.within[1] if drug.within else passage.tokens.end
        for place in range(index + 1, len(passage.drugs)):
            other = passage.drugs[place]
            if not other.within or other.within == drug.within:
                end = min(end, other.begin)
                break
            asides.append(other.within)
        window: list[Item] = []
        for item in passage.inside(drug.first, passage.tokens.at(end)):
            if item.kind == "words":
                continue
            if asides and any(a <= item.begin < b for a, b in asides):
                continue
            if item.first in taken and item.first >= drug.last:
                break
            window.append(item)
        return window

    def _leading(
        self, passage: Passage, index: int, chains: list[Chain], changes: Changes
    ) -> list[Item]:
        """The items directly before a drug that are about it."""
        drug = passage.drugs[index]
        floor = passage.drugs[index - 1].last if index else 0
        if drug.within:
            floor = max(floor, passage.tokens.at(drug.within[0]))
        run: list[Item] = []
        place, linked = drug.first, False
        for item in reversed(passage.inside(floor, drug.first)):
            if item.kind == "words":
                continue
            bare = passage.bare(item.last, place)
            if bare and not (item.kind in _MEASURED and self._links.issuperset(bare)):
                break
            if "needs_dose" in item.traits:
                break
            if not (item.kind in _LEADING or self._leads(passage, item, run, bare)):
                break
            linked = linked or (not run and bool(bare)) or item.kind == "course"
            run.insert(0, item)
            place = item.first
        if not run or not index or linked:
            return run
        dosed = "strength" in chains[index - 1].found and any(i.kind == "strength" for i in run)
        return run if dosed or not self._continues(passage, run[0].first, floor, changes) else []

    def _leads(self, passage: Passage, item: Item, run: list[Item], bare: list[str]) -> bool:
        """Whether a form or a bare number belongs to the drug after it: "patches of fentanyl",
        "one aspirin a day"."""
        if item.kind == "form":
            return "of" in bare
        spelled = passage.tokens.words[item.first].isalpha()
        return item.kind == "number" and not run and not bare and spelled

    def _continues(self, passage: Passage, first: int, floor: int, changes: Changes) -> bool:
        """Whether what begins at a token directly follows the drug before, or its attributes."""
        last = floor
        for item in passage.inside(floor, first):
            if item.kind != "words":
                if item.first in changes.starts:
                    return False
                last = item.last
        return not passage.bare(last, first)

    def _follow(
        self,
        passage: Passage,
        items: list[Item],
        chain: Chain,
        starts: set[int],
        changes: list[Change],
    ) -> None:
        """Takes what follows a drug, up to a cue that is about the next (``starts``)."""
        limit = passage.tokens.count
        for item, following in zip_longest(items, items[1:]):
            if item.first - chain.position > FARTHEST:
                return
            bare = passage.bare(chain.position, item.first)
            if item.kind in _ENDING or item.first in starts:
                return
            if bare and self._ends(passage, item, chain, bare):
                return
            if item.kind == "status":
                if not chain.accepts(item, changes):
                    return
                chain.mode = ""
            elif item.kind == "course" or not self._reaches(item, chain, bare):
                passage.drop(item)
                continue
            elif item.kind == "new":
                if chain.renewed:
                    return
                changed = chain.former or any(c.value in _CHANGING for c in changes)
                chain.mode = "new" if changed else "range"
            else:
                if bare:
                    chain.mode = ""
                self._take(passage, item, following, chain, limit)
            if chain.complete:
                return
            chain.position = max(chain.position, item.last)

    def _ends(self, passage: Passage, item: Item, chain: Chain, bare: list[str]) -> bool:
        """Whether an item is beyond what belongs to the drug, after some words between."""
        if chain.position <= passage.joint <= item.first and any(w not in _MARKS for w in bare):
            return True
        if item.kind != "status" and self._begins_another(bare):
            return True
        if item.kind in ("strength", "dose") and not _JOINING.isdisjoint(bare):
            return True  # of the next: "saline and 160 mg preservative-free Depo-Medrol"
        return any(not (w[0].isalnum() or w in _MARKS) for w in bare)

    def _begins_another(self, bare: list[str]) -> bool:
        """Whether a list goes on with a drug unknown to us: "aspirin, Levsinex 0.375 mg"."""
        listed = False
        for word in bare:
            if word in _LISTING:
                listed = True
            elif listed and word[0].isalpha() and word not in self._fillers:
                return True
        return False

    def _reaches(self, item: Item, chain: Chain, bare: list[str]) -> bool:
        """Whether few enough words stand before an item."""
        if "needs_dose" in item.traits and not chain.dosed:
            return False
        if not bare:  # mostly
            return True
        words = [w for w in bare if w not in _MARKS]
        if not words:
            return True
        if "strict" in item.traits:
            return False
        reach = self._reach.get(item.kind, self._reach["role"])
        if not chain.dosed and item.kind in self._first:
            if not _LISTING.isdisjoint(words):
                return False
            reach = reach if chain.instructed else self._first[item.kind]
        return sum(w not in self._fillers for w in words) <= reach

    def _beside(self, passage: Passage, item: Item, following: Item | None) -> Item | None:
        """The following item, when it is directly beside an item."""
        if following is None or passage.bare(item.last, following.first):
            return None
        return following

    def _take(
        self, passage: Passage, item: Item, following: Item | None, chain: Chain, limit: int
    ) -> None:
        """Puts one item where it belongs; ``following`` is the next item of the drug."""
        kind = item.kind
        if kind == "strength":
            chain.strength(item)
        elif kind == "number":
            self._number(passage, item, self._beside(passage, item, following), chain)
        elif kind == "dose":
            if not (item.unit and item.quantity and item.quantity.low > self._most_taken):
                chain.dose(item)
        elif kind == "need":
            chain.put("need", item, self._reasons.of(chain.text, passage, item, limit))
        elif kind in ("former", "instruct", "dispense"):
            chain.role(item)
        elif kind == "form" and chain.mode == "dispense":
            chain.mode = ""
        elif kind in ("duration", "until", "course"):
            chain.put("duration", item)
        elif kind in ("form", "route", "frequency"):
            close = self._beside(passage, item, following) if item.unit == "once" else None
            if close is None or close.kind != "frequency":  # "once every morning"
                chain.put(kind, item)

    def _number(self, passage: Passage, item: Item, following: Item | None, chain: Chain) -> None:
        """A bare number: a count of tablets, or a strength whose unit is left out."""
        used = following is not None and following.kind in _USE
        if following is not None and following.kind == "strength" and not chain.mode:
            if chain.instructed or passage.tokens.words[item.first].isalpha():
                self._count(item, chain)  # "six 2.5 mg tablets"
            return
        if chain.mode in ("former", "new", "range"):
            if used or chain.has_unit():
                chain.strength(item, self._bare.strength)
        elif self._is_dosage(passage, item, used, chain):
            self._count(item, chain)
        elif not passage.bare(chain.position, item.first) and item.quantity:
            counted = following is not None and following.kind in _COUNT
            if item.quantity.joint == "/":
                used = used or not may_be_date(item.quantity)
            if used or counted:
                chain.strength(item, self._bare.strength)

    def _count(self, item: Item, chain: Chain) -> None:
        item.rule = self._bare.dosage
        chain.put("dosage", item)

    def _is_dosage(self, passage: Passage, item: Item, used: bool, chain: Chain) -> bool:
        if item.last <= chain.position:
            return True  # before the drug: "one aspirin a day"
        bare = passage.bare(chain.position, item.first)
        if not used or item.quantity is None or item.quantity.joint == "/":
            return False
        if "strength" in chain.found:
            return chain.instructed or _MARKS.issuperset(bare)
        whole = "." not in chain.text[item.begin : item.end]
        small = whole and item.quantity.high <= self._bare.most_pieces
        return small and (chain.instructed or not bare)


def _by_cell(passage: Passage, items: list[Item], chain: Chain) -> Iterator[list[Item]]:
    """The items of each cell of a table's row, in running text all; none at all makes no list.

    Each cell begins anew, whatever the one before ends in.
    """
    for start in passage.cells:
        within = bisect_left(items, start, key=attrgetter("first"))
        if within:
            yield items[:within]
        items = items[within:]
        chain.begin(start)
    if items:
        yield items

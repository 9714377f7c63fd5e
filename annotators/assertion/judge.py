"""One sentence: its cues, what each of them reaches, and what that says of its mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .document import Document
from .findings import SUBJECTS, Cluster, Finding, Span
from .forms import Form, marks
from .phrases import Hit
from .rules import Cue
from .scopes import Back, Event, Scope, forward

_LONGEST_ITEM = 3
"""Words of a list item before the mention's that do not count against a cue's limit."""

Open = tuple[Hit, Cue]
"""A cue of a lead-in whose scope goes on after it."""


class Line:
    """A sentence under judgement, and the mentions in it."""

    def __init__(
        self,
        document: Document,
        span: Span,
        clusters: Sequence[Cluster],
        cues: Sequence[Hit],
        bounds: Sequence[Event],
        forms: Sequence[Form] = (),
    ) -> None:
        """The sentence at ``span``, its cues, its boundaries and the forms that it may hold."""
        self._tools, self._source = document
        self._low = self._source.low
        self.begin, self.end = span
        self._clusters = clusters
        self.cues = cues
        self._forms = forms
        self._until: Sequence[Event] = ()
        self.events = bounds
        """The boundaries, without those that are part of a mention."""
        self._each = False

    def judge(self) -> None:
        """Adds to the mentions what the sentence's cues say of them."""
        for hit, only in self.hits():
            for cue in hit[2].cues:
                if cue.category == "member":
                    self._person(hit, cue)
                elif cue.category != "pseudo":
                    self._cue(hit, cue, only)

    # Cues

    def hits(self) -> Sequence[tuple[Hit, Cluster | None]]:
        """The cues; with a mention when the cue is that one's alone."""
        if len(self.cues) == 1 and not self._forms:
            return self._fitted(self.cues[0])
        found: list[tuple[Hit, Cluster | None]] = []
        shown: list[Hit] = []
        if self._forms:
            shown, until = marks(self._forms, self._low, self.begin, self.end)
            if until:
                self._until = until
                self.events = _merged(self.events, until)
            found += [(hit, None) for hit in shown if not self._inside(hit[0])]
        blocked = 0
        for hit in self.cues:
            begin, end, phrase = hit
            if begin >= blocked and not (shown and any(m[0] < end and begin < m[1] for m in shown)):
                found += self._fitted(hit)
            if phrase.cues[0].category == "pseudo":
                blocked = end
        if len(found) > 1:
            self._each = self._before_each([hit for hit, _ in found])
        return found

    def _inside(self, place: int) -> bool:
        return any(c.begin <= place < c.end for c in self._clusters)

    def _before_each(self, hits: Sequence[Hit]) -> bool:
        """Whether the sentence says "no" before every item: "no A, no B, C" does not deny C."""
        places = [hit for hit in hits if hit[2].cues[0].repeats]
        if len(places) < 2:
            return False
        rest = self._low[places[-1][1] : self.end]
        return (
            rest.count(",") < 2
            and " or " not in rest
            and all(self._low.count(",", one[1], other[0]) == 1 for one, other in pairwise(places))
        )

    def _fitted(self, hit: Hit) -> Sequence[tuple[Hit, Cluster | None]]:
        """A cue beside the mentions it touches: inside one it is none, before one it is cut."""
        begin, end, phrase = hit
        found: list[tuple[Hit, Cluster | None]] = []
        for cluster in self._clusters:
            if cluster.begin >= end:
                break
            if cluster.end <= begin:
                continue
            if begin >= cluster.begin:
                if end > cluster.end:
                    continue
                if begin == cluster.begin and self._low.startswith(" ", end):
                    own = [cue for cue in phrase.cues if cue.own and end < cluster.end]
                    self._open(hit, own, cluster)
                return found
            cut = self._tools.phrases.cue_at(self._low, begin, cluster.begin)
            if cut is not None:
                found.append((cut, cluster if cluster.end <= end else None))
            if cluster.end > end:
                return found
        found.append((hit, None))
        return found

    # Scopes

    def _open(self, hit: Hit, cues: Iterable[Cue], cluster: Cluster) -> None:
        """Adds what a cue says of the mention that starts with it."""
        for cue in cues:
            self._add(cue, hit, hit[1], cluster.end, (cluster,))

    def _cue(self, hit: Hit, cue: Cue, only: Cluster | None) -> None:
        """Adds what a cue says of the mentions it reaches."""
        direction = cue.direction
        if direction != "backward":
            reached = False
            if cue.answer or self._clusters[-1].begin >= hit[1]:
                scope = self._forward(cue, hit)
                reached = self._say(cue, hit, scope, only)
            turns = direction == "both" or (direction == "either" and not reached)
            if not turns and not (cue.answer and self._answers(scope)):
                return
        if self._clusters[0].begin < hit[0]:
            scope = Back(self._low, cue, hit[0], self.begin).scope(self.events)
            self._say(cue, hit, scope, only)

    def _forward(self, cue: Cue, hit: Hit) -> Scope:
        low, end = self._low, self.end
        if cue.category in SUBJECTS:
            end = self._tools.people.patient(low, hit[1], end)
        reach = "item" if self._each and cue.repeats else cue.reach
        opening = cue.direction == "both" and not low[self.begin : hit[0]].strip()
        return forward(low, cue, hit[1], end, self.events, reach, opening)

    def _answers(self, scope: Scope) -> bool:
        """Whether nothing follows the cue: it answers what stands before it."""
        if self._low[scope.begin : scope.end].strip(" .!-"):
            return False
        return scope.end >= self.end or not self._low[scope.end].isalpha() or self._label(scope.end)

    def _label(self, place: int) -> bool:
        return any(begin == place and kind == "label" for begin, _, kind, _ in self.events)

    def _person(self, hit: Hit, cue: Cue) -> None:
        subject = self._tools.people.subject(cue)
        for scope in self._tools.people.scopes(
            self._low, self.events, hit, subject, (self.begin, self.end)
        ):
            self._say(subject, hit, scope)

    def _say(self, cue: Cue, hit: Hit, scope: Scope, only: Cluster | None = None) -> bool:
        """Adds what a cue says of the mentions in its scope; whether there are any."""
        begin, end, holes = scope
        reached = [
            cluster
            for cluster in (self._clusters if only is None else (only,))
            if begin <= cluster.begin < end and not (holes and scope.cuts(cluster.begin))
        ]
        if not reached:
            return False
        if cue.limit is not None:
            reached = self._near(hit, cue.limit, reached)
        if reached and cue.unless:
            for name in cue.unless:
                if self._tools.helpers[name].search(self._low, begin, end):
                    return False
        self._add(cue, hit, begin, end, reached)
        return bool(reached)

    def _near(self, hit: Hit, limit: int, clusters: Iterable[Cluster]) -> list[Cluster]:
        """Those with at most ``limit`` words before them; after too many, none is looked at."""
        near = []
        for cluster in clusters:
            words = self._words(hit, cluster)
            if words <= limit:
                near.append(cluster)
            elif cluster.begin >= hit[1] and words > limit + _LONGEST_ITEM:
                break
        return near

    def _words(self, hit: Hit, cluster: Cluster) -> int:
        """Words between a cue and a mention, or between the mention's list item and itself."""
        if cluster.begin < hit[0]:
            return len(self._low[cluster.end : hit[0]].strip("- ").split())
        begin, words = hit[1], 0
        for place, end, kind, row in self.events:
            if begin <= place < cluster.begin and (row is None or kind in ("and", "or")):
                words = max(words, len(self._low[begin:place].split()) - _LONGEST_ITEM)
                begin = end
        return max(words, len(self._low[begin : cluster.begin].strip("- ").split()))

    def _add(self, cue: Cue, hit: Hit, begin: int, end: int, reached: Iterable[Cluster]) -> None:
        """Adds what a cue with the scope from ``begin`` to ``end`` says of mentions."""
        first, last, _ = hit
        what, scope = (cue.category, cue.id, first, last), (begin, end)
        for cluster in reached:
            distance = max(cluster.begin - last, first - cluster.end)
            cluster.findings.append(Finding(*what, scope, distance, cue.targets))

    # What is said outside the sentence

    def inherit(self, left: Iterable[Open], bounds: Sequence[Event]) -> None:
        """Adds what the cues of a lead-in say that it leaves open; ``bounds`` are all there are."""
        self.events = _merged(bounds, self._until)
        for hit, cue in left:
            scope = self._forward(cue, (hit[0], self.begin, hit[2]))
            self._say(cue, hit, scope)

    def answered(self, begin: int, end: int) -> None:
        """Adds what the answer in the next sentence says of the question that this one is."""
        if self._tools.yes.match(self._low, begin, end):
            self._settle()
            return
        hit = self._tools.phrases.cue_at(self._low, begin, end)
        if hit is None or self._low[hit[1] : end].strip(" .,;!"):
            return
        for cue in hit[2].cues:
            if cue.category == "negated" and (cue.answer or cue.direction == "backward"):
                self._add(cue, hit, self.begin, self.end, self._clusters)

    def _settle(self) -> None:
        """A question mark that is answered leaves nothing open."""
        for cluster in self._clusters:
            cluster.findings[:] = [
                f for f in cluster.findings if f.category != "possible" or f.end != self.end
            ]

    def mentions(self, helper: str) -> bool:
        """Whether a phrase of a helper category is in the sentence."""
        return bool(self._tools.helpers[helper].search(self._low, self.begin, self.end))

    def word_before(self, place: int) -> str:
        """The word of the sentence before a place; empty when there is none."""
        return self._low[self.begin : place].rstrip().rpartition(" ")[2]

    def back_to_patient(self, place: int) -> bool:
        """Whether the sentence names the patient, and nobody after that, before ``place``."""
        return self._tools.people.patient_last(self._low, self.begin, place)


def _merged(bounds: Sequence[Event], until: Sequence[Event]) -> Sequence[Event]:
    """Boundaries and the ends of forms together."""
    return sorted([*bounds, *until], key=lambda event: event[0]) if until else bounds


def left_open(
    document: Document, lead: Span, cues: Sequence[Hit], bounds: Sequence[Event]
) -> list[Open]:
    """The cues of a lead-in whose scopes go on after it, of all its cues and boundaries."""
    line = Line(document, lead, (), cues, bounds)
    low = document.source.low
    found = []
    for hit, _ in line.hits():
        for cue in hit[2].cues:
            if cue.category not in ("pseudo", "member") and cue.direction != "backward":
                scope = forward(low, cue, hit[1], lead[1], line.events)
                if not low[scope.end : lead[1]].strip(" :-"):
                    found.append((hit, cue))
    return found

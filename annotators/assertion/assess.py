"""Assertion of mentions: cues, their scopes, and which of them decides.

Pure functions of text, sentences, sections and mentions; the annotator wraps them.

Precedence, for each mention:

* A negating cue whose scope holds the mention makes it absent; then it is neither uncertain nor of
  the past. Scopes are cut where something else takes over ("no DVT, possible PE").
* Of several cues of one category the nearest is the evidence.
* What another person has is not of the patient's past.
* A section's rule counts when no cue of the sentence has decided the same feature.
* Mentions that overlap are judged as one, by where the first of them begins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from operator import le, sub
from typing import NamedTuple

from .document import Document, Toolbox
from .findings import SUBJECTS, Cluster, Finding, Span
from .forms import Form
from .judge import Line, Open, left_open
from .layout import Layout, Note
from .leads import Section, led
from .phrases import Hit, Reading
from .rules import Rules, SectionRule, load
from .scopes import Event

_FAR = 1 << 30
"""A section's distance: any cue of the sentence is nearer."""

_LONGEST = 2000
"""Characters of a sentence; what is longer is no sentence, and is judged in parts.

So the time is in proportion to the text, whatever a text is.
"""

Ruled = tuple[Section, SectionRule]
"""A section with a rule, and the rule."""


class _Said(NamedTuple):
    """Where something may be said of mentions, by the numbers of sentences."""

    heard: frozenset[int]
    """Those to be judged by their own cues."""

    asking: frozenset[int]
    """Those that the next may answer."""

    forms: Mapping[int, Sequence[Form]]
    ruled: Mapping[int, Sequence[Ruled]]
    inherited: Mapping[int, tuple[Sequence[Open], Sequence[Event]]]
    """What a lead-in leaves open, and all boundaries of the sentence."""


class Assessor:
    """Judges the mentions of documents; keeps nothing of them."""

    def __init__(self, rules: Rules) -> None:
        self._tools = Toolbox(rules)
        self._sections = {kind: row for row in rules.sections for kind in row.kinds}

    def assess(self, notes: Sequence[Note]) -> list[dict[int, Sequence[Finding]]]:
        """What applies to the mentions of each document, by number; many at once are faster.

        Of the mentions that are not told there is nothing to say. One outside every sentence keeps
        the defaults.
        """
        result: list[dict[int, Sequence[Finding]]] = [{} for _ in notes]
        if not any(note.begins for note in notes):
            return result
        notes = [_bounded(_apart(note)) for note in notes]
        reading = self._tools.phrases.read([note.text for note in notes])
        layout = Layout(self._tools.phrases, reading, notes)
        documents = [Document(self._tools, source) for source in reading.sources]
        said = self._said(documents, notes, layout, reading)
        for index, line, clusters in _lines(documents, notes, layout, said):
            number, place = layout.place(index)
            if index in said.heard:
                line.judge()
            if index in said.inherited:
                line.inherit(*said.inherited[index])
            if index in said.asking:
                line.answered(notes[number].begins[place + 1], notes[number].ends[place + 1])
            for section, rule in said.ruled.get(index, ()):
                _apply(rule, section, line, clusters)
            for cluster in clusters:
                if cluster.findings:
                    result[number].update(dict.fromkeys(cluster.members, cluster.findings))
        return result

    def _said(
        self,
        documents: Sequence[Document],
        notes: Sequence[Note],
        layout: Layout,
        reading: Reading,
    ) -> _Said:
        """Where something may be said of mentions."""
        forms = self._forms(documents, notes, layout)
        left = self._inherited(documents, notes, layout, reading)
        heirs = [index for index in left if layout.has[index]]
        found = [layout.clusters(index) for index in heirs]
        bounds = layout.boundaries(heirs, map(layout.begin, heirs), found) if heirs else []
        inherited = {n: (left[n], events) for n, events in zip(heirs, bounds, strict=True)}
        heard = frozenset(layout.speaking()).union(forms, inherited)
        asks, answered = layout.asking()
        asking = heard.intersection(asks).union(answered)
        return _Said(heard, asking, forms, self._ruled(notes, layout), inherited)

    def _forms(
        self, documents: Sequence[Document], notes: Sequence[Note], layout: Layout
    ) -> dict[int, list[Form]]:
        """The forms that each sentence may hold."""
        found: dict[int, list[Form]] = {}
        for document, note, first in zip(documents, notes, layout.first, strict=False):
            places = self._tools.forms.places(document.source.low, note.begins)
            for index, forms in places.items():
                if index >= 0:
                    found[first + index] = forms
        return found

    def _inherited(
        self,
        documents: Sequence[Document],
        notes: Sequence[Note],
        layout: Layout,
        reading: Reading,
    ) -> dict[int, Sequence[Open]]:
        """What the lead-in of a sentence leaves open; headings are some, too."""
        unruled = [[s for s in note.sections if s.kind not in self._sections] for note in notes]
        leads: list[tuple[int, Span]] = []
        said: list[tuple[list[Hit], int, set[int]]] = []
        for number in layout.leading([[section[3:] for section in some] for some in unruled]):
            note = notes[number]
            stops, starts = _leads(note, _headings(note.begins, unruled[number]))
            for index, lead in starts:
                cues = self._tools.phrases.within(reading, number, *lead)
                if cues:
                    leads.append((number, lead))
                    said.append((cues, index, stops))
        found: dict[int, Sequence[Open]] = {}
        bounds = layout.lead_boundaries(leads) if leads else []
        for (number, lead), (cues, index, stops), events in zip(leads, said, bounds, strict=True):
            left = left_open(documents[number], lead, cues, events)
            if left:
                note, first = notes[number], layout.first[number]
                sentences = list(zip(note.begins, note.ends, strict=True))
                reached = led(note.text, sentences, lead, index, stops)
                found.update(dict.fromkeys([first + one for one in reached], left))
        return found

    def _ruled(self, notes: Sequence[Note], layout: Layout) -> dict[int, list[Ruled]]:
        """The sections with a rule that each sentence is in."""
        found: dict[int, list[Ruled]] = {}
        for note, first in zip(notes, layout.first, strict=False):
            for section in note.sections:
                rule = self._sections.get(section.kind)
                if rule is not None:
                    begin = bisect_left(note.begins, section.begin)
                    for index in range(begin, bisect_left(note.begins, section.end, begin)):
                        found.setdefault(first + index, []).append((section, rule))
        return found


@cache
def shipped() -> Assessor:
    """The assessor of the rules that ship with the annotator: compiled once per process."""
    return Assessor(load())


def _apply(rule: SectionRule, section: Section, line: Line, clusters: Sequence[Cluster]) -> None:
    """Adds what a section says of the mentions of one of its sentences."""
    if any(line.mentions(name) for name in rule.unless):
        return
    heading = (section.heading_begin, section.heading_end)
    scope = (section.begin, section.end)
    finding = Finding(rule.category, rule.id, *heading, scope, _FAR, rule.targets)
    for cluster in clusters:
        if not rule.alone and (cluster.begin, cluster.end) == (line.begin, line.end):
            continue
        if rule.not_after and line.word_before(cluster.begin) in rule.not_after:
            continue
        if rule.category not in SUBJECTS or not line.back_to_patient(cluster.begin):
            cluster.findings.append(finding)


def _headings(begins: Sequence[int], sections: Sequence[Section]) -> dict[int, Span]:
    """Headings, by the index of the first sentence after them: cues in them reach it."""
    found = {}
    for section in sections:
        if section.heading_end > section.heading_begin:
            index = bisect_right(begins, section.begin - 1)
            if index < len(begins) and begins[index] < section.end:
                found[index] = (section.heading_begin, section.heading_end)
    return found


def _lines(
    documents: Sequence[Document], notes: Sequence[Note], layout: Layout, said: _Said
) -> Iterator[tuple[int, Line, list[Cluster]]]:
    """The sentences to be looked at, which have mentions, by number."""
    asked = said.heard.union(said.ruled, said.asking)
    wanted = sorted(index for index in asked if layout.has[index])
    if not wanted:
        return
    found, cues = [layout.clusters(index) for index in wanted], layout.cues(wanted)
    starts = [
        _start(layout.begin(index), () if index in said.forms else hits, clusters)
        for index, hits, clusters in zip(wanted, cues, found, strict=True)
    ]
    bounds = layout.boundaries(wanted, starts, found)
    for index, clusters, hits, events in zip(wanted, found, cues, bounds, strict=True):
        number, place = layout.place(index)
        span = notes[number].begins[place], notes[number].ends[place]
        forms = said.forms.get(index, ())
        yield index, Line(documents[number], span, clusters, hits, events, forms), clusters


def _start(begin: int, cues: Sequence[Hit], clusters: Sequence[Cluster]) -> int:
    """Where boundaries begin to matter: after the first cue when no mention stands before."""
    return cues[0][1] if cues and cues[0][1] <= clusters[0].begin else begin


def _leads(note: Note, headings: Mapping[int, Span]) -> tuple[set[int], list[tuple[int, Span]]]:
    """Where lead-ins stop the one before, and the first sentence after each, with itself."""
    text, ends = note.text, note.ends
    colons = {index for index, end in enumerate(ends) if text[end - 1] == ":"}
    stops = colons.union(headings)
    starts = [(index, lead) for index, lead in headings.items() if index not in colons]
    starts += [
        (n + 1, (note.begins[n], ends[n]))
        for n in colons
        if n + 1 < len(ends) and n + 1 not in stops
    ]
    return stops, starts


def _apart(note: Note) -> Note:
    """The document, its sentences without what one before them holds already.

    Two components that split sentences may have run; each mention is in one sentence nevertheless.
    """
    reach = [0, *accumulate(note.ends, max)]
    if all(map(le, reach, note.begins)):
        return note
    spans = zip(map(max, reach, note.begins), note.ends, strict=False)
    parts = [(begin, end) for begin, end in spans if begin < end]
    return note._replace(begins=[begin for begin, _ in parts], ends=[end for _, end in parts])


def _bounded(note: Note) -> Note:
    """The document, with those of its sentences in parts that are too long."""
    if max(map(sub, note.ends, note.begins), default=0) <= _LONGEST:
        return note
    sentences = zip(note.begins, note.ends, strict=True)
    parts = [part for sentence in sentences for part in _parts(note.text, *sentence)]
    return note._replace(begins=[begin for begin, _ in parts], ends=[end for _, end in parts])


def _parts(text: str, begin: int, end: int) -> Iterator[Span]:
    """A sentence, or its parts when it is too long: each ends at a space, where there is one."""
    while end - begin > _LONGEST:
        cut = text.rfind(" ", begin + 1, begin + _LONGEST)
        if cut < 0:
            cut = begin + _LONGEST
        yield begin, cut
        begin = cut
    yield begin, end

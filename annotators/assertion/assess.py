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
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from .document import Document, Toolbox
from .findings import SUBJECTS, Cluster, Finding, Ordered, Span, clusters
from .judge import Line, Open, left_open
from .leads import Section, led
from .phrases import Source
from .rules import Rules, SectionRule, load

_FAR = 1 << 30
"""A section's distance: any cue of the sentence is nearer."""

_LONGEST = 2000
"""Characters of a sentence; what is longer is no sentence, and is judged in parts.

So the time is in proportion to the text, whatever a text is.
"""

Ruled = tuple[Section, SectionRule]
"""A section with a rule, and the rule."""


class Assessor:
    """Judges the mentions of one document after another; keeps nothing between them."""

    def __init__(self, rules: Rules) -> None:
        self._tools = Toolbox(rules)
        self._sections = {kind: row for row in rules.sections for kind in row.kinds}

    def read(self, texts: Sequence[str]) -> list[Source]:
        """Texts made ready to be judged: many at once are faster."""
        return self._tools.phrases.read(texts)

    def assess(
        self,
        source: Source,
        sentences: Sequence[Span],
        sections: Sequence[Section],
        mentions: Sequence[Span],
    ) -> dict[int, Sequence[Finding]]:
        """What applies to the mentions, by number; of the others there is nothing to say.

        Offsets are code points; ``sentences`` are in order and do not overlap. A mention outside
        every sentence keeps the defaults.
        """
        sentences = _bounded(source.text, sentences)
        begins = [begin for begin, _ in sentences]
        document = Document(self._tools, source, sentences, begins)
        ruled = self._ruled(begins, sections)
        asking = {n for n, (_, end) in enumerate(sentences) if source.text[end - 1] in "?:"}
        inherited = self._inherited(document, sentences, begins, sections, asking)
        ordered = Ordered(mentions, sentences)
        result: dict[int, Sequence[Finding]] = {}
        for index in sorted({*document.cues, *document.forms, *ruled, *inherited, *asking}):
            numbers = ordered.within(*sentences[index]) if index >= 0 else ()
            if not numbers:
                continue
            left, rules = inherited.get(index), ruled.get(index, ())
            asks = index in asking and index + 1 < len(sentences)
            speaks = document.speaks(index, mentions[numbers[0]][0], mentions[numbers[-1]][0])
            if not (speaks or left or rules or asks):
                continue
            found = clusters(mentions, numbers)
            line = Line(document, index, sentences[index], found)
            if speaks or left:
                line.judge()
            if left:
                line.inherit(left)
            if asks:
                line.answered(*sentences[index + 1])
            for section, rule in rules:
                _apply(rule, section, line, found)
            for cluster in found:
                if cluster.findings:
                    result.update(dict.fromkeys(cluster.members, cluster.findings))
        return result

    def _inherited(
        self,
        document: Document,
        sentences: Sequence[Span],
        begins: Sequence[int],
        sections: Iterable[Section],
        asking: Iterable[int],
    ) -> dict[int, Sequence[Open]]:
        """What the lead-in of a sentence leaves open, by its index; headings are some, too."""
        text, last = document.text, len(sentences) - 1
        headings = _headings(begins, [one for one in sections if one.kind not in self._sections])
        colons = {index for index in asking if text[sentences[index][1] - 1] == ":"}
        stops = colons.union(headings)
        starts = [(index, lead) for index, lead in headings.items() if index not in colons]
        starts += [(n + 1, sentences[n]) for n in colons if n < last and n + 1 not in stops]
        found: dict[int, Sequence[Open]] = {}
        for first, lead in starts:
            left = left_open(document, lead)
            if left:
                found.update(dict.fromkeys(led(text, sentences, lead, first, stops), left))
        return found

    def _ruled(self, begins: Sequence[int], sections: Iterable[Section]) -> dict[int, list[Ruled]]:
        """The sections with a rule that each sentence is in, by its index."""
        found: dict[int, list[Ruled]] = {}
        for section in sections:
            rule = self._sections.get(section.kind)
            if rule is not None:
                first = bisect_left(begins, section.begin)
                for index in range(first, bisect_left(begins, section.end, first)):
                    found.setdefault(index, []).append((section, rule))
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


def _bounded(text: str, sentences: Sequence[Span]) -> Sequence[Span]:
    """The sentences, in parts those that are too long."""
    if any(end - begin > _LONGEST for begin, end in sentences):
        return [part for sentence in sentences for part in _parts(text, *sentence)]
    return sentences


def _parts(text: str, begin: int, end: int) -> Iterator[Span]:
    """A sentence, or its parts when it is too long: each ends at a space, where there is one."""
    while end - begin > _LONGEST:
        cut = text.rfind(" ", begin + 1, begin + _LONGEST)
        if cut < 0:
            cut = begin + _LONGEST
        yield begin, cut
        begin = cut
    yield begin, end

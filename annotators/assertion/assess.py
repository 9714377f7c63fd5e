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

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .document import SUBJECTS, Cluster, Document, Finding, Span, Toolbox
from .judge import Line
from .leads import Section, leads
from .rules import Rules, SectionRule

_FAR = 1 << 30
"""A section's distance: any cue of the sentence is nearer."""


Target = tuple[int, int, str]
"""A mention to judge: begin, end, and the sort of mention that rules know it as."""


class Assessor:
    """Judges the mentions of one document after another; keeps nothing between them."""

    def __init__(self, rules: Rules) -> None:
        self._tools = Toolbox(rules)
        self._sections = {kind: row for row in rules.sections for kind in row.kinds}

    def assess(
        self,
        text: str,
        sentences: Sequence[Span],
        sections: Sequence[Section],
        targets: Sequence[Target],
    ) -> list[Sequence[Finding]]:
        """For each target the findings that decide, at most one a feature.

        Offsets are code points; ``sentences`` are in order and do not overlap. A target outside
        every sentence keeps the defaults.
        """
        begins = [begin for begin, _ in sentences]
        lines = list(_by_sentence(begins, sentences, targets))
        document = Document(self._tools, text, sentences, begins, [index for index, _ in lines])
        ruled = [(s, self._sections[s.kind]) for s in sections if s.kind in self._sections]
        others = [s for s in sections if s.kind not in self._sections]
        inherited = leads(text, sentences, _headings(begins, others))
        result: list[Sequence[Finding]] = [()] * len(targets)
        for index, clusters in lines:
            begin, end = span = sentences[index]
            cues, forms = document.cues.get(index, ()), document.forms.get(index, ())
            lead = inherited.get(index)
            within = [(s, rule) for s, rule in ruled if s.begin <= begin < s.end]
            asks = text[end - 1] in "?:" and index + 1 < len(sentences)
            if not (cues or forms or lead or within or asks):
                continue
            line = Line(document, span, clusters, cues, forms)
            if cues or forms:
                line.judge()
            if lead:
                line.inherit(lead)
            if asks:
                line.answered(*sentences[index + 1])
            for section, rule in within:
                _apply(rule, section, line, clusters)
            for cluster in clusters:
                if cluster.findings:
                    for member in cluster.members:
                        result[member] = decide(cluster.findings, targets[member][2])
        return result


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


def _by_sentence(
    begins: Sequence[int], sentences: Sequence[Span], targets: Sequence[Target]
) -> Iterator[tuple[int, list[Cluster]]]:
    """The clusters of each sentence that has any."""
    index, last, limit, end = -1, len(sentences) - 1, -1, -1
    clusters: list[Cluster] = []
    for begin, stop, number in sorted(
        (begin, -end, number) for number, (begin, end, _) in enumerate(targets)
    ):
        if begin < end and clusters:
            cluster = clusters[-1]
            cluster.members.append(number)
            if -stop > end:
                cluster.end = end = -stop
            continue
        if begin >= limit:
            if clusters:
                yield index, clusters
                clusters = []
            while index < last and begins[index + 1] <= begin:
                index += 1
            limit = begins[index + 1] if index < last else 1 << 62
        if index >= 0 and begin < sentences[index][1]:
            end = -stop
            clusters.append(Cluster(begin, end, [number]))
    if clusters:
        yield index, clusters


def decide(findings: Sequence[Finding], group: str) -> list[Finding]:
    """The nearest finding of each category that applies; see the module's text."""
    best: dict[str, Finding] = {}
    for finding in findings:
        if finding.targets and group not in finding.targets:
            continue
        key = "subject" if finding.category in SUBJECTS else finding.category
        if key not in best or finding.distance < best[key].distance:
            best[key] = finding
    if "negated" in best:
        best.pop("possible", None)
    if "negated" in best or "subject" in best:
        best.pop("historical", None)
    return list(best.values())

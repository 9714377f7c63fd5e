"""The ``sentences`` component."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, ClassVar

from ...core.cas import Cas
from ...core.component import Annotator
from ...core.rows import Rows
from .rules import rules
from .split import Splitter

SEGMENT = "org.apache.ctakes.typesystem.type.textspan.Segment"
SENTENCE = "org.apache.ctakes.typesystem.type.textspan.Sentence"
SECTION = "cascara.type.Section"


class Sentences(Annotator):
    """Finds sentences, the way clinicians write them.

    A list item, a heading on a line of its own and a table's line are sentences; a sentence may
    go on over the line ends of hard-wrapped text. Sentences lie inside section bodies, or anywhere
    when there are no sections, never across a section's border; ``sentenceNumber`` counts from 0.
    """

    name: ClassVar[str] = "sentences"
    writes: ClassVar[tuple[str, ...]] = (SENTENCE,)

    def setup(self) -> None:
        """Loads the rules, once per process."""
        rules()

    def process(self, cas: Cas) -> None:
        """Adds the sentences of the current view."""
        text = cas.sofa_string or ""
        splitter = Splitter(text)
        spans = [s for part in stretches(cas, len(text)) for s in splitter.split(*part)]
        if self.sections is not None:
            scope = self.scope(cas)
            spans = [span for span in spans if span in scope]
        begins, ends = [begin for begin, _ in spans], [end for _, end in spans]
        numbers = list(range(len(spans)))
        cas.add_rows(Rows(SENTENCE, begins, ends, {"sentenceNumber": numbers}))


def stretches(cas: Cas, length: int) -> Iterator[tuple[int, int]]:
    """Where sentences may be, in order: bodies of sections, cut where nested ones begin or end.

    Headings of nested sections are in none. Of segments that overlap, as other tools may make them,
    the first has the text they share.
    """
    segments = cas.select(SEGMENT)
    nested = [s for s in segments if s.type.name == SECTION and (s.level or 1) > 1]
    if segments and not nested:
        yield from _apart(segments)
        return
    headings = sorted((s.headingBegin or 0, s.headingEnd or 0) for s in nested)
    cuts = sorted({place for s in nested for place in (s.begin, s.end)}.union(*headings))
    for begin, end in _apart(segments) if segments else [(0, length)]:
        inner = cuts[bisect_right(cuts, begin) : bisect_left(cuts, end)]
        for piece in pairwise([begin, *inner, end]):
            if piece not in headings:
                yield piece


def _apart(segments: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """The text of segments, given in UIMA order, without what an earlier one has."""
    reached = 0
    for segment in segments:
        if segment.end > reached:
            yield max(reached, segment.begin), segment.end
            reached = segment.end

"""The ``sentences`` component."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

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
    """Where sentences may be, in order: the bodies of sections without headings of subsections.

    Of segments that overlap, as other tools may make them, the first has the text they share.
    """
    segments = cas.select(SEGMENT)
    if not segments:
        yield 0, length
    place = end = 0
    for segment in segments:
        if segment.type.name == SECTION and segment.level == 2:
            if place < segment.headingBegin:
                yield place, segment.headingBegin
            yield segment.begin, segment.end
            place = segment.end
        else:
            if place < end:
                yield place, end
            place, end = max(end, segment.begin), max(end, segment.end)
    yield place, end

"""The rules of writers, as tests to inherit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ..core.component import Writer
from .base import Conformance, explained, overheard
from .elsewhere import elsewhere, make_job
from .snapshots import difference, snapshot
from .texts import MARKER, STRANGE


class WriterConformance(Conformance):
    """The rules of a writer. Inherit them in a test class::

    class TestSmokingTable(WriterConformance):
        component = SmokingTable()
        before = ("sentences", Smoking())
        texts = ("She smokes a pack a day.",)
    """

    component: ClassVar[Writer]

    # For tests

    def written(self, texts: Sequence[str]) -> list[bytes]:
        """What a new component makes of each text."""
        cases = self.cases(texts)
        with self.running(self.component) as component:
            return [component.render(cas) for cas in cases]

    # Rules

    def test_bytes(self) -> None:
        """A document's output is bytes, not empty unless all go in one file."""
        for data in self.written([*self.texts, "No finding.", "", " "]):
            assert isinstance(data, bytes), f"render returns {type(data).__name__}, not bytes"
            assert data or self.component.collect, "a document without findings has no output"
        with self.running(self.component) as component:
            assert isinstance(component.header(), bytes), "header returns no bytes"

    def test_same_note_same_bytes(self) -> None:
        """Nothing hangs on chance, time or the component at hand."""
        assert self.written(self.texts) == self.written(self.texts), "other bytes the second time"
        with self.running(self.component) as one, self.running(self.component) as two:
            assert one.header() == two.header(), "another header the second time"

    def test_earlier_notes_leave_no_trace(self) -> None:
        """A component keeps no state between documents."""
        alone = self.written(self.texts)
        with self.running(self.component) as component:
            for cas in self.cases((STRANGE["markup"], STRANGE["CR LF"])):
                component.render(cas)
            after = [component.render(cas) for cas in self.cases(self.texts)[::-1]]
        assert after[::-1] == alone, "other bytes after other notes"

    def test_the_cas_is_unchanged(self) -> None:
        """A writer only looks: the next one sees the same CAS."""
        cases = self.cases(self.texts)
        with self.running(self.component) as component:
            for cas in cases:
                before = snapshot(cas)
                component.render(cas)
                assert snapshot(cas) == before, f"it changes: {difference(before, snapshot(cas))}"

    def test_strange_texts(self) -> None:
        """No text makes it fail."""
        with self.running(self.component) as component:
            for name, cas in zip(STRANGE, self.cases([*STRANGE.values()]), strict=True):
                with explained(f"it fails on the text {name!r}"):
                    component.render(cas)

    def test_another_process(self) -> None:
        """A worker, with options and CAS from plain values, writes the same bytes."""
        job = make_job(self.component, self.type_systems, self.cases(self.texts))
        assert elsewhere(job) == self.written(self.texts), "other bytes in another process"

    def test_the_text_is_told_to_nobody(self) -> None:
        """No word of a note gets into a log, a warning or the terminal."""
        cases = self.cases([f"{text}\n{MARKER} {MARKER}.\f\n" for text in self.texts])
        with overheard() as said, self.running(self.component) as component:
            for cas in cases:
                component.render(cas)
        assert MARKER not in "\n".join(said), "words of a note were logged or printed"

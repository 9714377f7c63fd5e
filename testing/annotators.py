"""The rules of annotators, as tests to inherit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, ClassVar

from ..core.cas import Cas
from ..core.component import Annotator
from ..core.errors import CasError
from ..core.plans import ANNOTATION
from ..core.records import from_records
from .base import Conformance, explained, overheard
from .elsewhere import elsewhere, make_job
from .snapshots import TOP, Snapshot, difference, objects, rendered, snapshot
from .texts import MARKER, STRANGE


class AnnotatorConformance(Conformance):
    """The rules of an annotator. Inherit them in a test class::

    class TestSmoking(AnnotatorConformance):
        component = Smoking()
        before = ("sentences",)
        texts = ("She smokes a pack a day.",)
    """

    component: ClassVar[Annotator]

    also_uses: ClassVar[Sequence[str]] = ()
    """Types that it uses when they are there but does not need, so that they are not ``reads``."""

    seconds: ClassVar[float] = 30.0
    """Longest time for one strange text; the longest has 100,000 characters."""

    # For tests

    def annotated(self, texts: Sequence[str]) -> list[Snapshot]:
        """What a new component makes of each text, one by one."""
        cases = self.cases(texts)
        with self.running(self.component) as component:
            for cas in cases:
                component.process_batch([cas])
        return [snapshot(cas) for cas in cases]

    def types(self, names: Sequence[str]) -> set[str]:
        """Full names of these types and all their subtypes."""
        plans = Cas("", self.typesystem).plans
        return {full for name in names for full in plans.family(plans.resolve(name))}

    # Rules

    def test_types_exist(self) -> None:
        """Types are those of Cascara or of ``type_systems``."""
        with explained("reads, writes or also_uses"):
            self.types((*self.component.reads, *self.component.writes, *self.also_uses))

    def test_it_finds_something(self) -> None:
        """The texts show what it does; otherwise the other rules would show nothing."""
        before = [snapshot(cas) for cas in self.cases(self.texts)]
        for text, one, other in zip(self.texts, before, self.annotated(self.texts), strict=True):
            assert one != other, f"it does nothing to the text that begins {text[:30]!r}"

    def test_same_note_same_result(self) -> None:
        """Nothing hangs on chance, time or the component at hand."""
        _same(self.annotated(self.texts), self.annotated(self.texts), "the same note again")

    def test_earlier_notes_leave_no_trace(self) -> None:
        """A component keeps no state between documents."""
        alone = self.annotated(self.texts)
        with self.running(self.component) as component:
            for text in STRANGE["markup"], STRANGE["CR LF"], *self.texts:
                component.process_batch(self.cases([text]))
            after = self.cases(self.texts)
            for cas in after:
                component.process_batch([cas])
        _same(alone, [snapshot(cas) for cas in after], "after other notes")

    def test_a_batch_is_one_by_one(self) -> None:
        """The notes of a batch do not touch one another, whatever their order."""
        texts = ["", *self.texts, STRANGE["CR LF"], *self.texts, " "]
        alone = self.annotated(texts)
        cases, turned = self.cases(texts), self.cases(texts)
        with self.running(self.component) as component:
            component.process_batch(cases)
            component.process_batch(turned[::-1])
            with explained("it fails on an empty batch"):
                component.process_batch([])
        _same(alone, [snapshot(cas) for cas in cases], "in a batch")
        _same(alone, [snapshot(cas) for cas in turned], "in a batch turned round")

    def test_process_is_a_batch_of_one(self) -> None:
        """Where both methods are there, they do the same."""
        cases = self.cases(self.texts)
        with self.running(self.component) as component:
            if type(component).process is Annotator.process:
                return
            for cas in cases:
                component.process(cas)
        _same(self.annotated(self.texts), [snapshot(c) for c in cases], "process")

    def test_a_failure_leaves_no_trace(self) -> None:
        """After an error in the middle of a note, the next note is as if nothing had been."""
        alone = self.annotated(self.texts)
        broken, after = self.cases(self.texts), self.cases(self.texts)
        with self.running(self.component) as component:
            for cas in broken:
                _break(cas)
                with suppress(Exception):
                    component.process_batch([cas])
            for cas in after:
                component.process_batch([cas])
        _same(alone, [snapshot(cas) for cas in after], "after an error")

    def test_closed_and_built_again(self) -> None:
        """Closing one component does not touch another of the same class."""
        alone = self.annotated(self.texts)
        with self.running(self.component) as component:
            with self.running(self.component):
                pass
            cases = self.cases(self.texts)
            for cas in cases:
                component.process_batch([cas])
        _same(alone, [snapshot(c) for c in cases], "after another was closed")

    def test_only_declared_types_are_written(self) -> None:
        """It adds, changes and removes only what ``writes`` names, subtypes too."""
        writes = self.types(self.component.writes)
        cases = self.cases(self.texts)
        with self.running(self.component) as component:
            for cas in cases:
                before = objects(cas)
                component.process_batch([cas])
                for name, what in before.touched(objects(cas)):
                    assert name in writes, f"it {what} {name}, which is not in writes"

    def test_only_declared_types_are_read(self) -> None:
        """The result does not hang on types beside ``reads``, ``writes`` and ``also_uses``."""
        writes = sorted(self.types(self.component.writes))
        declared = {*writes, *self.types((*self.component.reads, *self.also_uses))}
        full, bare = self.cases(self.texts), self.cases(self.texts)
        for cas in bare:
            for fs in cas.select(TOP):
                if fs.type.name not in declared:
                    cas.remove(fs)
        with self.running(self.component) as component:
            for one, other in zip(full, bare, strict=True):
                component.process_batch([one])
                component.process_batch([other])
                assert rendered(one, writes) == rendered(other, writes), (
                    "it uses types that are neither in reads nor in also_uses"
                )

    def test_scope_is_asked(self) -> None:
        """Where ``when`` does not let it work, it changes nothing that others made.

        What it adds there is removed by the pipeline.
        """
        cases = self.cases(self.texts)
        with self.running(self.component) as component:
            component.sections = frozenset()
            for cas in cases:
                before = objects(cas)
                component.process_batch([cas])
                for name, what in before.touched(objects(cas)):
                    assert what == "adds", f"it {what} {name} outside of its scope"

    def test_strange_texts(self) -> None:
        """No text makes it fail, hang, change the text or leave the text's bounds."""
        cases = self.cases([*STRANGE.values()])
        with self.running(self.component) as component:
            for (name, text), cas in zip(STRANGE.items(), cases, strict=True):
                start = time.perf_counter()
                with explained(f"it fails on the text {name!r}"):
                    component.process_batch([cas])
                taken = time.perf_counter() - start
                assert taken < self.seconds, f"it takes {taken:.0f} s for the text {name!r}"
                _check_text(cas, text, name)

    def test_offsets(self) -> None:
        """What it adds is within the text and of the declared ranges; the text is unchanged."""
        cases = self.cases(self.texts)
        with self.running(self.component) as component:
            for cas, text in zip(cases, self.texts, strict=True):
                component.process_batch([cas])
                _check_text(cas, text, text[:30])

    def test_another_process(self) -> None:
        """A worker, with options and CAS from plain values, finds the same."""
        work = make_job(self.component, self.type_systems, self.cases(self.texts))
        found = [snapshot(from_records(r, self.typesystem)) for r in elsewhere(work)]
        _same(self.annotated(self.texts), found, "in another process")

    def test_the_text_is_told_to_nobody(self) -> None:
        """No word of a note gets into a log, a warning or the terminal."""
        texts = [f"{text}\n{MARKER} {MARKER}, {MARKER}: {MARKER}.\n" for text in self.texts]
        cases = self.cases(texts)
        with overheard() as said, self.running(self.component) as component:
            component.process_batch(cases)
        assert MARKER not in "\n".join(said), "words of a note were logged or printed"


def _same(one: Sequence[Snapshot], other: Sequence[Snapshot], when: str) -> None:
    for left, right in zip(one, other, strict=True):
        assert left == right, f"another result {when}: {difference(left, right)}"


def _break(cas: Cas) -> None:
    """From now on nothing can be added to the CAS."""

    def fail(*_: Any, **__: Any) -> None:
        raise CasError("nothing can be added to this CAS; it is a test")

    for method in "add", "add_all", "annotate", "add_columns", "add_rows":
        setattr(cas, method, fail)


def _check_text(cas: Cas, text: str, name: str) -> None:
    assert cas.sofa_string == text, f"it changes the text {name!r}"
    with explained(f"what it adds to the text {name!r} is invalid"):
        cas.check()
    annotations = cas.typesystem.get_type(ANNOTATION)
    for fs, _ in objects(cas).held.values():
        if annotations.subsumes(fs.type):
            assert 0 <= fs.begin <= fs.end <= len(text), f"{fs.type.name} leaves the text {name!r}"

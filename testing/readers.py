"""The rules of readers, as tests to inherit."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import ClassVar

from ..core.component import Reader, Source
from ..core.errors import DocumentError
from .base import Conformance, explained, overheard
from .snapshots import Snapshot, snapshot
from .texts import MARKER


@dataclass(frozen=True, slots=True)
class Bad:
    """A document that must be set aside."""

    id: str
    reason: str


class ReaderConformance(Conformance):
    """The rules of a reader. Inherit them in a test class::

    class TestLetters(ReaderConformance):
        component = Letters()
        good = {"a/one.letter": b"...", "two.letter": b"..."}
        bad = {"cut.letter": b"..." + MARKER.encode()}
    """

    component: ClassVar[Reader]

    good: ClassVar[Mapping[str, bytes]]
    """Files in a folder, by relative path: at least two documents in them."""

    bad: ClassVar[Mapping[str, bytes]]
    """Files of which no document can be read. Put ``cascara.testing.MARKER`` in them where their
    format lets you: no error may repeat it."""

    # For tests

    @contextmanager
    def folder(self, files: Mapping[str, bytes], turned: bool = False) -> Iterator[Path]:
        """These files in a new folder, made in this order or the other way round."""
        with TemporaryDirectory() as name:
            for path, data in sorted(files.items(), reverse=turned):
                file = Path(name, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            yield Path(name)

    def found(self, inputs: Sequence[Path]) -> list[Source]:
        """What a new component finds."""
        with self.running(self.component) as component:
            return list(component.find(inputs))

    def contents(self, component: Reader, sources: Sequence[Source]) -> dict[str, Snapshot | Bad]:
        """Each source read: the CAS, or why there is none."""
        read: dict[str, Snapshot | Bad] = {}
        for source in sources:
            if source.error:
                read[source.id] = Bad(source.id, source.error)
                continue
            try:
                with explained(f"{source.id} raises no DocumentError", allowed=DocumentError):
                    read[source.id] = snapshot(component.read(source))
            except DocumentError as error:
                read[source.id] = Bad(source.id, str(error))
        return read

    # Rules

    def test_order_and_ids(self) -> None:
        """The same files give the same ids in the same order; an id is a relative path."""
        with self.folder(self.good) as one, self.folder(self.good, turned=True) as other:
            ids = [source.id for source in self.found([one])]
            assert len(ids) > 1, "good must hold at least two documents"
            assert ids == [source.id for source in self.found([one])], "another order the 2nd time"
            assert ids == [source.id for source in self.found([other])], (
                "order or ids hang on the order in which the files were made"
            )
            both = [source.id for source in self.found([one, other])]
        assert len(set(ids)) == len(ids), "two documents have the same id"
        assert len(set(both)) == 2 * len(ids), "documents of two folders have the same id"
        for name in (*ids, *both):
            parts = PurePosixPath(name).parts
            assert parts, "an id is empty"
            assert not {"/", ".."} & {*parts}, f"the id {name!r} leads outside"

    def test_nothing_found(self) -> None:
        """An empty folder has no documents; at most a source that says so."""
        with self.folder({}) as empty:
            sources = self.found([empty])
        assert all(source.error for source in sources), "it finds documents in an empty folder"

    def test_documents(self) -> None:
        """Each good document has a text, and metadata that say where it is from."""
        with self.folder(self.good) as folder, self.running(self.component) as component:
            for source in component.find([folder]):
                assert not source.error, f"{source.id}: {source.error}"
                cas = component.read(source)
                with explained(f"the CAS of {source.id} is invalid"):
                    cas.check()
                assert cas.sofa_string is not None, f"{source.id} has no text"
                metadata = cas.metadata
                assert metadata.id, "metadata.id is not set"
                assert metadata.source, "metadata.source is not set"
                assert metadata.format, "metadata.format is not set"

    def test_sources_travel(self) -> None:
        """The parent finds a source, a worker reads it, in any order, with the same result."""
        with self.folder(self.good) as folder:
            sources = self.found([folder])
            with self.running(self.component) as component:
                first = self.contents(component, sources)
            with explained("a source cannot be sent to a worker"):
                sent = pickle.loads(pickle.dumps(sources[::-1]))
            assert sent == sources[::-1], "a source changes when it is sent to a worker"
            with self.running(self.component) as component:
                second = self.contents(component, sent)
                third = self.contents(component, sent)
        assert first == second, "another CAS when read by another component, in another order"
        assert second == third, "another CAS when read again"

    def test_bad_documents(self) -> None:
        """Each is set aside with one line that says why; the good ones beside them are read."""
        with self.folder(self.good) as folder, self.running(self.component) as component:
            alone = self.contents(component, list(component.find([folder])))
        files = {**self.good, **self.bad}
        with self.folder(files) as folder, self.running(self.component) as component:
            read = self.contents(component, list(component.find([folder])))
        aside = [entry for entry in read.values() if isinstance(entry, Bad)]
        assert len(aside) >= len(self.bad), f"bad documents were read: only {aside} are set aside"
        for entry in aside:
            assert "\n" not in entry.reason.strip(), f"{entry.id}: the error has several lines"
            assert MARKER not in entry.reason, f"{entry.id}: the error repeats the text"
        kept = {name: entry for name, entry in read.items() if not isinstance(entry, Bad)}
        assert kept.keys() == alone.keys(), "a bad document takes good ones with it"

    def test_lost_files(self) -> None:
        """A file that goes away between finding and reading is an error of that document."""
        with self.folder(self.good) as folder:
            sources = self.found([folder])
        with self.running(self.component) as component:
            read = self.contents(component, sources)
        for source in sources:
            lost = isinstance(read[source.id], Bad) or source.payload is not None
            assert lost, f"{source.id} was read although its file is gone"

    def test_missing_inputs(self) -> None:
        """An input that does not exist is a source with an error, not an exception."""
        with self.folder({}) as folder:
            with explained("a missing input raises an error"):
                (source,) = self.found([folder / "missing"])
            with self.running(self.component) as component:
                read = self.contents(component, [source])
            assert isinstance(read[source.id], Bad), "a missing input was read"

    def test_the_text_is_told_to_nobody(self) -> None:
        """No word of a document gets into a log, a warning or the terminal."""
        with (
            self.folder({**self.good, **self.bad}) as folder,
            overheard() as said,
            self.running(self.component) as component,
        ):
            self.contents(component, list(component.find([folder])))
        assert MARKER not in "\n".join(said), "words of a document were logged or printed"

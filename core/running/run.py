"""A run at work: documents to workers, results to the journal, failures to the quarantine."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from itertools import chain
from typing import Any

from ..component import Source, Writer
from ..errors import CascaraError
from ..pipeline import Pipeline
from ..plugins import Plugins
from ..version import __version__
from .folder import RunFolder
from .intake import Intake
from .journal import Finished, Journal
from .manifest import now, write_manifest
from .nursery import Nursery
from .outputs import put_all, read_pieces, remove_temporary
from .report import FAILURES, Findings, Options, Outputs, Report, Screen
from .reports import Done, Failed
from .summary import Summarises
from .workers import Outcome, Workers


class Run:
    """One run, ready to go; its folder is locked and what is in it fits."""

    def __init__(
        self,
        options: Options,
        pipeline: Pipeline,
        plugins: Plugins,
        intake: Intake,
        screen: Screen,
        nursery: Nursery,
    ) -> None:
        self._options = options
        self._writers = pipeline.writers
        self._headers = {writer.name: writer.header() for writer in self._writers}
        self._reader = pipeline.reader.name if pipeline.reader else ""
        self._plugins = plugins
        self._screen = screen
        self._folder = RunFolder(options.out)
        self._journal = Journal(self._folder.journal)
        self._order: list[str] = []
        """Ids of the documents given out now or done before, as they were found."""
        self._to_do = self._missing(intake)
        self._report = Report(options.out)
        self._workers = Workers(nursery, pipeline.config.timeout, lambda: self._is_stopping)

    @property
    def _is_stopping(self) -> bool:
        return self._report.status != "running"

    def go(self, began: Mapping[str, Any], total: int) -> Report:
        """Processes every document; ``began`` is what the manifest says of the run."""
        report = self._report
        report.counts.found = total
        manifest = {
            **began,
            "inputs": [str(path) for path in self._options.inputs],
            "limit": self._options.limit,
            "started": now(),
        }
        try:
            self._record(manifest)
            remove_temporary(self._folder.path)
            self._plugins.notify("cascara_run_started", run=manifest)
            self._screen.begin(total)
            with self._until_interrupted():
                self._process(min(self._options.jobs, total))
            if self._workers.killed:
                remove_temporary(self._folder.path)
            self._finish()
        except CascaraError as error:
            report.status, report.error = "broken", str(error)
        except OSError as error:
            report.status, report.error = "broken", f"{error.filename}: {error.strerror}"
        finally:
            self._screen.end()
            self._journal.close()
        manifest["ended"] = now()
        with suppress(OSError):  # of a full disk the report has told already
            self._record(manifest)
            if report.exit_code == 2 and not self._journal.finished:
                self._folder.manifest.unlink()  # nothing was begun that could go on
        self._plugins.notify("cascara_run_finished", run=manifest)
        return report

    def _record(self, manifest: dict[str, Any]) -> None:
        seconds: dict[str, dict[str, float]] = {}
        for (role, label), spent in sorted(self._workers.seconds.items()):
            seconds.setdefault(f"{role}s", {})[label] = round(spent, 3)
        manifest["status"] = self._report.status
        manifest["counts"] = asdict(self._report.counts)
        manifest["seconds"] = seconds
        write_manifest(self._folder.manifest, manifest)

    @contextmanager
    def _until_interrupted(self) -> Iterator[None]:
        """Ctrl-C ends the run in good order; the second one at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def interrupt(number: int, frame: object) -> None:
            self._report.status = "interrupted"
            signal.signal(signal.SIGINT, old)

        old = signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, old)

    def _process(self, jobs: int) -> None:
        with closing(self._workers.run(self._take, jobs)) as results:
            for outcomes in results:
                self._settle(outcomes)
                self._screen.advance(self._report.counts)

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        self._journal.add(
            Finished(source.id, result.pieces)
            for source, result in outcomes
            if isinstance(result, Done)
        )
        for source, result in outcomes:
            if isinstance(result, Done):
                self._report.counts.done += 1
                self._announce(source)
            else:
                self._set_aside(source, result)

    def _take(self, count: int) -> list[Source]:
        """The next documents for a worker; those that cannot be read are set aside on the way."""
        taken: list[Source] = []
        while len(taken) < count and not self._is_stopping:
            source = next(self._to_do, None)
            if source is None:
                break
            if source.error:
                self._set_aside(source, Failed("reader", self._reader, "", "", source.error))
            else:
                self._plugins.notify("cascara_document_started", document_id=source.id)
                taken.append(source)
        return taken

    def _missing(self, intake: Intake) -> Iterator[Source]:
        """What is not done yet; an output that was removed is made again."""
        for source in intake:
            if not source.error:
                self._order.append(source.id)
                if source.id in self._journal.finished and self._has_outputs(source):
                    self._report.counts.skipped += 1
                    self._screen.advance(self._report.counts)
                    continue
            yield source

    def _has_outputs(self, source: Source) -> bool:
        return all(path.exists() for path in self._folder.outputs(self._writers, source.id))

    def _announce(self, source: Source) -> None:
        writers = (writer for writer in self._writers if not writer.collect)
        outputs = [self._folder.name(writer, source.id) for writer in writers]
        self._plugins.notify("cascara_document_finished", document_id=source.id, outputs=outputs)

    def _set_aside(self, source: Source, failed: Failed) -> None:
        """Writes why; what the document may have left behind goes."""
        for path in self._folder.outputs(self._writers, source.id):
            with suppress(OSError):
                path.unlink()
        record = {"document": source.id, "source": source.path, **asdict(failed)}
        self._folder.set_aside(source.id, {**record, "cascara": __version__})
        self._plugins.notify(
            "cascara_document_failed",
            document_id=source.id,
            component=failed.component,
            reason=failed.reason,
        )
        self._report.counts.failed += 1
        if len(self._report.failures) < FAILURES:
            self._report.failures.append((source.id, failed.component, failed.reason))
        if self._options.stop and not self._is_stopping:
            self._report.status = "stopped"

    def _finish(self) -> None:
        """Puts the files that collect together, when all documents have had their turn."""
        finished = self._journal.finished
        done = [document for document in self._order if document in finished]
        for writer in self._writers:
            if writer.collect and not self._is_stopping:
                pieces = (finished[document].get(writer.name) for document in done)
                parts = read_pieces(self._folder.pieces, (piece for piece in pieces if piece))
                header = self._headers[writer.name]
                put_all(self._folder.output(writer, ""), chain([header], parts))
        if not self._is_stopping:
            self._report.status = "finished"
        for writer in self._writers:
            self._report.outputs += self._outputs(writer, done)
            self._report.findings += self._findings(writer)

    def _outputs(self, writer: Writer, done: Sequence[str]) -> Iterator[Outputs]:
        first = self._folder.output(writer, done[0] if done else "")
        if first.exists():
            yield Outputs(writer.name, first, 1 if writer.collect else len(done))

    def _findings(self, writer: Writer) -> Iterator[Findings]:
        if isinstance(writer, Summarises):
            counted = self._workers.findings.items()
            rows = {row: count for (name, row), count in counted if name == writer.name}
            yield Findings(writer.summary, rows)

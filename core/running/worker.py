"""A worker process of a run: reads, annotates, renders, puts outputs in place, reports.

It runs ``work``, and ends when its pipe or the process that started it does.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..cas import Cas
from ..component import Source
from ..config.model import ResolvedPipeline
from ..errors import CascaraError
from ..failures import ComponentFailure
from ..garbage import no_collection
from ..pipeline import Pipeline
from .folder import RunFolder
from .outputs import Pieces, put
from .reports import At, Done, Failed, Ready, Results, Task, Unusable
from .summary import Summarises

_ONE_DOCUMENT = {errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EEXIST, errno.EILSEQ}
"""Errors of the file system that concern one name; any other concerns all that follows."""


def work(connection: Connection, config: ResolvedPipeline, out: Path) -> None:
    """Serves tasks until the pipe ends. Whatever ends it otherwise is told in a line."""
    _prepare()
    try:
        _serve(connection, config, out)
    except ComponentFailure as failure:
        print(f"cascara: a worker could not be closed: {failure}", file=sys.stderr)
    except BaseException as error:
        _tell(type(error))
        sys.exit(1)


def _serve(connection: Connection, config: ResolvedPipeline, out: Path) -> None:
    try:
        worker = Worker(connection, config, RunFolder(out))
    except CascaraError as error:
        connection.send(Unusable(str(error)))
        return
    connection.send(Ready())
    try:
        while (task := connection.recv()) is not None:
            worker.do(task)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    except OSError as error:
        connection.send(Unusable(f"{out}: cannot be written ({error.strerror})"))
    finally:
        worker.close()


def _prepare() -> None:
    """Ctrl-C is the parent's to handle; no traceback of a plug-in's thread may show note text."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def silent(args: Any) -> None:
        _tell(args.exc_type)

    threading.excepthook = silent
    sys.unraisablehook = silent
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _tell(kind: type[BaseException] | None) -> None:
    name = kind.__name__ if kind else "error"
    print(f"cascara: {name} outside of a document", file=sys.stderr)


def _end_with_parent() -> None:
    """A worker that is stuck must not outlive a run that was killed."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Worker:
    """The pipeline of this process and what is put where."""

    def __init__(self, connection: Connection, config: ResolvedPipeline, folder: RunFolder) -> None:
        self._send = connection.send
        self._folder = folder
        self._pieces = Pieces(folder.pieces)
        self._index = -1
        self._findings: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.pipeline = Pipeline(config)
        self.pipeline.on_component = self._at
        with no_collection():
            self.pipeline.setup()
        # What is set up stays; CASes die in batches of tens of thousands of objects.
        gc.collect()
        gc.freeze()
        gc.enable()  # it is not where the process was forked
        gc.set_threshold(50_000, 20, 50)

    def _at(self, role: str, component: str) -> None:
        self._send(At(self._index, role, component))

    def do(self, task: Task) -> None:
        """Processes a task: its documents together, or one by one when that fails."""
        if not task.alone:
            self.pipeline.on_component = lambda role, component: None
            try:
                self._report(self._process(dict(enumerate(task.sources))), last=True)
                return
            except ComponentFailure:
                self._findings.clear()
        self.pipeline.on_component = self._at
        for self._index, source in enumerate(task.sources):
            try:
                results = self._process({self._index: source})
            except ComponentFailure as failure:
                results = {self._index: _failed(failure)}
            self._report(results, last=self._index + 1 == len(task.sources))

    def _report(self, results: Mapping[int, Done | Failed], last: bool) -> None:
        self._send(Results(results, dict(self.pipeline.seconds), dict(self._findings), last))
        self.pipeline.seconds.clear()
        self._findings.clear()

    def _process(self, sources: Mapping[int, Source]) -> dict[int, Done | Failed]:
        """Raises ComponentFailure when an annotator fails, whichever the document."""
        results: dict[int, Done | Failed] = {}
        read: dict[int, Cas] = {}
        for index, source in sources.items():
            try:
                read[index] = self.pipeline.read(source)
            except ComponentFailure as failure:
                results[index] = _failed(failure)
        self.pipeline.annotate(list(read.values()))
        for index, cas in read.items():
            results[index] = self._write(sources[index].id, cas)
        return results

    def _write(self, document_id: str, cas: Cas) -> Done | Failed:
        """Renders all outputs of a document before the first is put in place."""
        try:
            rendered = [(w, self.pipeline.render(w, cas)) for w in self.pipeline.writers]
            rows = [
                (writer.name, row)
                for writer in self.pipeline.writers
                if isinstance(writer, Summarises)
                for row in self.pipeline.summarise(writer, cas)
            ]
        except ComponentFailure as failure:
            return _failed(failure)
        pieces = {}
        for writer, data in rendered:
            try:
                if writer.collect:
                    pieces[writer.name] = self._pieces.add(data)
                else:
                    put(self._folder.output(writer, document_id), data)
            except OSError as error:
                if error.errno not in _ONE_DOCUMENT:
                    raise
                reason = f"its output cannot be put in place ({error.strerror})"
                return Failed("writer", writer.name, type(error).__name__, "", reason)
        self._findings.update(rows)
        return Done(pieces)

    def close(self) -> None:
        """Closes the pipeline and the file of pieces."""
        self._pieces.close()
        self.pipeline.close()


def _failed(failure: ComponentFailure) -> Failed:
    return Failed(failure.role, failure.component, failure.error, failure.place, failure.reason)

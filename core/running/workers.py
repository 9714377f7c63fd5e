"""The parent's side of the workers: hands out documents, watches, finds the one that kills.

Documents go out in batches. When a worker dies or takes too long on one, another does the rest of
its batch again, one document at a time, so that only the document that is at fault is lost.
"""

from __future__ import annotations

import signal
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from multiprocessing.connection import wait
from time import monotonic
from typing import Any

from ..component import Source
from ..pipeline import BATCH
from .nursery import Nursery, WorkersError
from .reports import At, Done, Failed, Ready, Results, Task, Unusable

TICK = 0.2
"""Seconds between looks at the clock and at whether to stop."""

PACE = 0.5
"""Seconds a batch is to take at most; slow documents go out one by one."""

PATIENCE = 5.0
"""Seconds workers have to close their components at the end."""

Outcome = tuple[Source, Done | Failed]

Take = Callable[[int], list[Source]]
"""Gives up to so many documents that are still to do; none when all are given out."""


class _Handle:
    """One worker process as the parent sees it."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._number, self.connection = nursery.start()
        self.ready = False
        self.task: Task | None = None
        self.finished: set[int] = set()
        self.at: At | None = None
        self.begun = 0.0
        """When the task, or the document told last, was begun."""

    def give(self, task: Task | None) -> None:
        """Sends a task, or None to end; whether it arrived is seen when the worker is heard."""
        self.task, self.finished, self.at, self.begun = task, set(), None, monotonic()
        with suppress(OSError):
            self.connection.send(task)

    def end(self, patience: float) -> str:
        """Kills the process when it does not end within ``patience`` seconds; says how it ended."""
        code = self._nursery.end(self._number, patience)
        self.connection.close()
        if code is None:
            return "was killed"
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"exited with {code}"


MOST_STILLBORN = 3
"""So many workers killed in a row while they start end the run."""


class Workers:
    """Worker processes for one run."""

    def __init__(self, nursery: Nursery, timeout: float, stopping: Callable[[], bool]) -> None:
        """``timeout`` is that of a document, in seconds. ``stopping`` is asked several times a
        second; once true, no more results come."""
        self.seconds: Counter[tuple[str, str]] = Counter()
        """Seconds spent in components, by role and label, over all workers."""
        self.findings: Counter[tuple[str, tuple[str, ...]]] = Counter()
        """Rows of summaries, by writer and row."""
        self.killed = False
        """Whether a worker was, and may have left something half written."""
        self._nursery = nursery
        self._timeout = timeout
        self._stopping = stopping
        self._handles: list[_Handle] = []
        self._tasks: deque[Task] = deque()
        self._size = 1
        self._stillborn = 0
        """Workers in a row that were killed before they were ready."""

    def run(self, take: Take, jobs: int) -> Generator[list[Outcome], None, None]:
        """What becomes of each document, as it becomes known, in ``jobs`` processes.

        Closing it ends the workers. Raises WorkersError when workers cannot be set up, or outputs
        cannot be written.
        """
        try:
            while not self._stopping():
                left = self._hand_out(take, jobs)
                if not left and not any(handle.task for handle in self._handles):
                    self._dismiss()
                    return
                yield from self._listen()
                for handle in [handle for handle in self._handles if self._is_late(handle)]:
                    reason = f"took longer than {self._timeout:g} s"
                    yield from self._lose(handle, reason)
        finally:
            self.killed = self.killed or bool(self._handles)
            while self._handles:
                self._handles.pop().end(0)

    def _dismiss(self) -> None:
        """Lets the workers close their components."""
        for handle in self._handles:
            handle.give(None)
        end = monotonic() + PATIENCE
        while self._handles:
            self._handles.pop().end(max(0.0, end - monotonic()))

    def _hand_out(self, take: Take, jobs: int) -> bool:
        """Gives idle workers tasks, and starts workers; returns whether any task is left over."""
        for handle in self._handles:
            if handle.ready and handle.task is None and self._is_more(take):
                handle.give(self._tasks.popleft())
        if not self._is_more(take):
            return False
        while len(self._handles) < jobs:
            self._handles.append(_Handle(self._nursery))
        return True

    def _is_more(self, take: Take) -> bool:
        """Whether there is a task to give; takes documents for one when there is none."""
        if not self._tasks:
            sources = take(self._size)
            if sources:
                self._tasks.append(Task(sources, alone=len(sources) == 1))
        return bool(self._tasks)

    def _listen(self) -> Iterator[list[Outcome]]:
        """Waits for what workers report, a moment at most."""
        ears: dict[Any, _Handle] = {handle.connection: handle for handle in self._handles}
        for handle in [ears[ear] for ear in wait(list(ears), TICK)]:
            try:
                while handle.connection.poll():
                    yield from self._hear(handle, handle.connection.recv())
            except (EOFError, OSError):
                yield from self._lose(handle, "")

    def _hear(self, handle: _Handle, message: object) -> Iterator[list[Outcome]]:
        if isinstance(message, Ready):
            handle.ready, handle.at = True, None
            self._stillborn = 0
        elif isinstance(message, Unusable):
            raise WorkersError(message.reason)
        elif isinstance(message, At):
            if handle.at is None or handle.at.index != message.index:
                handle.begun = monotonic()
            handle.at = message
        elif isinstance(message, Results) and handle.task is not None:
            sources = handle.task.sources
            self.seconds.update(message.seconds)
            self.findings.update(message.findings)
            handle.finished.update(message.documents)
            if message.last:
                self._learn(len(message.documents), monotonic() - handle.begun)
                handle.task = None
                if self._tasks and all(isinstance(d, Done) for d in message.documents.values()):
                    handle.give(self._tasks.popleft())  # it works while results are settled
            yield [(sources[index], result) for index, result in message.documents.items()]

    def _learn(self, count: int, seconds: float) -> None:
        """Batches as large as their documents are fast."""
        pace = min(PACE, self._timeout / 8)
        if seconds > pace:
            self._size = max(1, int(count * pace / seconds))
        elif count == self._size and seconds < pace / 2:
            self._size = min(BATCH, self._size * 2)

    def _is_late(self, handle: _Handle) -> bool:
        return handle.task is not None and monotonic() - handle.begun > self._timeout

    def _lose(self, handle: _Handle, late: str) -> Iterator[list[Outcome]]:
        """Ends a worker that died or is ``late``; what it had not finished is done again."""
        self.killed = True
        ending = handle.end(0 if late else TICK)
        self._handles.remove(handle)
        task, at = handle.task, handle.at
        if not handle.ready:
            # A signal may have come from outside; another worker has a better chance.
            self._stillborn += 1
            if ending.startswith("was killed") and self._stillborn < MOST_STILLBORN:
                return
            where = f" while {at.component} was set up" if at else ""
            raise WorkersError(f"a worker {ending}{where}")
        if task is None:
            return
        rest = [index for index in range(len(task.sources)) if index not in handle.finished]
        guilty = at.index if at and at.index in rest else rest[0] if task.suspect else None
        suspect = True
        if guilty is not None and (late or task.suspect):
            rest.remove(guilty)
            role, component = (at.role, at.component) if at else ("", "")
            reason = late or f"its worker process {ending}, twice"
            yield [(task.sources[guilty], Failed(role, component, "", "", reason))]
            suspect = task.suspect
        if rest:
            sources = [task.sources[index] for index in rest]
            self._tasks.append(Task(sources, alone=True, suspect=suspect))

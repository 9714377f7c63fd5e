"""Where workers come from: a process that is forked early and forks them whenever one is needed.

It is made when the parent has imported what the pipeline needs and has neither threads nor locks.
A worker, also one that takes the place of another, so starts within milliseconds and shares the
memory of the code. Where a fork is not safe, the same processes are started afresh (spawn).
"""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import Any, Literal

from ..config.model import ResolvedPipeline
from ..errors import CascaraError
from .worker import work

Method = Literal["fork", "spawn"]


class WorkersError(CascaraError):
    """No worker can do its work; the run cannot go on."""


class Nursery:
    """Starts and ends the workers of a run; to be made before threads, locks and open files.

    Leaving it as a context manager kills the workers that are left.
    """

    def __init__(self, config: ResolvedPipeline, out: Path) -> None:
        gc.freeze()  # the collector would write into the memory that workers share
        method = _method()
        self._control, theirs = Pipe()
        self._process = _process(method, _serve, theirs, method, config, out)
        self._started = 0
        with _interrupts_blocked(method):
            self._process.start()
        theirs.close()

    def start(self) -> tuple[int, Connection]:
        """Starts a worker: its number and the pipe to it. Raises WorkersError."""
        ours, theirs = Pipe()
        with theirs, self._reached():
            self._control.send(True)
            send_handle(self._control, theirs.fileno(), self._process.pid)
        self._started += 1
        return self._started, ours

    def end(self, worker: int, patience: float) -> int | None:
        """Its exit code, negative for a signal; None when it did not end within ``patience``
        seconds and was killed. Raises WorkersError."""
        with self._reached():
            self._control.send((worker, patience))
            code: int | None = self._control.recv()
            return code

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except (OSError, EOFError):
            raise WorkersError("the process that starts workers was killed") from None

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._control.send(False)
        self._process.join()
        self._control.close()
        gc.unfreeze()


def _method() -> Method:
    """A fork copies locks as other threads hold them, and macOS's libraries do not survive it."""
    safe = sys.platform.startswith("linux") and threading.active_count() == 1
    return "fork" if safe else "spawn"


@contextmanager
def _interrupts_blocked(method: Method) -> Iterator[None]:
    """A process begins with SIGINT blocked: Ctrl-C must not meet it before it can ignore it."""
    if method == "spawn":  # it starts a helper, which would unblock it again: that goes first
        resource_tracker.ensure_running()
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


def _serve(control: Connection, method: Method, config: ResolvedPipeline, out: Path) -> None:
    """Does what ``Nursery`` asks for until it or its process is gone; then no worker is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    gone = parent.sentinel if parent else -1
    workers: list[BaseProcess | None] = [None]
    try:
        while wait([control, gone]) == [control] and (asked := control.recv()):
            if asked is True:
                workers.append(_start(Connection(recv_handle(control)), method, config, out))
            else:
                worker, patience = asked
                control.send(_end(workers[worker], patience))
                workers[worker] = None
    finally:
        for left in filter(None, workers):
            _end(left, 0)


def _process(method: Method, target: Callable[..., None], *arguments: object) -> BaseProcess:
    context: Any = get_context(method)  # the type of what it returns depends on the system
    process: BaseProcess = context.Process(target=target, args=arguments)
    return process


def _start(
    connection: Connection, method: Method, config: ResolvedPipeline, out: Path
) -> BaseProcess:
    process = _process(method, work, connection, config, out)
    process.start()
    connection.close()  # so that the other side sees it close when the worker ends
    return process


def _end(process: BaseProcess | None, patience: float) -> int | None:
    if process is None:
        return None
    process.join(patience)
    code = process.exitcode
    process.kill()
    process.join()
    return code

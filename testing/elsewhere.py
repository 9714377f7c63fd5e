"""Doing a component's work in another process, as a run with workers does.

``python -m cascara.testing`` is that process: a job comes in, its results go out, and
strings hash otherwise than in the parent, so that no result may hang on their order.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.cas import Cas
from ..core.component import Annotator, Component, Writer
from ..core.records import from_records, to_records
from ..typesystem import merged
from .base import explained


@dataclass(frozen=True, slots=True)
class Job:
    """A component and the documents it is to work on, all as plain values."""

    kind: type[Component]
    options: dict[str, Any]
    sections: frozenset[str] | None
    type_systems: tuple[Path, ...]
    documents: list[Any]
    """CASes as records."""


def make_job(component: Any, type_systems: Sequence[Path], cases: Sequence[Cas]) -> Job:
    """The work of an annotator or a writer on ``cases``."""
    return Job(
        type(component),
        component.config.model_dump(mode="json"),
        getattr(component, "sections", None),
        tuple(type_systems),
        [to_records(cas) for cas in cases],
    )


def elsewhere(job: Job, hash_seed: int = 12345) -> list[Any]:
    """The results of a job done in a new process: CASes as records, or a writer's bytes."""
    with explained("it cannot be sent to another process"):
        sent = pickle.dumps(job)
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-m", __package__],
        input=sent,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": str(hash_seed)},
        check=False,
    )
    if done.returncode:
        raise AssertionError(
            f"{job.kind.__qualname__} does not work in another process; it must be importable "
            f"there as {job.kind.__module__}:\n{done.stderr.decode(errors='replace')}"
        )
    return list(pickle.loads(done.stdout))


def perform(job: Job) -> list[Any]:
    """Does a job in this process."""
    component = job.kind(job.kind.Config.model_validate(job.options))
    component.typesystem = merged(job.type_systems)
    cases = [from_records(records, component.typesystem) for records in job.documents]
    try:
        component.setup()
        if isinstance(component, Writer):
            return [component.render(cas) for cas in cases]
        assert isinstance(component, Annotator)
        component.sections = job.sections
        component.process_batch(cases)
        return [to_records(cas) for cas in cases]
    finally:
        component.close()


def main() -> None:
    """Answers one job; what components print does not mix with the results."""
    with redirect_stdout(sys.stderr):
        results = perform(pickle.load(sys.stdin.buffer))
    sys.stdout.buffer.write(pickle.dumps(results))

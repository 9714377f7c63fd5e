"""Whole runs: two workers against one, a worker's memory, start-up."""

from __future__ import annotations

import mmap
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .measure import process
from .report import Row

WORKERS_LIMIT, MEMORY_LIMIT = 1.7, 100
IMPORT_LIMIT, VERSION_LIMIT = 0.15, 0.4

MEMORY = """
import sys
from pathlib import Path
from benchmarks.measure import private_kilobytes
from benchmarks.notes import notes
texts = notes(400)
held = private_kilobytes()
from benchmarks.pipeline import clinical, to_json
for _ in to_json(clinical(Path(sys.argv[1])), texts):
    pass
print(private_kilobytes() - held)
"""


def _run(folder: Path, terminology: Path, workers: int, number: int) -> float:
    out = folder / f"out{workers}-{number}"
    command = [sys.executable, "-m", "cascara", "run", str(folder / "json.yaml")]
    command += ["-i", str(folder / "notes"), "-o", str(out), "-j", str(workers)]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def workers(notes: list[str], terminology: Path) -> Iterator[Row]:
    """How much faster two workers are, over whole runs, start-up included."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "notes").mkdir()
        for number, note in enumerate(notes):
            (folder / "notes" / f"{number:06}.txt").write_text(note, "utf-8", newline="")
        (folder / "json.yaml").write_text(
            f"cascara: 1\nextends: clinical\nset: {{dictionary.terminology: {terminology}}}\n"
            "writers: [json]\n"
        )
        times: dict[int, list[float]] = {1: [], 2: []}
        for number in range(3):
            for count in (1, 2):
                times[count].append(_run(folder, terminology, count, number))
        one, two = (sorted(times[count])[1] for count in (1, 2))
        yield Row(
            "two workers against one",
            f"{one / two:.2f} × ({one:.1f} s, {two:.1f} s)",
            f"≥ {WORKERS_LIMIT} ×",
            one / two >= WORKERS_LIMIT,
            f"`cascara run -j 2` and `-j 1` over {len(notes):,} files, whole commands, start-up "
            "included; medians of three, taken in turns",
        )


def memory(terminology: Path) -> Iterator[Row]:
    """Private memory of a process that runs the clinical pipeline.

    This process holds the terminology's pages too, as every other worker does in a run.
    """
    command = [sys.executable, "-c", MEMORY, str(terminology)]
    with (
        terminology.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held,
    ):
        _ = held[:: mmap.PAGESIZE]  # reads one byte of each page
        added = int(subprocess.run(command, check=True, capture_output=True).stdout) / 1024
    yield Row(
        "private memory of a worker, above the interpreter",
        f"{added:.0f} MB",
        f"≤ {MEMORY_LIMIT} MB",
        added <= MEMORY_LIMIT,
        "after 400 notes, 1,000,000 terms; smaps_rollup",
    )


def start_up() -> Iterator[Row]:
    """Importing the package, and the smallest command."""
    bare = process("-c", "pass")
    imported = process("-c", "import cascara")
    version = process("-m", "cascara", "--version")
    yield Row(
        "import cascara",
        f"{imported - bare:.3f} s",
        f"≤ {IMPORT_LIMIT} s",
        imported - bare <= IMPORT_LIMIT,
        f"above the {bare:.3f} s of an empty process",
    )
    yield Row(
        "cascara --version",
        f"{version:.2f} s",
        f"≤ {VERSION_LIMIT} s",
        version <= VERSION_LIMIT,
        "whole process",
    )

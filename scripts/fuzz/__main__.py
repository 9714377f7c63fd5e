"""Looks for bytes that a reader cannot cope with: ``python -m scripts.fuzz READER [SEED...]``.

Needs atheris (``pip install atheris``), which is no dependency of the project. Whatever a file
holds, a reader gives a valid document, or an error of its own that can be shown. SEED are files or
folders to start from; options of libFuzzer (``-max_total_time=600``) may follow.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import atheris
from cascara.core.component import Reader
from cascara.core.errors import DocumentError
from cascara.core.plugins import Plugins

SUFFIXES = {"table": ".ndjson", "fhir": ".json"}
"""Of readers that go by the file's name too."""

SLOWEST = 10.0
"""Seconds that a file of a fuzzer's size may take."""


def make(name: str) -> Reader:
    """The reader of that name with its defaults, its code watched."""
    with atheris.instrument_imports(include=["cascara.readers"]):
        reader = Plugins().reader(name)()
        reader.setup()
    return reader


def attempt(reader: Reader, file: Path) -> None:
    """Reads the file. Raises whatever a reader may not raise."""
    start = time.monotonic()
    for source in reader.find([file]):
        if source.error:
            continue
        try:
            cas = reader.read(source)
        except DocumentError:
            continue
        cas.check()
    seconds = time.monotonic() - start
    if seconds > SLOWEST:
        raise TimeoutError(f"{seconds:.0f} seconds")


def main() -> None:
    """Fuzzes until something breaks or the time is up."""
    name, *seeds = sys.argv[1:]
    reader = make(name)
    options = [seed for seed in seeds if seed.startswith("-")]
    folders = [seed for seed in seeds if not seed.startswith("-")]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "input" + SUFFIXES.get(name, ""))

        def one(data: bytes) -> None:
            file.write_bytes(data)
            attempt(reader, file)

        atheris.Setup([sys.argv[0], *options, *folders], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

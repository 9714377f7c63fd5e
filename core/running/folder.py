"""The folder of a run: what is where in it, and that one run at a time uses it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..component import Writer
from ..errors import ConfigError
from .outputs import output_name, put


class RunFolder:
    """``OUT``; making one touches nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        private = path / ".cascara"
        self.journal = private / "journal.ndjson"
        self.pieces = private / "pieces"
        self._lock = private / "lock"
        self.manifest = path / "run.json"
        self.quarantine = path / "quarantine"

    def output(self, writer: Writer, document_id: str) -> Path:
        """The file of a document; of all documents where the writer collects."""
        return self.path / self.name(writer, document_id)

    def name(self, writer: Writer, document_id: str) -> str:
        """The same, within the folder."""
        if writer.collect:
            return f"{writer.name}{writer.suffix}"
        return f"{writer.name}/{output_name(document_id)}{writer.suffix}"

    def outputs(self, writers: Iterable[Writer], document_id: str) -> list[Path]:
        """The files that are the document's own."""
        return [self.output(writer, document_id) for writer in writers if not writer.collect]

    def set_aside(self, document_id: str, record: Mapping[str, Any]) -> None:
        """Writes ``quarantine/<document id>.json``."""
        put(self.quarantine / f"{output_name(document_id)}.json", to_json(record))

    def prepare(self) -> None:
        """Removes what a run does not go on with.

        Without a manifest to say which run it was, what it noted for itself; with one, the
        documents it set aside, which are tried again. Folders that a run did not make are safe:
        raises ConfigError when one stands where the quarantine is to be.
        """
        if self.manifest.exists():
            shutil.rmtree(self.quarantine, ignore_errors=True)
        elif self.quarantine.exists():
            raise ConfigError(
                f"{self.quarantine}: is in the way and of no run that is known; move it, or choose "
                "another output folder"
            )
        else:
            self.journal.unlink(missing_ok=True)
            shutil.rmtree(self.pieces, ignore_errors=True)

    def lock(self) -> int:
        """Keeps other runs out until the file descriptor returned is closed or the process ends.

        Raises ConfigError when another run is at work in the folder, or it cannot be made.
        """
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot be written ({error.strerror})") from None
        try:
            _exclusive(descriptor)
        except OSError:
            os.close(descriptor)
            raise ConfigError(f"{self.path}: another run is at work in this folder") from None
        return descriptor


def _exclusive(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # not on Windows
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def to_json(data: Mapping[str, Any]) -> bytes:
    """For people and programs to read; the same bytes for the same data."""
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode(errors="backslashreplace")

"""Which documents of a run are finished: one line each, appended, so that a killed run goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from .outputs import Piece


class Finished(NamedTuple):
    """A document whose outputs are in place."""

    document: str
    pieces: Mapping[str, Piece]
    """Its pieces of the files that collect, by writer."""


class Journal:
    """The journal of a run, open for appending."""

    def __init__(self, path: Path) -> None:
        """A line that was cut off when its writer was killed is dropped."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.finished: dict[str, Mapping[str, Piece]] = {}
        """What was finished, by document."""
        whole = self._load(path) if path.exists() else 0
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.truncate(self._file, whole)

    def _load(self, path: Path) -> int:
        """Reads the whole lines; returns their length in bytes."""
        whole = 0
        with path.open("rb") as lines:
            for line in lines:
                try:
                    document, pieces = json.loads(line)
                except ValueError:
                    break
                if not line.endswith(b"\n"):
                    break
                self.finished[document] = {name: tuple(piece) for name, piece in pieces.items()}
                whole += len(line)
        return whole

    def add(self, finished: Iterable[Finished]) -> None:
        """Records documents; in the file when this returns, whatever happens to the process."""
        lines = []
        for document, pieces in finished:
            self.finished[document] = pieces
            lines.append(json.dumps([document, pieces]) + "\n")
        os.write(self._file, "".join(lines).encode())

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)

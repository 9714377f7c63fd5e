"""The documents of a run: found by the reader, named once each, never the run's own outputs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from ..component import Reader, Source
from ..errors import CascaraError, ConfigError
from ..failures import ComponentFailure


class Intake:
    """Documents in the reader's order; iterating again looks for them again."""

    def __init__(
        self, reader: Reader, inputs: Sequence[Path], out: Path, limit: int | None
    ) -> None:
        """Raises ConfigError when an input lies in the output folder ``out``."""
        self._reader = reader
        self._inputs = inputs
        self._limit = limit
        self._out = os.path.realpath(out) + os.sep
        for path in inputs:
            if (os.path.realpath(path) + os.sep).startswith(self._out):
                raise ConfigError(f"the input {path} lies in the output folder {out}")

    def __iter__(self) -> Iterator[Source]:
        """A document with the id of an earlier one has an ``error`` and a changed id."""
        seen: Counter[str] = Counter()
        for source in islice(self._found(), self._limit):
            seen[source.id] += 1
            number = seen[source.id]
            if number == 1:
                yield source
            else:
                error = f"an earlier document has the same id, {source.id!r}"
                yield replace(source, id=f"{source.id}~{number}", error=error)

    def _found(self) -> Iterator[Source]:
        try:
            for source in self._reader.find(self._inputs):
                if not _folder(source.path).startswith(self._out):
                    yield source
        except CascaraError:
            raise
        except Exception as error:
            name = self._reader.name
            failure = ComponentFailure.of("reader", name, type(self._reader).__module__, error)
            raise ConfigError(f"the documents cannot be found: {failure}") from None


@lru_cache(maxsize=1024)
def _real(folder: str) -> str:
    return os.path.realpath(folder) + os.sep


def _folder(path: str) -> str:
    return _real(os.path.dirname(path) or ".")

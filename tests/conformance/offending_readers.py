"""Readers made for the tests of the kit: a good one, and one that breaks each rule.

In a module of their own, because another process must be able to import them.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from cascara import Cas, DocumentError, Reader, Source


class Notes(Reader):
    """Good: ``*.note`` files that begin with ``NOTE``."""

    name = "notes"

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        for path in inputs:
            if not path.exists():
                yield Source(path.name, str(path), error="there is no such file or folder")
            for file in sorted(path.rglob("*.note")):
                prefix = f"{path.name}/" if len(inputs) > 1 else ""
                yield Source(prefix + file.relative_to(path).as_posix(), str(file))

    def text(self, source: Source) -> str:
        try:
            text = Path(source.path).read_bytes().decode("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise DocumentError(source.path, type(error).__name__) from None
        if not text.startswith("NOTE"):
            raise DocumentError(source.path, "does not begin with NOTE")
        return text

    def read(self, source: Source) -> Cas:
        cas = Cas(self.text(source), self.typesystem)
        cas.metadata.id = source.id
        cas.metadata.source = source.path
        cas.metadata.format = self.name
        return cas


class AbsoluteIds(Notes):
    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        return (Source(source.path, source.path) for source in super().find(inputs))


class SameIds(Notes):
    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        return (Source(Path(s.path).name, s.path, s.payload, s.error) for s in super().find(inputs))


class TurnsAround(Notes):
    turn = itertools.cycle((1, -1))

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        return iter(list(super().find(inputs))[:: next(self.turn)])


class FindsFolders(Notes):
    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        yield Source("folder", str(inputs[0]))
        yield from super().find(inputs)


class NoMetadata(Notes):
    def read(self, source: Source) -> Cas:
        return Cas(self.text(source), self.typesystem)


class PayloadThatStays(Notes):
    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        return (Source(s.id, s.path, payload=lambda: 1) for s in super().find(inputs))


class NumbersReads(Notes):
    count = itertools.count()

    def read(self, source: Source) -> Cas:
        cas = super().read(source)
        cas.metadata.set_item("number", str(next(self.count)))
        return cas


class RaisesOther(Notes):
    def text(self, source: Source) -> str:
        return Path(source.path).read_bytes().decode("ascii")


class ReadsHalf(Notes):
    def text(self, source: Source) -> str:
        return Path(source.path).read_bytes().decode("ascii", "ignore")


class RepeatsText(Notes):
    def text(self, source: Source) -> str:
        data = Path(source.path).read_bytes()
        if not data.startswith(b"NOTE"):
            raise DocumentError(source.path, f"does not begin with NOTE: {data!r}")
        return super().text(source)


class StopsAtBad(Notes):
    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        for source in super().find(inputs):
            if not source.error and not Path(source.path).read_bytes().startswith(b"NOTE"):
                return
            yield source


class LosesFiles(Notes):
    def text(self, source: Source) -> str:
        if not Path(source.path).exists():
            raise FileNotFoundError(source.path)
        return super().text(source)


class NoMissing(Notes):
    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        for path in inputs:
            path.stat()
        return super().find(inputs)


class LogsReads(Notes):
    def text(self, source: Source) -> str:
        text = super().text(source)
        logging.getLogger(__name__).warning("read %s", text)
        return text


OFFENDERS: tuple[tuple[str, type[Reader]], ...] = (
    ("order_and_ids", AbsoluteIds),
    ("order_and_ids", SameIds),
    ("order_and_ids", TurnsAround),
    ("nothing_found", FindsFolders),
    ("documents", NoMetadata),
    ("sources_travel", PayloadThatStays),
    ("sources_travel", NumbersReads),
    ("bad_documents", RaisesOther),
    ("bad_documents", ReadsHalf),
    ("bad_documents", RepeatsText),
    ("bad_documents", StopsAtBad),
    ("lost_files", LosesFiles),
    ("missing_inputs", NoMissing),
    ("the_text_is_told_to_nobody", LogsReads),
)
"""Rule and the class that breaks it."""

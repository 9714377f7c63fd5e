"""The ``hl7`` reader: HL7 v2 messages, one or many a file."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from ...core.cas import Cas
from ...core.component import Reader, Source
from ...core.errors import DocumentError, printable
from ..coded import CODED
from ..decode import Encoding
from ..files import FileConfig, find_files
from .charset import message_text
from .sniff import looks_like_hl7
from .split import Raw, read_messages

PATTERNS = ("*.hl7", "*.hl7.gz", "*.er7", "*.er7.gz")

log = logging.getLogger(__name__)


class _Payload(NamedTuple):
    """A message of a file that holds several."""

    data: bytes
    file_encoding: str


class Hl7Reader(Reader):
    """Reads each message as one document; a message that cannot be used is set aside."""

    name: ClassVar[str] = "hl7"
    writes: ClassVar[tuple[str, ...]] = CODED

    class Config(FileConfig):
        """Options of the HL7 v2 reader. ``max_mb`` bounds a message, not the file."""

        encoding: Encoding = ""
        """Character encoding of all messages, such as ``latin-1``. Default: UTF-16 and UTF-32 by
        the bytes, else what MSH-18 says, else UTF-8, else a guess with a warning."""

        patterns: tuple[str, ...] = PATTERNS
        """Names of the files to read in folders; ``*`` and ``?`` as in a shell, case ignored. A
        file named as an input is read whatever its name."""

    @classmethod
    def sniff(cls, head: bytes) -> bool:
        """Whether a file that begins like this holds HL7 v2 messages."""
        return looks_like_hl7(head)

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """A source for each message, file after file, read on as sources are asked for.

        The id is that of the file; of a file with several messages ``#`` and the number follow.
        """
        return self.sources(find_files(inputs, self.config.patterns))

    def sources(self, files: Iterable[Source]) -> Iterator[Source]:
        """The messages of files that are found already."""
        for file in files:
            yield from self._of_file(file)

    def _of_file(self, file: Source) -> Iterator[Source]:
        if file.error:
            yield file
            return
        count = 0
        held: Raw | None = None
        try:
            for count, raw in enumerate(self._messages(file.path), 1):
                if count > 1 and held is not None:
                    yield self._source(file, count - 1, held)
                held = raw
        except DocumentError as error:
            if held is not None:
                yield self._source(file, count, held)
            yield Source(file.id, file.path, error=error.reason)
            return
        if held is None:
            yield Source(file.id, file.path, error="holds no HL7 v2 message (MSH)")
        elif count > 1:
            yield self._source(file, count, held)
        else:  # read anew by the worker
            yield Source(file.id, file.path, error=held.error)

    def _messages(self, path: str) -> Iterator[Raw]:
        return read_messages(path, self.config.max_mb * 1_000_000)

    def _source(self, file: Source, number: int, raw: Raw) -> Source:
        place = f"{file.path}#{number}"
        payload = _Payload(raw.data, raw.file_encoding)
        return Source(f"{file.id}#{number}", place, payload, raw.error)

    def read(self, source: Source) -> Cas:
        """The message as a document.

        Raises DocumentError when it is unreadable, or has neither text nor a coded segment.
        """
        from .assemble import assemble  # python-hl7 is not needed to find messages
        from .layout import lay_out
        from .message import parse
        from .metadata import items

        found = message_text(self._raw(source), source.path, self.config.encoding)
        segments = parse(found.text, found.encoding)
        parts = assemble(segments)
        cas = self._only_cda(parts.only_cda, source) or lay_out(parts, self.typesystem)
        own = {key.partition(".")[0] for key in cas.metadata.items}
        if not (cas.sofa_string or "").strip():
            raise DocumentError(source.path, _empty(parts.withdrawn))
        metadata = cas.metadata
        metadata.came_from(source, self.name)
        metadata.encoding = found.encoding
        told = dict(items(segments, parts, found.warning))
        metadata.set_items(
            {
                key: value
                for key, value in told.items()
                if value and key.partition(".")[0] not in own
            }
        )
        if found.warning:
            log.warning("%s: %s", printable(source.path), found.warning)
        return cas

    def _only_cda(self, data: bytes | None, source: Source) -> Cas | None:
        """A CDA document that the message only carries: with its sections, entries and header."""
        if data is None:
            return None
        from ..cda.reader import document

        return document(data, source.path, self.typesystem, self.config.max_mb)

    def _raw(self, source: Source) -> Raw:
        if source.payload is not None:
            return Raw(*source.payload)
        for raw in self._messages(source.path):
            if raw.error:
                raise DocumentError(source.path, raw.error)
            return raw
        raise DocumentError(source.path, "holds no HL7 v2 message (MSH)")


def _empty(withdrawn: int) -> str:
    reason = "holds no text and no coded segment that has any"
    return f"{reason}; results taken back by the sender: {withdrawn}" if withdrawn else reason

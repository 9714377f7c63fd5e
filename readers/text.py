"""Plain text: one note a file."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from ..core.cas import Cas
from ..core.component import Reader, Source
from ..core.errors import printable
from .decode import Encoding, decode
from .files import FileConfig, find_files, read_file

log = logging.getLogger(__name__)


class TextReader(Reader):
    """Reads each file as one document, its characters kept as they are, CR and NUL too."""

    name: ClassVar[str] = "text"

    class Config(FileConfig):
        """Options of the text reader."""

        encoding: Encoding = ""
        """Character encoding of all files, such as ``latin-1``. Default: UTF-16 and UTF-32 by their
        byte order mark, else UTF-8, else a guess with a warning (log, metadata item
        ``warning``)."""

        patterns: tuple[str, ...] = ("*.txt", "*.txt.gz")
        """Names of the files to read in folders; ``*`` and ``?`` as in a shell, case ignored. A
        file named as an input is read whatever its name."""

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """A source for each file; see ``find_files`` for their order and ids."""
        return find_files(inputs, self.config.patterns)

    def read(self, source: Source) -> Cas:
        """The file's text. Raises DocumentError when it is unreadable, too large or no text."""
        data = read_file(source.path, self.config.max_mb)
        decoded = decode(data, source.path, self.config.encoding)
        cas = Cas(decoded.text, self.typesystem)
        metadata = cas.metadata
        metadata.came_from(source, self.name)
        metadata.encoding = decoded.encoding
        if decoded.guessed:
            log.warning(
                "%s: encoding not stated; guessed %s; state it with the option encoding",
                printable(source.path),
                decoded.encoding,
            )
            metadata.set_item("warning", f"encoding guessed: {decoded.encoding}")
        return cas

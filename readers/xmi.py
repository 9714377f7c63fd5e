"""UIMA XMI: one CAS a file, as cTAKES, cassis or Cascara write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from ..core.cas import Cas
from ..core.component import Reader, Source
from ..core.xmi import read_xmi
from .files import FileConfig, find_files, read_file
from .heads import xml_root

PATTERNS = ("*.xmi", "*.xmi.gz")


class XmiReader(Reader):
    """Reads each file as one document with all its views and annotations."""

    name: ClassVar[str] = "xmi"
    writes: ClassVar[tuple[str, ...]] = ("uima.cas.TOP",)

    class Config(FileConfig):
        """Options of the XMI reader."""

    @classmethod
    def sniff(cls, head: bytes) -> bool:
        """Whether a file that begins like this is XMI."""
        root = xml_root(head)
        return root is not None and root.name == "XMI"

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """A source for each file; in folders those named ``.xmi`` or ``.xmi.gz``."""
        return find_files(inputs, PATTERNS)

    def read(self, source: Source) -> Cas:
        """The CAS, with what its metadata lacks filled in.

        The metadata an XMI brings tell where the note first came from, so they are kept; outputs
        are named after the source all the same. Raises DocumentError when it is no whole XMI.
        """
        data = read_file(source.path, self.config.max_mb)
        cas = read_xmi(data, self.typesystem, name=source.path)
        metadata = cas.metadata
        metadata.id = metadata.id or source.id
        metadata.source = metadata.source or source.path
        metadata.format = metadata.format or self.name
        return cas

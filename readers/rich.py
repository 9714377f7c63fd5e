"""RTF, HTML and PDF files: the text that a reader of the file would see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from ..core.cas import Cas
from ..core.component import Reader, Source
from ..core.errors import DocumentError
from .decode import Encoding
from .files import FileConfig, find_files, read_file
from .heads import is_html, xml_root

PATTERNS = tuple(
    f"*.{suffix}{packed}"
    for suffix in ("rtf", "html", "htm", "xhtml", "pdf")
    for packed in ("", ".gz")
)
_RTF = "application/rtf"
_PDF = "application/pdf"
_HTML = "text/html"
_PDF_WITHIN = 1024
"""Bytes in which the PDF header may stand (PDF 1.7, H.3)."""


def media_type(head: bytes) -> str:
    """The media type of a file that begins like this; empty when it is none of those read."""
    if head.lstrip().startswith(b"{\\rtf"):
        return _RTF
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return _PDF
    root = xml_root(head)
    if root is not None and root.name.lower() == "html":
        return _HTML
    return _HTML if is_html(head) else ""


class RichReader(Reader):
    """Reads each RTF, HTML or PDF file as one document; a PDF without text is set aside."""

    name: ClassVar[str] = "rich"

    class Config(FileConfig):
        """Options of the reader of RTF, HTML and PDF files."""

        encoding: Encoding = ""
        """Character encoding of the HTML files. Default: as each says, else UTF-8."""

        patterns: tuple[str, ...] = PATTERNS
        """Names of the files to read in folders; ``*`` and ``?`` as in a shell, case ignored. A
        file named as an input is read whatever its name."""

    @classmethod
    def sniff(cls, head: bytes) -> bool:
        """Whether a file that begins like this is RTF, HTML or PDF."""
        return bool(media_type(head))

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """A source for each file; see ``find_files`` for their order and ids."""
        return find_files(inputs, self.config.patterns)

    def read(self, source: Source) -> Cas:
        """The file's text. Raises DocumentError when it has none or is none of these formats."""
        from .media import NoText, text_of  # its libraries are slow to import

        data = read_file(source.path, self.config.max_mb)
        kind = media_type(data[:4096])
        if not kind:
            raise DocumentError(source.path, "is neither RTF nor HTML nor PDF")
        try:
            media = text_of(data, kind, self.config.encoding or None)
        except NoText as problem:
            raise DocumentError(source.path, f"holds no text: {problem.reason}") from None
        cas = Cas(media.text, self.typesystem)
        metadata = cas.metadata
        metadata.came_from(source, self.name)
        notes = {
            "warning" if number == 1 else f"warning.{number}": note
            for number, note in enumerate(media.notes, 1)
        }
        metadata.set_items({"attachment.type": kind, **notes})
        return cas

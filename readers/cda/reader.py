"""The ``cda`` reader: HL7 CDA documents, one a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from cassis import TypeSystem

from ...core.cas import Cas
from ...core.component import Reader, Source
from ...core.errors import DocumentError
from ..coded import CODED
from ..files import FileConfig, find_files, read_file
from ..heads import xml_root
from ..xml import parse
from . import header, levelone
from .body import Body, Reading, sections, unstructured
from .elements import Element, local

ROOTS = ("ClinicalDocument", "levelone")


class CdaReader(Reader):
    """Reads HL7 CDA: C-CDA of any vendor and type, plain CDA R2, and old ``levelone`` notes."""

    name: ClassVar[str] = "cda"
    writes: ClassVar[tuple[str, ...]] = CODED

    class Config(FileConfig):
        """Options of the CDA reader."""

        patterns: tuple[str, ...] = ("*.xml", "*.cda", "*.xml.gz")
        """Names of the files to read in folders; ``*`` and ``?`` as in a shell, case ignored. A
        file named as an input is read whatever its name."""

    @classmethod
    def sniff(cls, head: bytes) -> bool:
        """Whether a file that begins like this is a CDA document."""
        root = xml_root(head)
        return root is not None and root.name in ROOTS

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """A source for each file; see ``find_files`` for their order and ids."""
        return self.sources(find_files(inputs, self.config.patterns))

    def sources(self, files: Iterable[Source]) -> Iterator[Source]:
        """The documents of files that are found already: each file is one."""
        return iter(files)

    def read(self, source: Source) -> Cas:
        """The document: narrative, sections, entries, and the header as metadata.

        Raises DocumentError for what is no CDA, or has a body that is no text.
        """
        data = read_file(source.path, self.config.max_mb)
        cas = document(data, source.path, self.typesystem, self.config.max_mb)
        cas.metadata.came_from(source, self.name)
        return cas


def document(data: bytes, path: str, typesystem: TypeSystem, max_mb: int) -> Cas:
    """The CAS of a CDA document's bytes, wherever they come from; id, source and format are the
    caller's to set. ``path`` names the document in errors. Raises DocumentError."""
    root = parse(data, path)
    kind = local(root.tag)
    if kind not in ROOTS:
        raise DocumentError(path, "is XML, but no CDA document (ClinicalDocument or levelone)")
    if kind == "levelone":
        items, body = levelone.items(root), levelone.body(root, typesystem)
    else:
        items = header.items(root)
        body = _body(root, path, items, typesystem, max_mb)
    metadata = body.cas.metadata
    metadata.encoding = root.getroottree().docinfo.encoding or ""
    warnings = header.numbered("warning", "", iter(body.notes))
    metadata.set_items({**items, **dict(warnings)})
    return body.cas


def _body(
    root: Element, path: str, items: header.Items, typesystem: TypeSystem, max_mb: int
) -> Body:
    text = unstructured(root)
    if text is not None:
        from .unstructured import embedded  # RTF and PDF are needed for few

        return embedded(text, path, items, typesystem, max_mb)
    reading = Reading()
    found = None
    for found in sections(root):
        reading.section(found)
    body = reading.finish(typesystem)
    if found is None:
        body.notes.append("the document has no body")
    return body

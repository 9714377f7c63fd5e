"""The ``fhir`` reader: documents and coded resources of HL7 FHIR R4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from ...core.cas import Cas
from ...core.component import Reader, Source
from ...core.errors import DocumentError
from ...core.garbage import no_collection
from ..coded import CODED
from ..files import FileConfig, by_folder, find_files
from .documents import Documents, narrated
from .load import resource_of, whole
from .pool import Pool
from .shapes import Json, shown_type
from .sniff import looks_like_fhir
from .strict import checker

PATTERNS = tuple(
    f"*.{suffix}{packed}" for suffix in ("json", "xml", "ndjson") for packed in ("", ".gz")
)


class FhirReader(Reader):
    """Reads FHIR R4 and R4B: each note, report and Composition is a document with its codes."""

    name: ClassVar[str] = "fhir"
    writes: ClassVar[tuple[str, ...]] = CODED

    class Config(FileConfig):
        """Options of the FHIR reader. ``max_mb`` bounds a file, of NDJSON a line."""

        narrative: bool = False
        """Whether the narratives (``text.div``) and notes of all other resources are read too, as a
        document of their own."""

        strict: bool = False
        """Whether each resource is validated first, by fhir.resources (extra ``fhir``), and set
        aside when it is invalid."""

        patterns: tuple[str, ...] = PATTERNS
        """Names of the files to read in folders; ``*`` and ``?`` as in a shell, case ignored. A
        file named as an input is read whatever its name."""

    @classmethod
    def sniff(cls, head: bytes) -> bool:
        """Whether a file that begins like this holds FHIR resources."""
        return looks_like_fhir(head)

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """A source for each document; the rules of what is one are in docs/readers.md.

        A file's only document has the file's id; of several, ``#`` and their names follow.
        """
        return self.sources(find_files(inputs, self.config.patterns))

    def sources(self, files: Iterable[Source]) -> Iterator[Source]:
        """The documents of files that are found already; NDJSON files of a folder are an export."""
        for folder in by_folder(files):
            yield from self._of_folder(folder)

    def _of_folder(self, files: Iterable[Source]) -> Iterator[Source]:
        waiting: list[Source] = []
        for file in files:
            try:
                data = None if file.error else whole(file.path, self.config.max_mb)
                if file.error:
                    yield file
                elif data is None:
                    waiting.append(file)
                else:
                    yield from self._of_file(file, data)
            except DocumentError as error:
                yield _aside(file, error)
        if waiting:
            yield from self._export(waiting)

    def _export(self, files: list[Source]) -> Iterator[Source]:
        from .export import Export  # sqlite is needed for exports only

        config = self.config
        check = checker(config.strict)
        with Export(files, config.max_mb, config.narrative, check) as export:
            yield from export.sources()

    def _of_file(self, file: Source, data: bytes) -> Iterator[Source]:
        with no_collection():
            found = of_resource(resource_of(data, file.path), file, self.config)
        yield from found

    def read(self, source: Source) -> Cas:
        """The document: text, sections, entries and metadata.

        Raises DocumentError when it has neither text nor anything coded.
        """
        from .layout import document  # its libraries are not needed to find documents

        cas = document(source.payload, source.path, self.typesystem, self.config.max_mb)
        cas.metadata.came_from(source, self.name)
        return cas


def of_resource(root: Json, file: Source, config: FhirReader.Config) -> list[Source]:
    """The documents of a file's one resource, a Bundle or another, and what was wrong in it."""
    pool = Pool(root, checker(config.strict))
    found = list(Documents(pool, config.narrative).find())
    wrong = [*pool.problems]
    sole = len(found) + len(wrong) == 1
    sources = [
        Source(_within(file, one.name, sole), file.path, one.payload, one.error) for one in found
    ]
    for problem in wrong:
        name = problem.path.removeprefix("Bundle.").removesuffix(".resource")
        sources.append(Source(_within(file, name, sole), file.path, error=problem.reason))
    if not sources:
        sources.append(Source(file.id, file.path, error=_nothing(pool, config.narrative)))
    return sources


def _within(file: Source, name: str, sole: bool) -> str:
    return file.id if sole else f"{file.id}#{name}"


def _nothing(pool: Pool, narrative: bool) -> str:
    kinds = {shown_type(one.resource) for one in pool.items}
    held = f" ({', '.join(sorted(kinds))})" if kinds else ""
    said = not narrative and any(narrated(one.resource) for one in pool.items)
    cure = "; the option narrative reads what its resources say in words" if said else ""
    return f"holds no text and no coded resource that is read{held}{cure}"


def _aside(file: Source, error: DocumentError) -> Source:
    place = f"{file.path}:{error.place}" if error.place else file.path
    reason = error.reason + (f"; {error.cure}" if error.cure else "")
    return Source(file.id, place, error=reason)

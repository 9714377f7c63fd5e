"""Files of any kind: each is looked at and handed to the reader that knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

from ..core.cas import Cas
from ..core.component import ComponentConfig, Reader, Source
from ..core.errors import DocumentError
from ..core.plugins import Plugins
from .decode import Encoding, decode
from .files import FileConfig, by_folder, find_files, open_file, reading
from .heads import SIZE, binary_kind, is_json, is_xml, whole_characters
from .rows import table_suffix

_PLAIN = "text"
_SHARED = ("max_mb", "encoding")
"""Options handed on to those readers that have them."""


@runtime_checkable
class Sniffs(Protocol):
    """A reader that can tell from a file's first bytes whether it reads it."""

    @classmethod
    def sniff(cls, head: bytes) -> bool:
        """``head`` is up to 64 kB of the file, unpacked."""


@runtime_checkable
class FindsDocuments(Protocol):
    """A reader that takes files that are found and named already."""

    def sources(self, files: Iterable[Source]) -> Iterator[Source]:
        """The documents of the files; their ids begin with the id of their file."""


class _Handed(NamedTuple):
    """The payload: which reader found a document, and what it needs to read it."""

    reader: str
    payload: Any


class AutoReader(Reader):
    """Reads files of any kind by their content; one that no reader knows is set aside."""

    name: ClassVar[str] = "auto"

    class Config(FileConfig):
        """Options of the reader of anything; other options need the format's own reader."""

        encoding: Encoding = ""
        """Character encoding of text files, tables and HL7 v2 messages. Default: told by each."""

        readers: tuple[str, ...] = ()
        """Readers of plug-ins to ask as well, by name; they are asked first."""

    def __init__(self, config: ComponentConfig | None = None, /, **options: Any) -> None:
        super().__init__(config, **options)
        self._plugins = Plugins()
        self._asked = [self._plugins.reader(name) for name in self.config.readers]
        self._made: dict[str, Reader] = {}
        self._ready: list[Reader] = []

    def close(self) -> None:
        """Closes the readers that were needed."""
        self._made.clear()
        while self._ready:
            self._ready.pop().close()

    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """The documents of each file, folder by folder, in the order of the files.

        A reader that has to look at several files to know one document is handed all of its files
        in a folder together, when it is the turn of the first.
        """
        for folder in by_folder(find_files(inputs, ("*",))):
            for name, files in self._groups(folder):
                for source in self._found(name, files):
                    handed = _Handed(name, source.payload)
                    yield source if source.error else replace(source, payload=handed)

    def _groups(self, folder: Iterable[Source]) -> list[tuple[str, list[Source]]]:
        """The files of a folder that go together, each group with the name of its reader."""
        groups: list[tuple[str, list[Source]]] = []
        together: dict[str, list[Source]] = {}
        for name, file in map(self._judged, folder):
            if name in together:
                together[name].append(file)
                continue
            groups.append((name, [file]))
            if name and isinstance(self._reader(name), FindsDocuments):
                together[name] = groups[-1][1]
        return groups

    def _found(self, name: str, files: Iterable[Source]) -> Iterator[Source]:
        """The documents of files that the reader of that name knows; none: they have errors."""
        if not name:
            yield from files
            return
        reader = self._reader(name)
        if isinstance(reader, FindsDocuments):
            yield from reader.sources(files)
            return
        for file in files:
            for source in reader.find([Path(file.path)]):
                yield replace(source, id=_within(file, source.id))

    def read(self, source: Source) -> Cas:
        """The document, as the reader that knows it makes it. Raises what that one raises."""
        handed: _Handed = source.payload
        reader = self._reader(handed.reader)
        if reader not in self._ready:
            reader.setup()
            self._ready.append(reader)
        return reader.read(replace(source, payload=handed.payload))

    def _reader(self, name: str) -> Reader:
        """The reader of that name, with those of the options that it has."""
        if name not in self._made:
            cls = self._plugins.reader(name)
            known = cls.Config.model_fields
            options = {o: getattr(self.config, o) for o in _SHARED if o in known}
            self._made[name] = cls(**options)
            self._made[name].typesystem = self.typesystem
        return self._made[name]

    def _judged(self, file: Source) -> tuple[str, Source]:
        """The name of the reader that knows a file; empty with the reason when there is none."""
        if file.error:
            return "", file
        try:
            with open_file(file.path) as stream, reading(file.path):
                head = stream.read(SIZE)
            name = self._known(head) or self._plain(head, file.path)
        except DocumentError as error:
            return "", replace(file, error=error.reason)
        return name, file

    def _known(self, head: bytes) -> str:
        """The first reader that recognises what it reads; empty when none does."""
        return next((name for name, sniff in self._candidates if sniff(head)), "")

    @cached_property
    def _candidates(self) -> list[tuple[str, Callable[[bytes], bool]]]:
        """The readers that can recognise a file: those asked for, then those that ship."""
        shipped = (self._plugins.reader(row.name) for row in self._plugins.info("reader"))
        readers = (*self._asked, *shipped)
        return [(cls.name, cls.sniff) for cls in readers if issubclass(cls, Sniffs)]

    def _plain(self, head: bytes, path: str) -> str:
        """The reader of a file that none recognises. Raises DocumentError when it is no text."""
        if table_suffix(path):
            cure = "use the reader table, whose options name its columns"
            raise DocumentError(path, f"is a table without the columns id and text; {cure}")
        for is_kind, kind in ((is_xml, "XML"), (is_json, "JSON")):
            if is_kind(head):
                raise DocumentError(path, f"is {kind} of a kind that no reader knows")
        kind = binary_kind(head)
        if kind:
            raise DocumentError(path, f"is {kind}, which no reader knows")
        try:
            decode(whole_characters(head), path, self.config.encoding)
        except DocumentError as error:
            raise DocumentError(path, f"no reader knows it: {error.reason}") from None
        return _PLAIN


def _within(file: Source, document_id: str) -> str:
    """The id of a document of a file that was shown to its reader alone.

    The file's own name in it gives way to the file's id; ids that have nothing of it, such as
    those of a table's rows, go below the file's id.
    """
    name = Path(file.path).name
    if document_id == name or document_id.startswith((f"{name}#", f"{name}/")):
        return file.id + document_id[len(name) :]
    return f"{file.id}/{document_id}"

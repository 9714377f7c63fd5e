"""What a plug-in subclasses: Annotator, Reader, Writer.

A component is built once from its configuration, given the run's type system, set up once per
process, and then called document after document. It keeps no state between documents.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from cassis import TypeSystem
from pydantic import BaseModel, ConfigDict

from ..typesystem import default
from .cas import Cas
from .spans import Spans


class ComponentConfig(BaseModel):
    """Options of a component: every field typed, documented, with a default where one is safe."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Component:
    """Common to annotators, readers and writers."""

    name: ClassVar[str]
    """The word used in YAML; unique among components of its sort."""

    Config: ClassVar[type[ComponentConfig]] = ComponentConfig
    """The class of ``self.config``."""

    def __init__(self, config: ComponentConfig | None = None, /, **options: Any) -> None:
        """From a ready configuration, or from its fields as keywords."""
        self.config: Any = config if config is not None else self.Config(**options)
        self.typesystem: TypeSystem = default()

    def setup(self) -> None:
        """Loads what is heavy; called once per process, before the first document."""

    def close(self) -> None:
        """Lets go of what ``setup`` took; called once, also after an error."""

    def fingerprint(self) -> Mapping[str, str]:
        """What decides the output beside code and configuration, such as a terminology's hash."""
        return {}


class Annotator(Component):
    """Adds annotations to a CAS."""

    reads: ClassVar[tuple[str, ...]] = ()
    """Types that must be there; checked before a run. Full names or unambiguous short ones."""

    writes: ClassVar[tuple[str, ...]] = ()
    """Types it adds or whose features it sets."""

    def process(self, cas: Cas) -> None:
        """Annotates one document, in its current view."""
        raise TypeError(f"{type(self).__name__} defines neither process nor process_batch")

    def process_batch(self, batch: Sequence[Cas]) -> None:
        """Annotates several documents; the result must be that of one by one."""
        for cas in batch:
            self.process(cas)

    def section_kinds(self) -> frozenset[str] | None:
        """Kinds of section it can make, so that a wrong one under ``when`` is told before a run.

        None, the default: not known; any kind is accepted.
        """
        return None

    sections: frozenset[str] | None = None
    """Section kinds this annotator is limited to by the pipeline's ``when``; None: no limit."""

    def scope(self, cas: Cas) -> Spans:
        """Where this annotator may decide: the whole text, or the sections named by ``when``.

        Annotations added outside are removed by the pipeline; an annotator that changes features
        of others' annotations must ask ``span in self.scope(cas)`` itself.
        """
        if self.sections is None:
            return Spans.whole(len(cas.sofa_string or ""))
        return Spans(
            (s.begin, s.end) for s in cas.select("cascara.type.Section") if s.kind in self.sections
        )


@dataclass(frozen=True, slots=True)
class Source:
    """Where one document is. Small, picklable: the parent finds it, a worker reads it."""

    id: str
    """Unique within a run; a relative path with ``/``, outputs are named after it."""

    path: str
    """The file, as error messages name it."""

    payload: Any = None
    """What the reader needs to find the document in the file: a row, an offset, bytes."""

    error: str = ""
    """Why it cannot be read, when that is known already; such a source is set aside."""


class Reader(Component, ABC):
    """Finds documents and makes a CAS of each."""

    writes: ClassVar[tuple[str, ...]] = ()
    """Types it may bring along; annotators after it may read them."""

    @abstractmethod
    def find(self, inputs: Sequence[Path]) -> Iterator[Source]:
        """The documents in files and folders, always in the same order.

        A file that cannot be opened is a Source with ``error``, not an exception.
        """

    @abstractmethod
    def read(self, source: Source) -> Cas:
        """The document as a CAS with its text and its metadata.

        Raises DocumentError when it cannot be read; nothing half read is returned.
        """


class Writer(Component, ABC):
    """Turns a CAS into bytes. The runner puts them in place, whole or not at all."""

    suffix: str
    """End of the output's name, with its dot."""

    pipeline: str = ""
    """Name of the pipeline it writes for; part of what it makes ids of."""

    collect: ClassVar[bool] = False
    """False: one file a document, ``OUT/<name>/<document id><suffix>``. True: the pieces of all
    documents follow one another, in document order, in ``OUT/<name><suffix>``."""

    def header(self) -> bytes:
        """What opens the one file of a collecting writer."""
        return b""

    @abstractmethod
    def render(self, cas: Cas) -> bytes:
        """The document's output; never empty unless the writer collects."""

"""What a pipeline file may say, and what it comes to once every name in it is resolved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .located import Place
from .roles import Role


class When(BaseModel):
    """Where an annotator may work."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    sections: list[str] = Field(min_length=1)
    """Kinds of sections; outside them the annotator adds nothing."""


class Entry(BaseModel):
    """A component of a pipeline: its name alone, or ``use: NAME`` and its options beside it."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)

    use: str
    """Name of the component, as ``cascara list`` shows it."""

    when: When | None = None
    """Limits an annotator to parts of the document."""


def _entry(value: Any) -> Any:
    return {"use": value} if isinstance(value, str) else value


Component = Annotated[Entry, BeforeValidator(_entry)]


class PipelineConfig(BaseModel):
    """The keys of a pipeline file. Relative paths are relative to the file they stand in."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    cascara: Literal[1]
    """Version of this format."""

    extends: str | None = None
    """Name or path of a pipeline to start from. Keys given here replace its keys; ``plugins`` and
    ``typesystems`` are added to its own."""

    set: dict[str, Any] = {}
    """Changes to single options, by ``component.option``, such as ``dictionary.terminology``; or,
    by its name alone, to a key of this file. The same as ``--set`` on the command line."""

    plugins: list[str] = []
    """Plug-ins to load beside those that the components below come from: monitoring, or the one
    meant of two that offer the same name. Names of packages or of entry points."""

    typesystems: list[str] = []
    """UIMA type system descriptions (XML) to merge with those of Cascara and of the plug-ins."""

    reader: Component | None = None
    """Finds the documents and makes a CAS of each. ``cascara run`` needs one."""

    annotators: list[Component] = []
    """What annotates, in this order."""

    writers: list[Component] = []
    """What makes outputs; each writes to a folder or a file of its name."""

    timeout: float = Field(default=60, gt=0, allow_inf_nan=False)
    """Seconds a document may take; one that takes longer is set aside."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One component of a pipeline, its options checked. Plain data: crosses processes."""

    role: Role
    name: str
    label: str
    """The name; with a number when the pipeline uses the same annotator twice."""
    options: Mapping[str, Any]
    """As given: relative paths made absolute, environment variables filled in."""
    values: Mapping[str, Any]
    """All options with their defaults, as JSON."""
    shown: Mapping[str, Any]
    """The same for people to read: environment variables by their names."""
    sections: frozenset[str] | None
    """Section kinds it is limited to; None: no limit."""
    place: Place
    """Where the pipeline names it."""


@dataclass(frozen=True, slots=True)
class ResolvedPipeline:
    """A pipeline with everything resolved. Plain data: crosses processes."""

    name: str
    reader: Spec | None
    annotators: tuple[Spec, ...]
    writers: tuple[Spec, ...]
    plugins: tuple[str, ...]
    typesystems: tuple[Path, ...]
    """Descriptions to merge with Cascara's own types, those of plug-ins first."""
    timeout: float
    """Seconds a document may take."""
    place: Place
    """The file, for messages about the whole."""

    @property
    def components(self) -> Iterator[Spec]:
        """All components, in the order a document meets them."""
        if self.reader is not None:
            yield self.reader
        yield from self.annotators
        yield from self.writers

    def shown(self) -> dict[str, Any]:
        """The pipeline for people to read: every option, no value of the environment."""
        return self._tree({spec.role + spec.label: spec.shown for spec in self.components})

    def hash(self) -> str:
        """Equal for pipelines that make the same outputs; ``sha256:`` and 64 hex digits.

        Neither the name nor the time limit counts; type systems count by what is in them.
        """
        tree = self._tree({spec.role + spec.label: spec.values for spec in self.components})
        del tree["name"], tree["timeout"]
        tree["typesystems"] = [_digest(path.read_bytes()) for path in self.typesystems]
        return _digest(json.dumps(tree, sort_keys=True).encode())

    def _tree(self, options: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        def entries(specs: Iterable[Spec]) -> list[dict[str, Any]]:
            return [
                {
                    "use": spec.name,
                    **({"when": {"sections": sorted(spec.sections)}} if spec.sections else {}),
                    **options[spec.role + spec.label],
                }
                for spec in specs
            ]

        return {
            "name": self.name,
            "plugins": list(self.plugins),
            "typesystems": [str(path) for path in self.typesystems],
            "reader": next(iter(entries([self.reader] if self.reader else [])), None),
            "annotators": entries(self.annotators),
            "writers": entries(self.writers),
            "timeout": self.timeout,
        }


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"

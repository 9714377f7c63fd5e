"""The hooks a plug-in may implement: the whole of them, and nothing else is called.

A plug-in is a module (or any object) named by an entry point of the group ``cascara``::

    [project.entry-points.cascara]
    smoking = "cascara_smoking.plugin"

and its hooks are functions of the names below, marked with ``hookimpl``::

    from cascara import hookimpl

    @hookimpl
    def cascara_annotators():
        from .annotator import Smoking
        return [Smoking]

Import inside the hooks what is heavy: they are called only when something is asked of them.
A hook may leave out arguments it has no use for.

Registration hooks return what the plug-in offers and are called in every process. Life-cycle hooks
watch a run: they are called in the parent process only, with plain values (strings, numbers,
mappings and sequences of them) that never hold note text, and only on plug-ins that the pipeline
uses or names under ``plugins:``. Whatever one raises is logged and the run goes on.

The hooks are versioned by ``VERSION``: it grows when a hook or an argument is added, and none is
removed or changes its meaning without a new major version of Cascara.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from typer import Typer

    from .component import Annotator, Reader, Writer

PROJECT = "cascara"
"""Name of the entry-point group, and what the name of every hook starts with."""

VERSION = 1
"""Version of the hooks in this file."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plug-in as the implementation of the hook it is named after."""


# Registration. Since version 1.


@hookspec
def cascara_annotators() -> list[type[Annotator]]:  # type: ignore[empty-body]
    """The annotator classes the plug-in offers."""


@hookspec
def cascara_readers() -> list[type[Reader]]:  # type: ignore[empty-body]
    """The reader classes the plug-in offers."""


@hookspec
def cascara_writers() -> list[type[Writer]]:  # type: ignore[empty-body]
    """The writer classes the plug-in offers."""


@hookspec
def cascara_type_systems() -> list[Path]:  # type: ignore[empty-body]
    """UIMA type system descriptions (XML) that the plug-in's components need.

    They are merged with the types of Cascara; a contradiction is an error that names both files.
    """


@hookspec
def cascara_pipelines() -> list[Path]:  # type: ignore[empty-body]
    """Pipelines (YAML) that can be run and extended by name.

    The name is that of the file without its suffix; the first comment line describes it.
    """


@hookspec
def cascara_commands() -> dict[str, Typer]:  # type: ignore[empty-body]
    """Commands by name: ``{"terms": app}`` gives ``cascara terms ...``."""


# Life cycle. Since version 1.


@hookspec
def cascara_run_started(run: Mapping[str, object]) -> None:
    """A run begins; no document has been read yet.

    ``run`` is what ``run.json`` holds at this time: versions, pipeline, hashes.
    """


@hookspec
def cascara_run_finished(run: Mapping[str, object]) -> None:
    """A run has ended, in whatever way it ended.

    ``run`` is what ``run.json`` holds at the end: the same with counts and seconds.
    """


@hookspec
def cascara_document_started(document_id: str) -> None:
    """A document has been handed to a worker. ``document_id`` is unique within the run."""


@hookspec
def cascara_document_finished(document_id: str, outputs: Sequence[str]) -> None:
    """A document is done and its outputs are in place.

    ``outputs`` are the paths of its files, relative to the folder of the run; those of writers
    that collect all documents in one file are not among them.
    """


@hookspec
def cascara_document_failed(document_id: str, component: str, reason: str) -> None:
    """A document was set aside. ``component`` failed; ``reason`` is one line, without note text."""

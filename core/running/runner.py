"""``cascara run``: checks that a run can start, then lets it go."""

from __future__ import annotations

import os

from ..component import Reader
from ..config.requirements import check_requirements
from ..config.resolve import load_config
from ..errors import ConfigError
from ..garbage import no_collection
from ..pipeline import Pipeline
from ..plugins import Plugins
from .folder import RunFolder
from .intake import Intake
from .manifest import check_same, describe, read_manifest
from .nursery import Nursery
from .report import Options, Report, Screen
from .run import Run

TOLD = 10
"""Reasons told when no document can be read."""


def run(options: Options, screen: Screen) -> Report:
    """Runs a pipeline over documents. Raises ConfigError when it cannot start."""
    with no_collection():  # what is loaded here stays
        plugins = Plugins()
        pipeline, reader = _load(options, plugins)
        intake = Intake(reader, options.inputs, options.out, options.limit)
        began = describe(pipeline, plugins)
        folder = RunFolder(options.out)
        _check_folder(folder, began, options.resume)
        nursery = Nursery(pipeline.config, options.out.absolute())
    with nursery:
        screen.looking()
        total = _count(intake)
        lock = folder.lock()
        try:
            folder.prepare()
            return Run(options, pipeline, plugins, intake, screen, nursery).go(began, total)
        finally:
            os.close(lock)


def _load(options: Options, plugins: Plugins) -> tuple[Pipeline, Reader]:
    config = load_config(options.pipeline, options.settings, plugins)
    pipeline = Pipeline(config, plugins)
    if pipeline.reader is None or not pipeline.writers:
        lacking = "writers" if pipeline.reader else "reader"
        raise ConfigError(f"{config.place}: a run needs {lacking}; add the key {lacking!r}")
    check_requirements(pipeline)
    return pipeline, pipeline.reader


def _check_folder(folder: RunFolder, began: dict[str, object], resume: bool) -> None:
    if not folder.manifest.exists():
        return
    if not resume:
        raise ConfigError(
            f"{folder.path}: holds a run already; add --resume to go on with it, or choose another "
            "output folder"
        )
    check_same(read_manifest(folder.manifest), began, folder.manifest)


def _count(intake: Intake) -> int:
    """How many documents there are. Raises ConfigError, with reasons, when none can be read."""
    total = 0
    errors: list[str] = []
    for source in intake:
        total += 1
        if source.error and len(errors) == total - 1:
            errors.append(f"{source.path}: {source.error}")
    if len(errors) == total:
        told = errors[:TOLD] + ([f"and {total - TOLD} more"] if total > TOLD else [])
        raise ConfigError("\n".join(["no document was found", *told]))
    return total

"""What the package offers. Cascara finds this module by its entry point (pyproject.toml)."""

from __future__ import annotations

from pathlib import Path

from cascara import Annotator, Writer, hookimpl

HERE = Path(__file__).parent


@hookimpl
def cascara_annotators() -> list[type[Annotator]]:
    from .annotator import Smoking

    return [Smoking]


@hookimpl
def cascara_writers() -> list[type[Writer]]:
    from .writer import SmokingTable

    return [SmokingTable]


@hookimpl
def cascara_type_systems() -> list[Path]:
    return [HERE / "types.xml"]


@hookimpl
def cascara_pipelines() -> list[Path]:
    return [HERE / "smoking.yaml"]

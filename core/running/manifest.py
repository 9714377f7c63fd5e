"""``run.json``: what made the outputs, and what became of the documents."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from ..pipeline import Pipeline
from ..plugins import Plugins
from ..version import __version__
from .folder import to_json
from .outputs import put

DECIDING = ("packages", "fingerprints", "pipeline_hash")
"""Keys that must be equal for a run to go on."""

IGNORED = ("name", "timeout", "typesystems")
"""Keys of the pipeline that do not change what comes out (type systems count by content)."""

TOLD = 5
"""Differences named when a run cannot go on."""


def describe(pipeline: Pipeline, plugins: Plugins) -> dict[str, Any]:
    """What makes the outputs of a run: versions, the pipeline, hashes."""
    return {
        "cascara": __version__,
        "python": platform.python_version(),
        "packages": {"cascara": __version__, **plugins.packages()},
        "pipeline": pipeline.config.shown(),
        "pipeline_hash": pipeline.config.hash(),
        "fingerprints": pipeline.fingerprints(),
    }


def read_manifest(path: Path) -> dict[str, Any]:
    """Raises ConfigError when it is not one."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        data = None
    if not isinstance(data, dict) or any(key not in data for key in ("pipeline", *DECIDING)):
        raise ConfigError(f"{path}: cannot be read as the record of a run")
    return data


def write_manifest(path: Path, manifest: Mapping[str, Any]) -> None:
    """Puts it in place, whole."""
    put(path, to_json(manifest))


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def check_same(old: Mapping[str, Any], new: Mapping[str, Any], path: Path) -> None:
    """Raises ConfigError, naming the differences, when a run that began as ``old`` is now
    ``new``: its outputs would not be those of one run."""
    if all(old[key] == new[key] for key in DECIDING):
        return
    told = [line for key in ("packages", "fingerprints") for line in _differ(old[key], new[key])]
    if old["pipeline_hash"] != new["pipeline_hash"]:
        kept, own = (
            {key: value for key, value in side["pipeline"].items() if key not in IGNORED}
            for side in (old, new)
        )
        hidden = "a value from the environment or a type system"
        told += list(_differ(kept, own)) or [hidden]
    more = [f"and {len(told) - TOLD} more"] if len(told) > TOLD else []
    raise ConfigError(
        f"{path}: this run began differently and cannot go on: {'; '.join(told[:TOLD] + more)}"
        "; use what it began with, or another output folder"
    )


def _differ(old: Any, new: Any, where: str = "") -> Iterator[str]:
    """``annotators[3].terminology was 'open', is 'own'``, one for each difference."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _differ(old.get(key), new.get(key), f"{where}.{key}" if where else key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from _differ(*pair, f"{where}[{index}]")
    elif old != new:
        yield f"{where} was {_short(old)}, is {_short(new)}"


def _short(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_short(item) for item in value)}]"
    if isinstance(value, dict) and "use" in value:
        return str(value["use"])
    return "absent" if value is None else repr(value)

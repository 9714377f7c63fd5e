"""Terminologies by name: the one that comes with Cascara, and files by their path.

The ``open`` terminology is shipped as compressed text and compiled on first use into the user's
cache, under a name made of its hash, so that a new release is compiled anew and several processes
can use it at once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from platformdirs import user_cache_path

from ...core.errors import ConfigError
from .compile import Stamp, build
from .groups import read_table
from .store import FORMAT

OPEN = "open"
_SOURCE = "open.tsv.xz"


@cache
def _stamp() -> dict[str, str]:
    return {row["key"]: row["value"] for row in read_table("open_stamp.tsv")}


def _usable(folder: Path) -> bool:
    """Makes a folder; whether it is ours to write in."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    owned = not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
    return owned and os.access(folder, os.W_OK)


def _cache_folder() -> Path:
    """The user's cache; a folder of the user's among temporary files when it is read-only."""
    folder = user_cache_path("cascara") / "terminologies"
    if _usable(folder):
        return folder
    user = os.getuid() if hasattr(os, "getuid") else os.getlogin()
    fallback = Path(tempfile.gettempdir()) / f"cascara-{user}"
    if _usable(fallback):
        return fallback
    raise ConfigError(
        f"neither {folder} nor {fallback} can be written; set XDG_CACHE_HOME to a folder that can"
    )


def _compiled() -> Path:
    """The ``open`` terminology, compiled if it is not yet. Takes a few seconds once."""
    with as_file(files(__package__) / _SOURCE) as source:
        stamp = _stamp()
        content = source.read_bytes() + repr(stamp).encode()
        name = f"{OPEN}-{hashlib.sha256(content).hexdigest()[:16]}-{FORMAT}.terms"
        ready = user_cache_path("cascara") / "terminologies" / name
        if ready.is_file():
            return ready
        target = _cache_folder() / name
        if not target.is_file():
            build([source], target, Stamp(OPEN, stamp["version"], stamp["licence"]))
        return target


def find_terminology(name: str) -> Path:
    """The file of a terminology given by name or path.

    Raises ConfigError when there is none.
    """
    if name == OPEN:
        return _compiled()
    path = Path(name).expanduser()
    if not path.is_file():
        raise ConfigError(
            f"no terminology {name}: neither a file nor '{OPEN}'; "
            "make one with 'cascara terms build'"
        )
    return path

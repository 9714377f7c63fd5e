"""Where the packages' data files lie, and how to read their pickles safely.

The packages are never imported: they are data here, and some need a great deal else to run.
"""

from __future__ import annotations

import bz2
import importlib.metadata
import pickle
import sys
from pathlib import Path
from typing import Any


class PlainUnpickler(pickle.Unpickler):
    """Loads pickles of plain containers; a pickle that names anything else is refused."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        """Never called for dicts, lists, tuples, sets, strings and numbers."""
        raise pickle.UnpicklingError(f"refuses {module_name}.{global_name}: not plain data")


def load_pickle(path: Path) -> Any:
    """The plain data in a bzip2-compressed pickle."""
    with bz2.open(path) as file:
        return PlainUnpickler(file).load()


def folder(package: str) -> Path:
    """The folder of an installed package."""
    for entry in sys.path:
        path = Path(entry or ".") / package
        if path.is_dir():
            return path
    raise SystemExit(f"package {package} is not installed; see scripts/open_terms/requirements.txt")


def version(distribution: str) -> str:
    """The installed version of a distribution."""
    return importlib.metadata.version(distribution)

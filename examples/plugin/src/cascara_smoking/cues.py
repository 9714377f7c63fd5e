"""The cues: a table of patterns, the first that matches a sentence decides."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from re import Pattern

from cascara import ConfigError

SHIPPED = Path(__file__).parent / "cues.tsv"
STATUSES = ("current", "former", "never")


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of the table."""

    id: str
    status: str
    """current, former or never."""
    pattern: Pattern[str]
    """Its group ``packs``, where it has one, is the number of packs a day."""


def load_cues(path: Path) -> list[Cue]:
    """The rows in their order. Raises ConfigError for a file that is no table of cues."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        cues = [
            Cue(row["id"], row["status"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows
        ]
    except (OSError, KeyError, TypeError, re.error) as error:
        raise ConfigError(f"{path}: no table of cues ({error})") from None
    for cue in cues:
        if cue.status not in STATUSES:
            raise ConfigError(f"{path}: cue {cue.id}: the status must be one of {STATUSES}")
    return cues


def digest(path: Path) -> str:
    """A short hash of the table, to tell one version from another."""
    return sha256(path.read_bytes()).hexdigest()[:8]

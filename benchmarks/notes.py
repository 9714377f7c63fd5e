"""Notes to measure on: open data beside the checkout when it is there, else the examples."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def data() -> Path | None:
    """The folder of open data sets (CASCARA_DATA), or None."""
    path = Path(os.environ.get("CASCARA_DATA", ROOT.parent / "shared" / "data"))
    return path if path.is_dir() else None


def originals() -> list[str]:
    """Different notes, in a fixed order."""
    folder = data()
    if folder is None:
        paths = sorted((ROOT / "examples" / "notes").rglob("*.txt"))
        return [path.read_text("utf-8") for path in paths]
    return [*_rows(folder / "mtsamples"), *_rows(folder / "aci_bench")]


def _rows(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = row.get("text") or row.get("note") or ""
                if len(text) > 200:
                    yield text


def notes(count: int) -> list[str]:
    """``count`` notes: the originals, then paragraphs of them mixed anew; the same every time."""
    found = originals()
    chance = random.Random(7)
    paragraphs = [p for text in found for p in re.split(r"\n\s*\n|\n(?=[A-Z ]{4,}:)", text)]
    while len(found) < count:
        found.append("\n\n".join(chance.choices(paragraphs, k=12)))
    return found[:count]

"""A terminology of a million terms: the one that ships, and made-up variants of its names."""

from __future__ import annotations

import csv
import gzip
import lzma
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from cascara.annotators.dictionary.compile import Stamp, build

FRAMES = (
    "acute {}",
    "chronic {}",
    "severe {}",
    "left {}",
    "right {}",
    "bilateral {}",
    "recurrent {}",
    "{} nos",
    "history of {}",
    "{} (disorder)",
    "mild {}",
    "other {}",
)


def _rows() -> Iterator[dict[str, str]]:
    source = files("cascara.annotators.dictionary") / "open.tsv.xz"
    with source.open("rb") as packed, lzma.open(packed, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)


def million(folder: Path, count: int = 1_000_000) -> Path:
    """A compiled terminology of ``count`` distinct terms, in ``folder``."""
    target = folder / "million.terms"
    if target.exists():
        return target
    source = folder / "million.tsv.gz"
    seen: set[str] = set()
    rows = list(_rows())
    columns = list(rows[0])
    with gzip.open(source, "wt", encoding="utf-8", newline="", compresslevel=1) as text:
        writer = csv.DictWriter(
            text, columns, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None
        )
        writer.writeheader()
        for frame in ("{}", *FRAMES):
            for row in rows:
                term = frame.format(row["text"] if frame == "{}" else row["text"].lower())
                if term in seen:
                    if frame == "{}":
                        writer.writerow(row)
                    continue
                if len(seen) == count:
                    break
                seen.add(term)
                writer.writerow({**row, "text": term})
    build([source], target, Stamp("million", "benchmark", "see the open terminology"))
    return target

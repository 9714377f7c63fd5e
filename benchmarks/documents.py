"""Reading what other systems write, beside the bare parse of the same files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cascara.core.component import Reader
from cascara.core.plugins import Plugins
from lxml import etree

from .measure import alternate
from .notes import ROOT, data
from .report import Row

CDA_LIMIT = 400


def _files(folder: str, example: str, *patterns: str) -> list[Path]:
    """The files of an open data set; the examples when it is not there."""
    sets = data()
    root, names = (sets / folder, patterns) if sets else (ROOT / "examples/documents", (example,))
    return sorted(path for pattern in names for path in root.rglob(pattern))


def _read(reader: Reader, files: list[Path]) -> int:
    """Reads every document; how many there are."""
    sources = [source for source in reader.find(files) if not source.error]
    return sum(1 for source in sources if reader.read(source) is not None)


def cda() -> Iterator[Row]:
    """C-CDA documents a second, entries and joined words included."""
    reader = Plugins().reader("cda")()
    reader.setup()
    files = [
        path
        for path in _files("cda", "*.xml", "*.xml")
        if b"nonXMLBody" not in path.read_bytes() and b"levelone" not in path.read_bytes()
    ]
    contents = [path.read_bytes() for path in files]
    seconds = alternate(
        {
            "ours": lambda: _read(reader, files),
            "bare": lambda: [etree.fromstring(content) for content in contents],
        }
    )
    rate, bare = len(files) / seconds["ours"], len(files) / seconds["bare"]
    size = sum(map(len, contents)) / len(contents) / 1e3
    how = f"{len(files)} documents of {size:.0f} kB; bare lxml parse {bare:,.0f}/s"
    yield Row(
        "read CDA with entries",
        f"{rate:,.0f} documents/s",
        f"≥ {CDA_LIMIT}/s",
        rate >= CDA_LIMIT,
        how,
    )

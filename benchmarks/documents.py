"""Reading what other systems write, beside the bare parse of the same files."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import orjson
from cascara.core.component import Reader
from cascara.core.garbage import no_collection
from cascara.core.plugins import Plugins
from lxml import etree

from .measure import alternate
from .notes import ROOT, data
from .report import Row

CDA_LIMIT, FHIR_LIMIT = 400, 25


def _files(folder: str, example: str, *patterns: str) -> list[Path]:
    """The files of an open data set; the examples when it is not there."""
    sets = data()
    root, names = (sets / folder, patterns) if sets else (ROOT / "examples/documents", (example,))
    return sorted(path for pattern in names for path in root.rglob(pattern))


def _read(reader: Reader, files: list[Path]) -> int:
    """Reads every document, without the cycle collector, as a pipeline does; how many there are."""
    with no_collection():
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


def fhir() -> Iterator[Row]:
    """Megabytes of FHIR bundles a second, with entries."""
    reader = Plugins().reader("fhir")()
    reader.setup()
    files = _files("fhir_synthea_r4", "*.json", "*.json", "*.json.gz")
    contents = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    ]
    seconds = alternate(
        {
            "ours": lambda: _read(reader, files),
            "bare": lambda: [orjson.loads(content) for content in contents],
        }
    )
    size = sum(map(len, contents)) / 1e6
    rate, bare = size / seconds["ours"], size / seconds["bare"]
    how = f"{len(files)} bundles, {size:.1f} MB unpacked; bare orjson parse {bare:,.0f} MB/s"
    yield Row(
        "read FHIR bundles with entries",
        f"{rate:,.1f} MB/s",
        f"≥ {FHIR_LIMIT} MB/s",
        rate >= FHIR_LIMIT,
        how,
    )

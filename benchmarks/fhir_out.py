"""Findings to FHIR in one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import orjson
from cascara import load
from cascara.core.garbage import no_collection
from cascara.core.pipeline import BATCH, batches

from .report import Row

LIMIT, NOTES, ROUNDS = 20_000, 300, 3


def rows(notes: list[str]) -> Iterator[Row]:
    """Resources a second, of documents as the clinical pipeline leaves them."""
    few = notes[:NOTES]
    writers = [{"use": "fhir", "bundle": "transaction"}]
    pipeline = load({"cascara": 1, "extends": "clinical", "writers": writers})
    (writer,) = pipeline.writers
    seconds, bundles = [], []
    for _ in range(ROUNDS):
        spent, bundles = 0.0, []
        for batch in batches(few, BATCH):
            # Anew in each round: what is made of a CAS once is paid for in each.
            cases = list(pipeline.pipe(batch))
            with no_collection():  # as a run renders a batch
                start = time.perf_counter()
                bundles += [pipeline.render(writer, cas) for cas in cases]
                spent += time.perf_counter() - start
        seconds.append(spent)
    count = sum(len(orjson.loads(bundle)["entry"]) for bundle in bundles)
    rate = count / statistics.median(seconds)
    size = sum(map(len, bundles)) / count
    yield Row(
        "write FHIR bundles",
        f"{rate:,.0f} resources/s",
        f"≥ {LIMIT:,}/s",
        rate >= LIMIT,
        f"{count:,} resources of {len(few)} notes, {size:,.0f} bytes each, with Provenance",
    )

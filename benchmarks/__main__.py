"""``make bench``: measures, prints the table, writes docs/performance.md."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from . import documents, fhir_out, pipeline, runs, xmi
from .notes import data, notes
from .report import publish
from .terms import million

PIPELINE_NOTES, RUN_NOTES = 1000, 10_000


def main() -> int:
    """0 when every limit is kept."""
    many = notes(RUN_NOTES)
    few = many[:PIPELINE_NOTES]
    with tempfile.TemporaryDirectory() as name:
        terminology = million(Path(name))
        rows = [
            *pipeline.rows(few, terminology),
            *xmi.rows(few),
            *documents.cda(),
            *documents.fhir(),
            *fhir_out.rows(few),
            *runs.workers(many, terminology),
            *runs.memory(terminology),
            *runs.start_up(),
        ]
    source = "open clinical notes" if data() else "the example notes, mixed anew"
    size = sum(map(len, few)) / len(few)
    publish(
        rows,
        f"Notes: {source}, {size:,.0f} characters on average. Floor: `text.lower()` and "
        r"`re.findall(r'\w+|[^\w\s]', text)` on the same notes.",
    )
    return 0 if all(row.kept is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

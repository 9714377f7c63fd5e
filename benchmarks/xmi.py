"""Writing and reading XMI with all tokens, against cassis."""

from __future__ import annotations

import io
from collections.abc import Iterator

import cassis
from cascara import Cas, load
from cascara.core.xmi import read_xmi, write_xmi

from .measure import alternate
from .report import Row

WRITE_LIMIT, READ_LIMIT = 10, 3.5
ANNOTATIONS = 10_000


def big_cas(notes: list[str]) -> Cas:
    """One document of about 10,000 annotations, tokens and findings."""
    pipeline = load({"cascara": 1, "extends": "clinical", "writers": []})
    text = ""
    for note in notes:
        text += note + "\n\n"
        if len(text) > ANNOTATIONS * 5:
            break
    return pipeline(text)


def rows(notes: list[str]) -> Iterator[Row]:
    """The two ratios."""
    cas = big_cas(notes)
    data = write_xmi(cas)
    size = len(cas.select("Annotation"))
    types = cas.typesystem
    writing = alternate(
        {"ours": lambda: write_xmi(cas), "cassis": lambda: cassis.Cas.to_xmi(cas)}, rounds=5
    )
    reading = alternate(
        {
            "ours": lambda: read_xmi(data, types),
            "cassis": lambda: cassis.load_cas_from_xmi(io.BytesIO(data), types, trusted=True),
        },
        rounds=5,
    )
    how = f"{size:,} annotations, {len(data) / 1e6:.1f} MB"
    for what, seconds, limit in (
        ("write XMI", writing, WRITE_LIMIT),
        ("read XMI", reading, READ_LIMIT),
    ):
        ratio = seconds["cassis"] / seconds["ours"]
        value = f"{ratio:.1f} × as fast as cassis, {seconds['ours'] * 1e3:.0f} ms"
        yield Row(what, value, f"≥ {limit} ×", ratio >= limit, how)

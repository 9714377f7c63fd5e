"""Text to JSON in one process, against the floor and against medspaCy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cascara import load
from cascara.core.pipeline import Pipeline

from .measure import alternate
from .report import Row

LIMIT = 10
FLOOR = re.compile(r"\w+|[^\w\s]")
BATCH = 32


def floor(notes: list[str]) -> None:
    """What any method that looks at every token must do."""
    for note in notes:
        note.lower()
        FLOOR.findall(note)


def clinical(terminology: Path) -> Pipeline:
    """The clinical pipeline over ``terminology``, JSON its only output."""
    return load(
        {
            "cascara": 1,
            "extends": "clinical",
            "set": {"dictionary.terminology": str(terminology)},
            "writers": ["json"],
        }
    )


def to_json(pipeline: Pipeline, notes: list[str]) -> Iterator[bytes]:
    """The JSON of every note."""
    (writer,) = pipeline.writers
    for cas in pipeline.pipe(notes, batch_size=BATCH):
        yield pipeline.render(writer, cas)


def medspacy(notes: list[str]) -> object:
    """medspaCy's default pipe, without target rules: it splits, finds sections and context."""
    import medspacy
    from loguru import logger

    logger.remove()
    nlp = medspacy.load()
    return lambda: [nlp(note) for note in notes]


def rows(notes: list[str], terminology: Path) -> Iterator[Row]:
    """The figures of the whole pipeline."""
    pipeline = clinical(terminology)
    seconds = alternate(
        {
            "floor": lambda: floor(notes),
            "clinical": lambda: sum(map(len, to_json(pipeline, notes))),
        },
        rounds=3,
    )
    ratio = seconds["clinical"] / seconds["floor"]
    rate = len(notes) / seconds["clinical"]
    yield Row(
        "clinical pipeline, text to JSON",
        f"{ratio:.1f} × floor, {rate:,.0f} notes/s",
        f"≤ {LIMIT} × floor",
        ratio <= LIMIT,
        f"{len(notes):,} notes, 1,000,000 terms, one process; "
        f"floor {len(notes) / seconds['floor']:,.0f} notes/s",
    )
    total = sum(pipeline.seconds.values())
    for (role, label), spent in sorted(pipeline.seconds.items(), key=lambda item: -item[1]):
        yield Row(f"– {role} {label}", f"{spent / total:.0%} of the time", "", None, "same run")
    yield from _medspacy(notes[:: max(1, len(notes) // 30)][:30])


def _medspacy(sample: list[str]) -> Iterator[Row]:
    try:
        run = medspacy(sample)
    except ImportError:
        yield Row("medspaCy, default pipe", "not installed", "", None, 'pip install ".[bench]"')
        return
    seconds = alternate({"floor": lambda: floor(sample), "medspacy": run}, rounds=1)  # type: ignore[dict-item]
    ratio = seconds["medspacy"] / seconds["floor"]
    rate = len(sample) / seconds["medspacy"]
    yield Row(
        "medspaCy, default pipe, no target rules",
        f"{ratio:,.0f} × floor, {rate:,.0f} notes/s",
        "",
        None,
        f"{len(sample)} of the same notes, no JSON",
    )

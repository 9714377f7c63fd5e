"""Assertion on sentences written for it: tests/data/assertion/*.yaml.

Sentences and sections are made here, simply, so that these tests stand on their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from cascara import Cas
from cascara.annotators.assertion import Assertion

DATA = Path(__file__).parent.parent / "data" / "assertion"

TYPES = {
    "": "SignSymptomMention",
    "m": "MedicationMention",
    "p": "ProcedureMention",
    "a": "AnatomicalSiteMention",
}
FLAGS: dict[str, tuple[str, Any]] = {
    "-": ("polarity", -1),
    "?": ("uncertainty", 1),
    "h": ("historyOf", 1),
    "c": ("conditional", True),
    "g": ("generic", True),
    "f": ("subject", "family_member"),
    "o": ("subject", "other"),
    "d": ("subject", "donor_other"),
}
DEFAULTS = {
    "polarity": 1,
    "uncertainty": 0,
    "historyOf": 0,
    "conditional": False,
    "generic": False,
    "subject": "patient",
}
KINDS = {
    "PAST MEDICAL HISTORY": "past_medical_history",
    "FAMILY HISTORY": "family_history",
    "PHYSICAL EXAMINATION": "physical_exam",
    "DISCHARGE INSTRUCTIONS": "discharge_instructions",
    "PERTINENT NEGATIVES": "unknown",
}
MENTION = re.compile(r"\{([^{}|]+)\|([^{}:]*):?([mpa]?)\}")
HEADING = re.compile(rf"^({'|'.join(KINDS)}):", re.M)
END = re.compile(r"(?<!\d)(?<!Dr)(?<!vs)(?<!Pt)(?<!p\.r\.n)[.?!](?=\s+[A-Z(\[]|\s*\n|\s*$)")
LINE = re.compile(r"\n\s*\n|\n(?=[ \t]*(?:[-*]|\d+\.|\[|[A-Z]))")


def lines() -> Iterator[Any]:
    for path in sorted(DATA.glob("*.yaml")):
        for kind, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for text in texts:
                yield pytest.param(text, id=f"{kind}: {text[:60]!r}")


def make(marked: str) -> tuple[Cas, list[tuple[Any, dict[str, Any]]]]:
    """The CAS of a marked text, and each mention with the values expected of it."""
    text, places, at = "", [], 0
    for match in MENTION.finditer(marked):
        text += marked[at : match.start()]
        places.append((len(text), len(text) + len(match[1]), match[2], match[3]))
        text += match[1]
        at = match.end()
    text += marked[at:]
    cas = Cas(text)
    cuts = add_sections(cas, text) | {0, len(text)}
    cuts |= {m.end() for pattern in (END, LINE) for m in pattern.finditer(text)}
    headings = [(s.headingBegin, s.headingEnd) for s in cas.select("cascara.type.Section")]
    ordered = sorted(cuts)
    for begin, end in pairwise(ordered):
        part = text[begin:end]
        if part.strip() and (begin, end) not in headings:
            begin += len(part) - len(part.lstrip())
            cas.annotate("Sentence", begin, begin + len(part.strip()))
    expected = [
        (cas.annotate(TYPES[kind], b, e), DEFAULTS | dict(FLAGS[f] for f in flags))
        for b, e, flags, kind in places
    ]
    return cas, expected


def add_sections(cas: Cas, text: str) -> set[int]:
    found = list(HEADING.finditer(text))
    ends = [m.start() for m in found[1:]] + [len(text)] * bool(found)
    for match, end in zip(found, ends, strict=True):
        cas.annotate(
            "cascara.type.Section",
            match.end(),
            end,
            kind=KINDS[match[1]],
            headingBegin=match.start(),
            headingEnd=match.end(),
        )
    return {place for m in found for place in (m.start(), m.end())}


@pytest.fixture(scope="module")
def assertion() -> Assertion:
    annotator = Assertion()
    annotator.setup()
    return annotator


@pytest.mark.parametrize("marked", list(lines()))
def test_line(assertion: Assertion, marked: str) -> None:
    cas, expected = make(marked)
    assertion.process(cas)
    for mention, values in expected:
        got = {name: getattr(mention, name) for name in values}
        assert got == values, cas.covered_text(mention)


def test_there_are_enough_lines() -> None:
    assert len(list(lines())) >= 300

"""Texts far longer than notes take time in proportion to their length."""

from __future__ import annotations

import time

import pytest
from cascara.annotators.medications.extract import Extractor
from cascara.core.garbage import no_collection

EXTRACTOR = Extractor()
UNITS = [
    "aspirin 81 mg daily, ",
    "aspirin (81 mg bid), ",
    "aspirin (",
    "aspirin ",
    "stop aspirin and ",
    "stopped of to from ",
    "1 ",
    "every one of the ",
    "q 4-6 hours prn for pain or ",
    "a.b.c.d.",
    "((((",
]


def seconds(unit: str, times: int) -> float:
    text = "aspirin " + unit * times + "aspirin"
    drugs = []
    begin = text.find("aspirin")
    while begin >= 0:
        drugs.append((begin, begin + 7))
        begin = text.find("aspirin", begin + 7)
    return min(timed(text, drugs) for _ in range(3))


def timed(text: str, drugs: list[tuple[int, int]]) -> float:
    with no_collection():  # as in a pipeline; a collection walks what other tests have left
        started = time.process_time()
        EXTRACTOR.attributes(text, drugs, ([0], [len(text)]))
        return time.process_time() - started


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_in_proportion(unit: str) -> None:
    """Eight times the text in far less than 64 times the time."""
    short, long = max(seconds(unit, 250), 0.003), seconds(unit, 2000)
    assert long < 25 * short

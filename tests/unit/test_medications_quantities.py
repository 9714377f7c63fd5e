"""Quantities as clinicians write them."""

from __future__ import annotations

import pytest
from cascara.annotators.medications.items import frequency
from cascara.annotators.medications.phrases import Sense
from cascara.annotators.medications.quantities import Quantity, number_text
from cascara.annotators.medications.rules import lexicon
from cascara.annotators.medications.tokens import Tokens, lower


def parse(text: str) -> tuple[Quantity, str] | None:
    tokens = Tokens(text, 0, len(text))
    found = lexicon().numbers.parse(tokens, 0)
    return found and (found[0], text[: tokens.begins[found[1]]])


@pytest.mark.parametrize(
    ("text", "value", "covered"),
    [
        ("25 mg", "25", "25"),
        ("1,000 units", "1000", "1,000"),
        ("12,5 mg", "12", "12"),
        ("0.50 mg", "0.5", "0.50"),
        (".5 mg", "0.5", ".5"),
        ("0.000125 mg", "0.000125", "0.000125"),
        ("1/2 tab", "0.5", "1/2"),
        ("1 1/2 tabs", "1.5", "1 1/2"),
        ("1-1/2 tabs", "1.5", "1-1/2"),
        ("2 and 1/2 tabs", "2.5", "2 and 1/2"),
        ("½ tab", "0.5", "½"),
        ("1½ tab", "1.5", "1½"),
        ("one tablet", "1", "one"),
        ("a tablet", "1", "a"),
        ("one-half tablet", "0.5", "one-half"),
        ("half a tablet", "0.5", "half a"),
        ("one half of a tablet", "0.5", "one half"),
        ("two and a half tablets", "2.5", "two and a half"),
        ("one and one-half tablets", "1.5", "one and one-half"),
        ("one (1) tablet", "1", "one (1)"),
        ("one-half (1/2) tablet", "0.5", "one-half"),
        ("1-2 tablets", "1-2", "1-2"),
        ("1 - 2 tablets", "1-2", "1 - 2"),
        ("1 to 2 tablets", "1-2", "1 to 2"),
        ("1 or 2 tablets", "1-2", "1 or 2"),
        ("one to two tablets", "1-2", "one to two"),
        ("2.5-5 mg", "2.5-5", "2.5-5"),
        ("5/325 mg", "5/325", "5/325"),
        ("10 and then", "10", "10"),
        ("10 to the", "10", "10"),
        ("1 to a", "1", "1"),
    ],
)
def test_quantity(text: str, value: str, covered: str) -> None:
    found = parse(text)
    assert found is not None
    assert (found[0].text, found[1]) == (value, covered)


@pytest.mark.parametrize("text", ["mg", "", "-5", "tablet", "/2"])
def test_no_quantity(text: str) -> None:
    assert parse(text) is None


def test_a_date_is_no_pair() -> None:
    found = parse("8/14/2007")
    assert found is not None
    assert found[0].text == "8"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (12.0, "12"), (50000000.0, "50000000"), (0.0005, "0.0005"), (2.5, "2.5")],
)
def test_number_text(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("every", "low", "high", "expected"),
    [
        ("hour", 6, 6, ("4", "day")),
        ("hour", 4, 6, ("4-6", "day")),
        ("hour", 24, 24, ("1", "day")),
        ("hour", 5, 5, ("1", "5 hours")),
        ("hour", 72, 72, ("1", "72 hours")),
        ("minute", 5, 5, ("12", "hour")),
        ("day", 1, 1, ("1", "day")),
        ("day", 2, 2, ("1", "every-other-day")),
        ("day", 3, 3, ("1", "3 days")),
        ("week", 2, 2, ("1", "2 weeks")),
        ("month", 1, 1, ("1", "month")),
        ("hour", 0, 0, ("1", "0 hours")),
    ],
)
def test_interval(every: str, low: int, high: int, expected: tuple[str, str]) -> None:
    text = f"{low}" if low == high else f"{low}-{high}"
    sense = Sense("frequency", "frequency.x", every=every)
    assert frequency(sense, Quantity(float(low), float(high), text)) == expected


def test_lower_keeps_the_length() -> None:
    text = "İnsulin 10 UNITS 💊 ẞ"
    assert len(lower(text)) == len(text)
    assert lower(text)[1:7] == "nsulin"

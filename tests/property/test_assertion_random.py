"""Assertion on random texts: it never fails, is repeatable, and explains what it says."""

from __future__ import annotations

from functools import cache
from typing import Any

from cascara import Cas
from cascara.annotators.assertion import Assertion
from hypothesis import given
from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        *("no", "denies", "fever", "cough", ",", ".", ";", ":", "?", "(", ")", "[x]", "[ ]", "+"),
        *("-", "but", "and", "or", "mother", "has", "history", "of", "possible", "if", "return"),
        *(
            "for",
            "was",
            "ruled",
            "out",
            "negative",
            "İ",
            "🩺",
            "\n",
            "\t",
            "2010",
            "the",
            "patient",
        ),
        *(
            "isn't",
            "really",
            "seen",
            "yes",
            "years",
            "ago",
            "prn",
            "with",
            "his",
            "does",
            "not",
            "currently",
            "been",
        ),
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=30).map(" ".join), st.text(max_size=80))
DEFAULTS = {
    "polarity": 1,
    "uncertainty": 0,
    "historyOf": 0,
    "subject": "patient",
    "conditional": False,
    "generic": False,
}


@cache
def assertion() -> Assertion:
    annotator = Assertion()
    annotator.setup()
    return annotator


def judged(text: str, places: list[tuple[int, int]]) -> tuple[Cas, list[dict[str, Any]]]:
    cas = Cas(text)
    begin = 0
    for end in [*(i + 1 for i, c in enumerate(text) if c in ".\n"), len(text)]:
        if end > begin:
            cas.annotate("Sentence", begin, end)
        begin = end
    mentions = [cas.annotate("SignSymptomMention", b, e) for b, e in places]
    assertion().process(cas)
    return cas, [{name: getattr(m, name) for name in DEFAULTS} for m in mentions]


@given(TEXTS, st.data())
def test_random(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(place, place).map(sorted), max_size=5))
    places = [(b, e) for b, e in pairs if b < e]
    cas, values = judged(text, places)
    assert judged(text, places)[1] == values

    decided = [(e.target, e.attribute) for e in cas.select("Evidence")]
    assert len(decided) == len(set(map(str, [(id(t), a) for t, a in decided])))
    for fs in cas.select("Evidence"):
        assert getattr(fs.target, fs.attribute) != DEFAULTS[fs.attribute]
        assert 0 <= fs.begin <= fs.end <= len(text)
        assert 0 <= fs.scopeBegin <= fs.scopeEnd <= len(text)
    changed = sum(v[name] != DEFAULTS[name] for v in values for name in DEFAULTS)
    assert changed == len(decided)


@given(TEXTS)
def test_overlapping_mentions_get_the_same_values(text: str) -> None:
    if len(text) > 3:
        _, values = judged(text, [(1, len(text)), (2, len(text)), (1, 2)])
        assert values[0] == values[1] == values[2]

"""The rules of assertion as data: they load, and every phrase of theirs is found as written."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from cascara.annotators.assertion.lines import Parts, boundaries
from cascara.annotators.assertion.normal import normalise
from cascara.annotators.assertion.phrases import Phrases
from cascara.annotators.assertion.rules import Rules, load
from cascara.annotators.assertion.trie import ANY, factor
from pydantic import ValidationError


def rules(**changes: Any) -> Rules:
    rows = {
        "cues": [{"id": "neg.no", "category": "negated", "phrases": "no, (not|n't) {verb}"}],
        "boundaries": [{"id": "stop.but", "kind": "stop", "phrases": "but"}],
        "sections": [{"id": "sec.past", "kinds": ["past"], "category": "historical"}],
        "words": {"verb": "see, find", "adverb": "really, yet"},
    }
    return Rules.model_validate(rows | changes)


def test_the_shipped_rules_load() -> None:
    shipped = load()
    assert {cue.category for cue in shipped.cues} >= {"negated", "possible", "historical"}
    assert all(re.fullmatch(r"[a-z]+\.[a-z-]+", row.id) for row in shipped.cues)


def test_phrases_of_the_shipped_rules_are_lower_case_without_digits() -> None:
    shipped = load()
    for row in (*shipped.cues, *shipped.boundaries):
        for phrase in shipped.expand(row):
            plain = phrase.replace(ANY, "really")
            assert plain == normalise(plain), row.id


def test_every_phrase_of_the_shipped_rules_is_found_as_itself() -> None:
    shipped = load()
    scanned = [cue for cue in shipped.cues if cue.category == "negated" and cue.phrases]
    phrases = Phrases(shipped, scanned, ())
    for cue in scanned:
        for phrase in shipped.expand(cue):
            text = phrase.replace(ANY, "currently")
            before = "was" if text.startswith("n't") else ""
            low = f"{before}{text} "
            hit = phrases.cue_at(low, len(before), len(low) - 1)
            assert hit is not None
            assert hit[1] == len(before) + len(text)
            assert hit[2].cues
            assert hit in phrases.within(phrases.read([low]), 0, 0, len(low))


def test_helper_categories_that_unless_names_exist() -> None:
    shipped = load()
    known = {cue.category for cue in shipped.cues}
    for row in (*shipped.cues, *shipped.sections):
        assert set(row.unless) <= known


def test_boundaries_name_categories_and_cues_that_exist() -> None:
    shipped = load()
    categories = {cue.category for cue in shipped.cues} | {cue.value for cue in shipped.cues}
    ids = {cue.id for cue in shipped.cues}
    for row in shipped.boundaries:
        assert set(row.ends) <= categories
        assert set(row.only) <= ids


@pytest.mark.parametrize(
    "cue",
    [
        {"id": "x", "category": "negated"},
        {"id": "x", "category": "negated", "phrases": "no", "pattern": "no"},
        {"id": "x", "category": "denied", "phrases": "no"},
        {"id": "x", "category": "negated", "phrases": "no", "direction": "up"},
        {"id": "x", "category": "negated", "phrases": "no", "limits": 3},
    ],
)
def test_a_wrong_row_is_refused(cue: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        rules(cues=[cue])


def test_an_id_given_twice_is_refused() -> None:
    row = {"id": "stop.but", "category": "negated", "phrases": "no"}
    with pytest.raises(ValidationError, match=r"stop\.but"):
        rules(cues=[row])


def test_alternatives_and_word_lists_are_written_out() -> None:
    made = rules()
    expected = {"no", "not see", "not find", "n't see", "n't find"}
    assert set(made.expand(made.cues[0])) == expected


def found(text: str, *phrases: str) -> list[str]:
    made = rules(cues=[{"id": "x", "category": "negated", "phrases": ", ".join(phrases)}])
    found = Phrases(made, made.cues, ())
    hits = found.within(found.read([text]), 0, 0, len(text))
    return [text[begin:end] for begin, end, _ in hits]


def test_the_longest_phrase_wins() -> None:
    assert found("no evidence of this, no evidence", "no", "no evidence of") == [
        "no evidence of",
        "no",
    ]


def test_phrases_are_whole_words() -> None:
    assert found("Nodule, know, (no) no-one no", "no") == ["no", "no", "no"]


def test_phrases_that_share_a_word_are_both_found() -> None:
    assert found("is negative for it", "is negative", "negative for") == [
        "is negative",
        "negative for",
    ]


def test_contractions_adverbs_and_line_breaks() -> None:
    assert found("It isn’t  really\nseen", "n't {adverb} seen") == ["n’t  really\nseen"]


def test_a_phrase_may_hold_several_adverbs() -> None:
    text = "not really been really seen, not yet been yet really seen"
    assert found(text, "not {adverb} been {adverb} seen", "yet been yet {adverb} seen") == [
        "not really been really seen",
        "yet been yet really seen",
    ]


def test_the_text_keeps_its_length() -> None:
    for text in ("İstanbul’s 12\u00a0mg", "STRASSE ẞ", "a\r\n\tb–c", ""):
        assert len(normalise(text)) == len(text)


def test_a_factored_pattern_matches_its_phrases_only() -> None:
    phrases = ["no", "no sign", "not", "rule out", "r/o", "c++"]
    pattern = re.compile(factor(phrases))
    assert all(pattern.fullmatch(phrase) for phrase in phrases)
    assert pattern.fullmatch("rule   out")
    assert not pattern.fullmatch("n")
    assert not pattern.fullmatch("ruleout")


def test_boundaries_are_found_like_cues_and_beside_marks() -> None:
    made = rules()
    phrases = Phrases(made, (), made.boundaries)
    reading = phrases.read(["a,but (but  x) +rash"])
    begin = int(reading.bases[0])
    part = Parts(np.array([0]), np.array([begin]), np.array([begin + 20]))
    (found,) = boundaries(phrases, reading, part, (np.array([], int), np.array([], int)))
    assert [(begin, end, row.id if row else kind) for begin, end, kind, row in found] == [
        (1, 2, ","),
        (2, 5, "stop.but"),
        (6, 7, "("),
        (7, 10, "stop.but"),
        (13, 14, ")"),
        (15, 16, "+"),
    ]

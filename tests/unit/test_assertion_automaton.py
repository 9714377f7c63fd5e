"""The automaton that finds phrases: what it finds is what a search of every place finds."""

from __future__ import annotations

from cascara.annotators.assertion.automaton import BEFORE, WITHIN, Automaton
from cascara.annotators.assertion.trie import ANY
from hypothesis import given
from hypothesis import strategies as st

PHRASES = ["no", "no sign of", "h/o", "n.a.", "is negative", "(-", "0 years ago", "&"]
LABELS = {phrase: number for number, phrase in enumerate(PHRASES, 1)}
PIECES = st.sampled_from([*PHRASES, " ", ",", "-", "_", '"', "x", "é", "β", "☐", "a", "sign", "."])


def found(labels: dict[str, int], texts: list[str], fillers: tuple[str, ...] = ()) -> list[str]:
    """The phrases found: as they stand, with their labels."""
    hits = Automaton(labels, fillers).find(texts)
    joined = "".join(f"\n {text}" for text in texts)
    rows = zip(hits.before.tolist(), hits.last.tolist(), hits.labels.tolist(), strict=True)
    return [f"{joined[before + 1 : last + 1]}={label}" for before, last, label in rows]


def test_only_whole_words_and_within_a_text() -> None:
    assert found(LABELS, ["no nose", "", "know no", "sign of"]) == ["no=1", "no=1"]


def test_runs_of_spaces_count_as_one_unless_they_tear_a_phrase_apart() -> None:
    assert found(LABELS, ["no   sign  of it"]) == ["no=1", "no   sign  of=2"]
    assert found(LABELS, ["no" + " " * 100 + "sign of it"]) == ["no=1"]


def test_fillers_may_begin_alike_and_a_phrase_may_hold_several() -> None:
    labels = {f"not {ANY} seen": 1, f"not {ANY} been {ANY} seen": 2, "not clear seen": 3}
    fillers = ("clear", "clearly", "at all")
    for text, label in (
        ("not clear been clearly seen", 2),
        ("not clearly seen", 1),
        ("not at  all seen", 1),
    ):
        assert found(labels, [text], fillers) == [f"{text}={label}"]
    assert found(labels, ["not clear seen"], fillers)[-1] == "not clear seen=3"


def test_what_stands_within_a_word() -> None:
    labels = {f"{WITHIN}n't": 1, f"{WITHIN}n't {ANY} seen": 2}
    assert found(labels, ["isn't, n't -n't wasn't yet seen"], ("yet",)) == [
        "n't=1",
        "n't=1",
        "n't yet seen=2",
    ]


@given(st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=4))
def test_what_is_found_is_what_a_search_of_every_place_finds(texts: list[str]) -> None:
    expected = []
    for text in texts:
        for place in range(len(text)):
            for phrase in sorted(PHRASES, key=len):
                end = place + len(phrase)
                follows = text[end : end + 1]
                if (
                    text.startswith(phrase, place)
                    and (place == 0 or text[place - 1] in BEFORE)
                    and not (follows.isalnum() or follows == "_")
                ):
                    expected.append(f"{phrase}={LABELS[phrase]}")
    found_ = [" ".join(one.split()) for one in found(LABELS, texts)]
    assert [one for one in found_ if one in expected] == expected


@given(st.lists(PIECES, max_size=12).map("".join), st.integers(0, 40), st.integers(0, 40))
def test_one_place_is_looked_at_like_all(text: str, begin: int, limit: int) -> None:
    automaton = Automaton(LABELS, ())
    begin, limit = min(begin, len(text)), min(limit, len(text))
    hits = automaton.find([text[:limit]])
    rows = zip(hits.before.tolist(), hits.last.tolist(), hits.labels.tolist(), strict=True)
    whole = [(last - 1, label) for before, last, label in rows if before == begin + 1]
    assert automaton.at(text, begin, limit) == whole

"""Where phrases may start: no place is missed, and few are given for nothing."""

from __future__ import annotations

from cascara.annotators.assertion.starts import Starts
from hypothesis import given
from hypothesis import strategies as st

PHRASES = ["no", "no sign of", "h/o", "n.a.", "is negative", "(-", "0 years ago"]
PIECES = st.sampled_from([*PHRASES, " ", "  ", ",", "-", "x", "é", "☐", "a", "sign", "."])


def test_only_whole_words_and_several_texts() -> None:
    found = Starts(PHRASES).find([" no nose", "", " know", " no   sign  of h/o"])
    assert found == [[0], [], [], [0, 14]]


@given(st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=4))
def test_no_phrase_is_missed(texts: list[str]) -> None:
    padded = [" " + text for text in texts]
    for text, places in zip(padded, Starts(PHRASES).find(padded), strict=True):
        assert places == sorted(set(places))
        for place in range(len(text) - 1):
            for phrase in PHRASES:
                end = place + 1 + len(phrase)
                whole = not text[end : end + 1].isalnum()
                if text[place] in " ,-." and text.startswith(phrase, place + 1) and whole:
                    assert place in places

"""What the tokens component puts into the CAS."""

from __future__ import annotations

import pytest
from cascara import Cas
from cascara.annotators.sections import Sections
from cascara.annotators.sentences import Sentences
from cascara.annotators.tokens import Tokens

SEGMENT = "org.apache.ctakes.typesystem.type.textspan.Segment"


@pytest.fixture(scope="module")
def component() -> Tokens:
    component = Tokens()
    component.setup()
    return component


def split(text: str) -> Cas:
    cas = Cas(text)
    for earlier in (Sections(), Sentences()):
        earlier.setup()
        earlier.process(cas)
    return cas


def found(cas: Cas) -> list[str]:
    return [cas.covered_text(token) for token in cas.select("BaseToken")]


def test_features_of_tokens(component: Tokens) -> None:
    cas = split("Dr. Lee isn't in.\n5.5 % B12")
    component.process(cas)
    rows = [
        (
            cas.covered_text(t),
            t.type.short_name.removesuffix("Token"),
            t.tokenNumber,
            getattr(t, "capitalization", None),
            getattr(t, "numPosition", None),
            getattr(t, "numType", None),
        )
        for t in cas.select("BaseToken")
    ]
    assert rows == [
        ("Dr.", "Word", 0, 1, 0, None),
        ("Lee", "Word", 1, 1, 0, None),
        ("is", "Word", 2, 0, 0, None),
        ("n't", "Contraction", 3, None, None, None),
        ("in", "Word", 4, 0, 0, None),
        (".", "Punctuation", 5, None, None, None),
        ("\n", "Newline", 6, None, None, None),
        ("5.5", "Num", 7, None, None, 2),
        ("%", "Symbol", 8, None, None, None),
        ("B12", "Word", 9, 1, 3, None),
    ]


def test_arrays_and_feature_structures_agree(component: Tokens) -> None:
    cas = split("CC: cough\nPLAN: rest, 2 days.\n")
    component.process(cas)
    columns = cas.columns("BaseToken")
    rows = [
        (begin, end, columns.types[kind])
        for begin, end, kind in zip(
            columns.begin.tolist(), columns.end.tolist(), columns.kind.tolist(), strict=True
        )
    ]
    assert rows == [(t.begin, t.end, t.type.name) for t in cas.select("BaseToken")]


def test_headings_are_not_tokenised_but_their_line_ends_may_be(component: Tokens) -> None:
    cas = split("CC:\ncough\n\nPLAN: rest")
    component.process(cas)
    assert found(cas) == ["\n", "cough", "\n", "\n", "rest"]


def test_line_ends_outside_segments_are_no_tokens(component: Tokens) -> None:
    cas = Cas("a\nb\nc\n")
    cas.annotate(SEGMENT, 2, 4)
    cas.annotate("Sentence", 2, 3)
    component.process(cas)
    assert found(cas) == ["b", "\n"]


def test_without_segments_all_line_ends_are_tokens(component: Tokens) -> None:
    cas = Cas("\na\n\r\n")
    cas.annotate("Sentence", 1, 2)
    component.process(cas)
    assert found(cas) == ["\n", "a", "\n", "\r\n"]


def test_only_in_the_sections_of_the_scope() -> None:
    cas = split("CC: cough\nPLAN: rest\nHPI: three days\n")
    limited = Tokens()
    limited.sections = frozenset({"plan", "history_of_present_illness"})
    limited.setup()
    limited.process(cas)
    assert found(cas) == ["rest", "\n", "three", "days", "\n"]
    assert [t.tokenNumber for t in cas.select("BaseToken")] == [0, 1, 2, 3, 4]


def test_later_changes_do_not_reach_tokens_not_yet_asked_for(component: Tokens) -> None:
    cas = split("One. Two.")
    component.process(cas)
    cas.remove(cas.select("Sentence")[0])
    assert found(cas) == ["One", ".", "Two", "."]


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_text_has_none(component: Tokens, text: str) -> None:
    cas = split(text)
    component.process(cas)
    assert found(cas) == []


def test_offsets_are_code_points(component: Tokens) -> None:
    cas = split("😀 one")
    component.process(cas)
    assert found(cas) == ["😀", "one"]

"""What holds of sections, sentences and tokens of any text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from cascara import Cas
from cascara.annotators.sections import Sections
from cascara.annotators.sentences import Sentences, split
from cascara.annotators.sentences.split import Splitter
from cascara.annotators.tokens import Tokens
from hypothesis import example, given, settings
from hypothesis import strategies as st

COMPONENTS = (Sections(), Sentences(), Tokens())

PIECES = st.sampled_from(
    """
    HPI: PLAN: ASSESSMENT: PE: ROS: HEENT: Neck: Vitals: Medications Plan SOCIAL|HISTORY ODD|THING:
    **Assessment** ==|PLAN|== ----- 1. 2) - • # S: O: A: P: Lab|- Dr. p.o. q.d. No. 4 0.5 ? ! ...
    He she the cough cough. Cough. x-ray isn't cannot a.m. (see below) "so." 120/80 50% 😀 é ½ _
    """.replace("\n", " ").split()
).map(lambda words: words.replace("|", " "))  # fmt: skip
GAPS = st.sampled_from(
    [" ", " ", " ", "\n", "\n", "\n\n", "\r\n", "\r", "  ", "\t", "", "\xa0", "\f"]
)
NOTES = st.lists(st.tuples(PIECES, GAPS), max_size=40).map(lambda ps: "".join(p + g for p, g in ps))
TEXTS = st.one_of(NOTES, st.text(max_size=80))


def annotated(text: str) -> Cas:
    cas = Cas(text)
    for component in COMPONENTS:
        component.setup()
        component.process(cas)
    return cas


def is_blank(char: str) -> bool:
    return char.isspace()


def marked(length: int, spans: list[tuple[int, int]]) -> list[int]:
    """How many of the spans each character is in."""
    counts = [0] * length
    for begin, end in spans:
        for place in range(begin, end):
            counts[place] += 1
    return counts


@given(TEXTS)
@settings(max_examples=150)
@example("ODD THING:\n\nHPI:\n\nODD THING: x\n\nPE:\nHEENT:\nNeck: x")
def test_sections_partition_a_text(text: str) -> None:
    tops = [s for s in annotated(text).select("Section") if s.level == 1]
    bodies = [(s.begin, s.end) for s in tops]
    headings = [(s.headingBegin, s.headingEnd) for s in tops if s.kind != "unknown"]
    counts = marked(len(text), bodies + headings)
    for char, count in zip(text, counts, strict=True):
        assert count == 1 or (count == 0 and is_blank(char))
    assert all(a.end <= b.begin for a, b in pairwise(tops))


@given(TEXTS)
@settings(max_examples=150)
def test_subsections_lie_within_their_section(text: str) -> None:
    for section in annotated(text).select("Section"):
        assert section.level == (1 if section.parent is None else 2)
        if section.parent is not None:
            assert section.parent.begin <= section.headingBegin
            assert section.headingEnd <= section.begin <= section.end <= section.parent.end
        if section.headingEnd > section.headingBegin:
            assert section.tagText in text[section.headingBegin : section.headingEnd]


@given(TEXTS)
@settings(max_examples=150)
def test_sentences_hold_all_text_but_known_headings(text: str) -> None:
    cas = annotated(text)
    sentences = cas.select("Sentence")
    sections = cas.select("Section")
    known = [
        (s.headingBegin, s.headingEnd) for s in sections if s.kind != "unknown" or s.level == 2
    ]
    spans = [(s.begin, s.end) for s in sentences]
    in_sentence, in_heading = marked(len(text), spans), marked(len(text), known)
    for char, sentence, heading in zip(text, in_sentence, in_heading, strict=True):
        assert sentence + heading == 1 or (is_blank(char) and sentence + heading <= 1)
    for sentence in sentences:
        covered = cas.covered_text(sentence)
        assert covered.strip() == covered != ""
        homes = [s for s in sections if s.begin <= sentence.begin and sentence.end <= s.end]
        assert sum(s.level == 1 for s in homes) == 1
        assert sum(s.level == 2 for s in homes) <= 1
    assert [s.sentenceNumber for s in sentences] == list(range(len(sentences)))


@given(TEXTS)
@settings(max_examples=150)
@example("O'Donnell can't\r\nsee x-ray")
def test_tokens_hold_all_text_of_sentences(text: str) -> None:
    cas = annotated(text)
    tokens = cas.select("BaseToken")
    newlines = [t for t in tokens if t.type.short_name == "NewlineToken"]
    words = [t for t in tokens if t.type.short_name != "NewlineToken"]
    sentences = cas.select("Sentence")
    in_sentence = marked(len(text), [(s.begin, s.end) for s in sentences])
    in_token = marked(len(text), [(t.begin, t.end) for t in words])
    for char, sentence, token in zip(text, in_sentence, in_token, strict=True):
        assert token == sentence or (is_blank(char) and token == 0)
    for token in words:
        assert any(s.begin <= token.begin and token.end <= s.end for s in sentences)
    assert all(cas.covered_text(t) in {"\n", "\r", "\r\n"} for t in newlines)
    assert all(a.end <= b.begin for a, b in pairwise(tokens))
    assert [t.tokenNumber for t in tokens] == list(range(len(tokens)))


@given(TEXTS)
@settings(max_examples=50)
def test_the_same_text_gives_the_same_annotations(text: str) -> None:
    def spans() -> list[tuple[str, int, int]]:
        cas = annotated(text)
        names = ("Section", "Sentence", "BaseToken", "Evidence")
        return [(a.type.name, a.begin, a.end) for name in names for a in cas.select(name)]

    assert spans() == spans()


RUNS = (
    *(
        "\n",
        " ",
        ".",
        "A",
        "a.",
        "a-",
        "'",
        "s's",
        "a@",
        ":",
        "1,",
        "(",
        "?!",
        "\t\n",
        "O'D",
        "www.",
    ),
    *("A: ", "PLAN:\n", "PE: Neck: a. ", "word ", "• a ", "\n*_=#>", "-----\n", "ODD THING:\n\n"),
)


@pytest.mark.parametrize("piece", RUNS)
def test_time_grows_with_the_length(piece: str) -> None:
    """Thirty thousand characters take a tenth of a second; quadratic rules would take ten."""
    cas = Cas(piece * (30_000 // len(piece)))
    begin = time.process_time()
    for component in COMPONENTS:
        component.setup()
        component.process(cas)
    assert len(cas.columns("BaseToken")) >= 0
    assert time.process_time() - begin < 3


@given(TEXTS)
@settings(max_examples=300)
@example("x:Dr.\nLee was seen. Plan.The end. 1. iv. Go (Mr. X. 5.5. No")
def test_what_a_word_settles_is_what_a_look_at_all_around_it_finds(text: str) -> None:
    fast = Splitter(text).split(0, len(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(split, "_settles", lambda word: False)
        assert Splitter(text).split(0, len(text)) == fast

"""Spans that nest and overlap in any way: the note stays whole, each span keeps its words."""

from __future__ import annotations

import re

from cascara.writers.html.text import Span, mark
from hypothesis import given
from hypothesis import strategies as st

ALPHABET = "abc <&\n"


@st.composite
def marked_texts(draw):
    text = draw(st.text(ALPHABET, min_size=1, max_size=20))
    place = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(place, place).filter(lambda p: p[0] != p[1]), max_size=8))
    pairs = sorted((tuple(sorted(pair)) for pair in pairs), key=lambda p: (p[0], -p[1]))
    spans = [
        Span(begin, end, "i", f"n{number}", f"n{number} again", f"[{number}]")
        for number, (begin, end) in enumerate(pairs)
    ]
    return text, spans


@given(marked_texts())
def test_every_span_holds_its_words_and_the_text_is_whole(case):
    text, spans = case
    covered = dict.fromkeys(range(len(spans)), "")
    labels, stack, plain = [], [], ""
    entities = {"&lt;": "<", "&amp;": "&"}
    for piece in re.findall(r"<[^>]*>|\[\d+\]|&\w+;|.", mark(text, spans), re.S):
        if piece == "</i>":
            stack.pop()
        elif piece.startswith("<i "):
            stack.append(int(re.search(r"\d+", piece)[0]))
        elif piece.startswith("["):
            assert int(piece[1:-1]) == stack[-1]
            labels.append(int(piece[1:-1]))
        else:
            char = entities.get(piece, piece)
            plain += char
            for number in stack:
                covered[number] += char
    assert not stack
    assert plain == text
    assert covered == {n: text[span.begin : span.end] for n, span in enumerate(spans)}
    assert sorted(labels) == list(range(len(spans)))  # one label a span, in its last piece


@given(marked_texts())
def test_the_first_piece_alone_is_the_first(case):
    text, spans = case
    opened = re.findall(r"<i n(\d+)( again)?>", mark(text, spans))
    firsts = [int(number) for number, again in opened if not again]
    assert sorted(firsts) == list(range(len(spans)))
    for number, again in opened:
        if again:
            assert opened.index((number, "")) < opened.index((number, again))

"""The vectorised lookup against plain Python, on any text."""

import pytest
from cascara.annotators.dictionary.compile import Stamp, build
from cascara.annotators.dictionary.matcher import Matcher
from cascara.annotators.dictionary.terminology import Terminology
from cascara.annotators.dictionary.tokenise import folded, normalise, tokenise
from cascara.annotators.dictionary.windows import parts
from hypothesis import given, settings
from hypothesis import strategies as st

ALPHABET = "ab sS'’`-–.,/\n\r\t\f\x85\u2028 Éßı�İΣς𝔸½Ⅳﬁ\u0301_9\U0001f912\ud800"
TEXTS = st.text(st.one_of(st.sampled_from(ALPHABET), st.characters()), max_size=40)

WORDS = ["ab", "ab cd", "cd ef ab", "ef", "gh's", "x-y", "cd, ef", "café", "ab ab", "gh/ef", "ij"]


@given(TEXTS)
@settings(max_examples=1500)
def test_tokens_are_those_of_plain_python(text):
    tokens = tokenise(text)
    plain = folded(text)
    assert len(plain) == len(text)
    pairs = zip(tokens.begin.tolist(), tokens.end.tolist(), strict=True)
    assert " ".join(plain[begin:end] for begin, end in pairs) == normalise(text)


@given(TEXTS)
@settings(max_examples=500)
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once
    assert tokenise(once).hash.tolist() == tokenise(text).hash.tolist()


@given(st.lists(TEXTS, max_size=6))
@settings(max_examples=300)
def test_notes_in_a_batch_have_the_tokens_of_each_alone(texts):
    together = tokenise("\n\n".join(texts)).hash.tolist()
    assert together == [h for text in texts for h in tokenise(text).hash.tolist()]


@given(st.lists(st.integers(0, 400_000), max_size=8))
@settings(max_examples=100)
def test_windows_cover_every_text_once_in_order(lengths):
    texts = [("word " * (length // 5 + 1))[:length] for length in lengths]
    covered: dict[int, int] = {}
    for window in parts(texts):
        for part in window:
            assert covered.get(part.text, 0) == part.begin
            assert part.end <= part.stop <= len(texts[part.text])
            covered[part.text] = part.end
    assert [covered.get(i, 0) for i in range(len(texts))] == lengths


@pytest.fixture(scope="module")
def terminology(tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    (folder / "a.tsv").write_text("text\n" + "\n".join(WORDS), encoding="utf-8")
    build([folder / "a.tsv"], folder / "a.terms", Stamp("a", "", ""))
    return Terminology.open(folder / "a.terms")


def expected(text):
    """Every run of tokens that is a term, not across blank lines."""
    terms = {normalise(word) for word in WORDS}
    tokens = tokenise(text)
    begins, ends, joined = tokens.begin.tolist(), tokens.end.tolist(), tokens.joined.tolist()
    found = set()
    for first in range(len(begins)):
        for last in range(first, len(begins)):
            if last > first and not joined[last]:
                break
            if normalise(text[begins[first] : ends[last]]) in terms:
                found.add((begins[first], ends[last]))
    return found


PIECES = st.sampled_from(
    ["ab", "AB", "cd", "ef", "gh", "gh's", "x-y", "x y", "CAFÉ", "cafe", "/", ",", ".", "ij"]
)
GAPS = st.sampled_from([" ", "\n", "\n\n", "  ", "-", "", " \n \n", "\r\n", "é", "𝔸 "])


@given(st.lists(st.tuples(PIECES, GAPS), max_size=25))
@settings(max_examples=500)
def test_all_matches_and_no_others_are_found(terminology, pieces):
    text = "".join(piece + gap for piece, gap in pieces)
    hits = Matcher(terminology, "all", minimum_length=2).match([text])[0]
    assert [hit[:2] for hit in hits] == sorted(expected(text), key=lambda span: (span[0], -span[1]))


@given(st.lists(st.lists(st.tuples(PIECES, GAPS), max_size=8), max_size=6))
@settings(max_examples=200)
def test_longest_are_those_inside_no_other(terminology, notes):
    texts = ["".join(piece + gap for piece, gap in pieces) for pieces in notes]
    every = Matcher(terminology, "all").match(texts)
    kept = Matcher(terminology, "longest").match(texts)
    for some, all_hits in zip(kept, every, strict=True):
        spans = [hit[:2] for hit in all_hits]
        outermost = [
            (b, e)
            for b, e in spans
            if not any((x, y) != (b, e) and x <= b and e <= y for x, y in spans)
        ]
        assert [hit[:2] for hit in some] == outermost


@given(st.lists(st.lists(st.tuples(PIECES, GAPS), max_size=8), max_size=6))
@settings(max_examples=200)
def test_what_was_found_before_changes_nothing(terminology, notes):
    texts = ["".join(piece + gap for piece, gap in pieces) for pieces in notes]
    matcher = Matcher(terminology)
    together = [said(hits) for hits in matcher.match(texts)]
    assert [said(hits) for hits in matcher.match(texts)] == together
    assert [said(Matcher(terminology).match([text])[0]) for text in texts] == together


def said(hits):
    return [(begin, end, sense.rule) for begin, end, sense in hits]


def test_terms_that_overlap_without_end_are_judged_together(terminology):
    count = 40_000
    hits = Matcher(terminology).match(["ab cd ef " * count])[0]
    pairs = [(9 * n, 9 * n + 5) for n in range(count)]
    triples = [(9 * n + 3, 9 * n + 11) for n in range(count - 1)]
    assert [hit[:2] for hit in hits] == sorted(pairs + triples)

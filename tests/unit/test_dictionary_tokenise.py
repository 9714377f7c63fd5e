"""Tokens and their hashes: what is one word, what is the same word."""

import numpy as np
import pytest
from cascara.annotators.dictionary.table import PREFIX, Table, prefix_hashes
from cascara.annotators.dictionary.tokenise import LONGEST_TOKEN, fold, normalise, tokenise


def words(text: str) -> list[str]:
    tokens = tokenise(text)
    pairs = zip(tokens.begin.tolist(), tokens.end.tolist(), strict=True)
    return [text[begin:end] for begin, end in pairs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("Chest pain.", ["Chest", "pain", "."]),
        ("x-ray", ["x", "ray"]),
        ("pain - left", ["pain", "-", "left"]),
        ("- pain", ["-", "pain"]),
        ("Crohn's disease", ["Crohn", "disease"]),
        ("Crohn’s disease", ["Crohn", "disease"]),
        ("Graves' disease", ["Graves", "disease"]),
        ("don't", ["don", "'", "t"]),
        ("'s", ["'", "s"]),
        ("N/V 2.5", ["N", "/", "V", "2", ".", "5"]),
        ("a_b", ["a_b"]),
        ("Ménière", ["Ménière"]),
        ("βeta 𝟙𝔸", ["βeta", "𝟙𝔸"]),
        ("flu\U0001f912flu", ["flu", "\U0001f912", "flu"]),
    ],
)
def test_tokens(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "same",
    [
        ("High Blood Pressure", "high  blood\npressure"),
        ("X-ray", "x ray", "X\u2011Ray"),
        ("Sjögren's", "SJOGREN"),
        ("Sjogren’s syndrome", "sjögren syndrome"),
        ("１２３", "123"),
        ("İ", "i"),
    ],
)
def test_written_otherwise_is_the_same(same):
    assert len({normalise(text) for text in same}) == 1
    assert len({tuple(tokenise(text).hash.tolist()) for text in same}) == 1


def test_different_words_have_different_hashes():
    texts = ["a", "b", "ab", "ba", "aa", "1", "a1", "heart", "heat", "earth", "\U0001f912"]
    assert len({int(tokenise(text).hash[0]) for text in texts}) == len(texts)


def test_every_code_point_folds_to_one_that_stays():
    for code in range(0x110000):
        folded = fold(chr(code))
        assert len(folded) == 1
        assert fold(folded) == folded


def test_the_place_in_the_text_does_not_change_a_hash():
    text = "fever " * 3000
    assert len(set(tokenise(text).hash.tolist())) == 1


def test_tokens_too_long_to_be_safe_match_nothing():
    assert tokenise("a" * LONGEST_TOKEN).hash[0] != 0
    assert tokenise("a" * (LONGEST_TOKEN + 1)).hash[0] == 0


def thue_morse(order: int) -> str:
    text = "a"
    for _ in range(order):
        text += text.translate({97: "b", 98: "a"})
    return text


def test_known_collisions_of_polynomial_hashes_are_out_of_reach():
    one = thue_morse(11)
    other = one.translate({97: "b", 98: "a"})
    assert tokenise(one).hash.tolist() == tokenise(other).hash.tolist() == [0]
    short = thue_morse(6)
    assert len(short) == LONGEST_TOKEN
    swapped = short.translate({97: "b", 98: "a"})
    assert tokenise(short).hash[0] != tokenise(swapped).hash[0]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("a b", [True]),
        ("a\nb", [True]),
        ("a\r\nb", [True]),
        ("a\n\nb", [False]),
        ("a\r\n\r\nb", [False]),
        ("a \n \t \n b", [False]),
        ("a\n\n\n\nb", [False]),
        ("a\n,\nb", [True, True]),
    ],
)
def test_blank_lines_part_tokens(text, joined):
    assert tokenise(text).joined[1:-1].tolist() == joined


def test_the_table_finds_what_was_put_in_and_nothing_else():
    generator = np.random.default_rng(7)
    hashes = np.unique(generator.integers(1, 1 << 63, 5000, dtype=np.uint64))
    table = Table.build(hashes, np.arange(len(hashes), dtype=np.int32))
    assert table.values[table.probe(hashes)].tolist() == list(range(len(hashes)))
    others = np.setdiff1d(generator.integers(1, 1 << 63, 5000, dtype=np.uint64), hashes)
    assert (table.probe(others) == -1).all()


def test_overlapping_terms_are_all_found():
    terms = ["pain", "chest pain", "chest pain on exertion"]
    tokens = tokenise("\n\n".join(terms))
    first, last = ~tokens.joined[:-1], ~tokens.joined[1:]
    first[0] = True
    hashes = prefix_hashes(tokens, first)
    values = np.full(len(tokens), PREFIX, np.int32)
    values[last] = [0, 1, 2]
    unique, where = np.unique(hashes, return_index=True)
    table = Table.build(unique, np.maximum(values[where], PREFIX))
    begin, end, term = table.find(tokenise("Chest pain on exertion."))
    found = set(zip(begin.tolist(), end.tolist(), term.tolist(), strict=True))
    assert {(0, 3, 2), (1, 1, 0)} <= found

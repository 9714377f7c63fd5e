"""The tokens of Java cTAKES; each expected value is what TokenizerPTB of ctakes-core 5.1.0 says."""

from __future__ import annotations

from collections import Counter

import pytest
from cascara.annotators.tokens.pattern import Affixes, affixes, fold, taken_apart
from cascara.annotators.tokens.tokenise import capitalisation, number_position, tokenise
from pydantic import ValidationError

LETTERS = "WNPSC\n"
"""Word, number, punctuation, symbol, contraction, newline."""


def tokens(sentence: str) -> str:
    """A sentence's tokens with the letters of their kinds."""
    begins, ends, kinds = tokenise(sentence, [(0, len(sentence))], [])
    rows = zip(begins.tolist(), ends.tolist(), kinds.tolist(), strict=True)
    return " ".join(f"{sentence[begin:end]}/{LETTERS[kind]}" for begin, end, kind in rows)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # words and numbers
        ("He is 28 y old.", "He/W is/W 28/N y/W old/W ./P"),
        ("99m J2 2nd", "99m/W J2/W 2nd/W"),
        ("5", "5/N"),
        ("x", "x/W"),
        # decimals and thousands
        ("0.5 mg", "0.5/N mg/W"),
        (".5 mg", ".5/N mg/W"),
        ("INR 2.5.", "INR/W 2.5/N ./P"),
        ("INR 2.", "INR/W 2/N ./P"),
        ("2. Gout", "2./N Gout/W"),
        ("1.2.3", "1.2/N .3/N"),
        ("102,000 cells", "102,000/N cells/W"),
        ("1,234.50 now", "1,234.50/N now/W"),
        ("12,345, or", "12,345/N ,/P or/W"),
        ("1,23 and", "1/N ,/P 23/N and/W"),
        ("1,2345 and", "1/N ,/P 2345/N and/W"),
        ("2.5mg", "2.5/N mg/W"),
        # slashes, colons, dates
        ("120/80", "120/N //P 80/N"),
        ("04/04/06", "04/N //P 04/N //P 06/N"),
        ("7:00-8:00", "7/N :/P 00/N -/P 8/N :/P 00/N"),
        ("2:31PM", "2/N :/P 31PM/W"),
        # hyphens
        ("28-year-old", "28/N -/P year/W -/P old/W"),
        ("low-grade", "low/W -/P grade/W"),
        ("non-tender", "non-tender/W"),
        ("x-ray post-op mid-20s A-P", "x-ray/W post-op/W mid-20s/W A-P/W"),
        ("a-day Re-Eval", "a-day/W Re-Eval/W"),
        ("e-mail-less", "e-mail-less/W"),
        ("two-fold four-most-wise", "two-fold/W four-most-wise/W"),
        ("salon-o-torium", "salon-o-torium/W"),
        ("uh-oh mm-hm", "uh-oh/W mm-hm/W"),
        ("non- tender", "non/W -/P tender/W"),
        ("pre-", "pre/W -/P"),
        ("non-(x", "non-/W (/P x/W"),
        ("Tc-99m", "Tc/W -/P 99m/W"),
        ("-400 5-6", "-/P 400/N 5/N -/P 6/N"),
        # telephone numbers and postal codes
        ("5-4321", "5-4321/W"),
        ("555-1212 now", "555-1212/W now/W"),
        ("507-555-1212", "507-555-1212/W"),
        ("1-507-555-1212", "1-507-555-1212/W"),
        ("55905-0001", "55905-0001/W"),
        ("555-12123", "555/N -/P 12123/N"),
        # abbreviations
        ("Dr. Lee", "Dr./W Lee/W"),
        ("p.o. t.i.d., now", "p.o./W t.i.d/W ./P ,/P now/W"),
        ("take p.r.n.", "take/W p/W ./P r/W ./P n/W ./P"),
        ("q.4h. now", "q/W .4/N h./W now/W"),
        ("e.g.[1]", "e.g/W ./P [/P 1/N ]/P"),
        ("vs.: no", "vs./W :/P no/W"),
        ("a.b.c d", "a/W ./P b/W ./P c/W d/W"),
        ("www.nlm.nih.gov x", "www/W ./P nlm/W ./P nih/W ./P gov/W x/W"),
        # addresses
        ("see http://a.org/b?c=1 now", "see/W http://a.org/b?c=1/W now/W"),
        ("mailto:a@b.c", "mailto:a@b.c/W"),
        ("write to j_d@mayo.edu please", "write/W to/W j_d@mayo.edu/W please/W"),
        ("http://", "http/W :/P //P //P"),
        # apostrophes
        ("It's he'll they've I'd we're", "It/W 's/C he/W 'll/C they/W 've/C I/W 'd/C we/W 're/C"),
        ("can't isn't", "ca/W n't/C is/W n't/C"),
        ("James' arm", "James/W '/P arm/W"),
        ("the 80's and x's", "the/W 80's/W and/W x's/W"),
        ("the 80's-esque", "the/W 80's-esque/W"),
        ("'tis 'twas 'twasx", "'t/C is/W 't/C was/W '/P twasx/W"),
        ("'Assad said 'no'", "'Assad/W said/W '/P no/W '/P"),
        ("P'yongyang", "P'yongyang/W"),
        ("O'Donnell", "O/W '/P Donnell/W"),
        ("Seen by Dr. O'Donnell today", "Seen/W by/W Dr./W O/W 'D/C onnell/W today/W"),
        ("n't good, isn't", "n/W '/P t/W good/W ,/P isn/W '/P t/W"),
        # words that are taken apart
        ("cannot go", "can/W not/C go/W"),
        ("He cannot", "He/W can/W not/C"),
        ("cannot, he", "cannot/W ,/P he/W"),
        ("Whatcha whaddya GONNA", "Wha/W t/C cha/C wha/W dd/C ya/C GON/W NA/C"),
        # punctuation and symbols
        ("so... yes", "so/W .../P yes/W"),
        ("yes?! (no) [x]", "yes/W ?/S !/S (/P no/W )/P [/P x/W ]/P"),
        ("{y} <z>", "{/P y/W }/P </P z/W >/P"),
        ("5% & #3 @home a_b ^ ~", "5/N %/S &/S #/S 3/N @/S home/W a/W _/S b/W ^/S ~/S"),
        ('"hi" a\\b', '"/P hi/W "/P a/W \\/P b/W'),
        # other alphabets and signs
        ("37°C, ½ µg ±2", "37/N °/S C/W ,/P ½/S µg/W ±/S 2/N"),
        ("naïve Müller", "naïve/W Müller/W"),
        ("a\u00a0b", "a/W \u00a0/S b/W"),
        ("a\u2003b", "a/W b/W"),
        ("10² x", "10/N ²/S x/W"),
    ],
)  # fmt: skip
def test_tokens_are_those_of_ctakes(sentence: str, expected: str) -> None:
    assert tokens(sentence) == expected


def test_what_is_outside_the_basic_plane_is_a_symbol() -> None:
    assert tokens("a 😀 𝐱") == "a/W 😀/S 𝐱/S"


def test_a_line_end_within_a_sentence_is_a_token_of_its_own() -> None:
    text = "non-\r\ntender\n"
    begins, ends, kinds = tokenise(text, [(0, 12)], [(0, len(text))])
    found = list(zip(begins.tolist(), ends.tolist(), kinds.tolist(), strict=True))
    assert found == [(0, 3, 0), (3, 4, 2), (4, 6, 5), (6, 12, 0), (12, 13, 5)]


def test_the_end_of_a_sentence_decides_not_that_of_the_text() -> None:
    text = "take p.r.n. Now"
    begins, _, _ = tokenise(text, [(0, 11)], [])
    assert len(begins) == 7
    begins, _, _ = tokenise(text, [(0, 15)], [])
    assert len(begins) == 3


@pytest.mark.parametrize("text", ["", " ", "\t\f"])
def test_blanks_have_no_tokens(text: str) -> None:
    begins, ends, kinds = tokenise(text, [(0, len(text))], [(0, len(text))])
    assert len(begins) == len(ends) == len(kinds) == 0


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(("mg", 0), ("99m", 0), ("ß", 0), ("Mg", 1), ("A1", 1), ("X-ray", 1)),
        *(("pH", 2), ("McGee", 2), ("CT1", 2), ("T.B", 2), ("CT", 3), ("A", 3), ("É", 3)),
    ],
)
def test_capitalisation(word: str, expected: int) -> None:
    assert capitalisation(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"), [("mg", 0), ("x-ray", 0), ("2nd", 1), ("2x3", 1), ("B12x", 2), ("B12", 3)]
)
def test_number_position(word: str, expected: int) -> None:
    assert number_position(word) == expected


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("CAN'T", "can't"),
        ("É5", "j5"),
        ("٣", "0"),
        ("\u00a0\u2003", "\x7f "),
        ("½😀", "\x7f\x7f"),
        ("İ", "j"),
    ],
)
def test_folding_keeps_every_offset(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_rows_have_unique_ids() -> None:
    assert len(affixes()) == 9
    for words in affixes().values():
        assert max(Counter(words).values()) == 1


def test_where_pieces_end() -> None:
    assert taken_apart()["cannot"] == (3, 6)
    assert taken_apart()["whatcha"] == (3, 4, 7)


@pytest.mark.parametrize("words", [["Non"], ["jo"], [""], ["a b"]])
def test_the_schema_refuses_a_bad_word(words: list[str]) -> None:
    with pytest.raises(ValidationError):
        Affixes.model_validate({"id": "prefix", "words": words})

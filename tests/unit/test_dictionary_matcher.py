"""Which words of a text are terms."""

import pytest
from cascara.annotators.dictionary.compile import Stamp, build
from cascara.annotators.dictionary.matcher import Matcher
from cascara.annotators.dictionary.terminology import Terminology

TERMS = """\
text\ttui\tcode
high blood pressure\tT047\t1
blood pressure\tT201\t2
pressure\tT201\t3
chest pain\tT184\t4
pain\tT184\t5
pain syndrome\tT047\t6
Crohn's disease\tT047\t7
x-ray\tT060\t8
ALL\tT191\t9
MS\tT047\t10
aids\tT074\t11
AIDS\tT047\t12
diagnosis\tT033\t13
kidney stones\tT047\t14
biopsies\tT060\t15
heart attack\tT047\t16
attack\tT033\t17
PE\tT047\t18
oxygen\tT121\t19
oxygen saturation\tT201\t20
cold\tT047\t21
cold\tT184\t22
back\tT029\t23
pe\tT121\t24
Sjögren syndrome\tT047\t25
"""
PHRASES = "came back\t\t\n"


@pytest.fixture(scope="module")
def terminology(tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    source, phrases, output = folder / "a.tsv", folder / "b.tsv", folder / "a.terms"
    source.write_text(TERMS, encoding="utf-8")
    phrases.write_text("text\tgroup\ncame back\tnone\n", encoding="utf-8")
    build([source, phrases], output, Stamp("test", "1", ""))
    return Terminology.open(output)


def found(terminology, text, **options):
    hits = Matcher(terminology, **options).match([text])[0]
    concepts = [sense.array.features["elements"][0].features for _, _, sense in hits]
    return [(text[b:e], c["code"]) for (b, e, _), c in zip(hits, concepts, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CHEST PAIN", [("CHEST PAIN", "4")]),
        ("high blood\n  pressure", [("high blood\n  pressure", "1")]),
        ("chest pains", [("chest pains", "4")]),
        ("chestpain, chest pai", []),
        ("no chest. pain", [("pain", "5")]),
        ("chest\n\npain", [("pain", "5")]),
        ("chest\n- pain", [("pain", "5")]),
        ("Crohn disease, Crohn’s disease", [("Crohn disease", "7"), ("Crohn’s disease", "7")]),
        ("X ray and x\u2010ray", [("X ray", "8"), ("x\u2010ray", "8")]),
        ("two diagnoses", [("diagnoses", "13")]),
        ("a kidney stone", [("kidney stone", "14")]),
        ("one biopsy", [("biopsy", "15")]),
        ("SJOGREN'S SYNDROME", [("SJOGREN'S SYNDROME", "25")]),
        ("colds", [("colds", "21"), ("colds", "22")]),
    ],
)
def test_a_term_however_it_is_written(terminology, text, expected):
    assert found(terminology, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("has ALL now", [("ALL", "9")]),
        ("all of it", []),
        ("All", []),
        ("DENIES ALL PAIN AND FEVER", [("PAIN", "5")]),
        ("DX: ALL", [("ALL", "9")]),
        ("hx of MS", [("MS", "10")]),
        ("40 ms, Ms Doe", []),
        ("hearing aids", [("aids", "11")]),
        ("AIDS", [("AIDS", "12"), ("AIDS", "11")]),
    ],
)
def test_short_terms_in_capitals_are_acronyms(terminology, text, expected):
    assert found(terminology, text) == expected


def test_short_terms_in_lower_case_need_the_minimum_length(terminology):
    assert found(terminology, "pe") == []
    assert found(terminology, "pe", minimum_length=2) == [("pe", "24")]
    assert found(terminology, "chest pain", minimum_length=11) == []


def test_longest_of_each_group_and_what_leaves_no_room(terminology):
    assert found(terminology, "high blood pressure") == [("high blood pressure", "1")]
    assert found(terminology, "blood pressure") == [("blood pressure", "2")]
    assert found(terminology, "pain syndrome") == [("pain syndrome", "6")]
    assert found(terminology, "oxygen saturation") == [("oxygen saturation", "20")]
    assert found(terminology, "heart attack") == [("heart attack", "16")]
    assert found(terminology, "chest pain syndrome") == [
        ("chest pain", "4"),
        ("pain syndrome", "6"),
    ]


def test_all_overlapping_terms_on_demand(terminology):
    assert found(terminology, "high blood pressure", overlap="all") == [
        ("high blood pressure", "1"),
        ("blood pressure", "2"),
        ("pressure", "3"),
    ]


def test_senses_in_different_groups_on_the_same_words_are_all_kept(terminology):
    assert found(terminology, "a cold") == [("cold", "21"), ("cold", "22")]


def test_phrases_that_are_no_terms(terminology):
    assert found(terminology, "Her back. She came back.") == [("back", "23")]
    assert found(terminology, "came back", overlap="all") == []


def test_excluded_terms(terminology):
    text = "MS with chest pain, cold, colds"
    assert found(terminology, text, exclude=("ms", "Colds", "chest-pain")) == [
        ("pain", "5"),
        ("cold", "21"),
        ("cold", "22"),
    ]


def test_no_match_crosses_from_one_note_to_the_next(terminology):
    hits = Matcher(terminology).match(["chest", "pain", "", "heart", "attack"])
    assert [len(h) for h in hits] == [0, 1, 0, 0, 1]


@pytest.mark.parametrize("around", ["word ", "word\n", "é𝔸 "])
def test_long_texts_are_searched_in_pieces_and_nothing_is_lost_between(terminology, around):
    piece = around * 9 + "high blood pressure "
    text = piece * (300_000 // len(piece))
    hits = Matcher(terminology).match([text, "chest pain", text[:50]])
    assert len(hits[0]) == text.count("high blood pressure")
    assert {text[b:e] for b, e, _ in hits[0]} == {"high blood pressure"}
    assert len(hits[1]) == 1


def test_the_same_words_in_another_line_are_judged_anew(terminology):
    matcher = Matcher(terminology)
    texts = ["has ALL now", "DENIES ALL PAIN AND FEVER", "has ALL now"]
    assert [[text[b:e] for b, e, _ in matcher.match([text])[0]] for text in texts] == [
        ["ALL"],
        ["PAIN"],
        ["ALL"],
    ]


def test_a_hash_that_lies_is_found_out(terminology):
    """A term's slot that points to another term gives no match: the text is compared."""
    header, arrays = terminology.header, dict(terminology.arrays)
    values = arrays["values"].copy()
    ends = values >= 0
    values[ends] = (values[ends] + 1) % header["terms"]
    liar = Terminology(header, arrays | {"values": values})
    assert found(liar, "chest pain, heart attack, x-ray, cold") == []

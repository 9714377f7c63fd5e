"""Escape sequences, by HL7 v2.8 chapter 2.7."""

from __future__ import annotations

import pytest
from cascara.readers.hl7.escapes import WIDEST, Delimiters, unescape

MARKS = Delimiters()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f\P\g", "a|b^c&d~e\\f#g"),
        (r"one\.br\two", "one\ntwo"),
        (r"one\.BR\two", "one\ntwo"),
        (r"one\.sp\two\.sp3\three", "one\ntwo\n\n\nthree"),
        (r"\.ce\Title\.br\\.in4\text\.ti2\more\.sk3\end", "\nTitle\n    text  more   end"),
        (r"\.nf\a\.fi\b\.in-4\c", "abc"),
        (r"\H\bold\N\ plain", "bold plain"),
        (r"a\X0D\b\X0A\c\X0D0A\d\X09\e", "a\nb\nc\nd\te"),
        (r"\X48\\X49\ \X48 49\ ".strip(), r"HI \X48 49\ ".strip()),
        (r"\XC3BC\ and \XC3\\XBC\ and \Xc3bc\ ".strip(), "ü and ü and ü"),
        (r"a\Zabc\b", "ab"),
        # What is no sequence is text.
        (r"C:\temp\x", r"C:\temp\x"),
        ("one\\", "one\\"),
        ("a\\\\b", "a\\\\b"),
        (r"\X4\ \XGG\ \.zz\ \Q\ ".strip(), r"\X4\ \XGG\ \.zz\ \Q\ ".strip()),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_sequences(written: str, meant: str) -> None:
    assert unescape(written, MARKS, "utf-8") == meant


def test_hexadecimal_bytes_are_in_the_set_of_the_message() -> None:
    assert unescape(r"\XFC\ ".strip(), MARKS, "latin-1") == "ü"
    assert unescape(r"\X82A0\ ".strip(), MARKS, "shift_jis") == "あ"


def test_other_sets_within_a_field() -> None:
    kanji = "漢字".encode("iso2022_jp")[3:-3].decode("ascii")  # without its two shifts
    assert unescape(rf"name \M2442\{kanji}\C2842\ end", MARKS, "utf-8") == "name 漢字 end"
    greek = "πόνος".encode("iso8859-7").decode("latin-1")
    assert unescape(rf"\C2D46\{greek}\C2842\.", MARKS, "latin-1") == "πόνος."


def test_a_shift_in_name_only_leaves_the_words() -> None:
    assert unescape(r"\M2442\漢字\C2842\ ".strip(), MARKS, "utf-8") == "漢字"
    assert unescape(r"\M9999\word", MARKS, "utf-8") == "word"


def test_an_escape_character_of_the_senders_own() -> None:
    marks = Delimiters("#", "*", "%", "!", "@")
    assert unescape(r"a!F!b!T!c\T\d!.br!e", marks, "utf-8") == "a#b@c\\T\\d\ne"


def test_a_command_cannot_ask_for_much() -> None:
    assert unescape(r"\.sp99999999\x", MARKS, "utf-8") == "\n" * WIDEST + "x"
    assert unescape(r"\.in99999999\x", MARKS, "utf-8") == " " * WIDEST + "x"

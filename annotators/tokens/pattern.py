r"""The one regular expression that tokenises a sentence, with cTAKES's decisions in their order.

It is applied to folded text (see ``fold``) between a sentence's offsets, so that ``\Z`` is the
sentence's end. Its groups are kinds of token; few groups make it fast.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter

PATH = Path(__file__).with_name("affixes.yaml")

WORD, NUM, PUNCTUATION, SYMBOL, CONTRACTION, NEWLINE = range(6)
CONTRACTED = 6
"""A word with its contraction: two tokens."""

_PIECES = 40
"""More letters with stops ("p.o.") are no abbreviation; without a limit time is quadratic."""

_BLANK = r"\t-\r\x1c-\x20"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTER, _DIGIT, _SYMBOL = "j", "0", "\x7f"  # no affix has a "j"


class Affixes(BaseModel):
    """A row of affixes.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*$")]
    """Stable."""

    words: tuple[Annotated[str, StringConstraints(pattern=r"^[a-ik-z'|:/-]+$")], ...]
    """Lower case."""


@lru_cache(maxsize=1)
def affixes() -> dict[str, tuple[str, ...]]:
    """The words of affixes.yaml by the id of their row."""
    rows = TypeAdapter(tuple[Affixes, ...]).validate_python(
        yaml.safe_load(PATH.read_text(encoding="utf-8"))
    )
    return {row.id: row.words for row in rows}


def fold(text: str) -> str:
    """The text in lower case and ASCII, every character at its old offset.

    Other characters are replaced by one that cTAKES treats alike: letters, digits, blanks (no
    no-break space is one), and all the rest, such as numerals (½) and what is outside the basic
    plane, as symbols.
    """
    if text.isascii():
        return text.lower()
    return _NOT_ASCII.sub(_stand_in, text).lower()


def _stand_in(match: re.Match[str]) -> str:
    char = match[0]
    if char > "\uffff":
        return _SYMBOL
    if char.isalpha():
        return _LETTER
    if char.isdecimal():
        return _DIGIT
    return " " if char.isspace() and char not in "\x85\xa0\u2007\u202f" else _SYMBOL


@lru_cache(maxsize=1)
def taken_apart() -> dict[str, tuple[int, ...]]:
    """Words such as "cannot", and where their pieces end."""
    pieces = {word.replace("|", ""): word.split("|") for word in affixes()["split"]}
    return {
        word: tuple(sum(map(len, parts[: n + 1])) for n in range(len(parts)))
        for word, parts in pieces.items()
    }


def any_of(words: Sequence[str]) -> str:
    """One of the words, the longest that fits."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in longest_first) + ")"


@lru_cache(maxsize=2)
def compiled(contractions: bool = True) -> tuple[re.Pattern[str], tuple[int, ...]]:
    """The pattern, and the kind of each of its groups (there is no group 0).

    Without ``contractions`` it reads "it's" as a word and what is left.
    """
    words = affixes()
    w, letter, digit = "[a-z0-9]", "[a-z]", "[0-9]"
    apart = rf"(?=[{_BLANK};()\[\]\"<>\\,]|\.?\Z)"  # what follows is no part of a longer token
    eighties = rf"{w}{digit}*'s(?!{w})"  # "80's": cTAKES does not look at the first character
    contraction = any_of(words["contraction"])
    joined = rf"{w}*n't|{w}+'{contraction}(?!{w})|{w}*{letter}'{contraction}"
    groups = (
        (WORD, [rf"{letter}+{apart}"]),
        (PUNCTUATION, [r"[;:,()\[\]{}<>\"/\\-]", r"\.(?![0-9.])"]),
        (CONTRACTED, [rf"(?!{eighties})(?:{joined})" if contractions else r"(?!)"]),
        (WORD, _words(words, eighties)),
        (NUM, [rf"{digit}+(?=,)(?:,{digit}{{3}}(?!{digit}))*(?:\.(?!\Z){digit}*)?"]),
        (NUM, [rf"{digit}+(?:\.(?!\Z){digit}*)?", rf"\.{digit}+"]),
        (CONTRACTION, [rf"'t(?=is(?!{letter})|was(?!{letter}))"]),
        (PUNCTUATION, [r"\.\.\.|\.|'"]),
        (SYMBOL, [rf"[^{_BLANK}]"]),
    )
    tokens = "|".join(f"({'|'.join(rules)})" for _, rules in groups)
    pattern = re.compile(rf"[{_BLANK}]*(?:{tokens})")
    return pattern, (-1, *(kind for kind, _ in groups))


def _words(words: dict[str, tuple[str, ...]], eighties: str) -> list[str]:
    """The rules of words that are more than a run of letters, in their order."""
    w, letter, digit = "[a-z0-9]", "[a-z]", "[0-9]"
    end = rf"(?=[{_BLANK}]|\Z)"
    suffix = rf"-{any_of(words['suffix'])}(?!{w})"
    long_suffix = rf"-{any_of(words['long-suffix'])}(?!{w})"
    whole = rf"{any_of(words['whole'])}(?!{w})"
    dotted = rf"(?:(?!www\.){letter}+\.)"  # abbreviations; a sentence's last stop is not theirs
    return [
        rf"{eighties}(?:{long_suffix}|{suffix})?",
        rf"{any_of(words['whole-apostrophe'])}{end}",
        rf"{_telephone(digit)}(?![0-9-])",
        rf"{any_of(words['address'])}[^{_BLANK}]+",
        rf"{w}[a-z0-9!#$%&'*+/=?^_`{{|}}~-]{{,63}}@(?:[.-]?{w}){{1,255}}{end}",
        rf"{dotted}{{1,{_PIECES}}}(?=[{_BLANK}?!:])",
        rf"{dotted}{{,{_PIECES}}}(?!www\.){letter}+(?=\.(?![a-z0-9{_BLANK}?!:]|\Z))",
        rf"{w}+(?:{long_suffix}|{suffix}(?:{suffix})?)",
        rf"{whole}(?:{suffix})?",
        rf"{any_of(words['prefix'])}-(?!{end})(?:{whole}|{w}*(?:{suffix})?)",
        rf"{digit}*{letter}{w}*",
        any_of(words["name"]),
    ]


def _telephone(digit: str) -> str:
    """Telephone numbers 5-1234 to 1-555-555-1234, and the postal code 55905-0001."""
    forms = ("1-4", "3-4", "3-3-4", "1-3-3-4", "5-4")
    numbers = ("-".join(f"{digit}{{{n}}}" for n in form.split("-")) for form in forms)
    return "(?:" + "|".join(numbers) + ")"

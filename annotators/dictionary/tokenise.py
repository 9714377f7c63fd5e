"""Words of a text as arrays of offsets and 64-bit hashes.

Terms and notes pass through the same steps, so that a term is found however it is written:

* case, accents and typographic variants of letters, quotes and dashes are folded away, one code
  point for one code point, so that offsets stay those of the text;
* white space only separates; a hyphen inside a word does the same (x-ray, x ray);
* a possessive ending is left out (Crohn's, Crohn);
* letters, digits and ``_`` that touch are one token, every other character is one of its own.

``normalise`` says it in plain Python and is what a hit is verified with; ``tokenise`` does the
same to a whole batch of notes with numpy. A property test holds them equal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint8] | npt.NDArray[np.uint32]

LONGEST_TOKEN = 64
"""Longer tokens match nothing: no term holds one, and the hash is safe only for short ones."""

SPACE, WORD, MARK, HYPHEN, APOSTROPHE, NEWLINE = range(6)

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212"
_APOSTROPHES = "\u2018\u2019\u02bc\u0060\u00b4"


_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
_VARIANTS = {**dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_APOSTROPHES, "'")} | dict.fromkeys(
    _LINE_ENDS, "\n"
)


def _fold_once(char: str) -> str:
    if char in _VARIANTS:
        return _VARIANTS[char]
    parts = unicodedata.normalize("NFKD", char)
    base, lower = parts[0], parts[0].lower()
    plain = len(lower) == 1 and all(map(unicodedata.combining, parts[1:]))
    return lower if plain and base.isspace() == char.isspace() else char


def fold(char: str) -> str:
    """One character without case, accents and typographic variants; always one character."""
    return _fold_once(_fold_once(char))


class _Folding(dict[int, str]):
    """A translation table that fills itself."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold(chr(code))
        return folded


_FOLDING = _Folding()
_LEFT_OUT = re.compile(r"(?<=\w)'s(?!\w)|(?<=s)'(?!\w)|(?<=\w)-(?=\w)")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def folded(text: str) -> str:
    """The text with every character folded; as long as the text."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def normalise(text: str) -> str:
    """The tokens of a text, joined by single spaces: how a terminology stores a term."""
    plain = folded(text)
    words = plain.split()
    if "".join(words).isalnum():
        return " ".join(words)
    if "'" in plain or "-" in plain:
        plain = _LEFT_OUT.sub(" ", plain)
    return " ".join(_TOKEN.findall(plain))


def _kind(char: str) -> int:
    if char == "\n":
        return NEWLINE
    if char.isspace():
        return SPACE
    if char.isalnum() or char == "_":
        return WORD
    return {"-": HYPHEN, "'": APOSTROPHE}.get(char, MARK)


_ASCII = [fold(chr(code)) for code in range(128)]
_ASCII_KIND = bytes(map(_kind, _ASCII)) + bytes(128)
_ASCII_CODE = bytes(map(ord, _ASCII)) + bytes(128)

_BASE = 0xD1342543DE82EF95
_INVERSE = pow(_BASE, -1, 1 << 64)
MIX_1, MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_powers: dict[int, Hashes] = {}


def powers(base: int, count: int) -> Hashes:
    """``base`` to the powers 0, 1, ... modulo 2**64, at least ``count`` of them."""
    known = _powers.get(base)
    if known is None or len(known) < count:
        size = 1 << max(count - 1, 1).bit_length()
        known = np.ones(size, np.uint64)
        filled = 1
        while filled < size:
            factor = np.uint64(pow(base, filled, 1 << 64))
            known[filled : 2 * filled] = known[:filled] * factor
            filled *= 2
        _powers[base] = known
    return known


def _characters(text: str) -> tuple[Bytes, Codes]:
    """Kind and folded code of every code point, each with two of a space before the text and three
    after it, so that every character has neighbours to look at."""
    text = f"  {text}   "
    plain = text.encode("ascii", "replace")
    kind = np.frombuffer(bytearray(plain).translate(_ASCII_KIND), np.uint8)
    code: Codes = np.frombuffer(plain.translate(_ASCII_CODE), np.uint8)
    if not text.isascii():
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        place = np.flatnonzero(points > 127)
        distinct, which = np.unique(points.take(place), return_inverse=True)
        chars = [fold(chr(point)) for point in distinct.tolist()]
        kind[place] = np.array([_kind(char) for char in chars], np.uint8)[which]
        code = code.astype(np.uint32)
        code[place] = np.array([ord(char) for char in chars], np.uint32)[which]
    return kind, code


_S = ord("s")


def _leave_out(kind: Bytes, code: Codes) -> None:
    """Makes spaces of hyphens inside words and of possessive endings; marks of the others."""
    marks = np.flatnonzero(kind >= HYPHEN)
    marks = marks[kind.take(marks) != NEWLINE]
    hyphen = kind.take(marks) == HYPHEN
    after_word, before_word = kind.take(marks - 1) == WORD, kind.take(marks + 1) == WORD
    s_before = after_word & (code.take(marks - 1) == _S)
    s_after = (code.take(marks + 1) == _S) & (kind.take(marks + 2) != WORD)
    of_s = ~hyphen & after_word & before_word & s_after
    gone = of_s | (~hyphen & s_before & ~before_word) | (hyphen & after_word & before_word)
    kind[marks] = MARK
    kind[marks[gone]] = SPACE
    kind[marks[of_s] + 1] = SPACE


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text. All arrays are as long as there are tokens."""

    begin: Ints
    """Offset of the first character, in code points."""

    end: Ints
    """Offset after the last character."""

    hash: Hashes
    """Of the folded characters; 0 for a token that is too long to match anything."""

    joined: Flags
    """Whether the token may follow the one before in a term: False after a blank line. One more
    entry, always False, stands for the end of the text."""

    def __len__(self) -> int:
        return len(self.begin)


def _joined(kind: Bytes, begin: Ints) -> Flags:
    """False where two line ends without a token between them precede the token."""
    joined = np.ones(len(begin) + 1, np.bool_)
    joined[-1] = False
    before = np.searchsorted(begin, np.flatnonzero(kind == NEWLINE))
    joined[before[1:][before[1:] == before[:-1]]] = False
    return joined


def tokenise(text: str) -> Tokens:
    """The tokens of a text, which may be several notes joined by blank lines."""
    kind, code = _characters(text)
    _leave_out(kind, code)
    kind, code = kind[1:-2], code[2:-3]
    word, mark = kind == WORD, kind[1:-1] == MARK
    begin = np.flatnonzero((word[1:-1] > word[:-2]) | mark)
    end = np.flatnonzero((word[1:-1] > word[2:]) | mark)
    end += 1
    return Tokens(begin, end, _hashes(code, begin, end), _joined(kind[1:-1], begin))


def _hashes(code: Codes, begin: Ints, end: Ints) -> Hashes:
    sums = np.zeros(len(code) + 1, np.uint64)
    np.multiply(code, powers(_BASE, len(code))[: len(code)], out=sums[1:])
    np.cumsum(sums, out=sums)
    values = sums.take(end)
    values -= sums.take(begin)
    values *= powers(_INVERSE, len(code)).take(begin)
    length = (end - begin).view(np.uint64)
    values ^= length
    values *= MIX_1
    values ^= values >> np.uint64(32)
    values *= MIX_2
    values ^= values >> np.uint64(29)
    values *= length <= LONGEST_TOKEN
    return values


def extend(prefix: Hashes, token: Hashes) -> Hashes:
    """The hashes of term prefixes with one token more."""
    turned: Hashes = prefix << np.uint64(7)
    turned |= prefix >> np.uint64(57)
    turned ^= token
    turned *= MIX_2
    turned ^= token >> np.uint64(31)
    return turned

"""Other forms a term is found in: singular and plural of its last word.

English grammar with the Latin and Greek plurals of medicine, not a word list. Where an ending
leaves a choice (aches, boxes) every form is given: one that is no word is in no note.
"""

from __future__ import annotations

from functools import lru_cache

_PLURALS: dict[str, tuple[str, ...]] = {
    "sis": ("ses",),
    "us": ("uses", "i"),
    "um": ("ums", "a"),
    "ma": ("mas", "mata"),
    "a": ("as", "ae"),
    "ix": ("ixes", "ices"),
    "ex": ("exes", "ices"),
    **{ending: (ending + "es",) for ending in ("s", "x", "z", "ch", "sh")},
    **{vowel + "y": (vowel + "ys",) for vowel in "aeiou"},
    "y": ("ies",),
    "": ("s",),
}
"""What replaces the ending of a singular; the longest ending that fits decides."""

_SINGULARS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ss", "us", "is"), ()),
    "ses": ("s", "se", "sis"),
    **{ending + "es": (ending, ending + "e") for ending in ("x", "z", "ch", "sh")},
    "ices": ("ice", "ix", "ex"),
    "ies": ("y", "ie"),
    "ae": ("a",),
    "mata": ("ma",),
    "i": ("us",),
    "s": ("",),
}
"""What replaces the ending of a plural. No ending that fits: the word is a singular."""

_LONGEST_ENDING = 4
_SHORTEST_SINGULAR, _SHORTEST_PLURAL = 3, 4
"""Letters a word needs to be inflected: shorter ones are too often something else."""


def _endings(endings: dict[str, tuple[str, ...]], word: str) -> tuple[str, ...]:
    for size in range(min(_LONGEST_ENDING, len(word)), -1, -1):
        ending = word[len(word) - size :]
        if ending in endings:
            stem = word[: len(word) - size]
            return tuple(stem + other for other in endings[ending])
    return ()


@lru_cache(maxsize=1 << 16)
def _inflected_word(word: str) -> tuple[str, ...]:
    if not (word.isascii() and word.isalpha()):
        return ()
    forms: tuple[str, ...] = ()
    if len(word) >= _SHORTEST_PLURAL:
        forms = _endings(_SINGULARS, word)
    if not forms and len(word) >= _SHORTEST_SINGULAR:
        forms = _endings(_PLURALS, word)
    return forms


def inflected(term: str) -> list[str]:
    """The other forms of a normalised term: its last word in the singular or the plural."""
    head, space, last = term.rpartition(" ")
    return [head + space + form for form in _inflected_word(last)]

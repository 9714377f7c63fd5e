"""Rules that turn formal names into those that people write."""

from __future__ import annotations

import re
from collections.abc import Iterable

_REMARKS = re.compile(
    r"\s*\((?:disease|disorder|finding|morphology|qualifier value|procedure)\)|\s*\[[^\]]*\]"
)
_NOT_NAMES = re.compile(
    r"susceptibility|protection against|association with|response to|resistance to|modifier of|"
    r"autosomal|x-linked|caused by mutation|related to mutation|"
    r"\bNEC\b|elsewhere classified|classified elsewhere|digenic|"
    r"\b(?:type|grade) (?:[ivx]+|\d+)[a-z]\d|;|:|=|\d,\d|\{|\}|<|>|#",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:with|without|due|in|of|to|and|or|not|other|unspecified|by|for|from|on|at|as|see)\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"\b(?:of|in|with|to|the|and|or|by|due|at|on|for)$", re.IGNORECASE)
_MOST_WORDS, _MOST_CHARACTERS = 10, 80


def tidy(name: str) -> str:
    """A name without remarks for coders; empty when it is none that anybody would write."""
    name = _REMARKS.sub("", name.replace("’", "'"))
    name = re.sub(r",? NOS\b", "", name).strip(" ,.")
    name = re.sub(r"\s+", " ", name)
    if _NOT_NAMES.search(name) or _UNFINISHED.search(name) or len(name) > _MOST_CHARACTERS:
        return ""
    return name if len(name.split()) <= _MOST_WORDS else ""


def uninverted(name: str) -> str:
    """``Diabetes mellitus, type 2`` in the order it is spoken; a name of another form as it is."""
    head, comma, rest = name.partition(", ")
    if not comma or "," in rest or _PREPOSITION.search(rest):
        return name
    return f"{rest} {head}"


def inverted(name: str) -> bool:
    """Whether a name is in index order: its last words belong before the first."""
    return uninverted(name) != name


def sentence_case(name: str) -> str:
    """``Chest Pain`` as ``Chest pain``; names of people, acronyms and codes stay as they are."""
    words = name.split()
    later = [w.lower() if re.fullmatch(r"[A-Z][a-z-]+", w) else w for w in words[1:]]
    first = words[0]
    if re.fullmatch(r"[a-z][a-z'-]*", first):
        first = first[0].upper() + first[1:]
    return " ".join([first, *later])


def plain(name: str) -> str:
    """A name for comparison: without case, possessives, hyphens and the plural of its end."""
    return re.sub(r"'s\b|s$", "", name.lower()).replace("-", " ")


def related(name: str, others: Iterable[str]) -> bool:
    """Whether a name has a word, or the first letters of one, in common with any of others."""
    stems = {word[:5] for other in others for word in plain(other).split() if len(word) > 3}
    return any(word[:5] in stems for word in plain(name).split() if len(word) > 3)


# Names of ICD-10-CM. Each rule gives names that mean the code, or a little less than it says.

_RESIDUE = re.compile(r"^(?:other|unspecified|certain|multiple) ", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"(?:,| -)? (?:unspecified(?: (?:site|organism|type|eye|ear|side|part|knee|hip|limb|whether "
    r"[a-z ]+|as to [a-z ]+|cause|severity|trimester|joint))?|site (?:not specified|unspecified)|"
    r"not specified|uncomplicated|not intractable|organism unspecified|cause unspecified|type "
    r"unspecified|without (?:complications?|status [a-z]+|behavioral disturbance.*|mention .*|"
    r"angina pectoris|esophagitis|bleeding|hemorrhage|perforation or abscess|obstruction|"
    r"exacerbation|\(acute\) exacerbation|aura|gangrene|agitation|psychotic features))$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:unspecified|nontraumatic|other and unspecified) ", re.IGNORECASE)
_SIDE = re.compile(
    r",? (?:(?:right|left|bilateral|unspecified) (?:side|eye|ear)|bilateral)$|"
    r"\b(?:right|left|unspecified) ",
    re.IGNORECASE,
)
_CANCER = re.compile(r"^malignant neoplasm of (?:the )?([a-z ]+)$", re.IGNORECASE)
_METASTASIS = re.compile(r"^secondary malignant neoplasm of (?:the )?([a-z ]+)$", re.IGNORECASE)
_OF_SITE = re.compile(
    r"^(pain|fracture|stiffness|effusion|abscess|cyst|ulcer|laceration|contusion|sprain|strain|"
    r"dislocation|cellulitis|carbuncle|burn|foreign body|varicose veins|osteoarthritis|stenosis|"
    r"injury|inflammation|bursitis|atrophy|calculus|polyp) (?:in|of) (?:the )?([a-z ]+)$",
    re.IGNORECASE,
)


def _without_brackets(name: str) -> list[str]:
    """``Essential (primary) hypertension``: essential hypertension, primary hypertension."""
    plain = re.sub(r"\s*\([^)]*\)", "", name).strip()
    found = [plain]
    alternatives = re.fullmatch(r"([A-Za-z]+) \(([a-z]+)\) ([a-z ]+)", name)
    if alternatives:
        found.append(f"{alternatives[2]} {alternatives[3]}")
    return found


def _without_qualifiers(name: str) -> str:
    before = ""
    while before != name:
        before = name
        name = _LEADING.sub("", _QUALIFIER.sub("", name)).strip(" ,")
    return name


def _spoken(name: str) -> list[str]:
    """The same in everyday words: cancers, metastases, and what is the matter with a site."""
    if match := _CANCER.match(name):
        return [f"{match[1]} cancer", f"cancer of {match[1]}", f"cancer of the {match[1]}"]
    if match := _METASTASIS.match(name):
        return [f"{match[1]} metastasis", f"metastasis to {match[1]}"]
    if match := _OF_SITE.match(name):
        return [f"{match[2]} {match[1]}", f"{match[1]} of the {match[2]}"]
    return []


def of_icd(formal: str) -> list[str]:
    """Everyday names of a formal name of ICD-10-CM, without itself."""
    found: dict[str, None] = {}
    for name in _without_brackets(formal):
        plain = _without_qualifiers(name)
        sideless = re.sub(r"\s+", " ", _SIDE.sub(" ", plain)).strip(" ,")
        for form in (plain, sideless):
            found |= dict.fromkeys([form, uninverted(form), *_spoken(form.lower())])
    found.pop(formal, None)
    return [name for name in found if name and not _RESIDUE.match(name)]

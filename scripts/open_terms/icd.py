"""ICD-10-CM, from the tabular list of simple-icd-10-cm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import names
from concept import DERIVED, PREFERRED, SYNONYM, Concept
from packages import folder

_LEFT_OUT = re.compile(
    r"^(?:[V-Y]|Z(?!(?:68|72|73|79|9[0-9]))|O(?:09|3[0-6]|4[0-8])|T(?:3[6-9]|4|5|6))"
)
"""External causes, reasons of encounters, obstetric circumstances, poisonings by substance."""

_SYMPTOM = re.compile(r"\bpain\b", re.IGNORECASE)

_KINDS = (
    (re.compile(r"C|D[0-4]"), "T191"),
    (re.compile(r"F"), "T048"),
    (re.compile(r"Q"), "T019"),
    (re.compile(r"[ST]"), "T037"),
    (re.compile(r"R"), "T184"),
    (re.compile(r"Z"), "T033"),
    (re.compile(r""), "T047"),
)


def _path() -> str:
    found = sorted((folder("simple_icd_10_cm") / "data").glob("icd10c-tabular*.xml"))
    return str(found[-1])


def release() -> str:
    """The edition, as the file says it."""
    return re.sub(r".*tabular-|\.xml$", "", _path())


def _categories() -> Iterator[tuple[str, str, list[str]]]:
    for diagnosis in ElementTree.parse(_path()).iter("diag"):
        code, description = diagnosis.findtext("name", ""), diagnosis.findtext("desc", "")
        notes = [n.text or "" for n in diagnosis.findall("inclusionTerm/note")]
        yield code, description, notes


def _derived(concept: Concept, formal: str) -> None:
    for name in names.of_icd(formal):
        concept.add(names.tidy(name), DERIVED)


def read() -> list[Concept]:
    """One concept for each category and code that is a condition."""
    concepts = []
    for code, description, notes in _categories():
        if _LEFT_OUT.match(code) or "(" in code:
            continue
        kind = next(kind for pattern, kind in _KINDS if pattern.match(code))
        if _SYMPTOM.search(description):
            kind = "T184"
        short = names.of_icd(description)
        concept = Concept("ICD10CM", code, description, kind)
        concept.preferred = names.sentence_case(short[0] if short else description)
        concept.add(names.tidy(description), PREFERRED)
        _derived(concept, description)
        for note in notes:
            concept.add(names.tidy(re.sub(r"\s*\([^)]*\)", "", note)), SYNONYM)
            _derived(concept, note)
        concepts.append(concept)
    return concepts

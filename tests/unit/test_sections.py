"""What the sections component puts into the CAS."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from cascara import Cas
from cascara.annotators.sections import Sections

NOTE = """Seen in clinic.

CHIEF COMPLAINT: Cough.

PHYSICAL EXAM:
Vitals: stable
Lungs: clear

CHEST FILM: clear.

1. Plan: rest
"""


@pytest.fixture(scope="module")
def component() -> Sections:
    component = Sections()
    component.setup()
    return component


def annotated(component: Sections, text: str) -> Cas:
    cas = Cas(text)
    component.process(cas)
    return cas


def test_the_features_of_a_section(component: Sections) -> None:
    cas = annotated(component, NOTE)
    section = cas.select("Section")[1]
    assert section.type.name == "cascara.type.Section"
    assert cas.covered_text(section) == " Cough.\n\n"
    assert section.id == section.kind == "chief_complaint"
    assert section.preferredText == "Chief complaint"
    assert section.tagText == "CHIEF COMPLAINT"
    assert section.code == "10154-3"
    assert NOTE[section.headingBegin : section.headingEnd] == "CHIEF COMPLAINT:"
    assert section.level == 1
    assert section.parent is None


def test_the_text_before_the_first_heading(component: Sections) -> None:
    section = annotated(component, NOTE).select("Section")[0]
    assert (section.kind, section.code, section.tagText) == ("unknown", None, None)
    assert (section.begin, section.headingBegin, section.headingEnd) == (0, 0, 0)


def test_sections_are_segments_of_ctakes(component: Sections) -> None:
    cas = annotated(component, NOTE)
    assert cas.select("Segment") == cas.select("Section")


def test_subsections_know_their_parent(component: Sections) -> None:
    cas = annotated(component, NOTE)
    exam = next(s for s in cas.select("Section") if s.kind == "physical_exam")
    vitals, lungs = (s for s in cas.select("Section") if s.level == 2)
    assert vitals.parent is exam
    assert lungs.parent is exam
    assert (vitals.kind, vitals.code) == ("vital_signs", "8716-3")
    assert (lungs.kind, lungs.code, lungs.preferredText) == (
        "physical_exam",
        "29545-1",
        "Respiratory",
    )


def test_every_heading_is_evidence_of_its_section(component: Sections) -> None:
    cas = annotated(component, NOTE)
    found = [
        (cas.covered_text(e), e.target.kind, e.component, e.rule, e.attribute, e.value)
        for e in cas.select("Evidence")
    ]
    rules = [
        ("CHIEF COMPLAINT:", "chief_complaint", "chief-complaint"),
        ("PHYSICAL EXAM:", "physical_exam", "physical-exam"),
        ("Vitals:", "vital_signs", "vitals"),
        ("Lungs:", "physical_exam", "respiratory"),
        ("1. Plan:", "plan", "plan"),
    ]
    assert found == [(text, kind, "sections", rule, "kind", kind) for text, kind, rule in rules]


def test_offsets_are_code_points(component: Sections) -> None:
    text = "CC: 😀 happy\nPLAN: 😀\n"
    cas = annotated(component, text)
    assert [cas.covered_text(s) for s in cas.select("Section")] == [" 😀 happy\n", " 😀\n"]


def test_a_text_without_headings_is_one_section(component: Sections) -> None:
    (section,) = annotated(component, "He is well.\n").select("Section")
    assert (section.begin, section.end, section.kind) == (0, 12, "unknown")


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_text_has_none(component: Sections, text: str) -> None:
    assert annotated(component, text).select("Section") == []


def test_a_view_has_sections_of_its_own(component: Sections) -> None:
    cas = Cas("PLAN: rest")
    view = cas.create_view("other")
    view.sofa_string = "CC: cough"
    component.process(view)
    assert cas.select("Section") == []
    assert [s.kind for s in view.select("Section")] == ["chief_complaint"]


def found_headings(text: str, component: Sections) -> set[tuple[int, int]]:
    """Begin and end of the titles of level 1, without marks and colon."""
    cas = annotated(component, text)
    spans = set()
    for section in cas.select("Section"):
        if section.level == 1 and section.tagText:
            begin = text.index(section.tagText, section.headingBegin)
            spans.add((begin, begin + len(section.tagText)))
    return spans


@pytest.mark.shared_data
def test_headings_of_real_notes(component: Sections, shared_data: Path) -> None:
    """The bold headings of transcribed notes; one regular expression has an F1 of 0.876."""
    right = gold = found = 0
    with gzip.open(shared_data / "mtsamples" / "mtsamples.jsonl.gz") as lines:
        for note in map(json.loads, lines):
            expected = {
                (h["start"], h["start"] + len(h["text"].rstrip(" :\n"))) for h in note["headings"]
            }
            if not expected:
                continue
            spans = found_headings(note["text"], component)
            right += len(expected & spans)
            gold += len(expected)
            found += len(spans)
    assert gold > 13_000
    assert 2 * right / (gold + found) > 0.96


@pytest.mark.shared_data
def test_every_heading_in_capitals_of_clinic_notes(component: Sections, shared_data: Path) -> None:
    """Clinic notes whose section headings are lines in capitals of more than one word."""
    missed = []
    with gzip.open(shared_data / "aci_bench" / "aci_notes.jsonl.gz") as lines:
        for note in map(json.loads, lines):
            text = note["note"]
            titles = {text[begin:end] for begin, end in found_headings(text, component)}
            for line in text.splitlines():
                alone = line.strip().rstrip(":")
                if " " in alone and alone.isupper() and alone.replace(" ", "").isalpha():
                    missed += [alone] if alone not in titles else []
    assert missed == []

"""What the sentences component puts into the CAS."""

from __future__ import annotations

import pytest
from cascara import Cas
from cascara.annotators.sections import Sections
from cascara.annotators.sentences import Sentences

SEGMENT = "org.apache.ctakes.typesystem.type.textspan.Segment"


@pytest.fixture(scope="module")
def component() -> Sentences:
    component = Sentences()
    component.setup()
    return component


def sectioned(text: str) -> Cas:
    cas = Cas(text)
    sections = Sections()
    sections.setup()
    sections.process(cas)
    return cas


def found(cas: Cas) -> list[str]:
    return [cas.covered_text(s) for s in cas.select("Sentence")]


def test_numbers_count_from_zero(component: Sentences) -> None:
    cas = Cas("One. Two.\nThree.")
    component.process(cas)
    assert [s.sentenceNumber for s in cas.select("Sentence")] == [0, 1, 2]
    assert found(cas) == ["One.", "Two.", "Three."]


def test_known_headings_are_no_sentences(component: Sentences) -> None:
    cas = sectioned("CC: cough. Fever.\nPE:\nHEENT: normal\nNeck: supple\nPLAN\nrest")
    component.process(cas)
    assert found(cas) == ["cough.", "Fever.", "normal", "supple", "rest"]


def test_headings_nobody_knows_are_sentences(component: Sentences) -> None:
    text = "HPI: tired.\n\nLEFT HIP:\nsore.\n\nPLAN:\n\nDIABETES:\nMetformin.\nGOUT: resolved.\n"
    cas = sectioned(text)
    component.process(cas)
    assert found(cas) == [
        "tired.",
        "LEFT HIP:",
        "sore.",
        "DIABETES:",
        "Metformin.",
        "GOUT: resolved.",
    ]


def test_a_sentence_never_crosses_a_border(component: Sentences) -> None:
    cas = sectioned("He was seen for, CC: cough and\nPLAN: rest")
    component.process(cas)
    sections = [(s.begin, s.end) for s in cas.select("Section")]
    for sentence in cas.select("Sentence"):
        assert sum(b <= sentence.begin and sentence.end <= e for b, e in sections) == 1


def test_segments_of_other_tools_are_borders_too(component: Sentences) -> None:
    cas = Cas("Plan rest and go home")
    cas.annotate(SEGMENT, 5, 9)
    cas.annotate(SEGMENT, 9, 21)
    component.process(cas)
    assert found(cas) == ["rest", "and go home"]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_text_has_none(component: Sentences, text: str) -> None:
    cas = sectioned(text)
    component.process(cas)
    assert found(cas) == []


def test_only_in_the_sections_of_the_scope() -> None:
    cas = sectioned("CC: cough. Fever.\nPLAN: rest. Fluids.")
    limited = Sentences()
    limited.sections = frozenset({"plan"})
    limited.setup()
    limited.process(cas)
    assert found(cas) == ["rest.", "Fluids."]
    assert [s.sentenceNumber for s in cas.select("Sentence")] == [0, 1]


def test_offsets_are_code_points(component: Sentences) -> None:
    cas = Cas("😀 One. 😀 Two.")
    component.process(cas)
    assert found(cas) == ["😀 One.", "😀 Two."]


def test_sections_nested_in_sections_cut_each_other_once():
    text = "A\nfirst words. B\nsecond words. C\nthird words. D\nfourth words."
    cas = Cas(text)
    outer = cas.annotate("Section", 2, 61, kind="x", level=1, headingBegin=0, headingEnd=1)
    second = cas.annotate(
        "Section", 17, 46, kind="x", level=2, headingBegin=15, headingEnd=16, parent=outer
    )
    cas.annotate(
        "Section", 33, 45, kind="x", level=3, headingBegin=31, headingEnd=32, parent=second
    )
    cas.annotate("Section", 48, 61, kind="x", level=2, headingBegin=46, headingEnd=47, parent=outer)
    Sentences().process(cas)
    assert [s.get_covered_text() for s in cas.select("Sentence")] == [
        "first words.",
        "second words.",
        "third words.",
        "fourth words.",
    ]

"""Sections put together into a document."""

from __future__ import annotations

import pytest
from cascara.readers.narrative import Builder, Narrative
from cascara.typesystem import default


def build(builder):
    return builder.cas(default())


def seen(cas):
    return [
        (
            section.tagText,
            section.level,
            section.get_covered_text(),
            cas.sofa_string[section.headingBegin : section.headingEnd],
        )
        for section in cas.select("cascara.type.Section")
    ]


def test_sections_nest_and_bodies_hold_nested_sections():
    builder = Builder()
    with builder.section("Results", code="30954-2", templates=["2.16.1", "2.16.2"]) as results:
        builder.add(Narrative("All normal."))
        with builder.section("Labs", derived=True) as labs:
            builder.add(Narrative("Na 140"))
    with builder.section("Plan") as plan:
        builder.add(Narrative("Rest."))
    cas = build(builder)
    assert cas.sofa_string == "Results\nAll normal.\n\nLabs\nNa 140\n\nPlan\nRest."
    assert seen(cas) == [
        ("Results", 1, "All normal.\n\nLabs\nNa 140", "Results"),
        ("Labs", 2, "Na 140", "Labs"),
        ("Plan", 1, "Rest.", "Plan"),
    ]
    assert results.annotation.code == "30954-2"
    assert results.annotation.templates.elements == ["2.16.1", "2.16.2"]
    assert labs.annotation.parent is results.annotation
    assert (labs.annotation.derived, results.annotation.derived) == (True, False)
    assert (plan.annotation.parent, plan.annotation.code) == (None, None)
    assert {s.kind for s in cas.select("cascara.type.Section")} == {"unknown"}
    assert {s.id for s in cas.select("cascara.type.Section")} == {"unknown"}
    assert plan.annotation.preferredText == "Plan"


def test_an_empty_document():
    assert build(Builder()).sofa_string == ""


def test_sections_without_text_are_empty_after_their_headings():
    builder = Builder()
    with builder.section("Allergies"):
        builder.add(Narrative(""))
    with builder.section(""):
        pass
    with builder.section("Plan"):
        builder.add(Narrative("Rest."))
    cas = build(builder)
    assert cas.sofa_string == "Allergies\n\nPlan\nRest."
    assert seen(cas) == [
        ("Allergies", 1, "", "Allergies"),
        (None, 1, "", ""),
        ("Plan", 1, "Rest.", "Plan"),
    ]
    first, untitled, _ = cas.select("cascara.type.Section")
    assert first.begin == first.headingEnd == 9
    assert untitled.begin == untitled.headingBegin == untitled.headingEnd


def test_a_section_of_sections_only():
    builder = Builder()
    with builder.section("History"), builder.section("Family"):
        builder.add(Narrative("None."))
    assert seen(build(builder)) == [
        ("History", 1, "Family\nNone.", "History"),
        ("Family", 2, "None.", "Family"),
    ]


def test_a_section_without_a_title_begins_with_its_body():
    builder = Builder()
    builder.add(Narrative("Before."))
    with builder.section() as part:
        offset = builder.add(Narrative("Body."))
    cas = build(builder)
    assert (part.begin, part.end, part.heading[1] - part.heading[0]) == (offset, offset + 5, 0)
    assert cas.sofa_string == "Before.\n\nBody."


def test_text_outside_sections_is_kept():
    builder = Builder()
    assert builder.add(Narrative("Before.")) == 0
    with builder.section("Plan"):
        builder.add(Narrative("Rest."))
    builder.add(Narrative("After."))
    cas = build(builder)
    assert cas.sofa_string == "Before.\n\nPlan\nRest.\n\nAfter."
    assert seen(cas) == [("Plan", 1, "Rest.", "Plan")]


def test_several_narratives_in_one_section():
    builder = Builder()
    with builder.section("Plan"):
        builder.add(Narrative("One."))
        builder.add(Narrative("Two."))
    assert seen(build(builder)) == [("Plan", 1, "One.\n\nTwo.", "Plan")]


def test_ids_are_places_in_the_document_and_the_first_of_two_wins():
    builder = Builder()
    with builder.section("Plan"):
        builder.add(Narrative("Rest well.", {"a": (5, 9), "empty": (0, 0)}))
    with builder.section("More"):
        builder.add(Narrative("Rest ill.", {"a": (5, 8), "b": (0, 4)}))
    text = build(builder).sofa_string
    assert {key: text[b:e] for key, (b, e) in builder.ids.items()} == {
        "a": "well",
        "empty": "",
        "b": "Rest",
    }
    assert builder.notes == ["ids given twice: 1"]


def test_notes_are_those_of_all_narratives_added_up():
    builder = Builder()
    builder.add(Narrative("x", notes=["deleted text left out: 2"]))
    builder.add(Narrative("y", notes=["deleted text left out: 1", "ids given twice: 3"]))
    builder.add(Narrative("z", notes=["encoding guessed: cp1252"]))
    builder.add(Narrative("z", notes=["encoding guessed: cp1252"]))
    assert builder.notes == [
        "deleted text left out: 3",
        "ids given twice: 3",
        "encoding guessed: cp1252",
    ]


def test_titles_are_one_line():
    builder = Builder()
    builder.open("  History of\n  present   illness ")
    builder.close()
    assert seen(build(builder)) == [
        ("History of present illness", 1, "", "History of present illness")
    ]


def test_what_fails_within_a_section_leaves_the_builder_usable():
    builder = Builder()
    with pytest.raises(KeyError), builder.section("Broken"):
        raise KeyError
    with builder.section("Plan"):
        builder.add(Narrative("Rest."))
    assert [level for _, level, _, _ in seen(build(builder))] == [1, 1]


def test_sections_nested_without_end():
    builder = Builder()
    for _ in range(20_000):
        builder.open("x")
    builder.add(Narrative("deep"))
    for _ in range(20_000):
        builder.close()
    sections = build(builder).select("cascara.type.Section")
    assert (len(sections), sections[-1].level) == (20_000, 20_000)
    assert {section.end for section in sections} == {len(builder.cas(default()).sofa_string)}

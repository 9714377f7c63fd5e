"""The findings view: what belongs to which mention."""

from __future__ import annotations

import pytest
from cascara.core.cas import Cas
from cascara.core.evidence import Evidence
from cascara.writers.findings import Findings
from cascara.writers.outline import Innermost
from cassis import TypeSystem

TEXT = "HPI: She denies chest pain. PMH: Asthma. Takes albuterol 2 puffs as needed for wheeze."
EVIDENCE = "cascara.type.Evidence"


def place(words):
    begin = TEXT.index(words)
    return begin, begin + len(words)


@pytest.fixture
def cas():
    return Cas(TEXT)


def relations(cas):
    findings = Findings(cas)
    return list(findings.relations({id(m.fs): m.id for m in findings.mentions}))


def section(cas, begin, end, **features):
    return cas.annotate("Section", begin, end, id="x", kind="x", level=1, **features)


def test_an_empty_cas():
    findings = Findings(Cas(""))
    assert (findings.sections, findings.mentions, relations(Cas(""))) == ([], [], [])


def test_a_type_system_without_our_types():
    findings = Findings(Cas("x", TypeSystem()))
    assert findings.mentions == findings.sections == list(findings.relations({})) == []


def test_mentions_are_events_and_entities_not_modifiers(cas):
    cas.annotate("MedicationStrengthModifier", 0, 1)
    cas.annotate("TimeMention", 0, 1)
    cas.annotate("EntityMention", 0, 2)
    cas.annotate("MedicationMention", 0, 3)
    assert [(m.id, m.type) for m in Findings(cas).mentions] == [
        ("m1", "MedicationMention"),
        ("m2", "EntityMention"),
    ]


def test_section_and_sentence_are_the_innermost_around_all_of_it(cas):
    outer = section(cas, 0, 50)
    inner = section(cas, 10, 40, parent=outer)
    cas.annotate("Sentence", 5, 30)
    spans = {
        (12, 20): (inner, True),
        (8, 12): (outer, True),
        (12, 45): (outer, False),
        (60, 62): (None, False),
    }
    for begin, end in spans:
        cas.annotate("EventMention", begin, end)
    found = {
        (m.fs.begin, m.fs.end): (m.section and m.section.fs, m.sentence is not None)
        for m in Findings(cas).mentions
    }
    assert found == spans


def test_sections_know_their_heading_and_parent(cas):
    outer = section(cas, 4, 50, headingBegin=0, headingEnd=4, code="10164-2", preferredText="HPI")
    cas.annotate("Section", 28, 40, id="y", level=2, parent=outer, headingBegin=28, headingEnd=28)
    first, second = Findings(cas).sections
    assert (first.id, first.heading, first.code, first.title) == ("s1", (0, 4), "10164-2", "HPI")
    assert (second.kind, second.heading, second.level, second.parent) == ("y", None, 2, "s1")


def test_segments_of_ctakes_are_sections(cas):
    cas.annotate("org.apache.ctakes.typesystem.type.textspan.Segment", 0, 9, id="SIMPLE_SEGMENT")
    [found] = Findings(cas).sections
    assert (found.kind, found.code, found.heading, found.level, found.parent) == (
        "SIMPLE_SEGMENT",
        "",
        None,
        1,
        "",
    )


def test_attributes_are_the_spans_that_features_hold_with_their_values(cas):
    form = cas.new("MedicationStrength", number="2", unit="puff")
    strength = cas.annotate("MedicationStrengthModifier", *place("2 puffs"), normalizedForm=form)
    start = cas.annotate("TimeMention", *place("PMH"), timeClass="DATE")
    drug = cas.annotate(
        "MedicationMention", *place("albuterol"), medicationStrength=strength, startDate=start
    )
    need = cas.annotate("AsNeededModifier", *place("as needed"), medication=drug, reason="wheeze")
    cas.annotate("AsNeededModifier", *place("as needed"))
    [mention] = Findings(cas).mentions
    assert [(a.name, a.fs, a.values) for a in mention.attributes] == [
        ("medicationStrength", strength, {"number": "2", "unit": "puff"}),
        ("startDate", start, {"timeClass": "DATE"}),
        ("asNeeded", need, {"reason": "wheeze"}),
    ]


def test_evidence_is_that_of_the_mention_and_its_attributes(cas):
    strength = cas.annotate("MedicationStrengthModifier", *place("2 puffs"))
    drug = cas.annotate("MedicationMention", *place("albuterol"), medicationStrength=strength)
    other = cas.annotate("EventMention", *place("Asthma"))
    cas.explain(
        Evidence(*place(words), target, "kit", rule, "value", source=source)
        for rule, words, target, source in [
            ("attribute", "2 puffs", strength, None),
            ("drug", "albuterol", drug, "b@1"),
            ("other", "Asthma", other, "a@2"),
            ("lost", "PMH", None, "a@2"),
        ]
    )
    findings = Findings(cas)
    assert [[e.rule for e in m.evidence] for m in findings.mentions] == [
        ["other"],
        ["drug", "attribute"],
    ]


def test_relations_name_their_mentions_and_spans(cas):
    pain = cas.annotate("SignSymptomMention", *place("chest pain"))
    site = cas.annotate("AnatomicalSiteMention", *place("chest"))
    degree = cas.annotate("Modifier", *place("denies"))

    def argument(target, role=None):
        return cas.new("RelationArgument", argument=target, role=role)

    located = cas.new(
        "LocationOfTextRelation", arg1=argument(pain, "Argument"), arg2=argument(site)
    )
    graded = cas.new("DegreeOfTextRelation", arg1=argument(pain), arg2=argument(degree))
    broken = cas.new("DegreeOfTextRelation", arg1=cas.new("RelationArgument"))
    end = cas.new("EmptyFSList")
    tail = cas.new("NonEmptyFSList", head=argument(site), tail=end)
    chain = cas.new(
        "CollectionTextRelation", members=cas.new("NonEmptyFSList", head=argument(pain), tail=tail)
    )
    cas.add_all([located, graded, broken, chain])
    found = {r.fs.type.short_name: r.arguments for r in relations(cas)}
    assert found == {
        "LocationOfTextRelation": [("Argument", "m1", pain), ("", "m2", site)],
        "DegreeOfTextRelation": [("", "m1", pain), ("", "", degree)],
        "CollectionTextRelation": [("", "m1", pain), ("", "m2", site)],
    }
    assert [r.id for r in relations(cas)] == ["r1", "r2", "r3"]


def test_a_list_that_loops_ends(cas):
    node = cas.new(
        "NonEmptyFSList",
        head=cas.new("RelationArgument", argument=cas.annotate("EventMention", 0, 1)),
    )
    node.tail = node
    cas.add(cas.new("CollectionTextRelation", members=node))
    [relation] = relations(cas)
    assert len(relation.arguments) == 1


@pytest.mark.parametrize(
    ("features", "certainty"),
    [
        ({}, "undecided"),
        ({"polarity": 1}, "affirmed"),
        ({"polarity": 0}, "affirmed"),
        ({"polarity": -1}, "negated"),
        ({"polarity": -1, "uncertainty": 1}, "uncertain"),
        ({"polarity": 1, "uncertainty": 1, "conditional": True}, "conditional"),
        ({"polarity": -1, "conditional": True, "generic": True}, "generic"),
        ({"polarity": 1, "uncertainty": 0, "conditional": False, "generic": False}, "affirmed"),
    ],
)
def test_certainty_is_the_most_cautious_word(cas, features, certainty):
    cas.annotate("EventMention", 0, 1, **features)
    assert Findings(cas).mentions[0].certainty == certainty


def test_the_current_view_counts(cas):
    other = cas.create_view("second")
    other.sofa_string = "Fever."
    other.annotate("SignSymptomMention", 0, 5)
    assert Findings(cas).mentions == []
    assert [m.fs.get_covered_text() for m in Findings(other).mentions] == ["Fever"]


def test_innermost_without_annotations():
    assert Innermost([], [])([0], [1]) == [0]

"""The JSON writers, against the page and the schema that document them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cascara.core.cas import Cas
from cascara.core.errors import DocumentError
from cascara.core.evidence import Evidence
from cascara.writers.json import JsonWriter, NdjsonWriter
from jsonschema import Draft202012Validator

DOCS = Path(__file__).parents[2] / "docs"
EVIDENCE = "cascara.type.Evidence"
SCHEMA = json.loads((DOCS / "findings.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def render(cas, **options):
    result = json.loads(JsonWriter(**options).render(cas))
    VALIDATOR.validate(result)
    return result


def example():
    """The CAS of the page's example."""
    cas = Cas("HPI:\nShe denies chest pain. Metoprolol 25 mg as needed.")
    metadata = cas.metadata
    metadata.id, metadata.source = "ward3/note1.txt", "notes/ward3/note1.txt"
    metadata.format, metadata.encoding = "text", "utf-8"
    kind = "history_of_present_illness"
    section = cas.annotate(
        "Section",
        4,
        55,
        id=kind,
        kind=kind,
        preferredText="History of present illness",
        code="10164-2",
        headingBegin=0,
        headingEnd=4,
        level=1,
    )
    cas.annotate(
        EVIDENCE,
        0,
        4,
        target=section,
        component="sections",
        rule="hpi",
        attribute="kind",
        value=kind,
    )
    cas.annotate("Sentence", 5, 27)
    cas.annotate("Sentence", 28, 55)
    decided = {
        "uncertainty": 0,
        "historyOf": 0,
        "subject": "patient",
        "conditional": False,
        "generic": False,
    }
    pain = cas.new(
        "UmlsConcept",
        cui="C0008031",
        tui="T184",
        code="R07.9",
        codingScheme="ICD10CM",
        preferredText="Chest pain",
    )
    found = cas.annotate(
        "SignSymptomMention", 16, 26, polarity=-1, ontologyConceptArr=cas.array([pain]), **decided
    )
    cas.annotate(
        EVIDENCE,
        16,
        26,
        target=found,
        component="dictionary",
        rule="open:1204",
        attribute="concept",
        source="open@2026.1#8f2c01aa",
    )
    cas.annotate(
        EVIDENCE,
        9,
        15,
        target=found,
        component="assertion",
        rule="neg.denies",
        attribute="polarity",
        value="-1",
        scopeBegin=16,
        scopeEnd=27,
    )
    form = cas.new("MedicationStrength", number="25", unit="mg")
    strength = cas.annotate("MedicationStrengthModifier", 39, 44, normalizedForm=form)
    metoprolol = cas.new(
        "UmlsConcept",
        cui="C0025859",
        tui="T121",
        code="6918",
        codingScheme="RXNORM",
        preferredText="Metoprolol",
    )
    drug = cas.annotate(
        "MedicationMention",
        28,
        38,
        polarity=1,
        medicationStrength=strength,
        ontologyConceptArr=cas.array([metoprolol]),
        **decided,
    )
    cas.annotate("AsNeededModifier", 45, 54, medication=drug)
    return cas


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_example_of_the_page_is_what_the_writer_gives():
    page = (DOCS / "json-format.md").read_text("utf-8")
    documented = json.loads(re.search(r"^```json\n(.*?)^```", page, re.M | re.S)[1])
    result = render(example())
    result["versions"]["cascara"] = documented["versions"]["cascara"]
    assert result == documented
    assert list(result["mentions"][0]) == list(documented["mentions"][0])


def test_every_key_of_the_schema_is_written():
    """The example has every object there is but relations, so no key can go missing unseen."""
    result = render(example())
    for name, value in [
        ("document", result["document"]),
        ("section", result["sections"][0]),
        ("mention", result["mentions"][0]),
        ("concept", result["mentions"][0]["concepts"][0]),
        ("evidence", result["mentions"][0]["evidence"][0]),
    ]:
        assert list(value) == list(SCHEMA["$defs"][name]["properties"]), name


@pytest.mark.parametrize("text", ["", "No finding here.\r\n", "\x00\x0c"])
def test_a_document_without_findings_has_an_output(text):
    result = render(Cas(text))
    assert result["mentions"] == result["sections"] == result["relations"] == []
    assert result["document"]["length"] == len(text)


def test_what_nobody_decided_is_null():
    cas = Cas("Fever.")
    cas.annotate("SignSymptomMention", 0, 5)
    [mention] = render(cas)["mentions"]
    assert [mention[key] for key in ("polarity", "uncertainty", "subject", "generic")] == [None] * 4
    assert mention["section"] is mention["sentence"] is None
    assert mention["concepts"] == []


def test_concepts_that_are_no_umls_concepts():
    cas = Cas("Fever.")
    concept = cas.new("OntologyConcept", code="8310-5", codingScheme="LNC")
    cas.annotate("SignSymptomMention", 0, 5, ontologyConceptArr=cas.array([concept]))
    [[found]] = [mention["concepts"] for mention in render(cas)["mentions"]]
    assert found == {
        "cui": None,
        "tui": None,
        "code": "8310-5",
        "scheme": "LNC",
        "preferredText": None,
    }


def test_metadata_items():
    cas = Cas("x")
    cas.metadata.set_item("ward", "3")
    assert render(cas)["document"]["metadata"] == {"ward": "3"}


def test_relations():
    cas = Cas("chest pain")
    pain = cas.annotate("SignSymptomMention", 0, 10)
    chest = cas.annotate("Modifier", 0, 5)
    one, two = (
        cas.new("RelationArgument", argument=a, role=r)
        for a, r in ((pain, "Related_to"), (chest, None))
    )
    relation = cas.new(
        "LocationOfTextRelation", arg1=one, arg2=two, category="location_of", polarity=1
    )
    cas.add(relation)
    cas.annotate(EVIDENCE, 0, 5, target=relation, component="relations", rule="loc.1")
    [found] = render(cas)["relations"]
    assert (found["id"], found["type"], found["category"], found["polarity"]) == (
        "r1",
        "LocationOfTextRelation",
        "location_of",
        1,
    )
    assert found["arguments"] == [
        {
            "role": "Related_to",
            "mention": "m1",
            "type": "SignSymptomMention",
            "begin": 0,
            "end": 10,
            "text": "chest pain",
        },
        {"role": None, "mention": None, "type": "Modifier", "begin": 0, "end": 5, "text": "chest"},
    ]
    assert [evidence["rule"] for evidence in found["evidence"]] == ["loc.1"]


def offsets(value, found):
    """Every pair of begin and end with its text."""
    if isinstance(value, dict):
        if "begin" in value:
            found.append((value["begin"], value["end"], value.get("text")))
        for part in value.values():
            offsets(part, found)
    elif isinstance(value, list):
        for part in value:
            offsets(part, found)
    return found


def test_utf16_offsets_are_javas():
    cas = example()
    text = cas.sofa_string.replace("She", "😀é𝄞").replace("HPI", "H😀I")
    cas.sofa_string = text
    units = text.encode("utf-16-le")
    result = render(cas, offsets="utf16")
    assert result["document"]["offsets"] == "utf16"
    assert result["document"]["length"] == len(units) // 2 == len(text) + 3
    found = offsets(result, [])
    assert len(found) == 12
    plain = offsets(render(cas), [])
    for (begin, end, words), (other_begin, other_end, _) in zip(found, plain, strict=True):
        covered = units[2 * begin : 2 * end].decode("utf-16-le")
        assert covered == text[other_begin:other_end]
        assert words in (None, covered)


def test_metadata_that_is_named_like_an_offset_is_left_alone():
    cas = Cas("😀 x")
    cas.metadata.set_item("begin", "2")
    assert render(cas, offsets="utf16")["document"]["metadata"] == {"begin": "2"}


def test_utf16_without_astral_characters_differs_in_its_name_alone():
    plain, utf16 = render(example()), render(example(), offsets="utf16")
    plain["document"]["offsets"] = "utf16"
    assert plain == utf16


def test_ndjson_is_the_same_on_one_line():
    line = NdjsonWriter().render(example())
    assert line == JsonWriter().render(example())
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert (NdjsonWriter.collect, NdjsonWriter().header()) == (True, b"")


def test_half_a_surrogate_pair_is_an_error_without_text():
    cas = Cas("Fever \ud83d.")
    cas.annotate("SignSymptomMention", 0, 7)
    cas.metadata.id = "n1"
    with pytest.raises(DocumentError) as caught:
        JsonWriter().render(cas)
    assert str(caught.value).startswith("n1: its text has half a surrogate pair")
    assert "Fever" not in str(caught.value)


@pytest.mark.parametrize("part", ["subject", "rule", "value", "cui", "attribute"])
def test_half_a_surrogate_pair_is_an_error_wherever_it_is(part):
    half = "\ud83d"
    cas = Cas(f"Fever {half}.")
    told = {"subject": half} if part == "subject" else {}
    if part == "cui":
        told["ontologyConceptArr"] = cas.array([cas.new("UmlsConcept", cui=half)])
    if part == "attribute":
        told["medicationRoute"] = cas.annotate("MedicationRouteModifier", 6, 7)
    mention = cas.annotate("MedicationMention", 0, 5, **told)
    rule, value = half if part == "rule" else "r", half if part == "value" else None
    cas.explain([Evidence(0, 1, mention, "kit", rule, "subject", value)])
    with pytest.raises(DocumentError):
        JsonWriter().render(cas)


def test_entries_of_the_sender_with_what_they_hold():
    cas = Cas("Problems\nAsthma since May")
    section = cas.annotate("Section", 9, 25, kind="problem_list", derived=True, level=3)
    translation = cas.new(
        "cascara.type.Code", code="J45", system="http://hl7.org/fhir/sid/icd-10-cm"
    )
    code = cas.new("cascara.type.Code", code="195967001", translations=cas.array([translation]))
    cas.annotate("ProblemEntry", 9, 15, joined=True, section=section, code=code, negated=False)
    cas.annotate("PlanEntry", 9, 9, joined=False, intent="request")
    found = render(cas)
    assert found["sections"][0]["derived"] is True
    assert found["entries"] == [
        {
            "id": "e1", "type": "ProblemEntry", "begin": 9, "end": 15, "text": "Asthma",
            "joined": True, "section": "s1",
            "values": {
                "code": {
                    "code": "195967001",
                    "translations": [
                        {"code": "J45", "system": "http://hl7.org/fhir/sid/icd-10-cm"}
                    ],
                },
                "negated": False,
            },
        },
        {
            "id": "e2", "type": "PlanEntry", "begin": 9, "end": 9, "text": "",
            "joined": False, "section": None, "values": {"intent": "request"},
        },
    ]  # fmt: skip

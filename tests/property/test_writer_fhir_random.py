"""Whatever a sender wrote, the Bundle is valid R4: nothing empty, no code its system lacks."""

from __future__ import annotations

import json
from functools import cache

from cascara.core.cas import Cas
from cascara.typesystem import default
from cascara.writers.fhir import FhirWriter
from cascara.writers.fhir.entries import BUILDERS
from cascara.writers.fhir.known import has
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

HL7 = "http://terminology.hl7.org/CodeSystem/"
TEXT = "Asthma and fever with potassium 4.2."
LIKELY = [
    "active", "completed", "aborted", "deleted", "refuted", "goal", "order", "medication",
    "laboratory", "high", "severe", "5", "7.10", "<5", "-1", "0", "1e5", "mg", "mmHg",
    "bogus", "d", "h", "AC", "2024", "2024-13", "2024-02-30", "2024-05-05T10:00", "0000",
    "true", "M", "UNK", "2.999.1^7", "2.999.1|7", "1.2.3|7", "urn:ietf:rfc:3986|x", "MERCY|7",
    "Patient/1", "Encounter/2", "RPLC", "AMB", "en", "2024-05-05T10:00:00+05:00",
    "53fefa32-fcbb-4ff8-8a92-55ee120877b7",
]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from([*LIKELY, "", " ", "a\x0bb", "\n", "😀"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
SYSTEMS = st.sampled_from(
    [
        "http://snomed.info/sct",
        f"{HL7}v3-ActCode",
        f"{HL7}v2-0203",
        f"{HL7}condition-clinical",
        "http://hl7.org/fhir/administrative-gender",
        "http://unitsofmeasure.org",
        "urn:iso:std:iso:3166",
        "urn:oid:2.999.7",
        "urn:oid:1.2.3.",
        "LOCAL",
        "",
    ]
)
KEYS = [
    "document.id", "document.type.code", "document.type.system", "document.title", "document.time",
    "document.language", "document.confidentiality", "document.status", "related.type",
    "related.id", "patient.id", "patient.id.2", "patient.reference", "patient.name",
    "patient.family", "patient.given", "patient.birth", "patient.sex", "patient.deceased",
    "author.name", "author.id", "author.organization", "author.2.name", "encounter.id",
    "encounter.reference", "encounter.class", "encounter.type", "encounter.begin", "encounter.end",
    "encounter.location", "custodian.id", "custodian.name",
]  # fmt: skip
NOT_OURS = ("begin", "end", "sofa", "section", "templates")


@cache
def features(name):
    found = next(t for t in default().get_types() if t.name == f"cascara.type.{name}")
    return [f for f in found.all_features if f.name not in NOT_OURS]


def structure(draw, cas, name, depth=0):
    made = {}
    for feature in features(name):
        if draw(st.booleans()):
            value = drawn(draw, cas, feature, depth)
            if value is not None:
                made[feature.name] = value
    return made


def drawn(draw, cas, feature, depth):
    kind = feature.rangeType.name.rpartition(".")[2]
    if feature.name == "system":
        return draw(SYSTEMS)
    if kind == "String":
        return draw(WORDS)
    if kind == "Boolean":
        return draw(st.booleans())
    if kind == "FSArray":
        if depth:
            return None
        part = "Reaction" if feature.name == "reactions" else "Code"
        parts = structure(draw, cas, part, depth + 1)
        return cas.array([cas.new(f"cascara.type.{part}", **parts)])
    return cas.new(f"cascara.type.{kind}", **structure(draw, cas, kind, depth + 1))


@st.composite
def documents(draw):
    cas = Cas(TEXT)
    cas.metadata.id = "d"
    cas.metadata.format = draw(st.sampled_from(["cda", "hl7", "fhir"]))
    for key, value in draw(st.dictionaries(st.sampled_from(KEYS), WORDS, max_size=12)).items():
        cas.metadata.set_item(key, value)
    for name in draw(st.lists(st.sampled_from(sorted(BUILDERS)), max_size=3)):
        begin = draw(st.integers(0, len(TEXT)))
        end = draw(st.integers(begin, len(TEXT)))
        cas.annotate(f"cascara.type.{name}", begin, end, **structure(draw, cas, name))
    cas.annotate("DiseaseDisorderMention", 0, 6, polarity=draw(st.sampled_from([1, -1, None])))
    return cas


def nodes(value):
    yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from nodes(part)


@settings(max_examples=80)
@given(documents(), st.sampled_from(["collection", "transaction"]))
def test_whatever_was_written_comes_out_valid(cas, kind):
    data = FhirWriter(bundle=kind).render(cas)
    assert data == FhirWriter(bundle=kind).render(cas)
    made = json.loads(data)
    Bundle.model_validate(made)
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(urls)) == len(urls)
    for node in nodes(made):
        assert node
        for part in node.values() if isinstance(node, dict) else node:
            assert part is not None
            assert not isinstance(part, str) or part.strip() == part != ""
        if isinstance(node, dict) and isinstance(node.get("code"), str) and "system" in node:
            assert has(node["system"], node["code"])

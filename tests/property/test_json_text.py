"""JSON written as text is the JSON of the objects it stands for."""

from __future__ import annotations

import json
from itertools import product

import orjson
from cascara.core.cas import Cas
from cascara.core.evidence import Evidence
from cascara.core.offsets import Utf16Offsets
from cascara.core.rows import Origin, Rows
from cascara.typesystem import names
from cascara.writers.json import JsonWriter
from cascara.writers.json.printer import Printer, quoted
from hypothesis import given
from hypothesis import strategies as st

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
words = st.sampled_from(["a", 'say "no"', "back\\slash", "line\n", "é😀", ""])
STATED = ("polarity", "uncertainty", "historyOf", "subject", "conditional", "generic")


@st.composite
def evidence(draw):
    """A text and evidence within it."""
    text = draw(texts)
    place = st.integers(0, len(text))
    span = st.tuples(place, place).map(sorted)
    decided = st.tuples(words, words, words, st.none() | words)
    scope = st.just((None, None)) | span
    found = draw(st.lists(st.tuples(span, decided, scope, st.none() | words), max_size=5))
    return text, [
        Evidence(*span, None, *said, *scope, source) for span, said, scope, source in found
    ]


def plain(one, text, offset):
    """What the format says of evidence."""
    scope = {"begin": offset(one.scopeBegin), "end": offset(one.scopeEnd)}
    return {
        "component": one.component,
        "rule": one.rule,
        "attribute": one.attribute,
        "value": one.value,
        "begin": offset(one.begin),
        "end": offset(one.end),
        "text": text[one.begin : one.end],
        "scope": None if one.scopeBegin is None else scope,
        "source": one.source,
    }


@given(texts)
def test_a_quoted_string_is_that_of_orjson(text):
    assert quoted(text).encode() == orjson.dumps(text)


@given(evidence())
def test_evidence_is_written_as_its_object(case):
    text, many = case
    for offset in (None, Utf16Offsets(text).python_to_external):
        expected = [plain(one, text, offset or (lambda place: place)) for one in many]
        found = Printer(text, offset).evidence(many)
        assert list(map(str.encode, found)) == list(map(orjson.dumps, expected))


def mentions_of(rows, *explained, text="pain 😀 and more pain", **options):
    cas = Cas(text)
    cas.add_rows(rows)
    cas.explain(explained)
    return json.loads(JsonWriter(**options).render(cas))["mentions"]


spans = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted), max_size=6)


@given(st.integers(0, 9), st.integers(0, 9), spans)
def test_evidence_of_a_row_is_in_index_order_after_its_origin(first, second, reasons):
    begin, end = sorted((first, second))
    rows = Rows(
        names.SIGN_SYMPTOM_MENTION, [begin], [end], origin=Origin("kit", "concept", ["own"])
    )
    explained = [
        Evidence(*span, rows.target(0), "kit", f"r{number}", "polarity")
        for number, span in enumerate(reasons)
    ]
    [mention] = mentions_of(rows, *explained)
    expected = [(begin, end, "own"), *((*span, f"r{n}") for n, span in enumerate(reasons))]
    expected.sort(key=lambda one: (one[0], -one[1]))
    found = [(one["begin"], one["end"], one["rule"]) for one in mention["evidence"]]
    assert found == expected


def test_one_and_true_are_written_as_the_feature_has_it():
    """They are equal keys of what is kept from mention to mention."""
    for number, flag in product((None, 0, 1, False, True), repeat=2):
        features = {key: [number] for key in STATED[:3]} | {key: [flag] for key in STATED[4:]}
        rows = Rows(names.SIGN_SYMPTOM_MENTION, [0], [4], features)
        [mention] = mentions_of(rows)
        found = [mention[feature] for feature in STATED]
        told = None if number is None else int(number), None if flag is None else bool(flag)
        assert list(map(repr, found)) == list(map(repr, [told[0]] * 3 + [None] + [told[1]] * 2))


def test_attributes_of_rows_are_those_of_feature_structures():
    for offsets in ("codepoint", "utf16"):
        cas = Cas("😀 Metoprolol 25 mg daily, aspirin.")
        form = cas.new("MedicationStrength", number="25", unit="mg")
        strength = cas.annotate("MedicationStrengthModifier", 13, 18, normalizedForm=form)
        often = cas.annotate("MedicationFrequencyModifier", 19, 24)
        features = {
            "medicationStrength": [strength, None],
            "medicationFrequency": [often, None],
        }
        cas.add_rows(Rows(names.MEDICATION_MENTION, [2, 26], [12, 33], features))
        cas.explain([Evidence(13, 18, strength, "kit", "r", "number", "25")])
        writer = JsonWriter(offsets=offsets)
        before = writer.render(cas)
        assert [len(m["attributes"]) for m in json.loads(before)["mentions"]] == [2, 0]
        cas.select(names.MEDICATION_MENTION)
        assert writer.render(cas) == before

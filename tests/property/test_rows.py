"""Rows and feature structures are the same annotations, whichever a consumer looks at."""

from __future__ import annotations

import orjson
from cascara.core.cas import Cas
from cascara.core.evidence import Evidence
from cascara.core.rows import Origin, Rows, Structure
from cascara.typesystem import names
from cascara.writers.json.writer import document
from hypothesis import given
from hypothesis import strategies as st

TEXT = "Fever 🤒 and cough, no rash today; mother had asthma."
TYPES = (
    names.SIGN_SYMPTOM_MENTION,
    names.DISEASE_DISORDER_MENTION,
    names.ANATOMICAL_SITE_MENTION,
    names.MEDICATION_MENTION,
)

span = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted).map(tuple)
rows = st.tuples(
    st.lists(
        st.tuples(span, st.sampled_from([None, 1, -1]), st.sampled_from([None, "patient"])),
        max_size=5,
    ),
    st.booleans(),
)
told = st.lists(st.tuples(st.integers(0, 19), span), max_size=6)


def add(cas, type_, found, explained):
    found = sorted(found, key=lambda one: (one[0][0], -one[0][1]))
    concept = Structure(names.UMLS_CONCEPT, {"code": "X", "codingScheme": "test"})
    arrays = [Structure(names.FS_ARRAY, {"elements": (concept,)})] * len(found)
    features = {
        "polarity": [polarity for _, polarity, _ in found],
        "subject": [subject for _, _, subject in found],
        "ontologyConceptArr": arrays,
    }
    origin = Origin("kit", "concept", [f"t:{n}" for n in range(len(found))], "t@1")
    begins, ends = [begin for (begin, _), *_ in found], [end for (_, end), *_ in found]
    cas.add_rows(Rows(type_, begins, ends, features, origin if explained else None))


def rendered(cas, offsets):
    return orjson.dumps(document(cas, offsets))


@given(st.lists(rows, min_size=4, max_size=4), st.lists(span, max_size=3), told)
def test_json_of_rows_is_json_of_feature_structures(many, sentences, reasons):
    cas = Cas(TEXT)
    for type_, (found, explained) in zip(TYPES, many, strict=True):
        add(cas, type_, found, explained)
    for begin, end in sentences:
        cas.annotate("Sentence", begin, end)
    targets = [(some, n) for type_ in TYPES for some in cas.rows(type_) for n in range(len(some))]
    for number, (begin, end) in reasons:
        if number < len(targets):
            some, place = targets[number]
            target = some.target(place)
            cas.explain([Evidence(begin, end, target, "kit", f"r{number}", "polarity", "-1")])
    before = [rendered(cas, offsets) for offsets in ("codepoint", "utf16")]
    assert before[0].count(b'"id":"m') == len(targets)
    cas.select(TYPES[0])
    assert [rendered(cas, offsets) for offsets in ("codepoint", "utf16")] == before
    cas.select("Annotation")
    assert [rendered(cas, offsets) for offsets in ("codepoint", "utf16")] == before

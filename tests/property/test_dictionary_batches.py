"""What the dictionary does for a whole batch is what it would do one by one."""

from __future__ import annotations

import numpy as np
import pytest
from cascara import Cas
from cascara.annotators.dictionary import Dictionary
from cascara.annotators.dictionary.compile import Stamp, build
from cascara.annotators.dictionary.headings import outside_headings
from cascara.annotators.dictionary.table import ABSENT, Table
from cascara.core.rows import Rows
from cascara.typesystem import names
from hypothesis import given, settings
from hypothesis import strategies as st

TERMS = "text\tgroup\ncough\tfinding\nasthma\tdisorder\nliver\tanatomy\ncough syrup\tdrug\n"
WORDS = st.sampled_from(["cough", "asthma", "liver", "syrup", "Cough", "and", ",", "\n\n"])
NOTES = st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=6)


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    (folder / "a.tsv").write_text(TERMS, encoding="utf-8")
    build([folder / "a.tsv"], folder / "a.terms", Stamp("a", "", ""))
    component = Dictionary(terminology=str(folder / "a.terms"))
    component.setup()
    return component


def told(cas: Cas) -> list[tuple[object, ...]]:
    """The rows of a document, in the order in which they were added."""
    rows: list[Rows] = cas.rows(names.ANNOTATION)
    return [
        (own.type, own.begins, own.ends, own.get("typeID"), own.origin)
        for own in rows
        if own.origin is not None
    ]


@given(NOTES)
@settings(max_examples=150)
def test_a_batch_is_its_documents(dictionary, notes):
    batch = [Cas(note) for note in notes]
    dictionary.process_batch(batch)
    for note, together in zip(notes, batch, strict=True):
        alone = Cas(note)
        dictionary.process(alone)
        assert told(together) == told(alone)


@given(NOTES)
@settings(max_examples=150)
def test_classes_come_in_the_order_of_their_first_mention(dictionary, notes):
    batch = [Cas(note) for note in notes]
    dictionary.process_batch(batch)
    for cas in batch:
        firsts = [(begins[0], -ends[0]) for _, begins, ends, *_ in told(cas)]
        assert firsts == sorted(firsts)


SPANS = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda s: (s[0], sum(s)))
HEADINGS = st.lists(st.tuples(SPANS, st.sampled_from(["plan", "unknown"])), max_size=4)


@given(st.lists(st.tuples(HEADINGS, st.lists(SPANS.filter(lambda s: s[0] < s[1]))), max_size=4))
@settings(max_examples=150)
def test_what_touches_a_heading_of_a_known_section_is_left_out(documents):
    batch, expected, begin, end, cuts = [], [], [], [], [0]
    for headings, spans in documents:
        cas = Cas("x" * 40)
        for (first, last), kind in headings:
            cas.annotate(names.SECTION, 0, 40, kind=kind, headingBegin=first, headingEnd=last)
        known = [
            heading for heading, kind in headings if kind == "plan" and heading[0] < heading[1]
        ]
        for low, high in sorted(spans):
            begin.append(low)
            end.append(high)
            expected.append(not any(first < high and low < last for first, last in known))
        batch.append(cas)
        cuts.append(len(begin))
    spans_of_all = (np.array(array, np.int64) for array in (begin, end, cuts))
    assert outside_headings(batch, *spans_of_all).tolist() == expected


@pytest.fixture(scope="module")
def table():
    hashes = np.arange(1, 1 << 17, 3).astype(np.uint64) * ODD
    return Table.build(hashes, np.arange(len(hashes), dtype=np.int32))


ODD = np.uint64(0x9E3779B97F4A7C15)
"""Spreads small numbers over the table; odd, so that the low bits of two still collide."""


@given(st.lists(st.lists(st.integers(1, (1 << 17) - 2), min_size=1, max_size=20), max_size=6))
@settings(max_examples=150)
def test_words_that_are_remembered_have_the_values_of_the_table(table, lookups):
    for wanted in lookups:
        found = table.recall(np.array(wanted, np.uint64) * ODD).tolist()
        assert found == [(n - 1) // 3 if n % 3 == 1 else ABSENT for n in wanted]

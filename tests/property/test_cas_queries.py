"""Every query equals its definition, read off a list; order is UIMA's whatever the hash seed."""

from __future__ import annotations

import subprocess
import sys

from cascara.core.cas import Cas
from cascara.core.offsets import Utf16Offsets
from cascara.core.type_order import java_hash
from hypothesis import given
from hypothesis import strategies as st

TYPES = ["Sentence", "SignSymptomMention", "MedicationMention", "EventMention", "WordToken"]
SIZE = 12
spans = st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)).map(sorted)
annotations = st.lists(st.tuples(st.sampled_from(TYPES), spans), max_size=25)
queries = st.tuples(st.sampled_from([*TYPES, "Annotation", "IdentifiedAnnotation"]), spans)


def build(items):
    cas = Cas("x" * SIZE)
    return cas, [cas.annotate(name, *span) for name, span in items]


def expected(cas, made, wanted, condition):
    family = set(cas.plans.family(cas.plans.resolve(wanted)))
    found = [fs for fs in made if fs.type.name in family and condition(fs)]
    return sorted(found, key=lambda fs: (fs.begin, -fs.end, cas.plans.rank(fs.type.name)))


@given(annotations, queries)
def test_select_and_range_queries(items, query):
    cas, made = build(items)
    wanted, (begin, end) = query
    assert cas.select(wanted) == expected(cas, made, wanted, lambda fs: True)
    assert cas.covered(wanted, begin, end) == expected(
        cas, made, wanted, lambda fs: begin <= fs.begin and fs.end <= end
    )
    assert cas.covering(wanted, begin, end) == expected(
        cas, made, wanted, lambda fs: fs.begin <= begin and end <= fs.end
    )
    assert cas.overlapping(wanted, begin, end) == expected(
        cas, made, wanted, lambda fs: max(begin, fs.begin) < min(end, fs.end)
    )
    assert cas.at(wanted, begin, end) == expected(
        cas, made, wanted, lambda fs: (fs.begin, fs.end) == (begin, end)
    )


@given(annotations, queries, st.integers(0, 5))
def test_preceding_and_following(items, query, limit):
    cas, made = build(items)
    wanted, (begin, end) = query
    before = expected(cas, made, wanted, lambda fs: fs.end <= begin)[::-1]
    after = expected(cas, made, wanted, lambda fs: fs.begin >= end)
    assert cas.preceding(wanted, begin) == before
    assert cas.preceding(wanted, begin, limit) == before[:limit]
    assert cas.following(wanted, end) == after
    assert cas.following(wanted, end, limit) == after[:limit]


@given(annotations, st.data())
def test_moves_and_removals_keep_the_index_right(items, data):
    cas, made = build(items)
    for fs in list(made):
        action = data.draw(st.sampled_from(["keep", "move", "remove"]))
        if action == "move":
            cas.move(fs, *data.draw(spans))
            made.remove(fs)
            made.append(fs)
        elif action == "remove":
            cas.remove(fs)
            made.remove(fs)
        cas.check()
    assert cas.select("Annotation") == expected(cas, made, "Annotation", lambda fs: True)


@given(st.text(st.sampled_from("aé€😀\U0010ffff\n"), max_size=20))
def test_utf16_offsets_are_those_of_the_encoded_text(text):
    offsets = Utf16Offsets(text)
    for index in range(len(text) + 1):
        units = len(text[:index].encode("utf-16-le")) // 2
        assert offsets.python_to_external(index) == units
        assert offsets.external_to_python(units) == index


def test_order_does_not_depend_on_the_hash_seed():
    code = (
        "from cascara.core.cas import Cas\n"
        "c = Cas('x' * 9)\n"
        "for t in ('WordToken', 'Sentence', 'MedicationMention', 'LabMention', 'Chunk'):\n"
        "    c.annotate(t, 1, 4)\n"
        "print([fs.type.short_name for fs in c.select('Annotation')])"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(seen) == 1


def test_java_hash_is_that_of_java():
    # "Aa" and "BB" are the textbook pair with the same String.hashCode, 2112.
    assert java_hash("Aa") == java_hash("BB") == 2112
    assert java_hash("") == 0

"""Whatever the text: no crash, sound spans, the same answer twice, drugs independent of order."""

from __future__ import annotations

from itertools import accumulate
from unittest import mock

from cascara.annotators.medications import scanner
from cascara.annotators.medications.extract import Extractor
from cascara.annotators.medications.rules import lexicon
from cascara.annotators.medications.scanner import Scanner
from hypothesis import given, settings
from hypothesis import strategies as st

EXTRACTOR = Extractor()
DRUGS = ["aspirin", "metoprolol", "Lasix"]
PIECES = [
    *DRUGS, "25 mg", "1/2 tab", "PO", "BID", "prn pain", "x 7 days", "increased", "from", "to",
    "12.5", ",", ".", ";", "(", ")", "\n", "\n\n", "-", "of", "and", "stop", "was held", "mg/dL",
    "one", "1-2", "tablets", "IV", "every", "6", "hours", "a", "the patient", "q", "#30", "/", "½",
    "Monday", "then", "💊", "İ", "\x00", "%", "until", "8/14", "for", "as needed", "allergic to",
    "|", "SIG:", "Medication:", "Start Date:", "Status: Active", "Units: mg", "Brand Name:",
]  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.text(max_size=60)


def spans(text: str) -> list[tuple[int, int]]:
    found = []
    for drug in DRUGS:
        begin = text.find(drug)
        while begin >= 0:
            found.append((begin, begin + len(drug)))
            begin = text.find(drug, begin + 1)
    return sorted(found)


@settings(max_examples=400)
@given(texts)
def test_sound_and_repeatable(text: str) -> None:
    drugs = spans(text)
    found = EXTRACTOR.attributes(text, drugs)
    assert found == EXTRACTOR.attributes(text, drugs)
    assert len(found) == len(drugs)
    for attributes in found:
        for name, attribute in attributes.items():
            assert 0 <= attribute.begin < attribute.end <= len(text)
            assert attribute.rule
            assert attribute.value or name == "need"


@settings(max_examples=200)
@given(texts, st.randoms(use_true_random=False))
def test_order_of_the_drugs_does_not_matter(text: str, random) -> None:
    drugs = spans(text)
    found = dict(zip(drugs, EXTRACTOR.attributes(text, drugs), strict=True))
    random.shuffle(drugs)
    assert dict(zip(drugs, EXTRACTOR.attributes(text, drugs), strict=True)) == found


@settings(max_examples=200)
@given(texts, st.data())
def test_any_spans_and_sentences_are_survived(text: str, data: st.DataObject) -> None:
    """Spans as other annotators might make them: nested, empty of sense, over borders."""
    place = st.integers(0, len(text))
    pairs = st.tuples(place, place).map(lambda p: (min(p), max(p)))
    drugs = data.draw(st.lists(pairs, max_size=5))
    cuts = sorted(data.draw(st.sets(place, max_size=6)))
    ends = cuts[1::2]
    sentences = cuts[::2][: len(ends)], ends
    for attributes in EXTRACTOR.attributes(text, drugs, sentences):
        for attribute in attributes.values():
            assert 0 <= attribute.begin < attribute.end <= len(text)


@settings(max_examples=100)
@given(texts, st.text(max_size=20))
def test_what_is_in_another_paragraph_changes_nothing(text: str, other: str) -> None:
    drugs = spans(text)
    prefix = "Nothing here.\n\n"
    moved = [(b + len(prefix), e + len(prefix)) for b, e in drugs]
    before = EXTRACTOR.attributes(text, drugs, ([0], [len(text)]))
    after = EXTRACTOR.attributes(
        prefix + text, moved, ([0, len(prefix)], [13, len(prefix) + len(text)])
    )
    values = [{n: (a.value, a.unit) for n, a in x.items()} for x in before]
    assert values == [{n: (a.value, a.unit) for n, a in x.items()} for x in after]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=40))
def test_words_seen_before_change_nothing(words: list[str]) -> None:
    """What is kept of words is what a scanner that has seen none says, full or not."""
    with mock.patch.object(scanner, "_MOST_KNOWN", 5):
        seasoned = Scanner(lexicon())
        answers = [seasoned.may_begin(word) for word in words + words]
    new = Scanner(lexicon())
    assert answers == [new.may_begin(word) for word in words] * 2


CELLS = {
    "SIG": ["take 2 tablets BID", "1 daily for 7 days, then stop", "25 mg PO prn pain", "İ ½ tab"],
    "Strength": ["25 mg", "1/2", "12.5"],
    "Start Date": ["01/02/2020", "stop 25 mg daily"],
    "Comments": ["was held", "increased to 50 mg daily"],
    "Status": ["Active", "Completed", "Discontinued; 25 mg", "unknown"],
}
QUIET = ("Start Date", "Comments")
"""Headers of cells that tell nothing."""

rows = st.tuples(
    st.sampled_from(DRUGS),
    st.dictionaries(st.sampled_from(sorted(CELLS)), st.integers(0, 3), max_size=5),
)


def line(drug: str, cells: dict[str, int]) -> str:
    shown = [f"{head}: {CELLS[head][i % len(CELLS[head])]}" for head, i in cells.items()]
    return " | ".join([f"Medication: {drug}", *shown])


@settings(max_examples=200)
@given(st.lists(rows, min_size=1, max_size=4))
def test_a_row_tells_of_its_own_drug_alone(table: list[tuple[str, dict[str, int]]]) -> None:
    """Each row reads as it would without the others, and cells that tell nothing change nothing."""
    lines = [line(*row) for row in table]
    text = "\n".join(lines)
    ends = list(accumulate(len(each) + 1 for each in lines))
    borders = [0, *ends[:-1]], [end - 1 for end in ends]
    found = EXTRACTOR.attributes(text, spans(text), borders)
    at = 0
    for attributes, (drug, cells) in zip(found, table, strict=True):
        bare = {head: value for head, value in cells.items() if head not in QUIET}
        alone = line(drug, {**bare, "Start Date": 0})
        (expected,) = EXTRACTOR.attributes(alone, spans(alone))
        assert {n: a[3:] for n, a in attributes.items()} == {n: a[3:] for n, a in expected.items()}
        for attribute in attributes.values():
            assert at <= attribute.begin < attribute.end <= at + len(line(drug, cells))
        at += len(line(drug, cells)) + 1

"""What is found for a batch by numpy is what a plain walk over each text finds."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from cascara.annotators.assertion.automaton import MARKS
from cascara.annotators.assertion.document import Toolbox
from cascara.annotators.assertion.findings import Span, owners
from cascara.annotators.assertion.layout import Layout, Note
from cascara.annotators.assertion.lines import _label, _starts_anew
from cascara.annotators.assertion.phrases import PLUS, Phrases
from cascara.annotators.assertion.rules import load
from hypothesis import assume, given
from hypothesis import strategies as st

PIECES = st.sampled_from(
    [
        *("no ", "no evidence", " of ", "with a ", "with ", "+rash", "2+ edema", "Abdomen: ", "; "),
        *(
            "rash",
            ", ",
            ":",
            "(",
            ")",
            "and ",
            "or ",
            "Lungs ",
            "clear",
            ". ",
            "\n",
            "?",
            "but not ",
        ),
        *("secondary to ", "due", "İ", "fever", " currently", "isn't ", "seen"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@cache
def phrases() -> Phrases:
    return Toolbox(load()).phrases


def spans(data: st.DataObject, length: int) -> list[Span]:
    place = st.integers(0, length)
    pairs = data.draw(st.lists(st.tuples(place, place).map(sorted), max_size=6))
    return [(begin, end) for begin, end in pairs if begin < end]


def note(data: st.DataObject, text: str) -> Note:
    places = st.integers(0, len(text))
    cuts = sorted({0, len(text), *data.draw(st.lists(places, max_size=4))})
    kept = [pair for pair in pairwise(cuts) if data.draw(st.booleans())]
    mentions = spans(data, len(text))
    return Note(
        text,
        [begin for begin, _ in kept],
        [end for _, end in kept],
        (),
        [begin for begin, _ in mentions],
        [end for _, end in mentions],
    )


def laid_out(notes: list[Note]) -> Layout:
    assume(any(note.begins for note in notes))
    return Layout(phrases(), phrases().read([note.text for note in notes]), notes)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.data())
def test_every_mention_is_in_the_sentence_that_it_or_the_one_before_begins_in(
    texts: list[str], data: st.DataObject
) -> None:
    notes = [note(data, text) for text in texts]
    layout = laid_out(notes)
    for number, one in enumerate(notes):
        mentions = list(zip(one.mention_begins, one.mention_ends, strict=True))
        order = sorted(range(len(mentions)), key=lambda n: mentions[n][0])
        sentences = list(enumerate(zip(one.begins, one.ends, strict=True)))
        expected: list[list[int]] = [[] for _ in sentences]
        reach = owner = -1
        for n in order:
            begin, end = mentions[n]
            if begin >= reach:
                owner = next((i for i, (b, e) in sentences if b <= begin < e), -1)
            if owner >= 0:
                expected[owner].append(n)
                reach = max(reach, end)
        for place, numbers in enumerate(expected):
            index = layout.first[number] + place
            assert layout.has[index] == bool(numbers)
            found = layout.clusters(index)
            assert [n for cluster in found for n in cluster.members] == numbers


@given(st.lists(TEXTS, min_size=1, max_size=3), st.data())
def test_the_cues_of_sentences_are_those_of_each_on_its_own(
    texts: list[str], data: st.DataObject
) -> None:
    notes = [note(data, text) for text in texts]
    layout = laid_out(notes)
    reading = phrases().read(texts)
    wanted = np.flatnonzero(layout.has).tolist()
    for index, cues in zip(wanted, layout.cues(wanted), strict=True):
        number, place = layout.place(index)
        span = notes[number].begins[place], notes[number].ends[place]
        assert cues == phrases().within(reading, number, *span)
        members = [n for cluster in layout.clusters(index) for n in cluster.members]
        begins = [notes[number].mention_begins[n] for n in members]
        first, last = min(begins), max(begins)
        speaks = any(
            (begin <= last and first < end)
            or (begin <= last and phrase.ahead)
            or (first < end and phrase.behind)
            for begin, end, phrase in cues
        )
        assert (index in layout.speaking()) == speaks


@given(st.lists(TEXTS, min_size=1, max_size=3), st.data())
def test_the_boundaries_are_those_of_a_walk_over_the_sentence(
    texts: list[str], data: st.DataObject
) -> None:
    notes = [note(data, text) for text in texts]
    layout = laid_out(notes)
    wanted = np.flatnonzero(layout.has).tolist()
    if not wanted:
        return
    clusters = [layout.clusters(index) for index in wanted]
    starts = [layout.begin(index) for index in wanted]
    for index, held, found in zip(
        wanted, clusters, layout.boundaries(wanted, starts, clusters), strict=True
    ):
        number, place = layout.place(index)
        one = notes[number]
        holes = [(cluster.begin, cluster.end) for cluster in held]
        assert found == walked(one.text, one.begins[place], one.ends[place], holes)


def walked(text: str, begin: int, end: int, holes: list[Span]) -> list[tuple[object, ...]]:
    """The boundaries of a sentence, found one after another."""
    reading = phrases().read([text])
    low, base = reading.sources[0].low, int(reading.bases[0])
    found: list[tuple[object, ...]] = []
    reach = begin
    for start in (reading.bounds - base).tolist():
        if not reach <= start <= end:
            continue
        stop, label = phrases().bound_at(low, start, end)
        if stop == start and low[start : start + 1] == "+" and start < end:
            stop, label = start + 1, PLUS
        reach = stop + 1
        mark = low[start - 1] if start > begin else ""
        if mark and mark in MARKS:
            name = _label(text, begin, start) if mark == ":" else None
            if name is not None:
                found.append((name, start, "label", None))
            elif not any(b < start <= e for b, e in holes):
                found.append((start - 1, start, mark, None))
        at = stop - 1 if label == PLUS else start
        if stop == start or any(b <= at < e for b, e in holes):
            continue
        if label == PLUS:
            found.append((at, stop, "+", None))
            continue
        first, count = phrases().first[label], phrases().counts[label]
        for kind, row in phrases().kinds[first : first + count]:
            if kind != "capital" or _starts_anew(text, begin, start):
                found.append((start, stop, kind, row))
    return found


def test_a_mention_that_goes_on_in_the_next_sentence_takes_what_it_overlaps_along() -> None:
    assert owners([0, 4, 6, 9], [3, 8, 7, 12], [0, 0, 1, 1]) == [0, 0, 0, 1]
    assert owners([0, 1], [5, 6], [-1, 1]) == [-1, 1]

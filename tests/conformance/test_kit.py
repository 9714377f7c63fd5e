"""The kit passes good components and fails the ones that break a rule, on that rule."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cascara.testing import (
    MARKER,
    AnnotatorConformance,
    ReaderConformance,
    WriterConformance,
)

sys.path.insert(0, str(Path(__file__).parent))
import offending_annotators
import offending_readers
import offending_writers

GOOD_FILES = {
    "a/one.note": b"NOTE one",
    "two.note": b"NOTE two " + MARKER.encode(),
    "b/three.note": b"NOTE three",
}
BAD_FILES = {"b/bad.note": f"{MARKER} \xe9".encode(), "latin.note": b"NOTE \xe9 " + MARKER.encode()}


class TestGoodAnnotator(AnnotatorConformance):
    component = offending_annotators.Fevers()


class TestGoodAnnotatorOfOthersTypes(AnnotatorConformance):
    component = offending_annotators.Fevers(word="[Pp]ain")
    before = (offending_annotators.Lines(),)


class TestGoodReader(ReaderConformance):
    component = offending_readers.Notes()
    good = GOOD_FILES
    bad = BAD_FILES


class TestGoodWriter(WriterConformance):
    component = offending_writers.Tally()
    before = (offending_annotators.Fevers(),)


def rules(kit: type) -> set[str]:
    return {name.removeprefix("test_") for name in dir(kit) if name.startswith("test_")}


def broken(base: type, rule: str, **attributes: object) -> str:
    """What a kit with these attributes says against a rule; fails when it says nothing."""
    kit = type("Kit", (base,), attributes)()
    with pytest.raises(AssertionError) as caught:
        getattr(kit, f"test_{rule}")()
    print(
        rule,
        attributes["component"].__class__.__name__,
        "::",
        str(caught.value)[:150].replace("\n", " "),
    )
    return str(caught.value)


@pytest.mark.parametrize(("rule", "kind", "more"), offending_annotators.OFFENDERS)
def test_offending_annotator_is_caught(rule: str, kind: type, more: dict) -> None:
    assert broken(AnnotatorConformance, rule, component=kind(), **more)


@pytest.mark.parametrize(("rule", "kind"), offending_readers.OFFENDERS)
def test_offending_reader_is_caught(rule: str, kind: type) -> None:
    assert broken(ReaderConformance, rule, component=kind(), good=GOOD_FILES, bad=BAD_FILES)


@pytest.mark.parametrize(("rule", "kind"), offending_writers.OFFENDERS)
def test_offending_writer_is_caught(rule: str, kind: type) -> None:
    before = (offending_annotators.Fevers(),)
    assert broken(WriterConformance, rule, component=kind(), before=before)


def test_every_rule_has_an_offender() -> None:
    annotators = {rule for rule, *_ in offending_annotators.OFFENDERS}
    assert annotators == rules(AnnotatorConformance)
    common = rules(AnnotatorConformance) & rules(ReaderConformance) & rules(WriterConformance)
    shared = common - {"the_text_is_told_to_nobody"}
    assert {rule for rule, *_ in offending_readers.OFFENDERS} == rules(ReaderConformance) - shared
    assert {rule for rule, *_ in offending_writers.OFFENDERS} == rules(WriterConformance) - shared


def test_component_that_cannot_travel_is_told_so() -> None:
    class Local(offending_annotators.Fevers):
        pass

    said = broken(AnnotatorConformance, "another_process", component=Local())
    assert "Local" in said

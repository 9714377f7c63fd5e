"""Sections that a reader has brought get their kinds; text in none of them is divided."""

from __future__ import annotations

import pytest
from cascara.annotators.sections import Sections
from cascara.annotators.sections.catalogue import catalogue
from cascara.core.cas import Cas

TEXT = "Medications\naspirin\n\n"


@pytest.fixture
def annotator():
    annotator = Sections()
    annotator.setup()
    return annotator


def given(annotator, code=None, title=None, **features):
    cas = Cas(TEXT)
    section = cas.annotate(
        "Section", 12, 19, kind="unknown", id="unknown", code=code, tagText=title,
        headingBegin=0, headingEnd=11, level=1, **features,
    )  # fmt: skip
    annotator.process(cas)
    assert cas.select("Section") == [section]
    return cas, section


@pytest.mark.parametrize(
    ("code", "title", "kind"),
    [
        ("10160-0", "Medicamentos", "medications"),
        ("29549-3", None, "medications"),
        ("11450-4", "Issues", "problem_list"),
        (None, "ALLERGIES", "allergies"),
        ("47519-4", "Procedures", "procedures"),
        ("47519-4", None, "past_surgical_history"),
        ("46239-0", "", "chief_complaint"),
    ],
)
def test_kind_by_code_or_by_the_more_precise_title(annotator, code, title, kind):
    cas, section = given(annotator, code, title)
    assert (section.kind, section.id) == (kind, kind)
    assert section.preferredText == catalogue().kinds[kind].name
    assert (section.code, section.tagText) == (code, title)
    [why] = cas.evidence()
    assert (why.target, why.begin, why.end, why.value) == (section, 0, 11, kind)


@pytest.mark.parametrize(("code", "title"), [(None, None), ("99999-9", "Wibble"), ("x", "")])
def test_what_is_not_known_stays_so(annotator, code, title):
    cas, section = given(annotator, code, title)
    assert section.kind == "unknown"
    assert cas.evidence() == []


def test_text_in_no_section_is_divided_by_its_headings(annotator):
    """Before, between and after those of the reader, which stay whole whatever is in them."""
    text = "HPI: pain.\n\nFindings:\nPLAN: none.\nIMPRESSION: clear.\nImpression:\nno.\nPLAN: rest."
    cas = Cas(text)
    for title, body in (("Findings:", "PLAN: none."), ("Impression:", "no.")):
        begin, heading = text.index(body), text.index(title)
        end = heading + len(title)
        cas.annotate(
            "Section", begin, begin + len(body), kind="unknown", id="unknown",
            tagText=title.rstrip(":"), headingBegin=heading, headingEnd=end, level=1,
        )  # fmt: skip
    annotator.process(cas)
    found = cas.select("Section")
    assert [(s.kind, cas.covered_text(s).strip()) for s in found] == [
        ("history_of_present_illness", "pain."),
        ("findings", "PLAN: none."),
        ("impression", "clear."),
        ("impression", "no."),
        ("plan", "rest."),
    ]
    assert [text[s.headingBegin : s.headingEnd] for s in found] == [
        "HPI:", "Findings:", "IMPRESSION:", "Impression:", "PLAN:",
    ]  # fmt: skip
    spans = {(why.target.kind, text[why.begin : why.end]) for why in cas.evidence()}
    assert ("plan", "PLAN:") in spans


def test_a_code_belongs_to_one_kind():
    kinds = catalogue().kinds.values()
    codes = [code for kind in kinds for code in (kind.loinc, *kind.also) if code]
    assert len(codes) == len(set(codes))

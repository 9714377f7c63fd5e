"""The annotators that ship keep the rules of the kit."""

from __future__ import annotations

from cascara.annotators.sections import Sections
from cascara.annotators.sentences import Sentences
from cascara.testing import NOTE, AnnotatorConformance

SUBSECTIONS = """\
PHYSICAL EXAM:
HEENT: Pupils equal. Lungs: clear to auscultation.
Abdomen: soft.

IMPRESSION: 1. Asthma. 2. Type 2 diabetes, on 500 mg. of metformin.
"""
TEXTS = (NOTE, SUBSECTIONS)


class TestSections(AnnotatorConformance):
    component = Sections()
    texts = TEXTS


class TestSentences(AnnotatorConformance):
    component = Sentences()
    texts = TEXTS


class TestSentencesOfSections(AnnotatorConformance):
    component = Sentences()
    before = (Sections(),)
    texts = TEXTS
    also_uses = ("Segment",)

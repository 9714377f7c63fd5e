"""The annotators that ship keep the rules of the kit."""

from __future__ import annotations

import pytest
from cascara.annotators.assertion import Assertion
from cascara.annotators.dictionary import Dictionary
from cascara.annotators.medications import Medications
from cascara.annotators.sections import Sections
from cascara.annotators.sentences import Sentences
from cascara.annotators.tokens import Tokens
from cascara.testing import NOTE, AnnotatorConformance

SUBSECTIONS = """\
PHYSICAL EXAM:
HEENT: Pupils equal. Lungs: clear to auscultation.
Abdomen: soft.

IMPRESSION: 1. Asthma. 2. Type 2 diabetes, on metformin 500 mg. twice daily.
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


class TestTokens(AnnotatorConformance):
    component = Tokens()
    before = (Sections(), Sentences())
    texts = TEXTS
    also_uses = ("Segment",)


class TestDictionary(AnnotatorConformance):
    component = Dictionary()
    before = (Sections(),)
    texts = TEXTS
    also_uses = ("Section",)

    @pytest.fixture(autouse=True)
    def _component(self, terminology: str) -> None:
        self.component = Dictionary(terminology=terminology)


class TestAssertion(AnnotatorConformance):
    component = Assertion()
    texts = TEXTS
    also_uses = ("Section",)

    @pytest.fixture(autouse=True)
    def _before(self, terminology: str) -> None:
        self.before = (Sections(), Sentences(), Dictionary(terminology=terminology))


class TestMedications(AnnotatorConformance):
    component = Medications()
    texts = TEXTS
    also_uses = ("Sentence", "Section")

    @pytest.fixture(autouse=True)
    def _before(self, terminology: str) -> None:
        self.before = (Sections(), Sentences(), Dictionary(terminology=terminology))

"""The writers that ship keep the rules of the kit."""

from __future__ import annotations

import pytest
from cascara.annotators.assertion import Assertion
from cascara.annotators.dictionary import Dictionary
from cascara.annotators.medications import Medications
from cascara.annotators.sections import Sections
from cascara.annotators.sentences import Sentences
from cascara.annotators.tokens import Tokens
from cascara.testing import WriterConformance
from cascara.writers.csv import CsvWriter
from cascara.writers.fhir import FhirWriter
from cascara.writers.html import HtmlWriter
from cascara.writers.json import JsonWriter, NdjsonWriter
from cascara.writers.xmi import XmiWriter


class _Kit(WriterConformance):
    """After the whole clinical pipeline."""

    @pytest.fixture(autouse=True)
    def _before(self, terminology: str) -> None:
        self.before = (
            Sections(),
            Sentences(),
            Tokens(),
            Dictionary(terminology=terminology),
            Assertion(),
            Medications(),
        )


class TestJson(_Kit):
    component = JsonWriter()


class TestNdjson(_Kit):
    component = NdjsonWriter(offsets="utf16")


class TestXmi(_Kit):
    component = XmiWriter()


class TestFhir(_Kit):
    component = FhirWriter()


class TestHtml(_Kit):
    component = HtmlWriter()


class TestCsv(_Kit):
    component = CsvWriter()

"""The writers that ship keep the rules of the kit."""

from __future__ import annotations

from cascara.annotators.sections import Sections
from cascara.annotators.sentences import Sentences
from cascara.core.cas import Cas
from cascara.core.component import Annotator
from cascara.testing import WriterConformance
from cascara.writers.csv import CsvWriter
from cascara.writers.fhir import FhirWriter
from cascara.writers.html import HtmlWriter
from cascara.writers.json import JsonWriter, NdjsonWriter
from cascara.writers.xmi import XmiWriter


class Findings(Annotator):
    """A coded, explained, negated finding on each sentence and a drug with a strength."""

    name = "findings"
    reads = ("Sentence",)

    def process(self, cas: Cas) -> None:
        for number, sentence in enumerate(cas.select("Sentence")):
            begin, end = sentence.begin, sentence.end
            concept = cas.new("UmlsConcept", cui=f"C{number:07}", codingScheme="SNOMEDCT_US")
            kind = ("SignSymptomMention", "DiseaseDisorderMention", "MedicationMention")[number % 3]
            found = cas.annotate(
                kind,
                begin,
                end,
                polarity=-1 if number % 2 else 1,
                subject="patient",
                ontologyConceptArr=cas.array([concept]),
            )
            cas.annotate("Evidence", begin, end, target=found, component="findings", rule="r1")


BEFORE = (Sections(), Sentences(), Findings())


class TestJson(WriterConformance):
    component = JsonWriter()
    before = BEFORE


class TestNdjson(WriterConformance):
    component = NdjsonWriter(offsets="utf16")
    before = BEFORE


class TestXmi(WriterConformance):
    component = XmiWriter()
    before = BEFORE


class TestFhir(WriterConformance):
    component = FhirWriter()
    before = BEFORE


class TestHtml(WriterConformance):
    component = HtmlWriter()
    before = BEFORE


class TestCsv(WriterConformance):
    component = CsvWriter()
    before = BEFORE

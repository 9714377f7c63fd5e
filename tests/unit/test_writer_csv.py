"""The CSV writer: a row a finding, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from cascara.core.cas import Cas
from cascara.core.errors import DocumentError
from cascara.writers.csv import COLUMNS, CsvWriter


def rows(*cases):
    writer = CsvWriter()
    data = writer.header() + b"".join(writer.render(cas) for cas in cases)
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_a_row_has_everything():
    cas = Cas("Meds: no metoprolol 25 mg\n")
    cas.metadata.id = "w/1.txt"
    section = cas.annotate("Section", 5, 26, id="medications", kind="medications", level=1)
    concepts = [
        cas.new(
            "UmlsConcept",
            cui="C1",
            tui="T1",
            code="6918",
            codingScheme="RXNORM",
            preferredText="Metoprolol",
        ),
        cas.new(
            "UmlsConcept",
            cui="C1",
            tui="T1",
            code="372826007",
            codingScheme="SNOMEDCT_US",
            preferredText="Metoprolol",
        ),
        cas.new("OntologyConcept", code="x"),
    ]
    strength = cas.annotate("MedicationStrengthModifier", 20, 25)
    drug = cas.annotate(
        "MedicationMention",
        9,
        19,
        polarity=-1,
        uncertainty=0,
        historyOf=1,
        subject="patient",
        conditional=False,
        generic=True,
        medicationStrength=strength,
        ontologyConceptArr=cas.array(concepts),
    )
    for target, component, rule in (
        (drug, "dictionary", "open:1"),
        (section, "sections", "s"),
        (drug, "assertion", None),
    ):
        cas.annotate("cascara.type.Evidence", 9, 10, target=target, component=component, rule=rule)
    assert rows(cas) == [
        {
            "document": "w/1.txt",
            "id": "m1",
            "type": "MedicationMention",
            "text": "metoprolol",
            "begin": "9",
            "end": "19",
            "section": "medications",
            "certainty": "generic",
            "polarity": "-1",
            "uncertainty": "0",
            "historyOf": "1",
            "subject": "patient",
            "conditional": "false",
            "generic": "true",
            "cui": "C1",
            "tui": "T1",
            "code": "RXNORM:6918; SNOMEDCT_US:372826007; x",
            "preferredText": "Metoprolol",
            "attributes": "medicationStrength=25 mg",
            "evidence": "dictionary:open:1; assertion:",
        }
    ]


def test_unset_values_are_empty():
    cas = Cas("Fever")
    cas.annotate("SignSymptomMention", 0, 5)
    [row] = rows(cas)
    filled = {name: value for name, value in row.items() if value}
    assert filled == {
        "id": "m1",
        "type": "SignSymptomMention",
        "text": "Fever",
        "begin": "0",
        "end": "5",
        "certainty": "undecided",
    }


def test_documents_follow_one_another():
    cases = []
    for number in (1, 2, 3):
        cas = Cas("Fever, cough")
        cas.metadata.id = str(number)
        if number != 2:
            cas.annotate("EventMention", 0, 5)
            cas.annotate("EventMention", 7, 12)
        cases.append(cas)
    assert [(row["document"], row["text"]) for row in rows(*cases)] == [
        ("1", "Fever"),
        ("1", "cough"),
        ("3", "Fever"),
        ("3", "cough"),
    ]
    assert CsvWriter().render(cases[1]) == b""


@pytest.mark.parametrize(
    "text", ['a "b", c', "two\r\nlines", "semi; colon", "tab\there", "é😀", " padded "]
)
def test_text_comes_back_as_it_was(text):
    cas = Cas(text)
    cas.annotate("EventMention", 0, len(text))
    assert rows(cas)[0]["text"] == text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")']
)
def test_formulas_are_disarmed(text):
    cas = Cas(text)
    cas.metadata.id = "=x"
    concept = cas.new("UmlsConcept", cui="=c", preferredText="@p", code="-1")
    cas.annotate(
        "EventMention", 0, len(text), subject="+s", ontologyConceptArr=cas.array([concept])
    )
    [row] = rows(cas)
    assert row["text"] == "'" + text
    for name, value in row.items():
        assert not value.startswith(("=", "+", "-", "@", "\t", "\r")), name


def test_numbers_stay_numbers():
    cas = Cas("x")
    cas.annotate("EventMention", 0, 1, polarity=-1)
    assert rows(cas)[0]["polarity"] == "-1"


def test_half_a_surrogate_pair_is_an_error_without_text():
    cas = Cas("Fever \ud83d")
    cas.annotate("EventMention", 0, 7)
    with pytest.raises(DocumentError, match=r"^document: its text has half a surrogate pair"):
        CsvWriter().render(cas)


def test_the_header_is_the_first_line():
    assert CsvWriter().header().decode() == ",".join(COLUMNS) + "\r\n"

"""Tables as lines: every value with its headers, however cells span, and none lost."""

from __future__ import annotations

from time import process_time

import pytest
from cascara.readers.narrative import render
from cascara.readers.narrative.table import COLUMNS, LABEL
from lxml import etree


def table(*rows, inside=""):
    return f"<table>{inside}{''.join(rows)}</table>"


def head(*rows):
    return f"<thead>{''.join(rows)}</thead>"


def row(*cells):
    return (
        f"<tr>{''.join(c if c.startswith(('<td', '<th')) else f'<td>{c}</td>' for c in cells)}</tr>"
    )


def heads(*names):
    return row(*(f"<th>{name}</th>" for name in names))


def narrative(inside):
    return render(etree.fromstring(f"<text>{inside}</text>"))


def text(inside):
    return narrative(inside).text


DRUGS = head(heads("Drug", "Dose"))
CASES = {
    "headers are said with each value": (
        table(DRUGS, row("Aspirin", "81 mg"), row("Metformin", "1 g")),
        "Drug | Dose\nDrug: Aspirin | Dose: 81 mg\nDrug: Metformin | Dose: 1 g",
    ),
    "a first row of headers is a head": (
        table(heads("Drug", "Dose"), row("Aspirin", "81 mg")),
        "Drug | Dose\nDrug: Aspirin | Dose: 81 mg",
    ),
    "td in a thead are headers": (
        table(head(row("Drug", "Dose")), row("Aspirin", "81 mg")),
        "Drug | Dose\nDrug: Aspirin | Dose: 81 mg",
    ),
    "a first row in bold is a head": (
        table(row("<b>Drug</b>", " <strong>Dose</strong> ", "-"), row("Aspirin", "81 mg", "x")),
        "Drug | Dose | -\nDrug: Aspirin | Dose: 81 mg | x",
    ),
    "a first row in bold as CDA has it": (
        table(
            row(*[f"<content styleCode='xl Bold'>{name}</content>" for name in ("Drug", "Dose")]),
            row("Aspirin", "81 mg"),
        ),
        "Drug | Dose\nDrug: Aspirin | Dose: 81 mg",
    ),
    "rows in bold are rows": (table(*[row("<b>a</b>", "<b>b</b>")] * 2), "a | b\na | b"),
    "a cell in bold is no head": (
        table(row("<b>Name</b>", "Ann"), row("<b>Born</b>", "1950")),
        "Name | Ann\nBorn | 1950",
    ),
    "partly bold is no head": (
        table(row("<b>a</b> b", "<b>c</b>"), row("d", "e")),
        "a b | c\nd | e",
    ),
    "no headers": (table(row("a", "b"), row("c", "d")), "a | b\nc | d"),
    "headers with colons": (
        table(head(heads("Drug:", "Dose :")), row("Aspirin", "81 mg")),
        "Drug: | Dose :\nDrug: Aspirin | Dose: 81 mg",
    ),
    "row headers": (
        table(row("<th>Name</th>", "Ann"), row("<th>Born:</th>", "1950", "<th>Sex</th>", "F")),
        "Name: Ann\nBorn: 1950 | Sex: F",
    ),
    "row headers below headers": (
        table(head(heads("Test", "Value")), row("<th>Na</th>", "140")),
        "Test | Value\nTest: Na | Value: 140",
    ),
    "a corner without words": (
        table(head(heads("", "Monday")), row("<th>Na</th>", "140")),
        "Monday\nNa | Monday: 140",
    ),
    "empty cells are left out, their columns are not": (
        table(DRUGS, row("", "81 mg"), row(" ", "<br/>"), row("Metformin", "")),
        "Drug | Dose\nDose: 81 mg\nDrug: Metformin",
    ),
    "cells beyond the headers": (
        table(DRUGS, row("Aspirin", "81 mg", "daily")),
        "Drug | Dose\nDrug: Aspirin | Dose: 81 mg | daily",
    ),
    "lines in a cell": (
        table(DRUGS, row("<p>Aspirin</p><p>enteric</p>", "81 mg<br/>then<br/><br/>40 mg")),
        "Drug | Dose\nDrug: Aspirin; enteric | Dose: 81 mg; then; 40 mg",
    ),
    "lists in a cell": (
        table(row("a<ul><li>b</li><li>c.</li></ul>d", "<ol><li>e</li><li>f</li></ol>")),
        "a; b; c. d | 1. e; 2. f",
    ),
    "lines of source in a cell": (table(row("<pre>a\n b</pre>", "c")), "a; b | c"),
    "columns that span": (
        table(
            head(row("<th colspan='2'>Pressure</th>", "<th>Pulse</th>"), heads("Sys", "Dia", "")),
            row("120", "80", "70"),
            row("<td colspan='2'>refused</td>", "72"),
        ),
        "Pressure | Pulse\nSys | Dia\n"
        "Pressure Sys: 120 | Pressure Dia: 80 | Pulse: 70\n"
        "Pressure Sys/Pressure Dia: refused | Pulse: 72",
    ),
    "headers that span rows": (
        table(
            head(row("<th rowspan='2'>Day</th>", "<th colspan='2'>BP</th>"), heads("Sys", "Dia")),
            row("Monday", "120", "80"),
        ),
        "Day | BP\nSys | Dia\nDay: Monday | BP Sys: 120 | BP Dia: 80",
    ),
    "a title over all columns is no header": (
        table(head(row("<th colspan='2'>Drugs</th>"), heads("Drug", "Dose")), row("Aspirin", "1")),
        "Drugs\nDrug | Dose\nDrug: Aspirin | Dose: 1",
    ),
    "a row over all columns needs no headers": (
        table(DRUGS, row("<td colspan='2'>Stopped:</td>"), row("Aspirin", "81 mg")),
        "Drug | Dose\nStopped:\nDrug: Aspirin | Dose: 81 mg",
    ),
    "rows that span say their value in each": (
        table(
            head(heads("Day", "Test", "Value")),
            row("<td rowspan='2'>Monday</td>", "Na", "140"),
            row("K", "4.0"),
            row("Tuesday", "Na", "139"),
        ),
        "Day | Test | Value\n"
        "Day: Monday | Test: Na | Value: 140\n"
        "Day: Monday | Test: K | Value: 4.0\n"
        "Day: Tuesday | Test: Na | Value: 139",
    ),
    "rows that span at the end": (
        table(
            head(heads("Test", "Day")), row("Na", "<td rowspan='9'>Monday</td>"), row("K"), row("")
        ),
        "Test | Day\nTest: Na | Day: Monday\nTest: K | Day: Monday",
    ),
    "what spans is said though the next cell is empty": (
        table(row("<td rowspan='2'>a</td>", "b", "c"), row("", "d")),
        "a | b | c\na | d",
    ),
    "row headers that span": (
        table(row("<th rowspan='2'>Blood</th>", "Na 140"), row("K 4")),
        "Blood: Na 140\nBlood: K 4",
    ),
    "spans end with their part of the table": (
        "<table><tbody><tr><td rowspan='3'>a</td><td>b</td></tr></tbody>"
        "<tbody><tr><td>c</td><td>d</td></tr></tbody></table>",
        "a | b\nc | d",
    ),
    "a span of no rows goes to the end": (
        table(row("<td rowspan='0'>a</td>", "b"), row("c"), row("d")),
        "a | b\na | c\na | d",
    ),
    "spans that are no numbers": (
        table(row("<td colspan='x' rowspan='-2'>a</td>", "<td colspan=''>b</td>"), row("c", "d")),
        "a | b\nc | d",
    ),
    "caption first": (
        table(row("a", "b"), "<caption>Drugs</caption>", inside="<col/>"),
        "Drugs\na | b",
    ),
    "caption, head, rows": (
        table("<caption>Drugs</caption><col/>", DRUGS, row("a", "1")),
        "Drugs\nDrug | Dose\nDrug: a | Dose: 1",
    ),
    "head, rows, caption": (
        table(DRUGS, row("a", "1"), "<caption>Drugs</caption>"),
        "Drugs\nDrug | Dose\nDrug: a | Dose: 1",
    ),
    "foot last, head first": (
        f"<table><tfoot>{row('total', '2')}</tfoot><tbody>{row('a', '1')}</tbody>{DRUGS}</table>",
        "Drug | Dose\nDrug: a | Dose: 1\nDrug: total | Dose: 2",
    ),
    "another head amid the rows": (
        f"<table>{DRUGS}{row('a', '1')}{head(heads('Test', 'Value'))}{row('Na', '140')}</table>",
        "Drug | Dose\nDrug: a | Dose: 1\nTest | Value\nTest: Na | Value: 140",
    ),
    "a row of headers amid the rows is a row": (
        table(DRUGS, row("a", "1"), row("<th colspan='2'>Stopped</th>"), row("b", "2")),
        "Drug | Dose\nDrug: a | Dose: 1\nStopped\nDrug: b | Dose: 2",
    ),
    "headers without rows": (table(DRUGS), "Drug | Dose"),
    "a table in a cell": (
        table(DRUGS, row("Aspirin", table(DRUGS, row("x", "1"), row("y", "2")))),
        "Drug | Dose\nDrug: Aspirin | Dose: Drug, Dose; Drug: x, Dose: 1; Drug: y, Dose: 2",
    ),
    "a table for the layout: one column": (
        table(row("<p>a</p><p>b</p>"), row("<ul><li>c</li></ul>")),
        "a\n\nb\n\n- c",
    ),
    "a table for the layout: tables within": (
        table(row("a", table(row("b", "c"), row("d", "e"))), row("f", "g")),
        "a\n\nb | c\nd | e\n\nf\ng",
    ),
    "words between the cells": (
        "<table>a<tr>b<td>c</td>d<td>e</td>f</tr>g</table>",
        "a\nb | c d | e f\ng",
    ),
    "cells without rows, rows without tables": (
        "<td>a</td><tr><td>b</td><td>c</td></tr>",
        "a\nb\nc",
    ),
    "around a table": (f"a{table(row('b', 'c'))}d", "a\n\nb | c\n\nd"),
    "in a list": (
        f"<ul><li>a{table(row('b', 'c'), row('d', 'e'))}</li></ul>",
        "- a\n  b | c\n  d | e",
    ),
    "deleted cells": (
        table(DRUGS, row("a", "<content revised='delete'>1</content>"), row("b", "2")),
        "Drug | Dose\nDrug: a\nDrug: b | Dose: 2",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_text(name):
    inside, expected = CASES[name]
    assert text(inside) == expected


def test_places_of_cells_rows_and_tables():
    result = narrative(
        "x<table ID='t'><thead><tr ID='h'><th ID='h1'>Drug</th><th>Dose</th></tr></thead>"
        "<tbody><tr ID='r1'><td ID='c1'>Aspirin</td>"
        "<td ID='c2' rowspan='2'>81 <b ID='b'>mg</b></td></tr>"
        "<tr ID='r2'><td ID='c3'>Heparin</td></tr>"
        "<tr ID='r3'><td ID='c4'/><td>5</td></tr></tbody></table>"
    )
    rows = "Drug: Aspirin | Dose: 81 mg\nDrug: Heparin | Dose: 81 mg\nDose: 5"
    assert {key: result.text[begin:end] for key, (begin, end) in result.ids.items()} == {
        "t": f"Drug | Dose\n{rows}",
        "h": "Drug | Dose",
        "h1": "Drug",
        "r1": "Drug: Aspirin | Dose: 81 mg",
        "c1": "Aspirin",
        "c2": "81 mg",
        "b": "mg",
        "r2": "Drug: Heparin | Dose: 81 mg",
        "c3": "Heparin",
        "r3": "Dose: 5",
        "c4": "",
    }


def test_long_headers_and_values_are_not_said_again():
    long = "x" * (LABEL + 1)
    inside = table(
        head(heads(long, "Dose")), row("a", "1"), row(f"<td rowspan='2'>{long}</td>", "2"), row("3")
    )
    assert text(inside) == f"{long} | Dose\na | Dose: 1\n{long} | Dose: 2\nDose: 3"


HOSTILE = {
    "columns without end": row("<td colspan='999999999'>a</td>", "b") * 5_000,
    "rows without end": row("<td rowspan='999999999' colspan='99999'>a</td>", "b") * 5_000,
    "rows and columns": row(*["<td rowspan='65000'>a</td>"] * COLUMNS) + row("b") * 5_000,
    "empty rows below": row(*["<td rowspan='65000'>a</td>"] * COLUMNS) + "<tr/>" * 20_000,
    "heads without end": heads("a", "b") * 5_000 + row("c", "d"),
    "wide heads": row("<th colspan='64'>a</th>") * 5_000 + row("c") * 5_000,
    "cells without end": heads(*"ab" * 5_000) + row(*"cd" * 5_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_tables_take_bounded_time_and_space(name):
    root = etree.fromstring(f"<text>{table(HOSTILE[name])}</text>")
    begun = process_time()
    result = render(root)
    assert process_time() - begun < 3
    assert len(result.text) < 5_000 * 1_000


def test_what_is_said_again_is_bounded(monkeypatch):
    monkeypatch.setattr("cascara.readers.narrative.table.SAID_AGAIN", 10)
    lines = text(table(DRUGS, *[row("Aspirin", "81 mg")] * 3)).split("\n")
    assert lines[1:] == ["Drug: Aspirin | Dose: 81 mg", "Aspirin | 81 mg", "Aspirin | 81 mg"]

"""Every coding scheme of the terminology that ships is one FHIR has a URI for."""

from __future__ import annotations

import csv
import lzma
from importlib.resources import files

from cascara.writers.fhir.codes import code_systems


def test_every_scheme_of_the_open_terminology_has_its_uri():
    source = files("cascara.annotators.dictionary") / "open.tsv.xz"
    with source.open("rb") as packed, lzma.open(packed, "rt", encoding="utf-8", newline="") as text:
        rows = csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        schemes = {row["scheme"] for row in rows if row["code"]}
    assert len(schemes) >= 5
    assert schemes <= code_systems().keys()

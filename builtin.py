"""What ships with Cascara, registered through the same hooks as anybody's plug-in.

Imports are inside the hooks: finding out what exists must not load what is not used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .core.hookspecs import hookimpl

if TYPE_CHECKING:
    from typer import Typer

    from .core.component import Annotator, Reader, Writer


@hookimpl
def cascara_annotators() -> list[type[Annotator]]:
    """The annotators of the clinical pipeline, in its order."""
    from .annotators.assertion import Assertion
    from .annotators.dictionary import Dictionary
    from .annotators.medications import Medications
    from .annotators.sections import Sections
    from .annotators.sentences import Sentences
    from .annotators.tokens import Tokens

    return [Sections, Sentences, Tokens, Dictionary, Assertion, Medications]


@hookimpl
def cascara_readers() -> list[type[Reader]]:
    """Readers, one a format."""
    from .readers.auto import AutoReader
    from .readers.cda import CdaReader
    from .readers.fhir import FhirReader
    from .readers.hl7 import Hl7Reader
    from .readers.rich import RichReader
    from .readers.table import TableReader
    from .readers.text import TextReader
    from .readers.xmi import XmiReader

    return [
        AutoReader,
        CdaReader,
        FhirReader,
        Hl7Reader,
        RichReader,
        TableReader,
        TextReader,
        XmiReader,
    ]


@hookimpl
def cascara_writers() -> list[type[Writer]]:
    """Writers, one a format."""
    from .writers.csv import CsvWriter
    from .writers.fhir import FhirWriter
    from .writers.html import HtmlWriter
    from .writers.json import JsonWriter, NdjsonWriter
    from .writers.xmi import XmiWriter

    return [JsonWriter, NdjsonWriter, XmiWriter, FhirWriter, HtmlWriter, CsvWriter]


@hookimpl
def cascara_pipelines() -> list[Path]:
    """The pipelines that can be run and extended by name."""
    return sorted((Path(__file__).parent / "pipelines").glob("*.yaml"))


@hookimpl
def cascara_commands() -> dict[str, Typer]:
    """Commands of components."""
    from .annotators.dictionary.commands import terms

    return {"terms": terms}

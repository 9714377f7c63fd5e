"""Findings as JSON: one file a document, or one line a document (NDJSON).

The format is docs/json-format.md, its schema docs/findings.schema.json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import orjson

from ...core.cas import Cas
from ...core.component import ComponentConfig, Writer
from ...core.errors import DocumentError
from ...core.evidence import Evidence
from ...core.index import sort
from ...core.offsets import Utf16Offsets
from ...core.rows import Rows
from ...core.version import __version__
from ..outline import Outline, Relation, Section
from .entries import entries
from .mentions import mention_rows, mentions
from .printer import Printer

FORMAT = "cascara-findings/1"
"""Changes when a consumer would have to."""


class JsonConfig(ComponentConfig):
    """Options of the JSON writers."""

    offsets: Literal["codepoint", "utf16"] = "codepoint"
    """What offsets count: Unicode code points (Python), or UTF-16 units (Java, JavaScript)."""


class JsonWriter(Writer):
    """One JSON file a document."""

    name: ClassVar[str] = "json"
    suffix = ".json"
    Config = JsonConfig

    def render(self, cas: Cas) -> bytes:
        """The findings of the current view, as one line.

        Raises DocumentError when the text holds half a surrogate pair: no encoding can write it.
        """
        try:
            result = document(cas, self.config.offsets)
            return orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE)
        except TypeError as error:
            if "surrogates" not in str(error):
                raise
            path = cas.metadata.source or cas.metadata.id or "document"
            reason = "its text has half a surrogate pair, which JSON cannot hold"
            raise DocumentError(path, reason, cure="mend the text before it is read") from None


class NdjsonWriter(JsonWriter):
    """One file for the whole run, one line a document, each as the JSON writer's file."""

    name: ClassVar[str] = "ndjson"
    suffix = ".ndjson"
    collect: ClassVar[bool] = True


def document(cas: Cas, offsets: str) -> dict[str, Any]:
    """A document's findings as the JSON object of the schema; ``offsets`` as in the options."""
    evidence = cas.explained()
    sort(evidence)
    outline = Outline(cas, evidence)
    metadata, text = outline.metadata, outline.text
    fields = metadata.fields()
    printer = _printer(text, offsets)
    told = dict(zip(map(id, evidence), printer.evidence(evidence), strict=True))
    rows = mention_rows(cas, outline)
    found, ids = mentions(rows, outline, told, printer)
    result = {
        "format": FORMAT,
        "document": {
            "id": fields["id"],
            "source": fields["source"] or None,
            "format": fields["format"] or None,
            "encoding": fields["encoding"] or None,
            "length": len(text),
            "offsets": offsets,
            "metadata": metadata.items,
        },
        "sections": [_section(section, text, told) for section in outline.sections],
        "mentions": orjson.Fragment(found),
        "entries": entries(outline, cas.plans),
        "relations": [_relation(relation, text, told) for relation in outline.relations(ids)],
        "versions": {"cascara": __version__, "sources": _sources(evidence, rows)},
    }
    printer.convert(result)
    return result


def _printer(text: str, offsets: str) -> Printer:
    """Writes offsets as the options say."""
    if offsets == "utf16":
        converter = Utf16Offsets(text)
        if converter.astral():
            return Printer(text, converter.python_to_external)
    return Printer(text)


def _sources(evidence: Sequence[Evidence], many: Sequence[Rows]) -> list[str]:
    """The versioned sources that evidence names, sorted."""
    named = {one.source for one in evidence}
    named.update(rows.origin.source for rows in many if rows.origin is not None)
    return sorted(source for source in named if source)


def _section(section: Section, text: str, told: Mapping[int, str]) -> dict[str, Any]:
    fs, heading = section.fs, section.heading
    return {
        "id": section.id,
        "kind": section.kind,
        "title": section.title or None,
        "loinc": section.code or None,
        "begin": fs.begin,
        "end": fs.end,
        "heading": heading and _span(*heading, text),
        "level": section.level,
        "derived": section.derived,
        "parent": section.parent or None,
        "evidence": _reasons(section.evidence, told),
    }


def _reasons(evidence: Sequence[Evidence], told: Mapping[int, str]) -> orjson.Fragment:
    """Evidence as an array; ``told`` is the text of each, by its identity."""
    return orjson.Fragment(f"[{','.join([told[id(one)] for one in evidence])}]")


def _span(begin: int, end: int, text: str) -> dict[str, Any]:
    return {"begin": begin, "end": end, "text": text[begin:end]}


def _relation(relation: Relation, text: str, told: Mapping[int, str]) -> dict[str, Any]:
    fs = relation.fs
    return {
        "id": relation.id,
        "type": fs.type.short_name,
        "category": fs.category,
        "polarity": fs.polarity,
        "uncertainty": fs.uncertainty,
        "conditional": fs.conditional,
        "arguments": [
            {
                "role": role or None,
                "mention": mention or None,
                "type": argument.type.short_name,
                **_span(argument.begin, argument.end, text),
            }
            for role, mention, argument in relation.arguments
        ],
        "evidence": _reasons(relation.evidence, told),
    }

"""Findings as JSON: one file a document, or one line a document (NDJSON).

The format is docs/json-format.md, its schema docs/findings.schema.json.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import orjson

from ...core.cas import Cas
from ...core.component import ComponentConfig, Writer
from ...core.errors import DocumentError
from ...core.index import sort
from ...core.offsets import Utf16Offsets
from ...core.version import __version__
from ..outline import Outline, Relation, Section
from .entries import entries
from .mentions import explained, mention_rows, mentions

FORMAT = "cascara-findings/1"
"""Changes when a consumer would have to."""

OFFSETS = frozenset(("begin", "end", "length"))
"""Keys whose numbers are offsets."""


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
        result = document(cas, self.config.offsets)
        try:
            return orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE)
        except TypeError:
            path = result["document"]["source"] or result["document"]["id"] or "document"
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
    sources = _sources(cas, outline)
    found, ids = mentions(cas, outline)
    result = {
        "format": FORMAT,
        "document": {
            "id": metadata.id,
            "source": metadata.source or None,
            "format": metadata.format or None,
            "encoding": metadata.encoding or None,
            "length": len(text),
            "offsets": offsets,
            "metadata": metadata.items,
        },
        "sections": [_section(section, text) for section in outline.sections],
        "mentions": found,
        "entries": entries(outline, cas.plans),
        "relations": [_relation(relation, text) for relation in outline.relations(ids)],
        "versions": {"cascara": __version__, "sources": sources},
    }
    if offsets == "utf16":
        converter = Utf16Offsets(text)
        if converter.astral():
            _convert(result, converter.python_to_external)
    return result


def _sources(cas: Cas, outline: Outline) -> list[str]:
    """The versioned sources that evidence names, sorted."""
    named = {one.source for one in outline.evidence}
    named.update(r.origin.source for r in mention_rows(cas, outline) if r.origin is not None)
    return sorted(source for source in named if source)


def _section(section: Section, text: str) -> dict[str, Any]:
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
        "evidence": explained(section.evidence, text),
    }


def _span(begin: int, end: int, text: str) -> dict[str, Any]:
    return {"begin": begin, "end": end, "text": text[begin:end]}


def _relation(relation: Relation, text: str) -> dict[str, Any]:
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
        "evidence": explained(relation.evidence, text),
    }


def _convert(value: Any, offset: Callable[[int], int | None]) -> None:
    """Gives every offset in nested objects and lists another unit, in place."""
    if isinstance(value, list):
        for item in value:
            _convert(item, offset)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in OFFSETS and isinstance(item, int):
                value[key] = offset(item)
            elif isinstance(item, dict | list):
                _convert(item, offset)

"""Findings as JSON: one file a document, or one line a document (NDJSON).

The format is docs/json-format.md, its schema docs/findings.schema.json.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any, ClassVar, Literal

import orjson

from ..core.cas import Cas
from ..core.component import ComponentConfig, Writer
from ..core.errors import DocumentError
from ..core.evidence import Evidence
from ..core.offsets import Utf16Offsets
from ..core.version import __version__
from .findings import Attribute, Findings, Mention, Relation, Section

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
    suffix: ClassVar[str] = ".json"
    Config = JsonConfig

    def render(self, cas: Cas) -> bytes:
        """The findings of the current view, as one line.

        Raises DocumentError when the text holds half a surrogate pair: no encoding can write it.
        """
        result = document(Findings(cas), self.config.offsets)
        try:
            return orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE)
        except TypeError:
            path = result["document"]["source"] or result["document"]["id"] or "document"
            reason = "its text has half a surrogate pair, which JSON cannot hold"
            raise DocumentError(path, reason, cure="mend the text before it is read") from None


class NdjsonWriter(JsonWriter):
    """One file for the whole run, one line a document, each as the JSON writer's file."""

    name: ClassVar[str] = "ndjson"
    suffix: ClassVar[str] = ".ndjson"
    collect: ClassVar[bool] = True


def document(findings: Findings, offsets: str) -> dict[str, Any]:
    """A document's findings as the JSON object of the schema; ``offsets`` as in the options."""
    metadata, text = findings.metadata, findings.text
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
        "sections": [_section(section, text) for section in findings.sections],
        "mentions": [_mention(mention, text) for mention in findings.mentions],
        "relations": [_relation(relation, text) for relation in findings.relations],
        "versions": {"cascara": __version__, "sources": findings.sources},
    }
    if offsets == "utf16":
        converter = Utf16Offsets(text)
        if converter.astral():
            _convert(result, converter.python_to_external)
    return result


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
        "parent": section.parent or None,
        "evidence": _evidence(section.evidence, text),
    }


def _span(begin: int, end: int, text: str) -> dict[str, Any]:
    return {"begin": begin, "end": end, "text": text[begin:end]}


def _mention(mention: Mention, text: str) -> dict[str, Any]:
    fs, section, sentence = mention.fs, mention.section, mention.sentence
    begin, end = fs.begin, fs.end
    return {
        "id": mention.id,
        "type": mention.type,
        "begin": begin,
        "end": end,
        "text": text[begin:end],
        "section": section and section.id,
        "sentence": sentence and {"begin": sentence.begin, "end": sentence.end},
        "polarity": fs.polarity,
        "uncertainty": fs.uncertainty,
        "historyOf": fs.historyOf,
        "subject": fs.subject,
        "conditional": fs.conditional,
        "generic": fs.generic,
        "concepts": [_concept(concept) for concept in mention.concepts],
        "attributes": {p.name: _attribute(p, text) for p in mention.attributes}
        if mention.attributes
        else {},
        "evidence": _evidence(mention.evidence, text),
    }


_UMLS = attrgetter("cui", "tui", "code", "codingScheme", "preferredText")


def _concept(concept: Any) -> orjson.Fragment:
    """A concept as JSON; the same few concepts come again and again."""
    try:
        return _concept_json(*_UMLS(concept))
    except AttributeError:  # an OntologyConcept that is no UmlsConcept
        return _concept_json(None, None, concept.code, concept.codingScheme, None)


@lru_cache(maxsize=1 << 14)
def _concept_json(
    cui: str | None, tui: str | None, code: str | None, scheme: str | None, preferred: str | None
) -> orjson.Fragment:
    return orjson.Fragment(
        orjson.dumps(
            {"cui": cui, "tui": tui, "code": code, "scheme": scheme, "preferredText": preferred}
        )
    )


def _attribute(part: Attribute, text: str) -> dict[str, Any]:
    begin, end = part.fs.begin, part.fs.end
    return {"begin": begin, "end": end, "text": text[begin:end], **part.values}


def _evidence(evidence: Iterable[Evidence], text: str) -> list[dict[str, Any]]:
    return [
        {
            "component": component,
            "rule": rule,
            "attribute": attribute,
            "value": value,
            "begin": begin,
            "end": end,
            "text": text[begin:end],
            "scope": None if scope_begin is None else {"begin": scope_begin, "end": scope_end},
            "source": source,
        }
        for begin, end, _, component, rule, attribute, value, scope_begin, scope_end, source in (
            evidence
        )
    ]


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
        "evidence": _evidence(relation.evidence, text),
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

"""Mentions as JSON objects, made of rows: feature structures are not needed, and not made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from ...core.evidence import Evidence
from ...core.rows import Rows, Structure
from ...typesystem import names
from ..outline import Attribute, Outline

if TYPE_CHECKING:
    from ...core.cas import Cas

Json: TypeAlias = dict[str, Any]

_STATED = ("polarity", "uncertainty", "historyOf", "subject", "conditional", "generic")
_UMLS = ("cui", "tui", "code", "codingScheme", "preferredText")
_umls = attrgetter(*_UMLS)


def mentions(cas: Cas, outline: Outline) -> tuple[list[Json], dict[int, str]]:
    """The mentions in UIMA order, and the ids of those that are feature structures."""
    found: list[tuple[int, int, int, int, Json]] = []
    structures: dict[int, Json] = {}
    for rows in mention_rows(cas, outline):
        backwards = [-end for end in rows.ends]
        ranks = [cas.plans.rank(rows.type)] * len(rows)
        made = _objects(rows, outline)
        if rows.members is not None:
            structures.update(zip(map(id, rows.members), made, strict=True))
        # By index order; the place keeps those of equal span apart.
        found.extend(zip(rows.begins, backwards, ranks, range(len(rows)), made, strict=True))
    found.sort()
    ordered = [entry[4] for entry in found]
    for number, mention in enumerate(ordered, 1):
        mention["id"] = f"m{number}"
    return ordered, {fs: mention["id"] for fs, mention in structures.items()}


def mention_rows(cas: Cas, outline: Outline) -> list[Rows]:
    """The mentions of a CAS, whose type system may lack their types."""
    kinds = [
        kind for kind in (names.EVENT_MENTION, names.ENTITY_MENTION) if kind in outline.shapes.known
    ]
    return [rows for kind in kinds for rows in cas.rows(kind)]


def _objects(rows: Rows, outline: Outline) -> list[Json]:
    """A JSON object for each row, its id still to be filled in."""
    text, begins, ends = outline.text, rows.begins, rows.ends
    kind = outline.shapes.mentions[rows.type]
    parts_of = _attributes(rows, outline)
    return [
        {
            "id": None,
            "type": kind,
            "begin": begin,
            "end": end,
            "text": text[begin:end],
            "section": section and section.id,
            "sentence": sentence and {"begin": sentence[0], "end": sentence[1]},
            "polarity": polarity,
            "uncertainty": uncertainty,
            "historyOf": history_of,
            "subject": subject,
            "conditional": conditional,
            "generic": generic,
            "concepts": concepts,
            "attributes": {part.name: _attribute(part, text) for part in parts} if parts else {},
            "evidence": why,
        }
        for (
            begin, end, section, sentence,
            polarity, uncertainty, history_of, subject, conditional, generic,
            concepts, parts, why,
        ) in zip(
            begins, ends, outline.section_of(begins, ends), outline.sentence_of(begins, ends),
            *map(rows.get, _STATED),
            map(_concepts, rows.get("ontologyConceptArr")),
            parts_of, _evidence(rows, outline, parts_of),
            strict=True,
        )
    ]  # fmt: skip


def _attributes(rows: Rows, outline: Outline) -> Sequence[Sequence[Attribute]]:
    """The attributes of each row."""
    if rows.members is not None:
        return [outline.attributes(fs) for fs in rows.members]
    features = [feature for feature in outline.shapes.parts(rows.type) if rows.has(feature)]
    if not features:
        return [()] * len(rows)
    parts = zip(*map(rows.get, features), strict=True)
    values = outline.shapes.values
    return [
        [
            Attribute(name, part, values(part))
            for name, part in zip(features, row, strict=True)
            if part is not None
        ]
        for row in parts
    ]


def _attribute(part: Attribute, text: str) -> Json:
    begin, end = part.fs.begin, part.fs.end
    return {"begin": begin, "end": end, "text": text[begin:end], **part.values}


def _evidence(
    rows: Rows, outline: Outline, parts_of: Sequence[Sequence[Attribute]]
) -> list[list[Json]]:
    """For each row the evidence about it and its attributes."""
    text, about = outline.text, outline.about
    if rows.members is not None:
        return [
            explained(
                [
                    *about.get(id(fs), ()),
                    *(one for part in parts for one in about.get(id(part.fs), ())),
                ],
                text,
            )
            for fs, parts in zip(rows.members, parts_of, strict=True)
        ]
    found = _origins(rows, text)
    more = outline.about_rows.get(id(rows), ())
    for one, told in zip(more, explained(more, text), strict=True):
        found[one.target.place].append(told)
    for place in {one.target.place for one in more}:
        found[place].sort(key=_by_index_order)
    for own, parts in zip(found, parts_of, strict=True):
        for part in parts:
            own += explained(about.get(id(part.fs), ()), text)
    return found


def _origins(rows: Rows, text: str) -> list[list[Json]]:
    """For each row the evidence it came with, if it did."""
    if rows.origin is None:
        return [[] for _ in rows.begins]
    component, attribute, rules, source = rows.origin
    return [
        [
            {
                "component": component,
                "rule": rule,
                "attribute": attribute,
                "value": None,
                "begin": begin,
                "end": end,
                "text": text[begin:end],
                "scope": None,
                "source": source,
            }
        ]
        for begin, end, rule in zip(rows.begins, rows.ends, rules, strict=True)
    ]


def _by_index_order(evidence: Json) -> tuple[int, int]:
    return evidence["begin"], -evidence["end"]


def explained(evidence: Iterable[Evidence], text: str) -> list[Json]:
    """Evidence as JSON objects."""
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


def _concepts(array: Any) -> Any:
    """The concepts of a mention's FSArray, made or not."""
    if array is None:
        return []
    if type(array) is Structure:
        return array.rendered or _render(array)
    return [_concept(concept) for concept in array.elements or ()]


def _render(array: Structure) -> orjson.Fragment:
    concepts = (concept.features for concept in array.features["elements"])
    found = [_concept_json(*map(concept.get, _UMLS)) for concept in concepts]
    fragment = array.rendered = _kept(found)
    return fragment


def _concept(concept: Any) -> orjson.Fragment:
    try:
        return _concept_json(*_umls(concept))
    except AttributeError:  # an OntologyConcept that is no UmlsConcept
        return _concept_json(None, None, concept.code, concept.codingScheme, None)


@lru_cache(maxsize=1 << 14)
def _concept_json(
    cui: str | None, tui: str | None, code: str | None, scheme: str | None, preferred: str | None
) -> orjson.Fragment:
    return _kept(
        {"cui": cui, "tui": tui, "code": code, "scheme": scheme, "preferredText": preferred}
    )


def _kept(value: Any) -> orjson.Fragment:
    """JSON to keep: a copy, as what orjson returns holds four kilobytes however short it is."""
    return orjson.Fragment(bytes(memoryview(orjson.dumps(value))))

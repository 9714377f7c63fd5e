"""Mentions as JSON, made of rows: feature structures are not needed, and not made.

All mentions of a document are written in one pass over columns, whatever their types. Most have no
attributes, and no evidence but their origin; what the others have more is put in its place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, starmap
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from ...core.rows import Rows, Structure
from ...typesystem import names
from ..outline import Attribute, Outline
from .printer import NULL, Printer, dumped, quoted

if TYPE_CHECKING:
    from ...core.cas import Cas

_STATED = ("polarity", "uncertainty", "historyOf", "subject", "conditional", "generic")
_FLAGS = frozenset(("conditional", "generic"))
_FLAG, _NUMBER = {0: False, 1: True}, {False: 0, True: 1}
_UMLS = ("cui", "tui", "code", "codingScheme", "preferredText")
_umls = attrgetter(*_UMLS)
_begin = itemgetter(0)
"""Of Evidence."""


def mention_rows(cas: Cas, outline: Outline) -> list[Rows]:
    """The mentions of a CAS in the order of their types; its type system may lack them."""
    kinds = [
        kind for kind in (names.EVENT_MENTION, names.ENTITY_MENTION) if kind in outline.shapes.known
    ]
    rank = cas.plans.rank
    return sorted((r for kind in kinds for r in cas.rows(kind)), key=lambda rows: rank(rows.type))


def mentions(
    many: Sequence[Rows], outline: Outline, reasons: Mapping[int, str], printer: Printer
) -> tuple[str, dict[int, str]]:
    """The mentions as a JSON array, and the ids of those that are feature structures.

    ``many`` as ``mention_rows`` gives them; ``reasons`` is the text of each piece of evidence, by
    its identity.
    """
    begins = list(chain.from_iterable(rows.begins for rows in many))
    ends = list(chain.from_iterable(rows.ends for rows in many))
    spans = printer.spans(begins, ends)
    # By index order; the sorts are stable, so that among equal spans types keep theirs.
    order = sorted(range(len(begins)), key=ends.__getitem__, reverse=True)
    order.sort(key=begins.__getitem__)
    numbers = [0] * len(order)
    for number, place in enumerate(order, 1):
        numbers[place] = number
    sections = [NULL, *(f'"{section.id}"' for section in outline.sections)]
    sentences = [NULL, *printer.ranges(*outline.sentences)]
    attributes, evidence = _details(many, spans, outline, reasons, printer)
    made = [
        f'{{"id":"m{number}","type":"{kind}",{span},"section":{sections[section]},'
        f'"sentence":{sentences[sentence]},{stated},"concepts":{concepts},'
        f'"attributes":{parts},"evidence":[{why}]}}'
        for number, kind, span, section, sentence, stated, concepts, parts, why in zip(
            numbers,
            _types(many, outline),
            spans,
            outline.section_of(begins, ends),
            outline.sentence_of(begins, ends),
            _stated(many),
            _concepts(many),
            attributes,
            evidence,
            strict=True,
        )
    ]
    return f"[{','.join(map(made.__getitem__, order))}]", _ids(many, numbers)


def _types(many: Sequence[Rows], outline: Outline) -> Iterator[str]:
    short = outline.shapes.mentions
    return chain.from_iterable([short[rows.type]] * len(rows) for rows in many)


def _ids(many: Sequence[Rows], numbers: Sequence[int]) -> dict[int, str]:
    """The ids of the feature structures among the rows, by their identity."""
    found: dict[int, str] = {}
    for start, rows in _starts(many):
        if rows.members is not None:
            own = numbers[start : start + len(rows)]
            found.update((id(fs), f"m{n}") for fs, n in zip(rows.members, own, strict=True))
    return found


def _starts(many: Sequence[Rows]) -> Iterator[tuple[int, Rows]]:
    """The place of each rows' first mention among all."""
    start = 0
    for rows in many:
        yield start, rows
        start += len(rows)


# What is stated of a mention


def _stated(many: Sequence[Rows]) -> Iterator[str]:
    """Members of each mention's object: the six features that components decide."""
    values = (zip(*map(rows.get, _STATED), strict=True) for rows in many)
    return starmap(_stated_text, chain.from_iterable(values))


@lru_cache(maxsize=1 << 10)
def _stated_text(*values: Any) -> str:
    # 1 and True are the same key: which of them is written, the feature says.
    told = {
        feature: (_FLAG if feature in _FLAGS else _NUMBER).get(value, value)
        for feature, value in zip(_STATED, values, strict=True)
    }
    return dumped(told)[1:-1]


# Concepts


def _concepts(many: Sequence[Rows]) -> list[str]:
    """The concepts of each mention as an array."""
    return [
        (type(array) is Structure and array.rendered) or _array(array)
        for rows in many
        for array in rows.get("ontologyConceptArr")
    ]


def _array(array: Any) -> str:
    """The concepts of an FSArray, made or not."""
    if array is None:
        return "[]"
    if type(array) is not Structure:
        return f"[{','.join(map(_concept, array.elements or ()))}]"
    concepts = (concept.features for concept in array.features["elements"])
    found = [_concept_text(*map(concept.get, _UMLS)) for concept in concepts]
    text = f"[{','.join(found)}]"
    array.rendered = text
    return text


def _concept(concept: Any) -> str:
    try:
        return _concept_text(*_umls(concept))
    except AttributeError:  # an OntologyConcept that is no UmlsConcept
        return _concept_text(None, None, concept.code, concept.codingScheme, None)


@lru_cache(maxsize=1 << 14)
def _concept_text(
    cui: str | None, tui: str | None, code: str | None, scheme: str | None, preferred: str | None
) -> str:
    return dumped(
        {"cui": cui, "tui": tui, "code": code, "scheme": scheme, "preferredText": preferred}
    )


# Attributes and evidence


def _details(
    many: Sequence[Rows],
    spans: Sequence[str],
    outline: Outline,
    reasons: Mapping[int, str],
    printer: Printer,
) -> tuple[list[str], list[str]]:
    """The attributes of each mention as an object, and the elements of its evidence."""
    attributes = ["{}"] * len(spans)
    evidence: list[str] = []
    for start, rows in _starts(many):
        evidence += _own_evidence(rows, spans[start : start + len(rows)], outline, reasons)
        for place, parts in _attributes(rows, outline).items():
            said = {part.name: _attribute(part, outline.text) for part in parts}
            attributes[start + place] = printer.value(said)
            about = [reasons[id(one)] for p in parts for one in outline.about.get(id(p.fs), ())]
            if about:
                own = evidence[start + place]
                evidence[start + place] = ",".join([own, *about] if own else about)
    return attributes, evidence


def _attributes(rows: Rows, outline: Outline) -> dict[int, list[Attribute]]:
    """The attributes of those rows that have any, by place."""
    if rows.members is not None:
        held = map(outline.attributes, rows.members)
        return {place: parts for place, parts in enumerate(held) if parts}
    found: dict[int, list[Attribute]] = {}
    values = outline.shapes.values
    for feature in rows.held(outline.shapes.parts(rows.type)):
        for place, part in enumerate(rows.get(feature)):
            if part is not None:
                found.setdefault(place, []).append(Attribute(feature, part, values(part)))
    return found


def _attribute(part: Attribute, text: str) -> dict[str, Any]:
    begin, end = part.fs.begin, part.fs.end
    return {"begin": begin, "end": end, "text": text[begin:end], **part.values}


def _own_evidence(
    rows: Rows, spans: Sequence[str], outline: Outline, reasons: Mapping[int, str]
) -> list[str]:
    """For each row the evidence about it, not about its attributes."""
    if rows.members is not None:
        told = (outline.about.get(id(fs), ()) for fs in rows.members)
        return [",".join([reasons[id(one)] for one in about]) for about in told]
    found = _origins(rows, spans)
    for place, about in outline.about_rows.get(id(rows), {}).items():
        texts = [reasons[id(one)] for one in about]
        if rows.origin is not None:
            begin, end = rows.begins[place], rows.ends[place]
            before = bisect_left(about, begin, key=_begin)
            while before < len(about) and about[before].begin == begin and about[before].end > end:
                before += 1
            texts.insert(before, found[place])
        found[place] = ",".join(texts)
    return found


def _origins(rows: Rows, spans: Sequence[str]) -> list[str]:
    """For each row the evidence it came with, empty if it came with none."""
    if rows.origin is None:
        return [""] * len(rows)
    component, attribute, rules, source = rows.origin
    head = f'{{"component":{quoted(component)},"rule":'
    middle = f',"attribute":{quoted(attribute)},"value":null,'
    tail = f',"scope":null,"source":{dumped(source)}}}'
    return [
        f"{head}{rule}{middle}{span}{tail}"
        for rule, span in zip(map(quoted, rules), spans, strict=True)
    ]

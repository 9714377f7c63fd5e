"""XMI that the real Java cTAKES wrote: read, equal to the flat copy beside it, nothing lost."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest
from cascara import Cas
from cascara.core.xmi import read_xmi, write_xmi

PIPELINES = ("A", "B", "C", "D", "E", "L1", "L2", "L3", "L4")
CONTEXT_TOKENS = {
    f"{name}Annotation"
    for name in ("Date", "Time", "RomanNumeral", "Fraction", "Range", "Measurement", "PersonTitle")
}
TOKEN_FEATURES = ("partOfSpeech", "tokenNumber", "capitalization", "numPosition", "numType")
ATTRIBUTES = ("polarity", "uncertainty", "historyOf")


@pytest.mark.shared_data
@pytest.mark.parametrize("pipeline", PIPELINES)
def test_read_and_written_back(shared_data, pipeline):
    golden = shared_data / "ctakes_golden"
    flat = {}
    with gzip.open(golden / "flat" / f"{pipeline}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            flat[row["doc"]] = row
    names = []
    for name, data in files(golden / "xmi" / f"{pipeline}.tar.gz"):
        cas = read_xmi(data, name=name)
        assert flattened(cas) == comparable(flat[name])
        assert changes(content(data), content(write_xmi(cas))) == []
        names.append(name)
    assert sorted(names) == sorted(flat)
    assert len(names) == 77


def files(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.name.endswith(".xmi"):
                name = member.name.partition("/")[2].removesuffix(".xmi")
                yield name, tar.extractfile(member).read()


# Element by element


def content(data: bytes) -> dict[str, tuple[str, dict[str, str]]]:
    """Id to name and attributes; these files have no text and no child elements."""
    found: dict[str, tuple[str, dict[str, str]]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        own = attributes.pop("http://www.omg.org/XMI id", f"{name} {attributes.get('sofa')}")
        assert own not in found
        found[own] = name, attributes

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.Parse(data, True)
    return found


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    """What differs, numbers compared by value, members as sets."""
    if before == after:
        return []
    found: list[Any] = sorted(before.keys() ^ after.keys())
    for own in before.keys() & after.keys():
        if before[own] == after[own]:
            continue
        (name, old), (other, new) = before[own], after[own]
        if name != other or old.keys() != new.keys():
            found.append((own, name, other))
        found += [(own, k) for k, v in old.items() if v != new.get(k) and not same(v, new.get(k))]
    return found


def same(old: str, new: str) -> bool:
    if " " in old:
        return sorted(old.split()) == sorted(new.split())
    try:
        return float(old) == float(new)
    except ValueError:
        return False


# The flat copy


def comparable(flat: dict[str, Any]) -> dict[str, Any]:
    """Numbers as strings, as most are there; confidence as a number."""
    found = {key: value for key, value in flat.items() if key != "doc"}
    for mention in found.get("mentions", ()):
        if mention["confidence"] is not None:
            mention["confidence"] = float(mention["confidence"])
    return found


def text_of(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value


def flattened(cas: Cas) -> dict[str, Any]:
    """The CAS in the layout of the flat copy."""
    text = cas.sofa_string.encode("utf-16-le")
    assert cas.sofa_string.isascii() or max(cas.sofa_string) < "\U00010000"  # offsets are the same
    by: dict[str, list[Any]] = {
        key: []
        for key in (
            "sentences", "tokens", "chunks", "segments", "paragraphs", "lists", "context_tokens",
            "contexts", "mentions",
        )
    }  # fmt: skip
    annotations = cas.select("uima.tcas.Annotation")
    short = {fs.type.name: fs.type.short_name for fs in annotations}
    annotations.sort(key=lambda fs: (fs.begin, -fs.end, short[fs.type.name]))
    features = {fs.type.name: {f.name for f in fs.type.all_features} for fs in annotations}
    for fs in annotations:
        for kind, row in rows(fs, short[fs.type.name], features[fs.type.name]):
            by[kind].append(row)
    by["mentions"].sort(
        key=lambda m: (m["begin"], -m["end"], m["type"], m["typeID"], str(m.get("concepts")))
    )
    relations = [relation(fs) for fs in binary_relations(cas)]
    by["relations"] = sorted(relations, key=str)
    found = {key: value for key, value in by.items() if value}
    return {"chars_utf16": len(text) // 2, **found}


def rows(fs: Any, name: str, features: set[str]) -> Iterator[tuple[str, Any]]:
    span = [fs.begin, fs.end]
    if name == "Sentence":
        yield "sentences", [*span, text_of(fs.sentenceNumber)]
    elif name.endswith("Token"):
        more = [text_of(getattr(fs, feature, None)) for feature in TOKEN_FEATURES]
        yield "tokens", [*span, name.removesuffix("Token"), *more]
    elif "chunkType" in features:
        yield "chunks", [*span, fs.chunkType]
    elif name == "Segment":
        yield "segments", [*span, fs.id, fs.preferredText, fs.tagText]
    elif name == "Paragraph":
        yield "paragraphs", span
    elif name == "List":
        yield "lists", [*span, fs.id, sorted([i.begin, i.end] for i in heads(fs.items))]
    elif name in CONTEXT_TOKENS and fs.ontologyConceptArr is None:
        yield "context_tokens", [*span, name, *(text_of(getattr(fs, a)) for a in ATTRIBUTES)]
    elif name == "ContextAnnotation":
        more = (fs.uncertainty, fs.historyOf, fs.polarity)
        yield "contexts", [*span, fs.FocusText, fs.Scope, *map(text_of, more)]
    elif "typeID" in features and span != [0, 0]:
        yield "mentions", mention(fs, features)


def heads(node: Any) -> Iterator[Any]:
    while hasattr(node, "head"):
        yield node.head
        node = node.tail


def mention(fs: Any, features: set[str]) -> dict[str, Any]:
    row = {"begin": fs.begin, "end": fs.end, "type": fs.type.short_name, "typeID": fs.typeID}
    row |= {name: getattr(fs, name) for name in (*ATTRIBUTES, "conditional", "generic")}
    for name in ("subject", "category", "timeClass"):
        if getattr(fs, name, None) is not None:
            row[name] = getattr(fs, name)
    row["confidence"] = fs.confidence
    if fs.ontologyConceptArr is not None:
        row["concepts"] = sorted(
            [c.cui, c.tui, c.codingScheme, c.code, c.preferredText]
            for c in fs.ontologyConceptArr.elements
        )
    for name in features:
        if (name.startswith("medication") and name != "medication") or name == "startDate":
            modifier = getattr(fs, name)
            if modifier is not None:
                row[name] = normalized(modifier)
    event = getattr(fs, "event", None)
    if event is not None and event.properties and event.properties.docTimeRel is not None:
        row["docTimeRel"] = event.properties.docTimeRel
    return row


def normalized(modifier: Any) -> dict[str, Any]:
    form = getattr(modifier, "normalizedForm", None)
    features = {f.name for f in form.type.all_features} if form is not None else set()
    values = {name: getattr(form, name) for name in ("number", "unit", "value") if name in features}
    given = {name: text_of(value) for name, value in values.items() if value is not None}
    return given or {"begin": modifier.begin, "end": modifier.end}


def binary_relations(cas: Cas) -> list[Any]:
    return [fs for fs in cas.select("BinaryTextRelation") if fs.arg1 is not None]


def relation(fs: Any) -> list[Any]:
    sides = []
    for side in (fs.arg1, fs.arg2):
        about = side.argument
        sides.append([about.begin, about.end, about.type.short_name, side.role])
    return [fs.type.short_name, fs.category, *sides]

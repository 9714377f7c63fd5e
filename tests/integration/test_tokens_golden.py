"""Tokens against a real run of Java cTAKES: its sentences and segments in, its tokens out."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cascara import Cas
from cascara.annotators.tokens import Tokens

SEGMENT = "org.apache.ctakes.typesystem.type.textspan.Segment"
FEATURES = ("tokenNumber", "capitalization", "numPosition", "numType")


def notes(folder: Path) -> dict[str, str]:
    """The texts as cTAKES reads them: undecodable bytes dropped, a line end at the end."""
    texts = {}
    with tarfile.open(folder / "notes" / "notes.tar.gz") as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                text = file.read().decode("utf-8", "ignore")
                name = member.name.removeprefix("./").removeprefix("notes/").removesuffix(".txt")
                texts[name] = text if text.endswith("\n") else text + "\n"
    return texts


def documents(folder: Path, pipeline: str) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / "flat" / f"{pipeline}.jsonl.gz") as lines:
        yield from map(json.loads, lines)


def expected(tokens: list[list[Any]]) -> list[list[Any]]:
    """Begin, end, type and our four features; the part of speech is another component's."""
    return [
        [begin, end, kind, *(None if value is None else int(value) for value in features)]
        for begin, end, kind, _, *features in tokens
    ]


def found(cas: Cas) -> list[list[Any]]:
    return [
        [t.begin, t.end, t.type.short_name.removesuffix("Token")]
        + [getattr(t, feature, None) for feature in FEATURES]
        for t in cas.select("BaseToken")
    ]


@pytest.mark.shared_data
@pytest.mark.parametrize(("pipeline", "count"), [("B", 36439), ("C", 35926)])
def test_given_javas_sentences_the_tokens_are_javas(
    shared_data: Path, pipeline: str, count: int
) -> None:
    folder = shared_data / "ctakes_golden"
    texts = notes(folder)
    component = Tokens()
    component.setup()
    seen = 0
    for document in documents(folder, pipeline):
        text = texts[document["doc"].removesuffix(".txt")]
        assert len(text) == document["chars_utf16"]
        cas = Cas(text)
        for begin, end, *_ in document["segments"]:
            cas.annotate(SEGMENT, begin, end)
        for begin, end, *_ in document["sentences"]:
            cas.annotate("Sentence", begin, end)
        component.process(cas)
        assert found(cas) == expected(document["tokens"]), document["doc"]
        seen += len(document["tokens"])
    assert seen == count

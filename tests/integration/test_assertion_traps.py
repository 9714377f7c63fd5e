"""The shared traps of negation and assertion, each target right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cascara import Cas
from cascara.annotators.assertion import Assertion
from cascara.annotators.sections import Sections
from cascara.annotators.sentences import Sentences

ATTRIBUTES = ("polarity", "uncertainty", "historyOf", "subject", "conditional")


@pytest.mark.shared_data
def test_traps(shared_data: Path) -> None:
    pipeline = [Sections(), Sentences(), Assertion()]
    for annotator in pipeline:
        annotator.setup()
    wrong = []
    path = shared_data / "assertion_traps" / "traps.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        trap = json.loads(line)
        cas = Cas(trap["text"])
        mentions = [
            cas.annotate("DiseaseDisorderMention", t["start"], t["end"]) for t in trap["targets"]
        ]
        for annotator in pipeline:
            annotator.process(cas)
        for mention, target in zip(mentions, trap["targets"], strict=True):
            for name in ATTRIBUTES:
                if name not in target.get("open", ()) and getattr(mention, name) != target[name]:
                    wrong.append((trap["id"], target["text"], name))
    assert not wrong

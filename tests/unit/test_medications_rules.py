"""The rule files: their schema, their ids, and that every phrase in them is found."""

from __future__ import annotations

import re
from pathlib import Path

import cascara.annotators.medications.rules as rules
import pytest
import yaml
from cascara.annotators.medications.phrases import NUMBER, PhraseTree, Sense, expand
from cascara.annotators.medications.rules import FOLDER, lexicon
from cascara.annotators.medications.scanner import Scanner
from cascara.annotators.medications.tokens import Tokens
from pydantic import ValidationError

FILES = sorted(p.stem for p in FOLDER.glob("*.yaml"))
SCANNER = Scanner(lexicon())


def rows() -> list[dict]:
    found = []
    for name in FILES:
        for part in yaml.load((FOLDER / f"{name}.yaml").read_bytes(), yaml.BaseLoader).values():
            if isinstance(part, list):
                found += [row for row in part if isinstance(row, dict)]
    return found


def test_every_file_is_read() -> None:
    assert FILES == [
        "columns", "context", "durations", "forms", "frequencies", "needs", "numbers", "routes",
        "status", "strengths",
    ]  # fmt: skip


def test_ids_are_unique() -> None:
    ids = [row["id"] for row in rows()]
    assert sorted(ids) == sorted(set(ids))


def test_every_row_is_in_the_lexicon() -> None:
    """A row that no phrase leads to would decide nothing."""
    assert {row["id"] for row in rows()} <= lexicon().rules


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_every_phrase_reads_as_its_own_words(row: dict) -> None:
    """A word of a phrase that the text is never cut into could not be found."""
    for phrase in row.get("phrases", row.get("words", [])):
        for wording in expand(phrase.replace("{unit}", "days")):
            text = " ".join(wording).replace(NUMBER, "3")
            tokens = Tokens(text, 0, len(text))
            words = [w for w in tokens.words[: tokens.count] if not w.isspace()]
            assert words == [w.replace(NUMBER, "3") for w in wording]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("25 mg", "strength.mg"),
        ("2 tablets", "form.tablet"),
        ("cream", "form.cream"),
        ("2 puffs", "amount.puff"),
        ("p.o.", "route.oral"),
        ("under the tongue", "route.sublingual"),
        ("b.i.d.", "frequency.bid"),
        ("q.6-8h", "frequency.hours"),
        ("every\nother day", "frequency.every-other-day"),
        ("at bed-time", "frequency.bedtime"),
        ("x 7 days", "duration.days"),
        ("until finished", "duration.until-finished"),
        ("as-needed", "need.as-needed"),
        ("p. r. n", "need.prn"),
        ("discontinued", "status.stop"),
        ("d/c’d", "status.stop"),
        ("140 mEq/L", "lab.per-litre"),
        ("#30", "role.dispense"),
    ],
)
def test_rule_of_a_wording(text: str, rule: str) -> None:
    lowered = text.lower()
    (item,) = SCANNER.scan(Tokens(lowered, 0, len(lowered)))
    assert (item.rule, item.begin, item.end) == (rule, 0, len(text))


def test_a_wording_with_two_meanings_is_an_error() -> None:
    tree = PhraseTree(lexicon().numbers)
    tree.add("as directed", Sense("need", "need.one"))
    tree.add("as [often] directed", Sense("need", "need.one"))
    with pytest.raises(ValueError, match=r"'as directed' is in need\.one and in need\.two"):
        tree.add("as directed", Sense("need", "need.two"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("routes", "routes: [{id: route.x, route: oral, phrases: [po], rout: oral}]"),
        ("routes", "routes: [{id: Route X, route: oral, phrases: [po]}]"),
        ("routes", "routes: [{id: route.x, route: oral, phrases: []}]"),
        ("routes", "routes: [{id: route.x, phrases: [po]}]"),
    ],
)
def test_bad_rows_are_refused(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    with pytest.raises(ValidationError):
        rules._read(rules._RoutesFile, name)


def test_phrases_expand() -> None:
    assert list(expand("a|b [the] c")) == [
        ("a", "c"), ("a", "the", "c"), ("b", "c"), ("b", "the", "c"),
    ]  # fmt: skip
    assert list(expand("[x]")) == [("x",)]


def test_status_values_are_those_of_ctakes() -> None:
    values = {row["value"] for row in rows() if row["id"].startswith("status.")}
    own = {"change", "allergy", "missed"}
    assert values - own == {"start", "stop", "increase", "decrease", "noChange"}


def test_ids_name_their_kind() -> None:
    assert all(re.fullmatch(r"[a-z]+\.[a-z0-9-]+", row["id"]) for row in rows())

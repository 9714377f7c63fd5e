"""What the annotator and the writer make of notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from cascara import Cas, ConfigError, load
from cascara_smoking.cues import load_cues


@pytest.fixture(scope="module")
def pipeline():
    return load("smoking")


@pytest.mark.parametrize(
    ("note", "status", "packs", "rule"),
    [
        ("SOCIAL HISTORY: She smokes about 2 packs a day.", "current", 2.0, "packs"),
        ("He smokes when he drinks.", "current", None, "smokes"),
        ("Former smoker, 20 pack-years.", "former", None, "ex-smoker"),
        ("She no longer smokes.", "former", None, "no-longer"),
        ("Mr. Dow has never smoked.", "never", None, "never-smoked"),
        ("Patient denies tobacco use.", "never", None, "denies"),
    ],
)
def test_statement(pipeline, note: str, status: str, packs: float | None, rule: str) -> None:
    cas: Cas = pipeline(note)
    (found,) = cas.select("SmokingStatus")
    assert (found.status, found.packsPerDay) == (status, packs)
    (why,) = cas.evidence()[-1:]
    assert (why.target, why.rule) == (found, rule)


def test_other_sections_are_left_alone(pipeline) -> None:
    assert pipeline("FAMILY HISTORY: The father smokes.").select("SmokingStatus") == []


def test_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "cues.tsv").write_text("id\tpattern\na\tb\n")
    with pytest.raises(ConfigError, match=r"cues\.tsv: no table of cues"):
        load_cues(tmp_path / "cues.tsv")

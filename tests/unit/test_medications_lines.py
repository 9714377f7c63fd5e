"""Lines written for the project, with the attributes a clinician reads in them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from cascara.annotators.medications.attributes import Attributes
from cascara.annotators.medications.extract import Extractor

DATA = Path(__file__).parents[1] / "data" / "medications"
EXTRACTOR = Extractor()


def lines() -> list:
    return [
        pytest.param(line, id=f"{path.stem}-{number}")
        for path in sorted(DATA.glob("*.yaml"))
        for number, line in enumerate(yaml.safe_load(path.read_text("utf-8")), start=1)
    ]


def spans_of(text: str, names: list[str]) -> list[tuple[int, int]]:
    """The first place of each name, in order; "a" and "a b" may overlap."""
    lowered = "".join(c.lower()[0] for c in text)
    return [(lowered.index(name), lowered.index(name) + len(name)) for name in names]


def shown(attributes: Attributes) -> dict[str, str]:
    """As the expectations are written: "25 mg", "2/day", "yes" for as needed without a reason."""
    values = {}
    for name, attribute in attributes.items():
        value = attribute.value
        if name == "strength" and attribute.unit:
            value += f" {attribute.unit}"
        elif name == "frequency":
            value += f"/{attribute.unit}"
        elif name == "need":
            value = value or "yes"
        values[name] = value
    return values


@pytest.mark.parametrize("line", lines())
def test_attributes_of_a_line(line: dict) -> None:
    names = line.get("drugs", list(line["expect"]))
    found = EXTRACTOR.attributes(line["text"], spans_of(line["text"], names))
    assert {n: shown(a) for n, a in zip(names, found, strict=True)} == line["expect"]


def test_there_are_enough_lines() -> None:
    assert len(lines()) >= 150

"""Quantities with their unit in UCUM, where it is UCUM or a word for it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import orjson
import yaml
from pydantic import BaseModel, ConfigDict

from .codes import clean

UNITS = Path(__file__).parent / "units.yaml"
UCUM = "http://unitsofmeasure.org"
_DECIMAL = re.compile(r"(?P<sign>[+-]?)0*(?P<whole>\d*)(?:\.(?P<part>\d+))?")
_LONGEST = 18
"""Digits of a decimal that readers of FHIR must keep (R4, Data Types)."""
_ANNOTATION = r"\{[!-z|~]*\}"


class Word(BaseModel):
    """A unit and what people write instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    code: str
    words: tuple[str, ...]


class Units(BaseModel):
    """The file ``units.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prefixes: tuple[str, ...]
    metric: tuple[str, ...]
    plain: tuple[str, ...]
    words: tuple[Word, ...]


@cache
def units() -> Units:
    """Read once a process."""
    return Units.model_validate(yaml.safe_load(UNITS.read_text("utf-8")))


@cache
def _expression() -> re.Pattern[str]:
    """A UCUM expression of the known atoms."""
    known = units()
    prefix = "|".join(known.prefixes)
    metric = "|".join(map(re.escape, sorted(known.metric, key=len, reverse=True)))
    plain = "|".join(map(re.escape, sorted(known.plain, key=len, reverse=True)))
    atom = rf"(?:(?:{prefix})?(?:{metric})|{plain})(?:[+-]?[1-9]\d*)?"
    component = rf"(?:{atom}(?:{_ANNOTATION})?|[1-9]\d*|{_ANNOTATION})"
    return re.compile(rf"/?{component}(?:[./]{component})*")


@lru_cache(maxsize=4096)
def ucum(unit: str) -> str:
    """The UCUM code of a unit; empty when there is none to be had."""
    written = unit.strip()
    if _expression().fullmatch(written):
        return written
    by_word = _by_word()
    parts = [by_word.get(part) or by_word.get(part.lower(), part) for part in written.split("/")]
    code = by_word.get(written) or "/".join(parts)
    return code if _expression().fullmatch(code) else ""


@cache
def _by_word() -> dict[str, str]:
    return {word: row.code for row in units().words for word in row.words}


def decimal(written: str | None) -> orjson.Fragment | None:
    """A number as precise as it was written; None for what is no plain number."""
    found = _DECIMAL.fullmatch((written or "").strip().replace(",", ""))
    if not found or not (found["whole"] or found["part"] or "0" in found[0]):
        return None
    if len(found["whole"]) + len(found["part"] or "") > _LONGEST:
        return None
    text = (found["sign"].replace("+", "")) + (found["whole"] or "0")
    return orjson.Fragment(text + (f".{found['part']}" if found["part"] else ""))


def quantity(value: str | None, unit: str | None, comparator: str | None = "") -> dict[str, Any]:
    """A Quantity; empty when the value is no number."""
    number = decimal(value)
    if number is None:
        return {}
    result: dict[str, Any] = {"value": number}
    if comparator in ("<", "<=", ">", ">="):
        result["comparator"] = comparator
    words = clean(unit or "")
    if words and words != "1":
        result["unit"] = words
    code = ucum(words) if words else ""
    return {**result, "system": UCUM, "code": code} if code else result

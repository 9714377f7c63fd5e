"""A medication's attributes as a FHIR Dosage: the note's words, by part where FHIR has the part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..outline import Attribute
from .codes import clean

PARTS = frozenset(
    f"medication{part}" for part in ("Strength", "Dosage", "Form", "Route", "Frequency", "Duration")
) | {"asNeeded"}
"""Attributes that say how the medication is taken, as cTAKES's features name them."""


def dosage(attributes: Sequence[Attribute]) -> dict[str, Any]:
    """The Dosage; empty when no attribute says how the medication is taken."""
    parts = [part for part in attributes if part.name in PARTS]
    parts.sort(key=lambda part: (part.fs.begin, part.fs.end))
    words = {part.name: clean(part.fs.get_covered_text()) for part in parts}
    text = " ".join(dict.fromkeys(word for word in words.values() if word))
    if not text:
        return {}
    result: dict[str, Any] = {"text": text}
    if "medicationFrequency" in words:
        result["timing"] = {"code": {"text": words["medicationFrequency"]}}
    for part in parts:
        if part.name == "asNeeded":
            reason = clean(part.values.get("reason", ""))
            if reason:
                result["asNeededCodeableConcept"] = {"text": reason}
            else:
                result["asNeededBoolean"] = True
    if "medicationRoute" in words:
        result["route"] = {"text": words["medicationRoute"]}
    return result

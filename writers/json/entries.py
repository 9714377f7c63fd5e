"""What the sender of a document had coded, as JSON objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cassis.typesystem import FeatureStructure

from ...core.plans import Plans
from ...typesystem import names
from ..outline import Outline

_SAID = frozenset(("begin", "end", "sofa", "joined", "section"))
"""Features of an Entry that have keys of their own."""


def entries(outline: Outline, plans: Plans) -> list[dict[str, Any]]:
    """The Entries in UIMA order, each with its set features."""
    found = outline.select(names.ENTRY)
    if not found:
        return []
    sections = {id(section.fs): section.id for section in outline.sections}
    return [
        {
            "id": f"e{number}",
            "type": fs.type.short_name,
            "begin": fs.begin,
            "end": fs.end,
            "text": outline.text[fs.begin : fs.end],
            "joined": bool(fs.joined),
            "section": sections.get(id(fs.section)),
            "values": _values(fs, plans),
        }
        for number, fs in enumerate(found, 1)
    ]


def _values(fs: Any, plans: Plans) -> Mapping[str, Any]:
    """The set features of a structure by name, in its type's order."""
    features = [f.name for f in plans.type(fs.type).all_features if f.name not in _SAID]
    found = ((feature, getattr(fs, feature)) for feature in features)
    return {feature: _value(value, plans) for feature, value in found if value is not None}


def _value(value: Any, plans: Plans) -> Any:
    if not isinstance(value, FeatureStructure):
        return value
    if hasattr(value, "elements"):
        return [_value(item, plans) for item in value.elements or ()]
    return _values(value, plans)

"""What a resource codes, as plain records: made without a CAS, then built in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...core.plans import Plans


class Record(NamedTuple):
    """A feature structure to be: its type and features; unset ones are left out."""

    type: str
    features: Mapping[str, Any]


def record(type_: str, **features: Any) -> Record | None:
    """A record of what is set, neither None nor empty; None when nothing is."""
    known = set_only(features)
    return Record(type_, known) if known else None


def set_only(features: Mapping[str, Any]) -> dict[str, Any]:
    """The features that are set, neither None nor empty."""
    return {name: value for name, value in features.items() if value or value is False}


def build(plans: Plans, made: Record, **features: Any) -> Any:
    """The feature structure of a record, those of its parts included; not indexed."""
    for name, value in made.features.items():
        features[name] = value if type(value) is str else _built(plans, value)
    return plans.maker(made.type)(**features)


def _built(plans: Plans, value: Any) -> Any:
    if isinstance(value, Record):
        return build(plans, value)
    if isinstance(value, list):
        parts = [build(plans, one) for one in value]
        return plans.maker("uima.cas.FSArray")(elements=parts)
    if isinstance(value, tuple):
        return plans.maker("uima.cas.StringArray")(elements=list(value))
    return value


class Coded(NamedTuple):
    """A resource that codes something."""

    kind: str
    """Type of the resource."""
    key: str
    """``Type/id``, or its path in the file when it has no id."""
    entries: tuple[tuple[Record, str], ...]
    """Each with its line, in words. None when it was entered in error."""
    category: str = ""
    """Of observations."""
    subject: str = ""
    """``Patient/id``; empty when it names none."""
    encounter: str = ""
    """``Encounter/id``; empty when it names none."""
    document: str = ""
    """Key of the document it belongs to; empty when only the encounter or the patient tells."""
    place: tuple[int, int] | None = None
    """Offset and length of its words in that document, in code points."""
    link: str = ""
    """Id of the narrative's element that says it."""

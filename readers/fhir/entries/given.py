"""A resource under way to its entries, and the features all entries share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..records import Record, set_only
from ..references import Scope
from ..shapes import Json
from ..tables import tables
from .values import code_of, notes, profiles

Entry = tuple[Record, str]
"""A record of an Entry and its line in words."""


@dataclass(slots=True)
class Given:
    """A resource of a type that is read."""

    resource: Json
    scope: Scope
    key: str
    """``Type/id``; empty when it has no id."""
    kind: str = field(init=False)
    """Type of the resource."""
    status: str = field(init=False)
    """Its status; of conditions and allergies the verification, which says whether it is so."""
    negated: bool = field(init=False)
    """Whether the sender says that it is not so, or is not to be done."""

    def __post_init__(self) -> None:
        resource = self.resource
        self.kind = str(resource["resourceType"])
        status = resource.get("status") or code_of(resource.get("verificationStatus"))
        self.status = status.lower() if isinstance(status, str) else ""
        known = tables().negated
        self.negated = (self.kind, self.status) in known or bool(resource.get("doNotPerform"))

    def entry(self, type_: str, line: str, *more_notes: str | None, **features: Any) -> Entry:
        """An entry with what all have; its own features go first."""
        common = {
            "identifier": self.key,
            "status": str(self.resource.get("status") or "").lower(),
            "negated": True if self.negated else None,
            "templates": profiles(self.resource),
            "note": notes(self.resource, *more_notes),
            **features,
        }
        made = Record(type_, set_only(common))
        return made, f"not: {line}" if self.negated and line else line


Maker = Callable[[Given], Iterator[Entry]]


def detail(text: str, *parts: str | None) -> str:
    """``text (part, part)``, without the parts that are empty."""
    shown = ", ".join(filter(None, parts))
    return f"{text} ({shown})" if text and shown else text or shown


def day(time: str | None) -> str:
    """The day of a time, for reading."""
    return (time or "").partition("T")[0]

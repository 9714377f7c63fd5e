"""A resource under way to its entries, and the features all entries share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..records import Record, record
from ..references import Scope
from ..shapes import Json
from ..tables import tables
from .values import code_of, notes, profiles

Entry = tuple[Record, str]
"""A record of an Entry and its line in words."""


@dataclass(frozen=True, slots=True)
class Given:
    """A resource of a type that is read."""

    resource: Json
    scope: Scope
    key: str
    """``Type/id``; empty when it has no id."""

    @property
    def kind(self) -> str:
        """Type of the resource."""
        return str(self.resource["resourceType"])

    @property
    def status(self) -> str:
        """Its status; of conditions and allergies the verification, which says whether it is so."""
        status = self.resource.get("status") or code_of(self.resource.get("verificationStatus"))
        return str(status).lower()

    @property
    def negated(self) -> bool:
        """Whether the sender says that it is not so, or is not to be done."""
        return (self.kind, self.status) in tables().negated or bool(
            self.resource.get("doNotPerform")
        )

    def entry(self, type_: str, line: str, *more_notes: str | None, **features: Any) -> Entry:
        """An entry with what all have; its own features go first."""
        common: dict[str, Any] = {
            "identifier": self.key,
            "status": str(self.resource.get("status") or "").lower(),
            "negated": True if self.negated else None,
            "templates": profiles(self.resource),
            "note": notes(self.resource, *more_notes),
        }
        made = record(type_, **{**common, **features}) or Record(type_, {})
        return made, f"not: {line}" if self.negated and line else line


Maker = Callable[[Given], Iterator[Entry]]


def detail(text: str, *parts: str | None) -> str:
    """``text (part, part)``, without the parts that are empty."""
    shown = ", ".join(part for part in parts if part)
    return f"{text} ({shown})" if text and shown else text or shown


def day(time: str | None) -> str:
    """The day of a time, for reading."""
    return (time or "").partition("T")[0]

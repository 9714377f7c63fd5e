"""Which elements FHIR's resources have: their types and which of them repeat."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

TABLE = "elements.tsv"
ANY = "Resource"
"""Type of an element that holds a resource of any kind."""


Natural: TypeAlias = "type[str] | type[bool] | type[int]"
_NATURAL: dict[str, Natural] = {"string": str, "boolean": bool, "integer": int}


@dataclass(slots=True, eq=False)
class Element:
    """What is known of an element."""

    type: str
    """A data type, ``Resource``, or for primitives: string, boolean, integer, decimal."""
    many: bool
    """Whether it repeats, and is a list in JSON therefore."""
    natural: Natural | None = None
    """What JSON's parser makes of it when it is a value and stands once."""
    inside: dict[str, Element] = field(default_factory=dict, repr=False)
    """The elements of its type; empty for primitives and for resources of any kind."""

    @property
    def primitive(self) -> bool:
        """Whether it has a value rather than elements."""
        return self.type[0].islower()


@lru_cache(maxsize=1)
def elements() -> dict[str, dict[str, Element]]:
    """By owner (resource, data type, backbone element) and name.

    Raises ValueError for a row that is none.
    """
    lines = files(__package__ or "").joinpath(TABLE).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if rows.pop(0) != ["owner", "element", "type", "many"]:
        raise ValueError(f"{TABLE}: the columns are owner, element, type, many")
    known: dict[str, dict[str, Element]] = {}
    for owner, name, kind, *many in rows:
        natural = None if many else _NATURAL.get(kind)
        known.setdefault(owner, {})[name] = Element(kind, many == ["*"], natural)
    for owned in known.values():
        for element in owned.values():
            element.inside = known.get(element.type, {})
    return known

"""References between resources, however they are written, and what they lead to."""

from __future__ import annotations

import re
from typing import Any, Protocol

from .shapes import Json

_TYPED = re.compile(r"(?:^|/)([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/[^/#?]+)?$")
_URN = re.compile(r"urn:(?:uuid|oid):(\S+)", re.IGNORECASE)


def key_of(reference: str, expected: str) -> str:
    """What a reference leads to as ``Type/id``, the server's address left out; empty if unclear.

    ``urn:uuid:`` names no type: it is of the ``expected`` one, if that is given. Conditional
    references (``Practitioner?identifier=...``) and those within a resource lead nowhere else.
    """
    typed = _TYPED.search(reference)
    if typed:
        return typed[1]
    urn = _URN.fullmatch(reference)
    return f"{expected}/{urn[1]}" if urn and expected else ""


def written(reference: Any) -> str:
    """The literal reference of a Reference; empty without one."""
    if not isinstance(reference, dict):
        return ""
    found = reference.get("reference")
    return found if isinstance(found, str) else ""


class Lookup(Protocol):
    """Where other resources are found: the bundle, or the export."""

    def find(self, reference: str, expected: str) -> Json | None:
        """The resource that a literal reference leads to; None when it is not here."""

    def key(self, reference: str, expected: str) -> str:
        """``Type/id`` of what a reference leads to; empty if unclear."""

    def panel(self, key: str) -> Json | None:
        """The code of the panel or report that names a resource as its part."""


class Scope:
    """What a resource can refer to: what it contains, and what is around it."""

    def __init__(self, resource: Json, lookup: Lookup) -> None:
        self._lookup = lookup
        self.contained: dict[str, Json] = {}
        for one in resource.get("contained") or ():
            is_resource = isinstance(one, dict) and isinstance(one.get("resourceType"), str)
            if is_resource and isinstance(one.get("id"), str):
                self.contained[f"#{one['id']}"] = one

    def resolve(self, reference: Any, expected: str = "") -> Json | None:
        """The resource of a Reference; None when it is not here or, if given, of another type."""
        literal = written(reference)
        if not literal:
            return None
        if literal.startswith("#"):
            found = self.contained.get(literal)
        else:
            found = self._lookup.find(literal, expected)
        if found is None or (expected and found.get("resourceType") != expected):
            return None
        return found

    def key(self, reference: Any, expected: str) -> str:
        """``Type/id`` of what a Reference leads to; empty if unclear or within the resource."""
        literal = written(reference)
        return "" if not literal or literal[0] == "#" else self._lookup.key(literal, expected)

    def panel(self, key: str) -> Json | None:
        """The code of the panel or report that a resource is part of."""
        return self._lookup.panel(key)

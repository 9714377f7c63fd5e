"""The resources of one file: of a Bundle of any kind, or the one that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .load import not_a_resource
from .references import key_of
from .shapes import Check, Json, Malformed, check, shown_type

DEEPEST = 8
"""Bundles within bundles; a batch of searches has two."""
_PARTS = {"Observation": "hasMember", "DiagnosticReport": "result"}


class Located(NamedTuple):
    """A resource and where it is."""

    resource: Json
    path: str
    """``Bundle.entry[3].resource``, or its type when it stands alone."""
    key: str
    """``Type/id``; empty when it has no id."""


class Problem(NamedTuple):
    """What cannot be read."""

    path: str
    """Of the resource."""
    reason: str


class Pool:
    """The resources of a file, in their order, without what is there twice."""

    def __init__(self, root: Json, check: Check = check) -> None:
        """Of a file's root resource; ``check`` raises Malformed for resources to be left out."""
        self._check = check
        self.items: list[Located] = []
        self.problems: list[Problem] = []
        self.document = root["resourceType"] == "Bundle" and root.get("type") == "document"
        """Whether the file is a FHIR document: a Composition and what it is about."""
        self._found: dict[str, Located] = {}
        self._panels: dict[str, Json] = {}
        self._seen: dict[str, list[Json]] = {}
        self._keys: dict[tuple[str, str], str] = {}
        """Keys of references that were asked for, once all resources are there."""
        if root["resourceType"] == "Bundle":
            self._bundle(root, "Bundle", 0)
        else:
            self._add(root, shown_type(root), "")
        self._find_panels()

    # Filling

    def _bundle(self, bundle: Json, path: str, depth: int) -> None:
        if depth > DEEPEST:
            self.problems.append(Problem(path, f"{path} is nested too deeply"))
            return
        entries = bundle.get("entry")
        if entries is not None and not isinstance(entries, list):
            self.problems.append(Problem(path, f"{path}.entry is no list"))
            return
        history = bundle.get("type") == "history"
        gone: set[str] = set()
        for index, entry in enumerate(entries or ()):
            place = f"{path}.entry[{index}]"
            if not isinstance(entry, dict):
                self.problems.append(Problem(place, f"{place} is no object"))
                continue
            if history and _again(entry, gone):
                continue
            resource, place = entry.get("resource"), f"{place}.resource"
            if resource is None:
                continue  # a deletion, or the answer to one
            problem = not_a_resource(resource)
            if problem:
                self.problems.append(Problem(place, f"{place} is no resource"))
            elif resource["resourceType"] == "Bundle":
                self._bundle(resource, place, depth + 1)
            else:
                url = entry.get("fullUrl")
                self._add(resource, place, url if isinstance(url, str) else "")

    def _add(self, resource: Json, path: str, url: str) -> None:
        try:
            self._check(resource, path)
            for index, inner in contained(resource) if "contained" in resource else ():
                self._check(inner, f"{path}.contained[{index}]")
        except Malformed as error:
            self.problems.append(Problem(path, str(error)))
            return
        kind, own = resource["resourceType"], resource.get("id")
        key = f"{kind}/{own}" if own and isinstance(own, str) else key_of(url, kind)
        twins = self._seen.setdefault(key or path, [])
        if resource in twins:
            return
        twins.append(resource)
        found = Located(resource, path, key)
        self.items.append(found)
        for name in filter(None, (url, key)):
            self._found.setdefault(name, found)

    def _find_panels(self) -> None:
        """Codes of the panels and reports, by what they name as their parts."""
        for item in self.items:
            for part in parts(item.resource):
                key = self.key(part, "Observation")
                if key and key != item.key and isinstance(item.resource.get("code"), dict):
                    self._panels.setdefault(key, item.resource["code"])

    # Asking

    def _locate(self, reference: str, expected: str) -> Located | None:
        bare = reference.partition("/_history/")[0]
        return self._found.get(bare) or self._found.get(key_of(reference, expected))

    def find(self, reference: str, expected: str) -> Json | None:
        """The resource that a literal reference leads to; None when it is not in the file."""
        found = self._locate(reference, expected)
        return found.resource if found is not None else None

    def key(self, reference: str, expected: str) -> str:
        """``Type/id`` of what a reference leads to; empty if unclear."""
        known = self._keys.get((reference, expected))
        if known is None:
            found = self._locate(reference, expected)
            known = found.key if found is not None and found.key else key_of(reference, expected)
            self._keys[reference, expected] = known
        return known

    def panel(self, key: str) -> Json | None:
        """The code of the panel or report that names a resource as its part."""
        return self._panels.get(key)


def contained(resource: Json) -> Iterator[tuple[int, Json]]:
    """The resources that a resource contains, each with its place."""
    found = resource.get("contained")
    for index, inner in enumerate(found if isinstance(found, list) else ()):
        if isinstance(inner, dict) and isinstance(inner.get("resourceType"), str):
            yield index, inner


def parts(resource: Json) -> Iterator[str]:
    """References to the observations that a panel or a report is made of."""
    element = _PARTS.get(resource["resourceType"])
    for one in (resource.get(element) if element else None) or ():
        if one and one.get("reference"):
            yield one["reference"]


def _again(entry: Json, gone: set[str]) -> bool:
    """Whether a history has told of a later state of the same resource: the newest is first."""
    resource: Any = entry.get("resource")
    own = resource if isinstance(resource, dict) else {}
    request: Any = entry.get("request")
    asked = request.get("url") if isinstance(request, dict) else None
    url = entry.get("fullUrl")
    key = f"{own.get('resourceType')}/{own['id']}" if own.get("id") else url or asked
    if not isinstance(key, str):
        return False
    key = key_of(key, "") or key
    if key in gone:
        return True
    gone.add(key)
    return False

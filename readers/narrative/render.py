"""One renderer for CDA narrative (StrucDocText) and FHIR narrative (XHTML)."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree


@dataclass(slots=True)
class Narrative:
    """A rendered text and where its elements are in it."""

    text: str
    """Line ends are ``\\n``; no blank lines at either end."""
    ids: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Span, in code points, of every element with an ``ID`` or ``id``; may be empty."""
    notes: list[str] = field(default_factory=list)
    """What was left out, in words without content: ``deleted text left out: 2``."""


def render(element: etree._Element) -> Narrative:
    """The text of an element, CDA or XHTML, namespaced or not."""
    pieces: list[str] = []
    ids: dict[str, tuple[int, int]] = {}
    length = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            key = node.get("ID") or node.get("id")
            if key:
                ids.setdefault(key, (length, length))
            words = " ".join((node.text or "").split())
        else:
            key = node.get("ID") or node.get("id")
            if key:
                ids[key] = (ids[key][0], length)
            words = " ".join((node.tail or "").split()) if node is not element else ""
        if words:
            if length:
                words = " " + words
            pieces.append(words)
            length += len(words)
    return Narrative("".join(pieces), ids)

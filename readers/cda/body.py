"""The sections of a CDA body: their narratives into one text, then their entries into the CAS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cassis import TypeSystem
from lxml import etree

from ...core.cas import Cas
from ..narrative import Builder, Narrative, Part, render
from ..systems import uri
from .derived import lines
from .elements import Element, attribute, children, first, local, text_of
from .entries import Context, Ids, Words, make
from .kinds import category_of
from .statements import Tree

LOINC = "http://loinc.org"
_EMPTY_WITH_ID: Any = etree.XPath("descendant::*[@ID][not(node())]")
HOLDERS = frozenset(("section", "component", "structuredBody", "bodyChoice"))
"""A section, and what sections stand in."""
DEEPEST = 32
"""Levels of sections within sections that are read; real documents have three."""


@dataclass(slots=True)
class Body:
    """A document made of a body, and what was left out of it."""

    cas: Cas
    notes: list[str] = field(default_factory=list)
    """In words without content."""


@dataclass(slots=True)
class _Section:
    """A section whose narrative is in the text already."""

    part: Part
    entries: list[Element]
    loinc: str
    ids: Ids
    begin: int
    """Offset of the narrative; the ids are its."""


class Reading:
    """Reads the sections of one document."""

    def __init__(self) -> None:
        self.builder = Builder()
        self._sections: list[_Section] = []
        self._too_deep = 0
        self._buried = 0

    def section(self, element: Element, level: int = 1) -> None:
        """Reads a section and those in it, in document order."""
        kids = children(element)
        title, code = kids.get("title"), kids.get("code")
        loinc = _loinc(code[0]) if code else ""
        narrative = _narrative(kids["text"][0]) if "text" in kids else Narrative("")
        derived = not narrative.text and "entry" in kids
        if derived:
            said = lines(Tree(loinc).statements(kids["entry"]))
            narrative = Narrative("\n".join(said), narrative.ids, narrative.notes)
        templates = [root for t in kids.get("templateId", ()) if (root := attribute(t, "root"))]
        named = text_of(title[0]) if title else attribute(code[0], "displayName") if code else ""
        part = self.builder.open(named, loinc or None, templates, derived)
        begin = self.builder.add(narrative)
        if "entry" in kids:
            entries = kids["entry"]
            self._sections.append(_Section(part, entries, loinc, narrative.ids, begin))
        for inner in sections(element) if not HOLDERS.isdisjoint(kids) else ():
            if level < DEEPEST:
                self.section(inner, level + 1)
            else:
                self._buried += 1
        self.builder.close()

    def finish(self, typesystem: TypeSystem) -> Body:
        """The document, with sections and entries."""
        cas = self.builder.cas(typesystem)
        words = Words(cas.sofa_string or "", self.builder.ids)
        context = Context(cas, words)
        for section in self._sections:
            words.enter(section.ids, section.begin)
            context.section = section.part.annotation
            context.category = category_of(section.loinc)
            tree = Tree(section.loinc)
            for statement in tree.statements(section.entries):
                make(context, statement)
            self._too_deep += tree.too_deep
        cas.add_all(context.entries)
        left_out = {
            "references to ids that the narrative lacks": words.unknown,
            "statements left out, nested too deep": self._too_deep,
            "sections left out, nested too deep": self._buried,
        }
        notes = [f"{what}: {count}" for what, count in left_out.items() if count]
        return Body(cas, self.builder.notes + notes)


def _narrative(text: Element) -> Narrative:
    """The narrative, with ids that mark a place moved to the words there.

    Some senders write ``<td><content ID="a1"/>Eggs</td>``, as one wrote anchors in HTML: what is
    meant is the cell.
    """
    for anchor in _EMPTY_WITH_ID(text):
        holder = anchor.getparent()
        if holder is not text and not (holder.get("ID") or anchor.getprevious() is not None):
            holder.set("ID", anchor.attrib.pop("ID"))
    return render(text)


def sections(element: Element) -> Iterator[Element]:
    """The sections of a body, or directly within a section, in document order."""
    for child in element:
        kind = local(child.tag)
        if kind == "section":
            yield child
        elif kind in HOLDERS:
            yield from sections(child)


def unstructured(root: Element) -> Element | None:
    """The ``text`` of a nonXMLBody; None when there is none."""
    return first(root, "component", "nonXMLBody", "text")


def _loinc(code: Element) -> str:
    """The section's code when it is LOINC's, or the first such translation of it."""
    for coded in (code, *(c for c in code if local(c.tag) == "translation")):
        system = attribute(coded, "codeSystem")
        if attribute(coded, "code") and (not system or uri(system) == LOINC):
            return attribute(coded, "code")
    return ""

"""The ``sections`` component."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ...core.cas import Cas
from ...core.component import Annotator
from ...core.evidence import Evidence
from ...core.plans import Maker
from ...typesystem.names import EVIDENCE, SECTION
from .catalogue import catalogue
from .outline import Piece, outline


class Sections(Annotator):
    """Divides a document into sections by its headings.

    Adds a Section for each section (level 1) and, inside an examination or a review of systems,
    for each subsection (level 2), with its kind and LOINC code. Every character but blanks is in
    exactly one heading or body of level 1; text before the first heading is a section of kind
    ``unknown``. A heading that is not known opens a section of kind ``unknown`` when it looks like
    the document's other headings; it stays part of that section's body.

    Sections that the reader has brought (CDA, FHIR, HL7) get their kind, by LOINC code or by title.
    They stay as they are: only text that is in none of them is divided by its headings.
    """

    name: ClassVar[str] = "sections"
    writes: ClassVar[tuple[str, ...]] = (SECTION, EVIDENCE)

    def setup(self) -> None:
        """Loads the kinds and headings, once per process."""
        catalogue()

    def section_kinds(self) -> frozenset[str]:
        """The kinds of its table."""
        return frozenset(catalogue().kinds)

    def process(self, cas: Cas) -> None:
        """Adds the sections of the current view, or gives those it has their kinds."""
        text = cas.sofa_string or ""
        if cas.spans(SECTION)[0]:
            self._name(cas)
            pieces = [piece for span in _left(cas, text) for piece in _outlined(text, *span)]
        else:
            pieces = outline(text, catalogue())
        if self.sections is not None:
            scope = self.scope(cas)
            pieces = [piece for piece in pieces if (piece.begin, piece.end) in scope]
        make, name = cas.maker(SECTION), self.name
        made: dict[int, Any] = {}
        explained = []
        for piece in pieces:
            parent = made.get(id(piece.parent))
            fs = made[id(piece)] = _section(make, piece, parent)
            if (heading := piece.heading) is not None:
                begin, end, kind = heading.begin, heading.end, piece.kind.id
                explained.append(Evidence(begin, end, fs, name, piece.rule, "kind", kind))
        cas.add_all(made.values())
        cas.explain(explained)

    def _name(self, cas: Cas) -> None:
        """Gives sections of unknown kind the kind of their code or title."""
        table, scope, explained = catalogue(), self.scope(cas), []
        for section in cas.select(SECTION):
            if section.kind not in (None, "unknown") or (section.begin, section.end) not in scope:
                continue
            found = table.named(section.code or "", section.tagText or "")
            if found is not None:
                kind, rule = found
                section.kind = section.id = kind.id
                section.preferredText = kind.name
                where = section.headingBegin or 0, section.headingEnd or 0
                explained.append(Evidence(*where, section, self.name, rule, "kind", kind.id))
        cas.explain(explained)


def _left(cas: Cas, text: str) -> Iterator[tuple[int, int]]:
    """The stretches of text that are in no section's heading or body; none that is blank."""
    sections = cas.select(SECTION)
    taken = [(s.begin, s.end) for s in sections]
    taken += [(s.headingBegin or 0, s.headingEnd or 0) for s in sections]
    reached = 0
    for begin, end in [*sorted(taken), (len(text), len(text))]:
        if text[reached:begin].strip():
            yield reached, begin
        reached = max(reached, end)


def _outlined(text: str, begin: int, end: int) -> list[Piece]:
    """The outline of a stretch of text, at its place in the text."""
    pieces = outline(text[begin:end], catalogue())
    for piece in pieces:
        piece.begin += begin
        piece.end += begin
        if piece.heading is not None:
            piece.heading.begin += begin
            piece.heading.end += begin
    return pieces


def _section(make: Maker, piece: Piece, parent: Any) -> Any:
    heading, kind = piece.heading, piece.kind
    return make(
        begin=piece.begin,
        end=piece.end,
        id=kind.id,
        preferredText=piece.name,
        tagText=heading.title if heading else None,
        kind=kind.id,
        code=kind.loinc,
        headingBegin=heading.begin if heading else piece.begin,
        headingEnd=heading.end if heading else piece.begin,
        level=piece.level,
        parent=parent,
    )

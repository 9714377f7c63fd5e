"""From candidates to the outline of a document: which are headings, of what, how deep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .candidates import Candidate, candidates, runs_on
from .catalogue import UNKNOWN, Catalogue, Heading, Kind

UNKNOWN_RULE = "unknown-heading"
"""Evidence of a section opened by a heading that only its looks give away."""

_SPELLED_OUT = 6
"""Shorter headings (characters) are abbreviations: "PMH" is in capitals in any document."""

_SHORTEST_UNKNOWN = 4
"""Shorter headings nobody knows (characters) are labels of values: "HR: 70"."""

_SHORTEST_IN_LINE = 3
"""Shorter ones (characters), such as "PE:", need a heading before them on their line."""

_MOSTLY = 3
"""With so many headings spelled out in capitals, those of a document are in capitals."""


@dataclass(slots=True)
class Piece:
    """A section of a document. All offsets are code points of the text."""

    kind: Kind
    name: str
    rule: str
    """Id of the row that decided; "" for text before the first heading."""

    begin: int
    end: int
    """Of the body. The heading of an unknown section is part of its body."""

    heading: Candidate | None = None
    level: int = 1
    parent: Piece | None = None


def outline(text: str, catalogue: Catalogue) -> list[Piece]:
    """The sections of a text, in its order; subsections after the section they are part of.

    Every character but blanks is in exactly one heading or body of level 1.
    """
    return _Outliner(text, catalogue).pieces()


class _Outliner:
    """Decides on one text's candidates, in order: what is open decides about what follows."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self.text = text
        self.catalogue = catalogue
        self.open: Piece | None = None
        """The section of level 1 that the text is in."""
        heading = catalogue.heading
        self.found = [(c, heading(c.title)) for c in candidates(text)]
        known = [c for c, row in self.found if row is not None]
        self.letters = len({c.title for c in known if len(c.title) == 1}) >= _MOSTLY
        """Headings are letters: S, O, A, P."""
        styles = [c.style for c in known if self._stands(c)]
        self.styles = set(styles)
        """Of the headings that are known."""
        self.often = {style for style in self.styles if styles.count(style) > 1}
        """Styles of more than one of them."""
        spelled_out = [c for c in known if c.capitals and len(c.title) >= _SPELLED_OUT]
        self.in_capitals = len(spelled_out) >= _MOSTLY
        """Headings are in capitals."""

    @cached_property
    def mixed_case(self) -> bool:
        """Whether capitals tell headings from text."""
        lower, count = 0, self.text.count
        for vowel in "eaiou":
            lower += count(vowel)
            if 8 * lower > len(self.text):  # more than there can be capitals: no need to count
                return True
        return 8 * lower > sum(map(count, "AEIOU"))

    def pieces(self) -> list[Piece]:
        found = []
        for candidate, row in self.found:
            piece = self._decide(candidate, row)
            if piece is not None:
                found.append(piece)
                if piece.level == 1:
                    self.open = piece
        return self._with_bodies(found)

    def _decide(self, candidate: Candidate, row: Heading | None) -> Piece | None:
        if self.open is not None and (self.open.kind.parts or self.open.kind.then):
            part = self._part(candidate, row, self.open)
            if part is not None:
                return part
        if row is not None:
            if not self._stands(candidate) or self._is_lesser(candidate, row):
                return None
            return self._section(candidate, row.kind, row.id)
        if self._looks_like_heading(candidate):
            return self._section(candidate, UNKNOWN, UNKNOWN_RULE)
        return None

    def _section(self, candidate: Candidate, kind: str, rule: str) -> Piece:
        row = self.catalogue.kinds[kind]
        name = candidate.title if kind == UNKNOWN else row.name
        return Piece(row, name, rule, candidate.end, candidate.end, candidate)

    def _stands(self, candidate: Candidate) -> bool:
        """Whether a known heading stands as a heading, not as words of a sentence."""
        colon, title = candidate.colon, candidate.title
        if candidate.inline and (not candidate.capitals or len(title) < _SHORTEST_IN_LINE):
            return candidate.inline == "stop" and self._on_line_of_heading(candidate)
        if len(title) == 1:
            return self.letters and colon != ""
        if colon and (candidate.capitals or title[0].isupper()):
            return True
        if not colon and not title[0].isupper():
            return False
        return candidate.blank or not runs_on(self.text, candidate.begin)

    def _on_line_of_heading(self, candidate: Candidate) -> bool:
        """Whether the open section's heading is on the same line: "PMH: gout. Meds: none."."""
        if self.open is None or self.open.heading is None:
            return False
        line = self.text[self.open.heading.begin : candidate.begin]
        return "\n" not in line and "\r" not in line

    def _is_lesser(self, candidate: Candidate, row: Heading) -> bool:
        """Whether a known heading is one inside the open section: it stands unlike the others."""
        current = self.open
        at_head = current is None or current.kind.id == UNKNOWN
        if at_head and row.kind == UNKNOWN and not candidate.capitals:  # "Age: 60"
            return True
        if current is None or current.heading is None:
            return False
        problems = current.kind.holds == "problems"
        opens_problems = self.catalogue.kinds[row.kind].holds == "problems"
        if opens_problems and not problems:
            return False
        style, opener = candidate.style, current.heading
        alike = style == opener.style or style in self.often
        if candidate.marks in {"-", "1"} and candidate.marks != opener.marks:
            return problems or not alike
        if opens_problems:
            return False
        if alike and not (problems and candidate.inline and not candidate.capitals):
            return False
        return problems or (self.in_capitals and not candidate.capitals)

    def _part(self, candidate: Candidate, row: Heading | None, current: Piece) -> Piece | None:
        """The subsection a candidate opens inside an examination or a review of systems."""
        part = self.catalogue.part(candidate.title)
        if part is None or (part.of and current.kind.id not in part.of):
            return None
        if row is not None and row.kind not in {part.kind, current.kind.id}:
            opener = current.heading  # "ALLERGIES:" is no system when it stands as "ROS:" does
            if opener is None or (
                candidate.capitals >= opener.capitals and candidate.blank >= opener.blank
            ):
                return None
        if current.kind.then:
            return self._section(candidate, current.kind.then, part.id)
        kind = self.catalogue.kinds[part.kind] if part.kind else current.kind
        return Piece(kind, part.name, part.id, candidate.end, candidate.end, candidate, 2, current)

    def _looks_like_heading(self, candidate: Candidate) -> bool:
        """Whether a heading nobody knows ends the section before it."""
        title = candidate.title
        if not candidate.capitals or candidate.colon != ":" or candidate.inline:
            return False
        if candidate.marks in {"-", "1"} or len(title) < _SHORTEST_UNKNOWN:
            return False
        if self.catalogue.part(title) is not None or self._is_inside(candidate):
            return False
        like_others = candidate.style in self.styles if self.styles else candidate.blank
        return like_others and self.mixed_case

    def _is_inside(self, candidate: Candidate) -> bool:
        """Whether a heading nobody knows is one of what the open section holds."""
        if self.open is None or self.open.kind.holds is None:
            return False
        kind = self.open.kind
        if kind.holds == "items":
            return not candidate.blank or candidate.title.lower() in kind.items
        return True

    def _with_bodies(self, pieces: list[Piece]) -> list[Piece]:
        """Gives the pieces their ends; text before the first of them becomes a piece, too."""
        top = part = len(self.text)
        for piece in reversed(pieces):
            if piece.heading is None:
                continue
            piece.end = max(piece.begin, top if piece.level == 1 else part)
            part = piece.heading.begin
            if piece.level == 1:
                top = part
                if piece.kind.id == UNKNOWN:
                    piece.begin = top
        if self.text[:top].strip():
            kind = self.catalogue.kinds[UNKNOWN]
            pieces = [Piece(kind, kind.name, "", 0, top), *pieces]
        return pieces

"""From candidates to the outline of a document: which are headings, of what, how deep."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .candidates import Candidate, Style, candidates, runs_on
from .catalogue import UNKNOWN, Catalogue, Heading, Kind

UNKNOWN_RULE = "unknown-heading"
"""Evidence of a section opened by a heading that only its looks give away."""


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


@dataclass(slots=True)
class _State:
    text: str
    catalogue: Catalogue
    letters: bool = False
    """The document has headings of one letter: S, O, A, P."""

    styles: Counter[Style] = field(default_factory=Counter)
    """Of the known headings."""

    current: Piece | None = None
    """The open section of level 1."""


def outline(text: str, catalogue: Catalogue) -> list[Piece]:
    """The sections of a text, in its order; subsections after the section they are part of.

    Every character but blanks is in exactly one heading or body of level 1.
    """
    known = [(c, catalogue.heading(c.title)) for c in candidates(text)]
    state = _State(text, catalogue)
    state.letters = len({c.title for c, row in known if row and len(c.title) == 1}) >= 3
    state.styles.update(c.style for c, row in known if row and _stands(c, state))
    pieces: list[Piece] = []
    for candidate, row in known:
        piece = _decide(candidate, row, state)
        if piece is not None:
            pieces.append(piece)
            if piece.level == 1:
                state.current = piece
    return _with_bodies(pieces, text, catalogue)


def _decide(candidate: Candidate, row: Heading | None, state: _State) -> Piece | None:
    current = state.current
    if current is not None and (current.kind.parts or current.kind.then):
        part = _part(candidate, row, current, state)
        if part is not None:
            return part
    if row is not None:
        if not _stands(candidate, state) or _belongs(candidate, row, state):
            return None
        return _top(candidate, row.kind, row.id, state)
    if _looks_like_heading(candidate, state):
        return _top(candidate, UNKNOWN, UNKNOWN_RULE, state)
    return None


def _top(candidate: Candidate, kind: str, rule: str, state: _State) -> Piece:
    row = state.catalogue.kinds[kind]
    name = candidate.title if kind == UNKNOWN else row.name
    return Piece(row, name, rule, candidate.end, candidate.end, candidate)


def _stands(candidate: Candidate, state: _State) -> bool:
    """Whether a known heading stands as a heading, not as words of a sentence."""
    if len(candidate.title) == 1:
        return candidate.colon and state.letters
    if candidate.capitals and candidate.colon:
        return True
    first = candidate.title[0].isupper()
    if candidate.colon and first:
        return True
    if not candidate.colon and not first:
        return False
    return candidate.blank or not runs_on(state.text, candidate.begin)


def _belongs(candidate: Candidate, row: Heading, state: _State) -> bool:
    """Whether a known heading is a lesser one, inside the section that is open."""
    current = state.current
    if current is None or current.heading is None:
        return False
    if candidate.marks in {"-", "1"} and candidate.marks != current.heading.marks:
        return True
    if not current.kind.open or current.kind.parts or state.catalogue.kinds[row.kind].open:
        return False
    style = candidate.style
    return style != current.heading.style and state.styles[style] < 2


def _part(candidate: Candidate, row: Heading | None, current: Piece, state: _State) -> Piece | None:
    """The subsection a candidate opens inside an examination or a review of systems."""
    part = state.catalogue.part(candidate.title)
    if part is None or (part.of and current.kind.id not in part.of):
        return None
    if row is not None and row.kind not in {part.kind, current.kind.id}:
        opener = current.heading
        if opener is None or (
            candidate.capitals >= opener.capitals and candidate.blank >= opener.blank
        ):
            return None
    if current.kind.then:
        return _top(candidate, current.kind.then, part.id, state)
    kind = state.catalogue.kinds[part.kind] if part.kind else current.kind
    return Piece(kind, part.name, part.id, candidate.end, candidate.end, candidate, 2, current)


def _looks_like_heading(candidate: Candidate, state: _State) -> bool:
    """Whether a heading nobody knows ends the section before it."""
    if not candidate.capitals or candidate.inline or candidate.marks in {"-", "1"}:
        return False
    if len(candidate.title) < 4 or state.catalogue.part(candidate.title) is not None:
        return False
    current = state.current
    if current is not None and current.kind.open:
        return False
    if state.styles:
        return candidate.style in state.styles
    return candidate.colon and candidate.blank


def _with_bodies(pieces: list[Piece], text: str, catalogue: Catalogue) -> list[Piece]:
    """Gives the pieces their ends, and the text before the first of them a piece of its own."""
    top = part = len(text)
    for piece in reversed(pieces):
        heading = piece.heading
        if heading is None:
            continue
        piece.end = max(piece.begin, top if piece.level == 1 else part)
        part = heading.begin
        if piece.level == 1:
            top = heading.begin
            if piece.kind.id == UNKNOWN:
                piece.begin = top
    if text[:top].strip():
        kind = catalogue.kinds[UNKNOWN]
        pieces = [Piece(kind, kind.name, "", 0, top), *pieces]
    return pieces

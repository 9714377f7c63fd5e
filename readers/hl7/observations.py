"""OBX segments of one group: reports joined, results a line each, documents decoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from . import embedded, values
from .message import Segment, Value
from .parts import Line, Part, Parts
from .records import label, system
from .tables import LOINC, Heading, tables

TRANSPARENT = frozenset({"OBX", "NTE", "PRT"})
"""What does not end a group of OBX."""

SHORT = 80
"""Longest text that can be a result's value rather than a report."""


@dataclass(slots=True)
class Observation:
    """An OBX and the comments after it."""

    segment: Segment
    notes: list[str] = field(default_factory=list)


def comment(segment: Segment) -> str:
    """An NTE's text."""
    return segment.lines(3).strip("\n")


def gather(segments: Sequence[Segment]) -> list[Observation]:
    """A run of OBX with their comments, in order of set id where each has its own."""
    found: list[Observation] = []
    for segment in segments:
        if segment.name == "OBX":
            found.append(Observation(segment))
        elif segment.name == "NTE" and comment(segment):
            found[-1].notes.append(comment(segment))
    ids = [one.segment.text(1) for one in found]
    if len(set(ids)) == len(ids) and all(id_.isascii() and id_.isdigit() for id_ in ids):
        found.sort(key=lambda one: int(one.segment.text(1)))
    return found


def add(observations: list[Observation], panel: Segment | None, part: Part, parts: Parts) -> None:
    """Adds the lines of a run to a part; those that the sender has taken back are counted only."""
    kept = [one for one in observations if one.segment.text(11) not in tables().withdrawn]
    parts.withdrawn += len(observations) - len(kept)
    groups = list(_groups(kept))
    for group in groups:
        first, lines = group[0].segment, len(part.lines)
        if first.text(2) == "ED":
            embedded.add(first, part, parts)
            _comment(group[0], part, lines)
        elif first.text(2) == "RP":
            embedded.name(first, part, parts)
            _comment(group[0], part, lines)
        elif _is_report(group, alone=len(groups) == 1):
            _report(group, part, titled=len(groups) > 1)
        else:
            _results(group, panel, part)


def _comment(one: Observation, part: Part, lines: int) -> None:
    """Adds comments to the last line that a document gave, beyond ``lines``; below none: alone."""
    if len(part.lines) > lines:
        part.lines[-1].notes += one.notes
    elif one.notes:
        part.lines.append(Line("", None, list(one.notes)))


def _groups(observations: list[Observation]) -> Iterator[list[Observation]]:
    """Texts of the same OBX-3, or of none, that follow one another; each other OBX by itself."""
    group: list[Observation] = []
    for one in observations:
        if group and not (_continues(group[0], one)):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _continues(first: Observation, one: Observation) -> bool:
    if not (_is_text(first.segment) and _is_text(one.segment)):
        return False
    return not one.segment[3] or one.segment[3].raw == first.segment[3].raw


def _is_text(segment: Segment) -> bool:
    return segment.text(2) in values.TEXTS and not values.is_result(segment)


def _is_report(group: list[Observation], alone: bool) -> bool:
    """Whether texts are somebody's words rather than the value of a result."""
    first = group[0].segment
    if not _is_text(first):
        return False
    if section_of(first[3]) is not None:
        return True
    text = first.lines(5).strip()
    if len(group) > 1 or "\n" in text or len(text) > SHORT:
        return True
    return alone and first.text(2) != "ST"


def _report(group: list[Observation], part: Part, titled: bool) -> None:
    pieces: list[str] = []
    for one in group:
        pieces += [one.segment.lines(5).rstrip(), *one.notes]
    text = "\n".join(pieces).strip("\n")
    if not text.strip():
        return
    about = group[0].segment[3]
    section, title = section_of(about), label(about)
    if section is None and titled and title:
        text = f"{title}:\n{text}"
    part.lines.append(Line(text, section=section))
    part.derived = False


def section_of(about: Value) -> Heading | None:
    """The section of a report that an OBX-3 names by its suffix or by a LOINC code."""
    suffix = about.part(1)[2].strip().upper()
    if suffix in tables().section_by_suffix:
        return tables().section_by_suffix[suffix]
    codes = (about[number].strip() for number in (1, 4) if system(about[number + 2]) == LOINC)
    known = tables().section_by_loinc
    return next((known[code] for code in codes if code in known), None)


def _results(group: list[Observation], panel: Segment | None, part: Part) -> None:
    for one in group:
        text = values.line(one.segment)
        if not one.segment.values(5):
            text = ""
        if text or one.notes:
            entry = values.entry(one.segment, panel) if text else None
            part.lines.append(Line(text, entry, list(one.notes)))

"""From the segments of a message to the parts of its document."""

from __future__ import annotations

from ...typesystem import names
from ..times import iso
from . import clinical, medications, observations
from .message import Segment
from .parts import Line, Part, Parts
from .records import code, label, record, words
from .tables import LOINC, Heading, tables

_APPOINTING = frozenset({"SCH", "RGS", "AIS", "AIG", "AIL", "AIP"})
_ADMINISTRATIVE = frozenset({"PID", "PD1", "PV1", "NK1", "GT1", "IN1", "IN2", "ACC", "EVN"})


def assemble(segments: list[Segment]) -> Parts:
    """The parts of a message's document, in the order of its segments."""
    walk = _Walk(segments)
    index = 0
    while index < len(segments):
        index += walk.take(index)
    return walk.parts


class _Walk:
    """Where the walk through a message is."""

    def __init__(self, segments: list[Segment]) -> None:
        self.segments = segments
        self.message = segments[0].text(9)
        self.parts = Parts()
        self.part: Part | None = None
        """Where comments go; None: to the comments of the document."""
        self.line: Line | None = None
        """The line that comments are about."""
        self.results: Part | None = None
        """Where results go; None: to the observations of the document."""
        self.panel: Segment | None = None
        self.order: Segment | None = None
        self.timing: list[Segment] = []

    def take(self, index: int) -> int:
        """Takes the segment at an index, and those that go with it; how many these were."""
        segment = self.segments[index]
        name = segment.name
        if name == "OBX":
            return self._observations(index)
        if name in medications.LAYOUTS:
            self._medication(index)
        elif name in clinical.SEGMENTS:
            self._coded(segment)
        elif name == "NTE":
            self._comment(segment)
        elif name == "OBR":
            self._order_or_panel(segment)
        elif name == "TXA":
            self.panel = None
            title = segment[25].whole.strip() or tables().documents.get(segment.text(2), "")
            self._open(Heading(title=title or words(segment[2]), loinc=""))
        elif name == "ORC":
            self.order, self.timing = segment, []
            self.line = self.part = self.results = self.panel = None
        elif name == "TQ1":
            self.timing.append(segment)
        elif name in _APPOINTING:
            self.part, self.line = self.parts.named("appointment"), None
        elif name in _ADMINISTRATIVE:
            self.part = self.line = self.results = self.panel = None
        return 1

    def _open(self, heading: Heading) -> Part:
        self.part = self.results = part = self.parts.new(heading)
        self.line = None
        return part

    def _coded(self, segment: Segment) -> None:
        made = clinical.render(segment)
        self.results = None if segment.name in _APPOINTING else self.results
        if made is None:
            self.line = None
            return
        kind, self.line = made
        self.part = self.parts.named(kind)
        self.part.lines.append(self.line)

    def _medication(self, index: int) -> None:
        around = []
        for segment in self.segments[index + 1 :]:
            if segment.name not in medications.FOLLOWERS:
                break
            around.append(segment)
        around += self.timing
        made = medications.render(self.segments[index], around, self.order, self.message)
        self.line = self.panel = None
        if made is not None:
            kind, self.line = made
            self.part = self.parts.named(kind)
            self.results = self.part if self.segments[index].name == "RXA" else None
            self.part.lines.append(self.line)

    def _observations(self, index: int) -> int:
        run = []
        for segment in self.segments[index:]:
            if segment.name not in observations.TRANSPARENT:
                break
            run.append(segment)
        part = self.results or self.parts.named("observations")
        observations.add(observations.gather(run), self.panel, part, self.parts)
        self.part, self.line = part, None
        return len(run)

    def _comment(self, segment: Segment) -> None:
        text = observations.comment(segment)
        if not text:
            return
        if self.line is not None:
            self.line.notes.append(text)
        else:
            part = self.part if self.part is not None else self.parts.named("comments")
            part.lines.append(Line(text))

    def _order_or_panel(self, segment: Segment) -> None:
        """An OBR: what is asked for, or the heading of what is reported."""
        self.line = None
        about = _about(segment)
        name = label(segment[4])
        if self.message in tables().requests:
            self.part, self.results, self.panel = self.parts.named("orders"), None, None
            self._request(segment, about)
            return
        made = code(segment[4])
        is_loinc = made is not None and made.features.get("system") == LOINC
        self.panel = segment
        loinc = segment.text(4) if is_loinc else ""
        self._open(Heading(title=name, loinc=loinc)).lines += about

    def _request(self, segment: Segment, about: list[Line]) -> None:
        made = code(segment[4])
        if made is None or self.part is None:
            return
        time = iso(segment.text(7)) or iso(segment.text(6))
        entry = record(
            names.PLAN_ENTRY, code=made, intent="request", activity="observation", begun=time
        )
        self.line = Line(label(segment[4]), entry)
        self.part.lines.append(self.line)
        self.line.notes += [line.text for line in about]


def _about(segment: Segment) -> list[Line]:
    """What an OBR says beside the service: clinical information, why, the collector's words."""
    said = {
        "Clinical information": segment[13].whole.strip(),
        "Reason": "; ".join(text for text in map(words, segment.values(31)) if text),
        "Collector's comment": "; ".join(map(words, segment.values(39))),
    }
    return [Line(f"{name}: {text}") for name, text in said.items() if text]

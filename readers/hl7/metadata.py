"""Patient, visit, author, document and times of a message as metadata items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..times import iso
from .message import Segment, Value, every, first
from .parts import Parts
from .records import code, entity, identifier, label, person, words
from .tables import tables


def items(segments: list[Segment], parts: Parts, warning: str) -> Iterator[tuple[str, str]]:
    """Key and value of each item that the message has; nothing is made up."""
    yield from _document(segments)
    patient = first(segments, "PID")
    if patient is not None:
        yield from _patient(patient)
    yield from _authors(segments)
    visit = first(segments, "PV1")
    if visit is not None:
        yield from _visit(visit)
    yield from numbered("template", map(entity, segments[0].values(21)))
    for number, (kind, address) in enumerate(parts.attachments, 1):
        prefix = "attachment" if number == 1 else f"attachment.{number}"
        yield f"{prefix}.type", kind
        yield f"{prefix}.url", address
    warnings = [warning, *parts.warnings]
    if parts.withdrawn:
        warnings.append(f"results that the sender has taken back are left out: {parts.withdrawn}")
    yield from numbered("warning", warnings)


def numbered(key: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    """``key``, ``key.2``, ``key.3`` ... for values that are not empty and differ."""
    for number, value in enumerate(dict.fromkeys(filter(None, values)), 1):
        yield (key if number == 1 else f"{key}.{number}"), value


def _document(segments: list[Segment]) -> Iterator[tuple[str, str]]:
    header, txa = segments[0], first(segments, "TXA")
    reports = list(every(segments, "OBR"))
    report = reports[0] if reports else None
    number = entity(txa[12]) if txa else ""
    yield "document.id", number or header.text(10)
    yield from _type(header, txa, report)
    yield "document.title", (txa[25].whole.strip() if txa else "") or _title(report)
    yield "document.time", _time(segments, txa, report)
    yield "document.language", header.text(19)
    yield "document.confidentiality", txa.text(18) if txa else ""
    yield "document.status", (txa.text(17) if txa else "") or (report.text(25) if report else "")
    parent = entity(txa[13]) if txa else ""
    if parent:
        yield "related.type", tables().relations.get(header.text(9, 2), "")
        yield "related.id", parent


def _title(report: Segment | None) -> str:
    return label(report[4]) if report else ""


def _type(
    header: Segment, txa: Segment | None, report: Segment | None
) -> Iterator[tuple[str, str]]:
    """TXA-2, else what OBR-4 reports on, else the message's own type."""
    if txa is not None and txa[2]:
        name = txa.text(2)
        yield "document.type.code", name
        yield "document.type.system", "http://terminology.hl7.org/CodeSystem/v2-0270"
        yield "document.type.display", txa.text(2, 2) or tables().documents.get(name, "")
        return
    made = code(report[4]) if report is not None else None
    if made is not None and "code" in made.features:
        for key in ("code", "system", "display"):
            yield f"document.type.{key}", made.features.get(key, "")
        return
    yield "document.type.code", "^".join(filter(None, (header.text(9), header.text(9, 2))))


def _time(segments: list[Segment], txa: Segment | None, report: Segment | None) -> str:
    """When the document was made: TXA-6, TXA-4, OBR-22, OBR-7, EVN-2, MSH-7; the first there is."""
    event = first(segments, "EVN")
    written = [
        *(txa.text(number) for number in (6, 4) if txa),
        *(report.text(number) for number in (22, 7) if report),
        event.text(2) if event else "",
        segments[0].text(7),
    ]
    return next((time for time in map(iso, written) if time), "")


def _patient(segment: Segment) -> Iterator[tuple[str, str]]:
    numbers = [identifier(value) for field in (3, 2, 4) for value in segment.values(field)]
    yield from numbered("patient.id", _without_repeats(numbers))
    name = segment[5]
    yield "patient.name", person(name, 1)
    yield "patient.family", name[1].strip()
    yield "patient.given", " ".join(part for part in (name[2].strip(), name[3].strip()) if part)
    yield "patient.birth", iso(segment.text(7))
    yield "patient.sex", segment.text(8)
    died = iso(segment.text(29))
    yield "patient.deceased", died or {"Y": "true", "N": "false"}.get(segment.text(30), "")


def _without_repeats(numbers: list[str]) -> list[str]:
    """PID-2 and PID-4 often repeat a number of PID-3 without its authority."""
    known = {number.rpartition("|")[2] for number in numbers if "|" in number}
    return [number for number in numbers if "|" in number or number not in known]


def _authors(segments: list[Segment]) -> Iterator[tuple[str, str]]:
    """TXA-9, else TXA-5; OBR-32; OBX-16: who wrote, interpreted and answers for it."""
    found: dict[tuple[str, str], None] = {}
    for segment in segments:
        for value, family in _people(segment):
            author = person(value, family), identifier(value, 9) if family == 2 else ""
            if not author[0] and not author[1]:
                continue
            found.setdefault(author)
    for number, (name, id_) in enumerate(found, 1):
        prefix = "author" if number == 1 else f"author.{number}"
        yield f"{prefix}.name", name
        yield f"{prefix}.id", id_


def _people(segment: Segment) -> Iterator[tuple[Value, int]]:
    """The persons of a segment, each with the component of the family name."""
    if segment.name == "TXA":
        for value in segment.values(9) or segment.values(5):
            yield value, 2 if value.count > 1 else 1
    elif segment.name == "OBX":
        yield from ((value, 2) for value in segment.values(16))
    elif segment.name == "OBR":
        for value in segment.values(32):
            inner = value.part(1)  # NDL: the name is one component, its parts subcomponents
            yield (inner if inner.count > 1 else value), 2


def _visit(segment: Segment) -> Iterator[tuple[str, str]]:
    yield "encounter.id", identifier(segment[19])
    yield "encounter.class", segment.text(2)
    yield "encounter.type", words(segment[4])
    yield "encounter.begin", iso(segment.text(44))
    yield "encounter.end", iso(segment.text(45))
    place = segment[3]
    parts = (place[number].strip() for number in (4, 7, 8, 1, 2, 3))
    yield "encounter.location", ", ".join(part for part in parts if part)

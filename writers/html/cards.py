"""What there is to say about a finding, in words and as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..findings import Findings, Mention
from .text import Span, show

KINDS = {"DiseaseDisorder": "disease", "SignSymptom": "symptom", "AnatomicalSite": "site"}
"""Shorter words for types whose names are long."""

UNSAID = ("affirmed", "undecided")
"""Certainties that a label in the note leaves out."""


def kind(mention: Mention) -> str:
    """The type of a mention as a word: ``medication``."""
    name = mention.type.removesuffix("Mention") or mention.type
    return KINDS.get(name) or _spaced(name)


def _spaced(name: str) -> str:
    """``medicationStrength`` as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def slug(word: str) -> str:
    """A word as part of a class name."""
    return re.sub(r"[^a-z0-9]+", "-", word.lower())


def label(mention: Mention) -> str:
    """What the note says of a finding beside its name: ``disease, uncertain, family``."""
    fs = mention.fs
    whose = "" if fs.subject in (None, "patient") else fs.subject.replace("_member", "")
    history = "history" if fs.historyOf else ""
    certainty = "" if mention.certainty in UNSAID else mention.certainty
    words = (kind(mention), certainty, whose.replace("_", " "), history)
    return ", ".join(word for word in words if word)


def spans(mention: Mention) -> Iterator[Span]:
    """The finding's places in the note: its own, and those of its attributes."""
    words = label(mention)
    classes = f"t-{slug(kind(mention))} c-{mention.certainty}"
    rest = f'class="{classes}" data-f="{mention.id}"'
    first = f'{rest} tabindex="0" aria-describedby="{mention.id}" title="{show(_title(mention))}"'
    begin, end = mention.fs.begin, mention.fs.end
    yield Span(begin, end, "mark", first, rest, f"<small> {show(words)}</small>")
    for part in mention.attributes:
        title = f'title="{_spaced(part.name)}"'
        yield Span(part.fs.begin, part.fs.end, "u", title, title, "")


def _title(mention: Mention) -> str:
    """Shown by a browser that runs no script, on hovering."""
    lines = [label(mention), *(_concept(concept) for concept in mention.concepts)]
    return "\n".join(dict.fromkeys(lines))


def card(mention: Mention, findings: Findings) -> str:
    """All that is known about a finding, as a list item."""
    text, fs = findings.text, mention.fs
    section = mention.section
    rows = [
        ("Certainty", [mention.certainty]),
        ("Whose", [fs.subject.replace("_", " ")] if fs.subject else []),
        ("When", ["history"] if fs.historyOf else []),
        ("Section", [section.title or section.kind] if section else []),
        ("Codes", dict.fromkeys(_concept(concept) for concept in mention.concepts)),
        ("Attributes", [_attribute(part, text) for part in mention.attributes]),
        ("Evidence", [_evidence(evidence, text) for evidence in mention.evidence]),
        ("Place", [f"characters {fs.begin} to {fs.end}"]),
    ]
    body = "".join(_row(name, values) for name, values in rows if values)
    return (
        f'<li id="{mention.id}" data-kind="{show(kind(mention))}" '
        f'data-certainty="{mention.certainty}">'
        f"<h3>{show(text[fs.begin : fs.end])} <small>{show(label(mention))}</small></h3>"
        f"<dl>{body}</dl></li>\n"
    )


def _row(name: str, values: Iterable[str]) -> str:
    return f"<dt>{name}</dt>" + "".join(f"<dd>{show(value)}</dd>" for value in values)


def _concept(concept: Any) -> str:
    """``Chest pain: C0008031 T184, ICD10CM R07.9``."""
    cui = " ".join(filter(None, (getattr(concept, "cui", None), getattr(concept, "tui", None))))
    code = " ".join(filter(None, (concept.codingScheme, concept.code)))
    name = getattr(concept, "preferredText", None) or ""
    codes = ", ".join(filter(None, (cui, code)))
    return f"{name}: {codes}" if name and codes else name or codes


def _attribute(part: Any, text: str) -> str:
    """``medication strength: 25 mg (number 25, unit mg)``."""
    values = ", ".join(f"{key} {value}" for key, value in part.values.items())
    words = f"{_spaced(part.name)}: {text[part.fs.begin : part.fs.end]}"
    return f"{words} ({values})" if values else words


def _evidence(evidence: Any, text: str) -> str:
    """``assertion neg.denies: "denies", so polarity is -1``."""
    words = text[evidence.begin : evidence.end]
    source = f" ({evidence.source})" if evidence.source else ""
    rule = " ".join(filter(None, (evidence.component, evidence.rule)))
    so = f", so {evidence.attribute} is {evidence.value}" if evidence.value is not None else ""
    return f"{rule}: “{words}”{so}{source}"

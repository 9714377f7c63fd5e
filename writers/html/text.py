"""The note as HTML: its text with spans marked, however they nest or overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

CONTROLS = {c: 0x2400 + c for c in range(32) if c not in (9, 10, 13)} | {0x7F: 0x2421}
"""Control characters, which HTML cannot hold, to Unicode's pictures of them."""


def show(text: str) -> str:
    """Text as HTML text or attribute value."""
    return escape(text.translate(CONTROLS))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the note in an element of its own."""

    begin: int
    end: int
    name: str
    """Of the element."""

    first: str
    """Attributes of the first piece of the element."""

    rest: str
    """Attributes of the others; an element that crosses another is cut in pieces."""

    label: str
    """HTML after the text, in the last piece."""


def mark(text: str, spans: Sequence[Span]) -> str:
    """The text with an element around each span; ``spans`` are in UIMA order and not empty."""
    return "".join(_pieces(text, spans))


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[str]:
    waiting = list(reversed(spans))
    open_: list[Span] = []
    at = 0
    while waiting or open_:
        end = min((span.end for span in open_), default=len(text))
        if waiting and waiting[-1].begin < end:
            span = waiting.pop()
            yield show(text[at : span.begin])
            at = span.begin
            yield f"<{span.name} {span.first}>"
            open_.append(span)
            continue
        if not open_:
            break
        yield show(text[at:end])
        at = end
        yield from _close(open_, end)
    yield show(text[at:])


def _close(open_: list[Span], end: int) -> Iterator[str]:
    """Closes the elements that end here; those inside them that go on are cut and opened again."""
    depth = next(place for place, span in enumerate(open_) if span.end == end)
    inner = open_[depth:]
    for span in reversed(inner):
        yield f"{span.label if span.end == end else ''}</{span.name}>"
    del open_[depth:]
    for span in inner:
        if span.end > end:
            yield f"<{span.name} {span.rest}>"
            open_.append(span)

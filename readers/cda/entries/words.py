"""References from entries to the narrative: ``<reference value="#id"/>`` as a span of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..elements import Element, attribute, every, local, text_of

Span = tuple[int, int]
Ids = Mapping[str, Span]

LONGEST = 1_000
"""Characters of narrative that are repeated as the text of a code. What a reference to a whole
section spans is in the annotation, and 5,000 copies of it would be in nobody's interest."""


class Words:
    """The text of a document and the elements of its narrative that can be referred to."""

    def __init__(self, text: str, ids: Ids) -> None:
        self._text = text
        self._everywhere = ids
        self._here: Ids = {}
        self._begin = 0
        self.unknown = 0
        """References to ids that the narrative does not have; each reference counts once."""
        self._asked: dict[Element, Span | None] = {}

    def enter(self, ids: Ids, begin: int) -> None:
        """From now on, ids are those of this section's narrative first, which begins there: some
        senders give the same id in several sections."""
        self._here, self._begin = ids, begin
        self._asked = {}

    def find(self, reference: Element) -> Span | None:
        """The span that a ``reference`` names; None for an unknown id, an address or nothing."""
        if reference not in self._asked:
            self._asked[reference] = self._find(attribute(reference, "value"))
        return self._asked[reference]

    def _find(self, value: str) -> Span | None:
        key = value.removeprefix("#")
        here = self._here.get(key)
        if here is not None:
            return self._begin + here[0], self._begin + here[1]
        span = self._everywhere.get(key)
        if span is None and key and not _is_address(value):
            self.unknown += 1
        return span

    def text(self, span: Span) -> str:
        """The words of a span in one line; empty when they are too many to repeat."""
        begin, end = span
        return "" if end - begin > LONGEST else " ".join(self._text[begin:end].split())

    def of(self, *holders: Element | None) -> Span | None:
        """The first span with words in it that the holders (``code``, ``value``, ``text``) refer
        to: by a reference in them, in their originalText, or in that of a translation."""
        for holder in holders:
            if holder is None or not len(holder):
                continue
            for reference in references(holder):
                span = self.find(reference)
                if span is not None and span[0] < span[1]:
                    return span
        return None

    def said(self, holder: Element | None) -> str:
        """The words a ``text`` or ``originalText`` stands for: those it refers to, else its own."""
        span = self.of(holder)
        return (self.text(span) if span else "") or text_of(holder)


def references(holder: Element) -> Iterator[Element]:
    """The references of a holder, of its originalText, and of those of its translations."""
    for child in holder:
        kind = local(child.tag)
        if kind == "reference":
            yield child
        elif kind == "originalText":
            yield from every(child, "reference")
        elif kind == "translation":
            yield from every(child, "originalText", "reference")


def _is_address(value: str) -> bool:
    """A URL, or a file outside: no part of this narrative."""
    return "://" in value or value.lower().startswith(("urn:", "mailto:", "cid:", "data:"))

"""The CAS of a document from its payload."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cassis import TypeSystem

from ...core.cas import Cas
from ...core.errors import DocumentError
from ..media import NoText, text_of
from ..narrative import Builder, Narrative, render
from ..narrative import Part as Section
from ..xml import parse
from .attachments import HTML, Words, words
from .metadata import Items, numbered
from .payload import Part, Payload
from .records import Coded, Record, build
from .tables import Heading, tables

Entries = list[tuple[Record, Any, tuple[int, int] | str | None]]
"""A record, the builder's section it stands in, and its words: a span, an id, or None."""


def document(payload: Payload, path: str, typesystem: TypeSystem, max_mb: int) -> Cas:
    """The text with sections, entries and metadata.

    Raises DocumentError when there is neither text nor anything coded.
    """
    made = _Layout(path)
    said = words(payload.attachments, path, typesystem, max_mb)
    if said.cas is not None or said.texts:
        cas = made.of_words(said, payload, typesystem)
    else:
        cas = made.of_parts(payload, typesystem)
    made.notes[:0] = said.notes
    if not (cas.sofa_string or "").strip():
        raise DocumentError(path, _empty(payload, made.notes))
    _metadata(cas, payload, said, made.notes)
    return cas


class _Layout:
    """Of one document."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.notes: list[str] = []
        self._builder = Builder()
        self._entries: Entries = []
        self._errors = 0
        self._lines = 0

    # Attachments

    def of_words(self, said: Words, payload: Payload, typesystem: TypeSystem) -> Cas:
        """The words of attachments; entries are where they say, or nowhere."""
        cas = said.cas if said.cas is not None else Cas("\n\n".join(said.texts), typesystem)
        self._all(payload.coded, None)
        return self._with_entries(cas)

    # Sections

    def of_parts(self, payload: Payload, typesystem: TypeSystem) -> Cas:
        """Sections with narratives; what is coded and belongs to none is rendered, too.

        A Composition that has sections is left as it is: its entries are nowhere in its text.
        """
        for part in payload.parts:
            self._part(part)
        for told in payload.narratives:
            with self._builder.section(told.title):
                self._builder.add(self._narrative(told.div))
                self._builder.add(Narrative(told.notes.strip()))
        if payload.composed and any(part.end for part in self._builder.parts):
            self._all(payload.coded, None)
            return self._with_entries(self._builder.cas(typesystem))
        if payload.coded or any(one.url for one in payload.attachments):
            self._builder.add(Narrative(payload.named))
        self._rendered((*payload.instead, *payload.coded))
        return self._with_entries(self._builder.cas(typesystem))

    def _part(self, part: Part) -> None:
        narrative = self._narrative(part.div)
        is_derived = not narrative.text.strip()
        with self._builder.section(
            part.title, part.code or None, part.profiles, is_derived
        ) as place:
            if not is_derived:
                self._builder.add(narrative)
                self._all(part.coded, place)
            else:
                self._builder.add(Narrative(part.empty))
                self._render(part.coded, place)
            for inner in part.parts:
                self._part(inner)

    def _rendered(self, coded: Sequence[Coded]) -> None:
        """What is coded, in a section for each type of resource."""
        groups: dict[str, tuple[Heading, list[Coded]]] = {}
        for one in coded:
            heading = tables().heading.get((one.kind, one.category))
            heading = heading or tables().heading[one.kind, ""]
            groups.setdefault(heading.id, (heading, []))[1].append(one)
        for name in sorted(groups, key=lambda name: tables().order[name]):
            heading, members = groups[name]
            if not any(one.entries for one in members):
                self._errors += len(members)
                continue
            with self._builder.section(heading.title, heading.loinc or None, derived=True) as place:
                self._render(members, place)

    def _render(self, coded: Iterable[Coded], place: Section) -> None:
        """A line for each entry, which is its words."""
        lines: list[str] = []
        ids: dict[str, tuple[int, int]] = {}
        length = 0
        for one in coded:
            self._errors += not one.entries
            for record, line in one.entries:
                if not line:
                    self._entries.append((record, place, None))
                    continue
                name = f"\n{self._lines}"  # no XML has such an id
                self._lines += 1
                ids[name] = length, length + len(line)
                lines.append(line)
                length += len(line) + 1
                self._entries.append((record, place, name))
        self._builder.add(Narrative("\n".join(lines), ids))

    def _all(self, coded: Iterable[Coded], place: Section | None) -> None:
        """Entries whose words are where they say."""
        for one in coded:
            self._errors += not one.entries
            span = one.place if place is None else None
            for record, _ in one.entries:
                self._entries.append((record, place, span or one.link or None))

    def _narrative(self, div: str) -> Narrative:
        if not div.strip():
            return Narrative("")
        try:
            return render(parse(div.encode("utf-8", "replace"), self.path))
        except DocumentError:
            return self._html(div)

    def _html(self, div: str) -> Narrative:
        """A narrative that is no XHTML, as browsers would take it."""
        try:
            media = text_of(div.encode("utf-8", "replace"), HTML, "utf-8")
        except NoText:
            self.notes.append("a narrative has no text")
            return Narrative("")
        return Narrative(media.text, notes=[*media.notes, "a narrative is no XHTML, read as HTML"])

    # The CAS

    def _with_entries(self, cas: Cas) -> Cas:
        length, plans = len(cas.sofa_string or ""), cas.plans
        made = []
        for record, place, where in self._entries:
            section = place.annotation if place is not None else None
            begin = section.begin if section is not None else 0
            span = (
                self._builder.ids.get(where) if isinstance(where, str) else _within(where, length)
            )
            if where is not None and span is None and not isinstance(where, str):
                self.notes.append("the place an entry names is outside the text")
            first, last = span or (begin, begin)
            made.append(
                build(plans, record, begin=first, end=last, joined=bool(span), section=section)
            )
        cas.add_all(made)
        self.notes += self._builder.notes
        if self._errors:
            self.notes.append(f"resources entered in error left out: {self._errors}")
        return cas


def _within(place: tuple[int, int] | None, length: int) -> tuple[int, int] | None:
    """Begin and end of an offset and length, if they are in the text."""
    if place is None or place[0] + place[1] > length:
        return None
    return place[0], place[0] + place[1]


def _empty(payload: Payload, notes: Sequence[str]) -> str:
    reason = "; ".join(dict.fromkeys(notes)) or "holds no text and nothing coded that is read"
    outside = any(one.url for one in payload.attachments)
    return (
        f"its text is elsewhere and is not fetched; {reason}" if outside and not notes else reason
    )


def _without(families: set[str], items: Items) -> dict[str, str]:
    """The items whose names do not begin with one of these."""
    if not families:
        return dict(items)
    return {key: value for key, value in items if key.partition(".")[0] not in families}


def _metadata(cas: Cas, payload: Payload, said: Words, notes: Sequence[str]) -> None:
    """Items of the resource; those of a CDA within it stay as they are, and come first."""
    had = cas.metadata.items
    kinds = [said.type, *(one.type for one in payload.attachments)]
    urls = [one.url for one in payload.attachments if one.url]
    if urls:
        notes = [*notes, "an attachment is elsewhere (attachment.url), not fetched"]
    warnings = [value for key, value in had.items() if key.startswith("warning")]
    families = {key.partition(".")[0] for key in had} & {"author", "related"}
    items = {
        **_without(families, payload.items),
        **dict(numbered("attachment.type", "", dict.fromkeys(kinds))),
        **dict(numbered("attachment.url", "", dict.fromkeys(urls))),
        **had,
        **dict(numbered("warning", "", dict.fromkeys([*warnings, *notes]))),
    }
    cas.metadata.set_items(items)

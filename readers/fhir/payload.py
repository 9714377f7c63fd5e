"""What a worker needs to make a document: small, without the rest of the file."""

from __future__ import annotations

from typing import NamedTuple

from .attachments import Attachment
from .metadata import Items
from .records import Coded


class Part(NamedTuple):
    """A section of a Composition."""

    title: str
    code: str
    """LOINC; empty without one."""
    profiles: tuple[str, ...]
    div: str
    """The narrative as XHTML; empty without one."""
    empty: str
    """Why it is empty, in the sender's words."""
    coded: tuple[Coded, ...]
    parts: tuple[Part, ...]


class Payload(NamedTuple):
    """A document."""

    items: Items = ()
    attachments: tuple[Attachment, ...] = ()
    named: str = ""
    """What the document is called, for when none of its attachments has words."""
    parts: tuple[Part, ...] = ()
    coded: tuple[Coded, ...] = ()
    """What belongs to the document, but to none of its parts."""
    instead: tuple[Coded, ...] = ()
    """What else tells of the document when none of its attachments has words: of a report, what it
    is about."""
    narratives: tuple[Narrated, ...] = ()
    """Narratives of other resources, when they are asked for."""
    composed: bool = False
    """Whether it is a Composition."""


class Narrated(NamedTuple):
    """What a resource says in words."""

    title: str
    div: str
    notes: str

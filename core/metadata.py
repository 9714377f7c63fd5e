"""What a CAS knows about its document: id, source, format, encoding and named items.

Kept in one ``cascara.type.DocumentMetadata`` of the initial view, whatever view is current. The id
and the source are kept as cTAKES's ``DocumentID`` and ``DocumentPath`` too, so that Java consumers
see them and a CAS written by cTAKES has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..typesystem import names

if TYPE_CHECKING:
    from .cas import Cas
    from .component import Source

INITIAL_VIEW = "_InitialView"


class _Field:
    """A string feature of DocumentMetadata; ``twin`` is the cTAKES type and feature beside it."""

    def __init__(self, feature: str, twin: tuple[str, str] | None = None) -> None:
        self.feature = feature
        self.twin = twin

    def __get__(self, metadata: Metadata, owner: type) -> str:
        return self.of(metadata, metadata._find(names.DOCUMENT_METADATA))

    def of(self, metadata: Metadata, record: Any) -> str:
        """Its value; ``record`` is the DocumentMetadata, or None."""
        value = getattr(record, self.feature) if record is not None else None
        return value or (metadata._get(*self.twin) if self.twin else "")

    def __set__(self, metadata: Metadata, value: str) -> None:
        metadata._set(names.DOCUMENT_METADATA, self.feature, value)
        if self.twin and metadata._knows(self.twin[0]):
            metadata._set(*self.twin, value)


class Metadata:
    """A view of a CAS's document metadata: holds nothing itself; what is not set reads ``""``."""

    __slots__ = ("_cas",)

    def __init__(self, cas: Cas) -> None:
        self._cas: Any = cas.get_view(INITIAL_VIEW)

    id = _Field("documentId", twin=(names.STRUCTURED_DOCUMENT_ID, "documentID"))
    """Unique within a run; a relative path with ``/``. Outputs are named after it."""

    source = _Field("source", twin=(names.DOCUMENT_PATH, "documentPath"))
    """Path of the file the document was read from, as the user gave it."""

    format = _Field("format")
    """Name of the reader: text, table, xmi."""

    encoding = _Field("encoding")
    """Character encoding the bytes were decoded with; empty when the format fixes it."""

    def fields(self) -> dict[str, str]:
        """Id, source, format and encoding by name, in one pass."""
        record = self._find(names.DOCUMENT_METADATA)
        return {name: field.of(self, record) for name, field in _FIELDS.items()}

    @property
    def items(self) -> dict[str, str]:
        """Everything else the source says of the document, in its order; a copy."""
        return {item.key or "": item.value or "" for item in self._items()}

    def set_item(self, key: str, value: str) -> None:
        """Adds a named value after the others, or gives ``key`` a new one in its place."""
        self.set_items({key: value})

    def set_items(self, items: Mapping[str, str]) -> None:
        """Does the same for many, in one pass."""
        left = dict(items)
        held = self._items()
        for item in held:
            if item.key in left:
                item.value = left.pop(item.key)
        if left:
            make = self._cas.maker(names.METADATA_ITEM)
            added = (make(key=key, value=value) for key, value in left.items())
            self._record(names.DOCUMENT_METADATA).items = self._cas.array([*held, *added])

    def came_from(self, source: Source, reader: str) -> None:
        """Says which document of which file this is, and the reader that read it."""
        self.id, self.source, self.format = source.id, source.path, reader

    def _items(self) -> list[Any]:
        found = self._find(names.DOCUMENT_METADATA)
        return (found.items.elements or []) if found is not None and found.items else []

    def _get(self, type_name: str, feature: str) -> str:
        found = self._find(type_name)
        return (getattr(found, feature) or "") if found is not None else ""

    def _set(self, type_name: str, feature: str, value: str) -> None:
        setattr(self._record(type_name), feature, value or None)

    def _record(self, type_name: str) -> Any:
        """The one instance of the type, made when there is none."""
        record = self._find(type_name)
        if record is None:
            record = self._cas.new(type_name)
            self._cas.add(record)
        return record

    def _find(self, type_name: str) -> Any:
        found = self._cas.select(type_name) if self._knows(type_name) else ()
        return found[0] if found else None

    def _knows(self, type_name: str) -> bool:
        """A CAS may have a type system of its own that lacks the type."""
        known: bool = self._cas.typesystem.contains_type(type_name)
        return known


_FIELDS = {name: field for name, field in vars(Metadata).items() if isinstance(field, _Field)}

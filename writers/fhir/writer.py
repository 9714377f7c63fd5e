"""The writer: one Bundle a document, or one line a resource."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import orjson

from ...core.cas import Cas
from ...core.component import ComponentConfig, Writer
from ..findings import Findings
from .bundle import DocumentResources, entries_of
from .codes import Json


class FhirWriter(Writer):
    """FHIR R4, one file a document. The same document gives the same bytes and ids every time."""

    name: ClassVar[str] = "fhir"
    suffix = ".json"

    class Config(ComponentConfig):
        """Options of the FHIR writer."""

        bundle: Literal["collection", "transaction", "ndjson"] = "collection"
        """``collection``: all there is. ``transaction``: each entry carries a PUT request, so a
        server that gets the Bundle again updates what it has. ``ndjson``: no Bundle, a line a
        resource, sorted by type, in ``.ndjson`` files."""

    def __init__(self, config: ComponentConfig | None = None, /, **options: Any) -> None:
        super().__init__(config, **options)
        if self.config.bundle == "ndjson":
            self.suffix = ".ndjson"

    def render(self, cas: Cas) -> bytes:
        """The document's resources; docs/fhir-mapping.md describes them.

        Raises DocumentError when the text holds half a surrogate pair: no encoding can write it.
        """
        kind = self.config.bundle
        document = DocumentResources(
            Findings(cas),
            pipeline=self.pipeline,
            typed=kind == "ndjson",
            complete=kind == "collection",
        )
        made = document.all()
        if kind == "ndjson":
            return _lines(sorted(made, key=lambda one: str(one["resourceType"])))
        bundle = {
            "resourceType": "Bundle",
            "id": document.ids.make("Bundle"),
            "type": kind,
            "entry": entries_of(made, transaction=kind == "transaction"),
        }
        return orjson.dumps(bundle, option=orjson.OPT_APPEND_NEWLINE)


def _lines(resources: list[Json]) -> bytes:
    return b"".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in resources)

"""What all resources of a document share: the pieces that refer to one another."""

from __future__ import annotations

from dataclasses import dataclass, field

from .codes import Json
from .ids import Ids

DERIVATION = "http://hl7.org/fhir/StructureDefinition/derivation-reference"
"""HL7's extension that tells which words of a document an element comes from."""


@dataclass(slots=True)
class Context:
    """Of one document."""

    ids: Ids
    typed: bool
    """Whether references are ``Type/id`` (single resources), not ``urn:uuid:`` (a Bundle's)."""

    subject: Json = field(default_factory=dict)
    """Reference to the Patient."""

    note: Json = field(default_factory=dict)
    """Reference to the DocumentReference."""

    encounter: Json = field(default_factory=dict)
    """Reference to the Encounter; empty when there is none."""

    def refer(self, kind: str, resource_id: str) -> Json:
        """A reference to a resource that is written, by its id, a UUID."""
        url = f"{kind}/{resource_id}" if self.typed else f"urn:uuid:{resource_id}"
        return {"reference": url}

    def derivation(self, begin: int, end: int) -> Json:
        """The extension that names words of the note, in code points."""
        return {
            "url": DERIVATION,
            "extension": [
                {"url": "reference", "valueReference": self.note},
                {"url": "offset", "valueInteger": begin},
                {"url": "length", "valueInteger": end - begin},
            ],
        }

    def within(self, feature: str = "encounter") -> Json:
        """The encounter under the name a resource has for it; empty when there is none."""
        return {feature: self.encounter} if self.encounter else {}

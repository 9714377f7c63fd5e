"""Where each resource comes from: the component, its version, the terminology, rules and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...core.evidence import Evidence
from .codes import HL7, Json, clean, concept
from .context import Context
from .document import device_id
from .people import UNKNOWN

EVIDENCE = "urn:cascara:fhir:evidence"
"""Our extension of an entity of a Provenance: one decision, with component, rule, attribute, value,
offset and length of the words that decided."""

SOURCE = "urn:cascara:source"
"""System of the identifiers of terminologies: name, version and hash."""

ASSEMBLER = concept(f"{HL7}provenance-participant-type", "assembler", "Assembler")


class Provenances:
    """Makes those of one document, and knows whose Devices they name."""

    def __init__(self, context: Context, writer: str) -> None:
        """``writer``: the component that made the resources of what was found."""
        self._context = context
        self._writer = writer
        self.components: dict[str, None] = {}
        self._agents: dict[str, Json] = {}

    def make(
        self,
        targets: Sequence[Json],
        evidence: Iterable[Evidence] = (),
        component: str = "",
        span: tuple[int, ...] = (),
    ) -> Json:
        """A Provenance of resources, by their references; the last one, and ``span``, name it.

        ``component`` made them when there is no evidence; the writer is meant when it is empty.
        """
        components: dict[str, None] = {}
        sources: dict[str, None] = {}
        reasons = []
        for one in evidence:
            components[one.component] = None
            if one.source:
                sources[one.source] = None
            reasons.append(_reason(one))
        named = targets[-1]["reference"].replace("/", ":").rpartition(":")[2]
        note: Json = {"role": "source", "what": self._context.note}
        if reasons:
            note["extension"] = reasons
        return {
            "resourceType": "Provenance",
            "id": self._context.ids.make("Provenance", named, *span),
            "target": list(targets),
            "_recorded": UNKNOWN,  # no clock: the same document gives the same bytes
            "agent": [self._agent(name) for name in components or (component or self._writer,)],
            "entity": [note, *map(_terminology, sources)],
        }

    def _agent(self, component: str) -> Json:
        agent = self._agents.get(component)
        if agent is None:
            self.components[component] = None
            who = self._context.refer("Device", device_id(component))
            agent = self._agents[component] = {"type": ASSEMBLER, "who": who}
        return agent


def _reason(one: Evidence) -> Json:
    parts: list[Json] = [
        {"url": "component", "valueString": one.component},
        {"url": "rule", "valueString": one.rule},
        {"url": "attribute", "valueString": one.attribute},
        {"url": "offset", "valueInteger": one.begin},
        {"url": "length", "valueInteger": one.end - one.begin},
    ]
    value = clean(one.value) if one.value else ""
    if value:
        parts.append({"url": "value", "valueString": value})
    return {"url": EVIDENCE, "extension": parts}


def _terminology(source: str) -> Json:
    return {"role": "source", "what": {"identifier": {"system": SOURCE, "value": source}}}

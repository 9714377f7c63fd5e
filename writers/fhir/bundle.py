"""All resources of a document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from ...core.errors import DocumentError
from ...typesystem import names
from ..findings import Findings, Mention
from . import entries
from .codes import Json, codeable
from .context import Context
from .document import device, document
from .ids import Ids, shared_id
from .links import Links
from .people import encounter, own_id, patient
from .profiles import claim, conforms
from .provenance import Provenances
from .related import Related
from .relatives import is_situation
from .resources import BUILDERS, reactions, resource
from .told import Told

READER = "reader "
"""Of the names of components that are readers."""


class DocumentResources:
    """The resources of one document, in the order they are written."""

    def __init__(self, findings: Findings, *, pipeline: str, typed: bool, complete: bool) -> None:
        """``complete``: the sender's own FHIR Patient and Encounter are written too; otherwise
        they are only referred to, as an import would overwrite them with the little known here.

        Raises DocumentError when the text holds half a surrogate pair: no encoding can write it.
        """
        self._findings = findings
        content = _encoded(findings)
        self.ids = Ids(pipeline, findings.metadata.id or hashlib.sha256(content).hexdigest())
        self.context = Context(self.ids, typed)
        self._complete = complete
        self._provenances = Provenances(self.context, "fhir")
        self._made: list[Json] = []
        self._targets: list[Json] = []
        self._conforms = False
        self._add_context(content)

    def _add_context(self, content: bytes) -> None:
        """Patient, Encounter and DocumentReference."""
        items, context = self._findings.metadata.items, self.context
        person = patient(items, self.ids)
        self._conforms = conforms(person)
        context.subject = self._keep(person, items.get("patient.reference", ""))
        visit = encounter(items, self.ids, context.subject)
        note_id = self.ids.make("DocumentReference")
        context.note = context.refer("DocumentReference", note_id)
        if visit:
            context.encounter = self._keep(visit, items.get("encounter.reference", ""))
        note = document(self._findings.metadata, content, note_id, context)
        self._made.insert(1 if self._made else 0, note)
        self._targets.append(context.note)

    def _keep(self, made: Json, own: str) -> Json:
        """Adds the Patient or the Encounter, and refers to it."""
        kind, theirs = made["resourceType"], own_id(own)
        if theirs and not self._complete:
            return {"reference": f"{kind}/{theirs}"}
        reference = self.context.refer(kind, made["id"] if self.context.typed else full_id(made))
        self._made.append(made)
        self._targets.append(reference)
        return reference

    def all(self) -> Iterator[Json]:
        """Patient, DocumentReference, Encounter, statements, their Provenances, Devices."""
        given = dict(self._given())
        evidence: dict[int, list[Any]] = {key: [] for key in given}
        provenances = list(self._found(given, evidence))
        reader = READER + (self._findings.metadata.format or "unknown")
        for key, made in given.items():
            self._made.append(made)
            target = self.context.refer(made["resourceType"], made["id"])
            provenances.append(self._provenances.make([target], evidence[key], component=reader))
        head = self._provenances.make(self._targets)
        devices = [device(name) for name in self._provenances.components]
        head["target"] += [self.context.refer("Device", one["id"]) for one in devices]
        for made in self._made:
            profile = claim(made, self._conforms)
            if profile:
                made["meta"] = {"profile": [profile]}
            yield made
        yield from (*provenances, head, *devices)

    def _given(self) -> Iterator[tuple[int, Json]]:
        """What the sender had coded, by the entry's identity."""
        for entry, made in entries.resources(self._findings, self.context, self.ids):
            yield id(entry), made

    def _found(self, given: dict[int, Json], evidence: dict[int, list[Any]]) -> Iterator[Json]:
        """Adds what was found; yields the Provenances. A finding that an entry says already is
        added to the entry's resource, or points at the sender's."""
        links = Links(self._findings.select(names.ENTRY), self._findings.text)
        for mention, effects, made in self._statements():
            why = [*mention.evidence, *(one for e in effects for one in e.evidence)]
            link = links.find(mention, made)
            theirs = given.get(id(link.entry)) if link is not None else None
            if link is not None and effects:
                untold = links.untold(link.entry, effects)
                if untold and not (theirs and theirs["resourceType"] == "AllergyIntolerance"):
                    link = theirs = None  # what the drug did would be told nowhere
                elif untold and theirs:
                    theirs.setdefault("reaction", []).extend(made["reaction"][n] for n in untold)
            if link is not None and theirs is not None:
                self._merge(theirs, (mention, *effects), made if link.same else {})
                evidence[id(link.entry)] += why
                continue
            own = entries.reference(link.entry) if link is not None else ""
            if own:
                span = mention.fs.begin, mention.fs.end
                provenance = self._provenances.make([{"reference": own}], why, span=span)
                yield {**provenance, "extension": self._derivations((mention, *effects))}
                continue
            self._made.append(self._with_head(made, mention))
            target = self.context.refer(made["resourceType"], self._made[-1]["id"])
            yield self._provenances.make([target], why)

    def _statements(self) -> Iterator[tuple[Mention, list[Mention], Json]]:
        """Findings with their effects, if they are allergens, and their resources."""
        findings = self._findings
        text, related = findings.text, Related(findings)
        effects = reactions(findings.mentions)
        told_there = {id(one.fs) for many in effects.values() for one in many}
        for mention in findings.mentions:
            if mention.type not in BUILDERS or id(mention.fs) in told_there:
                continue
            code = codeable(mention.concepts, text[mention.fs.begin : mention.fs.end])
            own = effects.get(id(mention.fs), [])
            made = resource(Told(mention, code, text, self.context, related, own))
            if made is not None:
                yield mention, own, made

    def _with_head(self, made: Json, mention: Mention) -> Json:
        kind, fs = made.pop("resourceType"), mention.fs
        resource_id = self.ids.make(kind, mention.type, fs.begin, fs.end)
        words = self.context.derivation(fs.begin, fs.end)
        made["resourceType"] = kind
        return {"resourceType": kind, "id": resource_id, "extension": [words], **made}

    def _derivations(self, mentions: Iterable[Mention]) -> list[Json]:
        return [self.context.derivation(one.fs.begin, one.fs.end) for one in mentions]

    def _merge(self, given: Json, mentions: Iterable[Mention], made: Json) -> None:
        """The words of a finding and its effects and, if it is told the same, its codes after the
        sender's."""
        known = given.setdefault("extension", [])
        known += [words for words in self._derivations(mentions) if words not in known]
        theirs, ours = _concept(given), _concept(made)
        if theirs is None or ours is None:
            return
        codings = theirs.setdefault("coding", [])
        keys = {(one.get("system"), one.get("code")) for one in codings}
        codings += [
            one for one in ours.get("coding", ()) if (one.get("system"), one["code"]) not in keys
        ]
        if not codings:
            del theirs["coding"]


def _concept(made: Json) -> Json | None:
    """What a resource is about."""
    if made.get("resourceType") == "FamilyMemberHistory":
        conditions: list[Json] = made.get("condition", [])
        return conditions[0]["code"] if conditions else None
    if is_situation(made):
        finding: Json = made["component"][0]["valueCodeableConcept"]
        return finding
    if "contained" in made:
        product: Json = made["contained"][0]["code"]
        return product
    return made.get("medicationCodeableConcept") or made.get("code")


def _encoded(findings: Findings) -> bytes:
    try:
        return findings.text.encode()
    except UnicodeEncodeError:
        path = findings.metadata.source or findings.metadata.id or "document"
        reason = "its text has half a surrogate pair, which JSON cannot hold"
        raise DocumentError(path, reason, cure="mend the text before it is read") from None


def full_id(made: Json) -> str:
    """The UUID a Bundle knows a resource by: its id, or one made of the sender's own id."""
    own: str = made["id"]
    is_uuid = len(own) == 36 and own.count("-") == 4
    return own.lower() if is_uuid else shared_id(made["resourceType"], own)


def entries_of(made: Iterable[Json], transaction: bool) -> list[Json]:
    """The entries of a Bundle."""
    found = []
    for one in made:
        entry: Json = {"fullUrl": f"urn:uuid:{full_id(one)}", "resource": one}
        if transaction:
            entry["request"] = {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}
        found.append(entry)
    return found

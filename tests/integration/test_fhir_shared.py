"""Documents of other systems as FHIR: every one valid, whole, and named by a Provenance."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from cascara.core.errors import DocumentError
from cascara.core.plugins import Plugins
from cascara.writers.fhir import FhirWriter
from cascara.writers.fhir.entries import BUILDERS
from fhir.resources.R4B.bundle import Bundle

pytestmark = pytest.mark.shared_data


def documents(shared_data, folder, name):
    """The CASes of a folder; those that no reader can read are other tests' business."""
    reader = Plugins().reader(name)()
    reader.setup()
    for source in reader.find([shared_data / folder]):
        if not source.error:
            try:
                yield reader.read(source)
            except DocumentError:
                continue


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def check(cas):
    """A valid Bundle in which all references lead somewhere; its resources by type."""
    made = json.loads(FhirWriter(bundle="transaction").render(cas))
    Bundle.model_validate(made)
    entries = made["entry"]
    urls = [entry["fullUrl"] for entry in entries]
    assert len(set(urls)) == len(urls)
    assert {url for url in references(made) if url.startswith("urn:")} <= set(urls)
    resources = [entry["resource"] for entry in entries]
    targets = {
        target["reference"]
        for one in resources
        if one["resourceType"] == "Provenance"
        for target in one["target"]
    }
    told = {e["fullUrl"] for e in entries if e["resource"]["resourceType"] != "Provenance"}
    assert told <= targets
    for one in resources:
        for extension in one.get("extension", ()):
            parts = {part["url"]: part.get("valueInteger") for part in extension["extension"]}
            assert 0 <= parts["offset"] <= parts["offset"] + parts["length"]
            assert parts["offset"] + parts["length"] <= len(cas.sofa_string)
    return Counter(one["resourceType"] for one in resources)


@pytest.mark.parametrize(("folder", "reader"), [("cda", "cda"), ("hl7v2", "hl7")])
def test_every_document_is_written_whole(shared_data, folder, reader):
    """Each entry has a resource, but for those that docs/fhir-mapping.md leaves out."""
    context = {"Patient", "DocumentReference", "Provenance", "Device"}
    count = 0
    for cas in documents(shared_data, folder, reader):
        count += 1
        kinds = check(cas)
        given = [e for e in cas.select("cascara.type.Entry") if e.type.short_name in BUILDERS]
        own_visit = any(key.startswith("encounter.") for key in cas.metadata.items)
        written = sum(n for kind, n in kinds.items() if kind not in context) - own_visit
        may_lack = sum(
            1
            for entry in given
            if entry.nullFlavor
            or entry.type.short_name == "EncounterEntry"
            or (entry.type.short_name == "FamilyHistoryEntry" and (entry.negated or entry.status))
        )
        assert len(given) - may_lack <= written <= len(given)
    assert count > 30

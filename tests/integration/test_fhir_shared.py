"""Documents of other systems as FHIR: every one valid, whole, and named by a Provenance."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import cascara
import pytest
from cascara.core.errors import DocumentError
from cascara.core.plugins import Plugins
from cascara.writers.fhir import FhirWriter
from cascara.writers.fhir.entries import BUILDERS
from fhir.resources.R4B.bundle import Bundle


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


@pytest.mark.shared_data
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


@pytest.mark.shared_data
@pytest.mark.parametrize("folder", ["fhir_examples", "fhir_synthea_r4"])
def test_the_senders_own_resources_are_not_written_again(shared_data, folder):
    """Only Patient and Encounter, in a collection, have the sender's ids."""
    context = {"DocumentReference", "Provenance", "Device"}
    count = 0
    for cas in documents(shared_data, folder, "fhir"):
        count += 1
        kinds = check(cas)
        items = cas.metadata.items
        own = {"Patient": "patient.reference", "Encounter": "encounter.reference"}
        allowed = context | {kind for kind, key in own.items() if key not in items}
        of_fhir = all("/" in (e.identifier or "/") for e in cas.select("cascara.type.Entry"))
        if of_fhir:  # otherwise it holds a CDA document
            assert set(kinds) <= allowed
    assert count > 100


def test_what_is_written_is_read_back(tmp_path):
    """Every finding of a note, with its span, its code and what is said of it."""
    pipeline = cascara.load({"cascara": 1, "extends": "clinical", "writers": []})
    notes = sorted((Path(__file__).parents[2] / "examples" / "notes").rglob("*.txt"))
    reader = Plugins().reader("fhir")()
    reader.setup()
    for number, note in enumerate(notes):
        cas = pipeline(note.read_text("utf-8"))
        cas.metadata.id = note.name
        path = tmp_path / f"{number}.json"
        path.write_bytes(FhirWriter(bundle="transaction").render(cas))
        resources = [one["resource"] for one in json.loads(path.read_bytes())["entry"]]
        [source] = reader.find([path])
        back = reader.read(source)
        assert back.sofa_string == cas.sofa_string
        entries = {(e.identifier, e.begin, e.end): e for e in back.select("cascara.type.Entry")}
        told = [r for r in resources if "extension" in r and r["resourceType"] != "Provenance"]
        assert len(told) >= 10
        for one in told:
            parts = {p["url"]: p.get("valueInteger") for p in one["extension"][0]["extension"]}
            span = parts["offset"], parts["offset"] + parts["length"]
            entry = entries[(f"{one['resourceType']}/{one['id']}", *span)]
            assert entry.joined
            refuted = "refuted" in json.dumps(one.get("verificationStatus", {}))
            denied = refuted or one.get("status") in ("not-taken", "not-done")
            if one["resourceType"] in ("Condition", "MedicationStatement", "Procedure"):
                assert bool(entry.negated) == denied

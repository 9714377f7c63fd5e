"""Every file of the shared FHIR sets: what is read against a count of the plain JSON."""

from __future__ import annotations

import base64
import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from cascara.core.cas import Cas
from cascara.core.errors import DocumentError
from cascara.readers.fhir import FhirReader

pytestmark = pytest.mark.shared_data

NOTHING_READ = {
    # Neither text nor anything coded: people, an index of documents, a picture.
    "r4/Binary-f006.json",
    "r4/ClinicalImpression-example.json",
    "r4/DocumentManifest-654789.json",
    "r4/DocumentManifest-example.json",
    "r4/Patient-example.json",
    "us_core/PractitionerRole_Practitioner_Endpoint_Bundle_Example.json",
    "us_core/patient-child-example.json",
    "us_core/patient-deceased-example.json",
    "us_core/patient-example.json",
    "us_core/patient-infant-example.json",
}
IN_ERROR = {
    # Entered in error, as their status says.
    "r4/MedicationStatement-example005.json",
    "r4/Observation-f202.json",
}
ONE_EACH = frozenset(
    ("Condition", "MedicationRequest", "MedicationStatement", "MedicationAdministration")
) | {"MedicationDispense", "AllergyIntolerance", "Procedure", "Immunization", "Encounter", "Goal"}


def load(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def resources(root: Any) -> Iterator[dict[str, Any]]:
    """The resources of a bundle, or the one that is none."""
    if root["resourceType"] != "Bundle":
        yield root
        return
    for entry in root.get("entry", []):
        if "resource" in entry:
            yield entry["resource"]


def expected(one: dict[str, Any]) -> int:
    """Entries of a resource, by the rules in docs/readers.md."""
    kind = one["resourceType"]
    verification = one.get("verificationStatus", {}).get("coding", [{}])[0].get("code")
    if "entered-in-error" in (one.get("status"), verification):
        return 0
    if kind in ONE_EACH:
        return 1
    if kind == "Observation":
        parts = len(one.get("component", []))
        own = any(name.startswith("value") for name in one) or "interpretation" in one
        return parts + (1 if own or not parts else 0)
    if kind == "FamilyMemberHistory":
        return max(1, len(one.get("condition", [])))
    if kind == "ServiceRequest":
        return 1
    if kind == "CarePlan":
        return 1 + sum("detail" in activity for activity in one.get("activity", []))
    if kind == "DiagnosticReport":
        concluded = len(one.get("conclusionCode", []))
        has_text = any("data" in form for form in one.get("presentedForm", []))
        return max(1, concluded) if not has_text or concluded or "conclusion" in one else 0
    return 0


def coded(cases: list[Cas]) -> Counter[str]:
    """Entries of FHIR resources by the type of resource."""
    entries = (entry for cas in cases for entry in cas.select("cascara.type.Entry"))
    kinds = (entry.identifier.partition("/") for entry in entries if entry.identifier)
    return Counter(kind for kind, slash, _ in kinds if slash)


def read(path: Path) -> tuple[dict[str, Cas], dict[str, str]]:
    reader = FhirReader()
    documents, aside = {}, {}
    for source in reader.find([path]):
        if source.error:
            aside[source.id] = source.error
            continue
        try:
            documents[source.id] = reader.read(source)
        except DocumentError as error:
            aside[source.id] = error.reason
            continue
        documents[source.id].check()
        assert (documents[source.id].sofa_string or "").strip(), source.id
    return documents, aside


def test_every_example(shared_data: Path) -> None:
    root = shared_data / "fhir_examples"
    documents, aside = read(root)
    assert aside.keys() == NOTHING_READ | IN_ERROR
    by_file: dict[str, list[Cas]] = {}
    for name, cas in documents.items():
        by_file.setdefault(name.partition("#")[0], []).append(cas)
    files = sorted(root.rglob("*.json"))
    assert len(files) == 197
    for file in files:
        name = file.relative_to(root).as_posix()
        held = list(resources(orjson.loads(load(file))))
        counts: Counter[str] = Counter()
        for one in held:
            counts[one["resourceType"]] += expected(one)
        if name == "r4/DiagnosticReport-example-pgx.json":  # its PDF is three bytes, no document
            counts["DiagnosticReport"] = 1
        assert coded(by_file.get(name, [])) == +counts, name
        texts = sum(one["resourceType"] in ("Composition", "DocumentReference") for one in held)
        assert len(by_file.get(name, [])) >= texts, name


def test_every_plain_text_of_the_examples(shared_data: Path) -> None:
    root = shared_data / "fhir_examples"
    documents, _ = read(root)
    texts = {cas.sofa_string for cas in documents.values()}
    count = 0
    for file in root.rglob("*.json"):
        for one in resources(orjson.loads(load(file))):
            held = []
            if one["resourceType"] == "DocumentReference":
                held = [content["attachment"] for content in one["content"]]
            if one["resourceType"] == "Binary":
                held.append(one)
            for attachment in held:
                if attachment.get("contentType") == "text/plain" and attachment.get("data"):
                    assert base64.b64decode(attachment["data"]).decode() in texts, file.name
                    count += 1
    assert count == 2


def test_compositions_have_their_sections(shared_data: Path) -> None:
    root = shared_data / "fhir_examples"
    count = 0
    for file in sorted(root.rglob("*.json")):
        found = resources(orjson.loads(load(file)))
        compositions = [one for one in found if one["resourceType"] == "Composition"]
        for composition in compositions:
            (cas,) = read(file)[0].values()
            titles = [section["title"] for section in composition["section"]]
            coded = [section["code"]["coding"][0] for section in composition["section"]]
            codes = [c["code"] if "loinc" in c["system"] else None for c in coded]
            sections = cas.select("cascara.type.Section")
            assert [section.tagText for section in sections] == titles
            assert [section.code for section in sections] == codes
            count += 1
    assert count == 3


def test_the_cda_inside_a_document_reference(shared_data: Path) -> None:
    file = shared_data / "fhir_examples" / "us_core" / "documentreference-episode-summary.json"
    (cas,) = read(file)[0].values()
    data = base64.b64decode(orjson.loads(load(file))["content"][0]["attachment"]["data"])
    # Sections of the document; those within sections have none in this one.
    assert len(cas.select("cascara.type.Section")) == data.count(b"<section")
    assert cas.metadata.items["patient.reference"] == "Patient/example"


def notes(held: list[dict[str, Any]]) -> Iterator[str]:
    for one in held:
        if one["resourceType"] == "DocumentReference":
            yield base64.b64decode(one["content"][0]["attachment"]["data"]).decode()


def test_every_synthea_bundle(shared_data: Path) -> None:
    files = sorted((shared_data / "fhir_synthea_r4").glob("*.json.gz"))
    assert len(files) == 3
    for file in files:
        held = list(resources(orjson.loads(load(file))))
        documents, aside = read(file)
        assert aside == {}
        assert Counter(cas.sofa_string for cas in documents.values()) == Counter(notes(held)), file
        counts: Counter[str] = Counter()
        for one in held:
            counts[one["resourceType"]] += expected(one)
        assert coded(list(documents.values())) == +counts, file
        for cas in documents.values():  # what is coded is of the document's encounter
            own = cas.metadata.items["encounter.reference"]
            (visit,) = cas.select("cascara.type.EncounterEntry")
            assert visit.identifier == own


def test_the_bulk_export(shared_data: Path) -> None:
    root = shared_data / "fhir_synthea_r4"
    held = [
        orjson.loads(line)
        for file in sorted(root.glob("bulk_*.ndjson.gz"))
        for line in load(file).splitlines()
    ]
    people = {one["id"]: one for one in held if one["resourceType"] == "Patient"}
    documents, aside = read(root)
    mine = {name: cas for name, cas in documents.items() if name.startswith("bulk_")}
    assert aside == {}
    assert Counter(cas.sofa_string for cas in mine.values()) == Counter(notes(held))
    counts: Counter[str] = Counter()
    for one in held:
        counts[one["resourceType"]] += expected(one)
    assert coded(list(mine.values())) == +counts
    for cas in mine.values():
        items = cas.metadata.items
        person = people[items["patient.reference"].removeprefix("Patient/")]
        assert items["patient.birth"] == person["birthDate"]
        assert items["patient.family"] == person["name"][0]["family"]
        assert items["related.type"] == "same-text"  # its DiagnosticReport

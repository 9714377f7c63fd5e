"""Which documents come of FHIR files, and what belongs to each: nothing lost, nothing doubled."""

from __future__ import annotations

import base64
import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cascara.core.cas import Cas
from cascara.core.errors import ConfigError, DocumentError
from cascara.readers.fhir import FhirReader, looks_like_fhir

Json = dict[str, Any]
P, VISIT, STAY = ({"reference": name} for name in ("Patient/p", "Encounter/v", "Encounter/s"))
DERIVATION = "http://hl7.org/fhir/StructureDefinition/derivation-reference"


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def note(own: str, text: str = "Feels well.", encounter: Json | None = None, **more: Any) -> Json:
    attachment = {"contentType": "text/plain", "data": b64(text)}
    context = {"context": {"encounter": [encounter]}} if encounter else {}
    return {
        "resourceType": "DocumentReference",
        "id": own,
        "status": "current",
        "subject": P,
        "content": [{"attachment": attachment}],
        **context,
        **more,
    }


def condition(own: str, encounter: Json | None = None, **more: Any) -> Json:
    within = {"encounter": encounter} if encounter else {}
    code = {"text": f"problem {own}"}
    return {"resourceType": "Condition", "id": own, "code": code, "subject": P, **within, **more}


def bundle(*resources: Json, kind: str = "collection") -> Json:
    entries = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


class Read:
    """What a reader makes of files: documents by id, and why others are none."""

    def __init__(self, path: Path, **options: Any) -> None:
        reader = FhirReader(**options)
        self.documents: dict[str, Cas] = {}
        self.errors: dict[str, str] = {}
        for source in reader.find([path]):
            assert source.id not in {*self.documents, *self.errors}
            try:
                if source.error:
                    self.errors[source.id] = source.error
                else:
                    self.documents[source.id] = reader.read(source)
            except DocumentError as error:
                self.errors[source.id] = error.reason

    def entries(self) -> dict[str, list[str]]:
        """Identifiers of the entries, by document."""
        return {
            name: sorted(e.identifier for e in cas.select("cascara.type.Entry"))
            for name, cas in self.documents.items()
        }


def read(folder: Path, root: Json, **options: Any) -> Read:
    file = folder / "x.json"
    file.write_text(json.dumps(root))
    return Read(file, **options)


# What belongs where


def test_encounters_tell_what_belongs_to_a_note(tmp_path: Path) -> None:
    visit = {"resourceType": "Encounter", "id": "v", "status": "finished", "subject": P}
    found = read(
        tmp_path,
        bundle(
            note("1", encounter=VISIT),
            note("2", encounter=STAY),
            visit,
            condition("a", VISIT),
            condition("b", STAY),
            condition("c", {"reference": "Encounter/other"}),
            condition("d"),
        ),
    )
    assert found.entries() == {
        "x.json#DocumentReference-1": ["Condition/a", "Encounter/v"],
        "x.json#DocumentReference-2": ["Condition/b"],
        "x.json#entries": ["Condition/c", "Condition/d"],
    }
    text = found.documents["x.json#entries"].sofa_string
    assert text == "Problems\nproblem c\nproblem d"
    (section,) = found.documents["x.json#entries"].select("cascara.type.Section")
    assert (section.derived, section.code) == (True, "11450-4")


def test_of_two_notes_of_an_encounter_the_first_has_what_is_coded(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        bundle(condition("a", VISIT), note("1", encounter=VISIT), note("2", encounter=VISIT)),
    )
    assert found.entries() == {
        "x.json#DocumentReference-1": ["Condition/a"],
        "x.json#DocumentReference-2": [],
    }


def test_the_only_note_has_what_does_not_speak_against_it(tmp_path: Path) -> None:
    other = condition("c", subject={"reference": "Patient/q"})
    found = read(
        tmp_path,
        bundle(note("1", encounter=VISIT), condition("a"), condition("b", STAY), other),
    )
    assert found.entries() == {
        "x.json#DocumentReference-1": ["Condition/a"],
        "x.json#entries-p": ["Condition/b"],
        "x.json#entries-q": ["Condition/c"],
    }


def test_a_sole_document_has_the_files_id(tmp_path: Path) -> None:
    assert list(read(tmp_path, bundle(note("1"), condition("a"))).documents) == ["x.json"]
    assert list(read(tmp_path, bundle(condition("a"), condition("b"))).documents) == ["x.json"]
    assert list(read(tmp_path, condition("a")).documents) == ["x.json"]


def test_references_in_any_form_lead_to_the_encounter(tmp_path: Path) -> None:
    uuid = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
    forms = (uuid, "Encounter/v", "https://example.org/fhir/Encounter/v/_history/2")
    entries = [
        {"fullUrl": uuid, "resource": {"resourceType": "Encounter", "id": "v", "class": {}}},
        {"resource": note("1", encounter={"reference": uuid})},
        {"resource": note("2")},
        *({"resource": condition(str(n), {"reference": form})} for n, form in enumerate(forms)),
    ]
    found = read(tmp_path, {"resourceType": "Bundle", "type": "batch", "entry": entries})
    held = ["Condition/0", "Condition/1", "Condition/2", "Encounter/v"]
    assert found.entries() == {"x.json#DocumentReference-1": held, "x.json#DocumentReference-2": []}


def test_a_report_that_repeats_a_note_is_no_document(tmp_path: Path) -> None:
    """US Core wants clinical notes as both, with the same attachment."""
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "code": {"text": "Note"},
        "presentedForm": [{"contentType": "text/plain", "data": b64("Feels well.")}],
        "result": [{"reference": "Observation/o"}],
    }
    other = {
        **report,
        "id": "r2",
        "presentedForm": [{"contentType": "text/plain", "data": b64("Ill.")}],
    }
    result = {"resourceType": "Observation", "id": "o", "code": {"text": "x"}, "valueInteger": 1}
    found = read(tmp_path, bundle(report, note("1"), note("2", "Other."), other, result))
    assert {name: cas.sofa_string for name, cas in found.documents.items()} == {
        "x.json#DocumentReference-1": "Feels well.",
        "x.json#DocumentReference-2": "Other.",
        "x.json#DiagnosticReport-r2": "Ill.",
    }
    assert found.entries()["x.json#DocumentReference-1"] == ["Observation/o"]
    items = found.documents["x.json#DocumentReference-1"].metadata.items
    assert (items["related.type"], items["related.id"]) == ("same-text", "DiagnosticReport/r")


def test_words_that_a_resource_names(tmp_path: Path) -> None:
    def derived(own: str, document: str, offset: int, length: int) -> Json:
        parts = [
            {"url": "reference", "valueReference": {"reference": document}},
            {"url": "offset", "valueInteger": offset},
            {"url": "length", "valueInteger": length},
        ]
        return condition(own, extension=[{"url": DERIVATION, "extension": parts}])

    text = "\r\n 😀 Fever.\r\nAsthma. \n"
    found = read(
        tmp_path,
        bundle(
            note("1", text),
            note("2"),
            derived("asthma", "DocumentReference/1", text.index("Asthma"), 6),
            derived("far", "DocumentReference/1", 20, 900),
            derived("gone", "DocumentReference/0", 0, 3),
        ),
    )
    cas = found.documents["x.json#DocumentReference-1"]
    assert cas.sofa_string == text
    joined = {
        e.identifier: (cas.covered_text(e), e.joined) for e in cas.select("cascara.type.Entry")
    }
    assert joined == {"Condition/asthma": ("Asthma", True), "Condition/far": ("", False)}
    assert "outside the text" in cas.metadata.items["warning"]
    assert found.entries()["x.json#entries"] == ["Condition/gone"]


def test_what_was_entered_in_error_is_left_out(tmp_path: Path) -> None:
    error = {"coding": [{"code": "entered-in-error"}]}
    wrong = condition("b", verificationStatus=error)
    found = read(tmp_path, bundle(note("1"), condition("a"), wrong))
    assert found.entries() == {"x.json": ["Condition/a"]}
    warning = found.documents["x.json"].metadata.items["warning"]
    assert warning == "resources entered in error left out: 1"
    assert read(tmp_path, wrong).errors == {"x.json": "holds only what was entered in error"}
    found = read(tmp_path, note("1", status="entered-in-error"))
    assert "entered in error" in found.errors["x.json"]


def test_a_history_has_the_newest_of_each(tmp_path: Path) -> None:
    entries = [
        {"request": {"method": "DELETE", "url": "Condition/b"}},
        {
            "resource": condition("a", code={"text": "new"}),
            "request": {"method": "PUT", "url": "Condition/a"},
        },
        {
            "resource": condition("a", code={"text": "old"}),
            "request": {"method": "POST", "url": "Condition"},
        },
        {"resource": condition("b"), "request": {"method": "POST", "url": "Condition"}},
    ]
    found = read(tmp_path, {"resourceType": "Bundle", "type": "history", "entry": entries})
    assert found.documents["x.json"].sofa_string == "Problems\nnew"


def test_bundles_within_bundles_and_what_is_there_twice(tmp_path: Path) -> None:
    inner = bundle(condition("a"), kind="searchset")
    found = read(tmp_path, bundle(inner, condition("a"), condition("b"), kind="batch-response"))
    assert found.entries() == {"x.json": ["Condition/a", "Condition/b"]}


def test_what_a_resource_contains_is_read_with_it(tmp_path: Path) -> None:
    inner = {
        "resourceType": "Observation",
        "id": "i",
        "code": {"text": "inner"},
        "valueString": "x",
    }
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "code": {"text": "Panel"},
        "subject": P,
        "contained": [inner],
        "result": [{"reference": "#i"}],
    }
    found = read(tmp_path, report)
    assert found.entries() == {"x.json": ["DiagnosticReport/r", "DiagnosticReport/r"]}
    assert "inner: x" in (found.documents["x.json"].sofa_string or "")


# Composition


COMPOSITION = {
    "resourceType": "Composition",
    "id": "c",
    "status": "final",
    "type": {"coding": [{"system": "http://loinc.org", "code": "18842-5"}]},
    "subject": P,
    "title": "Summary",
    "section": [
        {
            "title": "Course",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8648-8"}]},
            "text": {"div": '<div xmlns="http://www.w3.org/1999/xhtml"><p id="w">Well.</p></div>'},
            "entry": [{"reference": "Condition/a"}],
            "section": [
                {
                    "title": "Problems",
                    "entry": [{"reference": "Condition/b"}, {"reference": "Condition/a"}],
                },
                {"title": "Allergies", "emptyReason": {"text": "none known"}},
            ],
        }
    ],
}


def test_sections_of_a_composition(tmp_path: Path) -> None:
    link = {"url": "http://hl7.org/fhir/StructureDefinition/narrativeLink", "valueUrl": "#w"}
    elsewhere = condition("c", STAY, subject={"reference": "Patient/q"})
    found = read(
        tmp_path,
        bundle(
            COMPOSITION,
            condition("a", extension=[link]),
            condition("b"),
            elsewhere,
            kind="document",
        ),
    )
    (cas,) = found.documents.values()
    assert cas.sofa_string == "Course\nWell.\n\nProblems\nproblem b\n\nAllergies\nnone known"
    sections = [
        (s.tagText, s.code, s.level, s.derived, cas.covered_text(s.parent) if s.parent else "")
        for s in cas.select("cascara.type.Section")
    ]
    body = cas.sofa_string[7:]
    assert sections == [
        ("Course", "8648-8", 1, False, ""),
        ("Problems", None, 2, True, body),
        ("Allergies", None, 2, True, body),
    ]
    entries = {e.identifier: e for e in cas.select("cascara.type.Entry")}
    assert len(entries) == 3
    assert cas.covered_text(entries["Condition/a"]) == "Well."
    assert entries["Condition/a"].section.tagText == "Course"
    assert cas.covered_text(entries["Condition/b"]) == "problem b"
    assert entries["Condition/b"].section.tagText == "Problems"
    assert entries["Condition/c"].section is None


def test_narrative_that_is_no_xhtml(tmp_path: Path) -> None:
    section = {"title": "Course", "text": {"div": "<div>Well<br>and &nbsp;good.</div>"}}
    found = read(tmp_path, {**COMPOSITION, "section": [section]})
    cas = found.documents["x.json"]
    assert (cas.sofa_string or "").startswith("Course\nWell\nand")
    assert "read as HTML" in cas.metadata.items["warning"]


# Attachments


def attached(*attachments: Json, **more: Any) -> Json:
    return note("1", content=[{"attachment": one} for one in attachments], **more)


def test_formats_of_the_same_document_are_read_once(tmp_path: Path) -> None:
    rtf = {"contentType": "application/rtf", "data": b64(r"{\rtf1 As RTF.}")}
    html = {"contentType": "text/html", "data": b64("<p>As HTML.</p>")}
    image = {"contentType": "image/png", "data": b64("x")}
    found = read(tmp_path, attached(image, rtf, html))
    assert found.documents["x.json"].sofa_string == "As HTML."
    assert found.documents["x.json"].metadata.items["attachment.type"] == "text/html"
    broken = {"contentType": "application/pdf", "data": b64("%PDF-1.4 broken")}
    found = read(tmp_path, attached(broken, image))
    assert "PDF that is broken" in found.errors["x.json"]
    two = ({"contentType": "text/plain", "data": b64(text)} for text in ("One.", "Two."))
    assert read(tmp_path, attached(*two)).documents["x.json"].sofa_string == "One.\n\nTwo."


def test_what_is_coded_is_kept_when_an_attachment_has_no_words(tmp_path: Path) -> None:
    image = {"contentType": "image/png", "data": b64("x")}
    found = read(tmp_path, bundle(attached(image), condition("a")))
    assert found.entries() == {"x.json": ["Condition/a"]}
    assert "image/png" in found.documents["x.json"].metadata.items["warning"]


def test_a_report_with_a_broken_attachment_tells_what_it_is_about(tmp_path: Path) -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "code": {"text": "CT chest"},
        "presentedForm": [{"contentType": "application/pdf", "data": b64("%PDF-1.4 broken")}],
    }
    found = read(tmp_path, report)
    assert found.documents["x.json"].sofa_string == "Reports\nCT chest"


def test_binaries_in_the_file_are_read_and_addresses_outside_are_named(tmp_path: Path) -> None:
    binary = {
        "resourceType": "Binary",
        "id": "b",
        "contentType": "text/plain",
        "data": b64("Here."),
    }
    outside = {"contentType": "text/plain", "url": "https://example.org/notes/7", "title": "Letter"}
    found = read(tmp_path, bundle(attached({"url": "Binary/b"}), binary))
    assert found.documents["x.json"].sofa_string == "Here."
    cas = read(tmp_path, attached(outside)).documents["x.json"]
    assert cas.sofa_string == "Letter"
    assert cas.metadata.items["attachment.url"] == "https://example.org/notes/7"
    assert "not fetched" in cas.metadata.items["warning"]
    assert read(tmp_path, binary).documents["x.json"].sofa_string == "Here."


CDA = """<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Letter</title>
<component><structuredBody><component><section><title>Course</title><text>Well.</text></section>
</component></structuredBody></component></ClinicalDocument>"""


def test_a_cda_inside_is_read_as_one(tmp_path: Path) -> None:
    for media_type in ("application/xml", "text/xml", "application/hl7-sdwg+xml", "text/plain"):
        cas = read(
            tmp_path,
            bundle(attached({"contentType": media_type, "data": b64(CDA)}), condition("a")),
        ).documents["x.json"]
        assert cas.sofa_string == "Course\nWell."
        assert [s.tagText for s in cas.select("cascara.type.Section")] == ["Course"]
        assert [e.identifier for e in cas.select("cascara.type.Entry")] == ["Condition/a"]
        items = cas.metadata.items
        assert items["document.title"] == "Letter"
        assert items["patient.reference"] == "Patient/p"
        assert cas.metadata.format == "fhir"


def test_broken_base64(tmp_path: Path) -> None:
    found = read(tmp_path, attached({"contentType": "text/plain", "data": "é*"}))
    assert "base64" in found.errors["x.json"]
    lines = "\n".join(b64("Feels well.")[at : at + 4] for at in range(0, 16, 4))
    found = read(tmp_path, attached({"contentType": "text/plain", "data": lines}))
    assert found.documents["x.json"].sofa_string == "Feels well."


# What is wrong


@pytest.mark.parametrize(
    ("resource", "place"),
    [
        (condition("a", code="Asthma"), "code is no CodeableConcept"),
        (condition("a", category={"text": "x"}), "category is no list"),
        (condition("a", code={"coding": [{"code": 3}]}), "code.coding[0].code is no string"),
        (condition("a", onsetAge={"value": "old"}), "onsetAge.value is no decimal"),
        (condition("a", subject=[P]), "subject is no Reference"),
        (note("n", content=[None, {"attachment": 1}]), "content[1].attachment is no Attachment"),
        ({"resourceType": "Observation", "valueBoolean": "no"}, "valueBoolean is no boolean"),
        (
            condition("a", contained=[condition("b", code=1)]),
            "contained[0].code is no CodeableConcept",
        ),
    ],
)
def test_a_malformed_resource_is_one_error(tmp_path: Path, resource: Json, place: str) -> None:
    found = read(tmp_path, bundle(condition("good"), resource, note("1")))
    assert found.errors == {"x.json#entry[1]": f"Bundle.entry[1].resource.{place}"}
    assert found.entries() == {"x.json#DocumentReference-1": ["Condition/good"]}
    assert read(tmp_path, resource).errors == {"x.json": f"{resource['resourceType']}.{place}"}


def test_entries_that_are_none(tmp_path: Path) -> None:
    root = bundle(condition("a"))
    root["entry"] += [
        3,
        {},
        {"resource": 5},
        {"resource": {"id": "x"}},
        {"response": {"status": "200"}},
    ]
    found = read(tmp_path, root)
    assert set(found.errors) == {"x.json#entry[1]", "x.json#entry[3]", "x.json#entry[4]"}
    assert list(found.documents) == ["x.json#entries"]
    assert read(tmp_path, {**bundle(), "entry": 3}).errors == {"x.json": "Bundle.entry is no list"}


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    patient = {"resourceType": "Patient", "id": "p", "text": {"div": "<div>Jo, 60</div>"}}
    found = read(tmp_path, patient)
    assert "(Patient); the option narrative" in found.errors["x.json"]
    found = read(tmp_path, patient, narrative=True)
    assert found.documents["x.json"].sofa_string == "Patient\nJo, 60"


def test_narratives_and_notes_on_request(tmp_path: Path) -> None:
    impression = {
        "resourceType": "ClinicalImpression",
        "subject": P,
        "text": {"status": "additional", "div": "<div><b>Thinks</b> it is gout.</div>"},
        "note": [{"text": "Recheck."}],
    }
    found = read(tmp_path, bundle(note("1"), condition("a"), impression), narrative=True)
    assert found.documents["x.json#narrative-p"].sofa_string == (
        "ClinicalImpression\nThinks it is gout.\n\nRecheck."
    )
    assert found.entries()["x.json#DocumentReference-1"] == ["Condition/a"]
    assert "x.json#narrative-p" not in read(tmp_path, bundle(note("1"), impression)).documents


def test_strict(tmp_path: Path) -> None:
    lax = condition("a", onsetDateTime="yesterday")
    assert read(tmp_path, lax).documents
    found = read(
        tmp_path, bundle(lax, condition("b"), condition("c", onsetDateTime="2024-01")), strict=True
    )
    assert list(found.errors) == ["x.json#entry[0]"]
    assert found.errors["x.json#entry[0]"].startswith(
        "Bundle.entry[0].resource.onsetDateTime is not written as its type is in R4"
    )
    assert "yesterday" not in found.errors["x.json#entry[0]"]
    assert found.entries()["x.json#entries"] == ["Condition/b", "Condition/c"]


def test_strict_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fhir.resources.R4B", None)
    with pytest.raises(ConfigError, match=r"cascara\[fhir\]"):
        read(tmp_path, condition("a"), strict=True)


# Exports


def lines(*resources: Json) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in resources)


PATIENT = {"resourceType": "Patient", "id": "p", "name": [{"text": "Jo Doe"}], "gender": "other"}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    drug = {"resourceType": "Medication", "id": "d", "code": {"text": "Aspirin"}}
    taken = {
        "resourceType": "MedicationStatement",
        "id": "m",
        "subject": P,
        "context": VISIT,
        "medicationReference": {"reference": "Medication/d"},
    }
    visit = {"resourceType": "Encounter", "id": "v", "class": {"code": "AMB"}, "subject": P}
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "subject": P,
        "code": {"text": "Note"},
        "presentedForm": [{"contentType": "text/plain", "data": b64("Feels well.")}],
    }
    binary = {
        "resourceType": "Binary",
        "id": "b",
        "contentType": "text/plain",
        "data": b64("Here."),
    }
    files = {
        "Binary.ndjson": lines(binary),
        "Condition.000.ndjson": lines(
            condition("a", VISIT), condition("b"), condition("c", code=1)
        ),
        "DiagnosticReport.ndjson": lines(report),
        "bulk_DocumentReference.ndjson.gz": gzip.compress(
            lines(
                note("1", encounter=VISIT), note("2", content=[{"attachment": {"url": "Binary/b"}}])
            )
        ),
        "Encounter.ndjson": lines(visit),
        "Medication.ndjson": lines(drug),
        "MedicationStatement.ndjson": lines(taken) + b"\n{broken\n",
        "Patient.ndjson": lines(PATIENT),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_an_export_is_resolved_across_its_files(export: Path) -> None:
    found = Read(export)
    first = "bulk_DocumentReference.ndjson.gz#DocumentReference-1"
    assert found.entries() == {
        first: ["Condition/a", "Encounter/v", "MedicationStatement/m"],
        "bulk_DocumentReference.ndjson.gz#DocumentReference-2": [],
        "Binary.ndjson#entries-p": ["Condition/b"],
    }
    items = found.documents[first].metadata.items
    assert items["patient.name"] == "Jo Doe"
    assert items["encounter.class"] == "AMB"
    assert items["related.id"] == "DiagnosticReport/r"
    other = found.documents["bulk_DocumentReference.ndjson.gz#DocumentReference-2"]
    assert other.sofa_string == "Here."
    codes = [e.code.text for e in found.documents[first].select("cascara.type.MedicationEntry")]
    assert codes == ["Aspirin"]
    assert found.errors == {
        "Condition.000.ndjson#3": "Condition.code is no CodeableConcept",
        "MedicationStatement.ndjson#3": "is not valid JSON (character 2)",
    }


def test_an_export_is_one_whatever_stands_between_its_files(export: Path) -> None:
    alone = Read(export)
    (export / "C").mkdir()
    (export / "C" / "Condition.ndjson").write_bytes(lines(condition("c", VISIT)))
    (export / "D.json").write_text(json.dumps(note("d")))
    found = Read(export)
    entries = found.entries()
    assert entries.pop("C/Condition.ndjson#entries-p") == ["Condition/c"]
    assert entries.pop("D.json") == []
    assert entries == alone.entries()
    assert found.errors == alone.errors


def test_a_bundle_and_an_export_of_the_same_give_the_same_entries(tmp_path: Path) -> None:
    resources = (PATIENT, note("1", encounter=VISIT), COMPOSITION)
    resources += tuple(condition(own, VISIT if own in "de" else None) for own in "abcdef")
    (tmp_path / "all.ndjson").write_bytes(lines(*resources))
    (tmp_path / "all.json").write_text(json.dumps(bundle(*resources)))

    def shown(name: str) -> list[tuple[str, str | None, list[str]]]:
        found = Read(tmp_path / name)
        entries = found.entries()
        ids = {key.partition("#")[2]: key for key in found.documents}
        return [
            (short.removesuffix("-p"), found.documents[key].sofa_string, entries[key])
            for short, key in sorted(ids.items())
        ]

    assert shown("all.ndjson") == shown("all.json")


def test_an_export_leaves_no_files_behind(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = export.parent / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    found = FhirReader().find([export])
    next(found)
    assert list(scratch.iterdir())
    found.close()  # type: ignore[attr-defined]
    assert not list(scratch.iterdir())


# Metadata


def test_metadata(tmp_path: Path) -> None:
    reference = note(
        "1",
        encounter=VISIT,
        masterIdentifier={"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.3"},
        meta={"versionId": "3", "profile": ["http://example.org/p"]},
        type={
            "coding": [
                {"system": "http://example.org", "code": "n"},
                {"system": "http://loinc.org", "code": "34109-9", "display": "Note"},
            ]
        },
        date="2024-02-03T10:00:00Z",
        docStatus="final",
        language="en",
        securityLabel=[{"coding": [{"code": "R"}]}],
        description="Ward round",
        custodian={"display": "General Hospital"},
        author=[{"reference": "PractitionerRole/r"}, {"display": "A Student"}],
        relatesTo=[{"code": "replaces", "target": {"reference": "DocumentReference/0"}}],
    )
    doctor = {
        "resourceType": "Practitioner",
        "id": "d",
        "name": [{"family": "Who", "given": ["Ann", "B"], "prefix": ["Dr"]}],
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "99"}],
    }
    role = {
        "resourceType": "PractitionerRole",
        "id": "r",
        "practitioner": {"reference": "Practitioner/d"},
        "organization": {"display": "Clinic"},
        "specialty": [{"text": "Cardiology"}],
    }
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"system": "urn:oid:1.9", "value": "7"}, {"value": "8"}],
        "name": [{"family": "Old"}, {"use": "official", "family": "Doe", "given": ["Jo"]}],
        "gender": "female",
        "birthDate": "1950-01",
        "deceasedBoolean": False,
    }
    visit = {
        "resourceType": "Encounter",
        "id": "v",
        "identifier": [{"value": "V1"}],
        "class": {"code": "IMP"},
        "type": [{"text": "Admission"}],
        "period": {"start": "2024-02-01", "end": "2024-02-05"},
        "location": [{"location": {"display": "Ward 3"}}],
    }
    items = (
        read(tmp_path, bundle(reference, doctor, role, patient, visit))
        .documents["x.json"]
        .metadata.items
    )
    assert items == {
        "document.id": "urn:ietf:rfc:3986|urn:oid:1.2.3",
        "document.reference": "DocumentReference/1",
        "document.version": "3",
        "document.type.code": "34109-9",
        "document.type.system": "http://loinc.org",
        "document.type.display": "Note",
        "document.title": "Ward round",
        "document.time": "2024-02-03T10:00:00Z",
        "document.language": "en",
        "document.confidentiality": "R",
        "document.status": "final",
        "related.type": "replaces",
        "related.id": "DocumentReference/0",
        "author.name": "Dr Ann B Who",
        "author.id": "http://hl7.org/fhir/sid/us-npi|99",
        "author.specialty": "Cardiology",
        "author.organization": "Clinic",
        "author.2.name": "A Student",
        "custodian.name": "General Hospital",
        "template": "http://example.org/p",
        "patient.id": "urn:oid:1.9|7",
        "patient.id.2": "8",
        "patient.reference": "Patient/p",
        "patient.name": "Jo Doe",
        "patient.family": "Doe",
        "patient.given": "Jo",
        "patient.birth": "1950-01",
        "patient.sex": "female",
        "patient.deceased": "false",
        "encounter.id": "V1",
        "encounter.reference": "Encounter/v",
        "encounter.class": "IMP",
        "encounter.type": "Admission",
        "encounter.begin": "2024-02-01",
        "encounter.end": "2024-02-05",
        "encounter.location": "Ward 3",
        "attachment.type": "text/plain",
    }


# Sniffing


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"resourceType":"Bundle","entry":[', True),
        (b'\xef\xbb\xbf\n{ "id": "1",\n "resourceType" : "Patient"}', True),
        ('{"resourceType": "Patient"}'.encode("utf-16"), True),
        (b'{"resourceType":"Patient"}\n{"resourceType":"Patient"}\n', True),
        (b'<?xml version="1.0"?><!-- x --><Bundle xmlns="http://hl7.org/fhir">', True),
        (b'<f:Bundle xmlns:f="http://hl7.org/fhir">', True),
        (b'<ClinicalDocument xmlns="urn:hl7-org:v3">', False),
        (b'{"id": "1", "text": "said \\"resourceType\\": \\"Patient\\""}', False),
        (b'{"id": "1", "text": "note"}', False),
        (b"resourceType Patient", False),
        (b"", False),
    ],
)
def test_sniffing(head: bytes, expected: bool) -> None:
    assert looks_like_fhir(head) is expected
    assert FhirReader.sniff(head) is expected

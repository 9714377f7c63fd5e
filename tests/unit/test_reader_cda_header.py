"""CDA: the header, bodies that are not XML, notes of the first draft, and the tables of rules."""

from __future__ import annotations

import base64
import gzip
import zlib
from pathlib import Path
from typing import Any

import pytest
from cascara.core.component import Source
from cascara.core.errors import DocumentError
from cascara.readers.cda import CdaReader, document
from cascara.readers.cda.entries import MAKERS
from cascara.readers.cda.kinds import KINDS, decide, kind_rows, meaning, value_rows
from cascara.typesystem import default

EXAMPLE = Path(__file__).parents[2] / "examples" / "documents" / "ward-summary.xml"


def read(inner: str) -> Any:
    xml = f'<ClinicalDocument xmlns="urn:hl7-org:v3">{inner}</ClinicalDocument>'
    return document(xml.encode(), "test.xml", default(), 64)


def items(inner: str) -> dict[str, str]:
    found: dict[str, str] = read(inner).metadata.items
    found.pop("warning")
    return found


def test_the_header_of_the_example() -> None:
    found = CdaReader().read(Source("a.xml", str(EXAMPLE))).metadata
    assert (found.id, found.format, found.encoding) == ("a.xml", "cda", "UTF-8")
    expected = {
        "document.id": "urn:oid:1.2.276.0.76.3.1.999|CCD-0007",
        "document.set": "urn:oid:1.2.276.0.76.3.1.999|SET-0007",
        "document.version": "2",
        "document.type.code": "34133-9",
        "document.type.system": "http://loinc.org",
        "document.type.display": "Summarization of Episode Note",
        "document.title": "Summary after a stay on the medical ward",
        "document.time": "2026-03-14T10:15:00+01:00",
        "document.language": "en-US",
        "document.confidentiality": "N",
        "related.type": "RPLC",
        "related.id": "urn:oid:1.2.276.0.76.3.1.999|CCD-0006",
        "patient.id": "urn:oid:1.2.276.0.76.4.1.999|P-4711",
        "patient.id.2": "http://hl7.org/fhir/sid/us-ssn|000-00-0000",
        "patient.name": "Marta Ilse Winterstein",
        "patient.family": "Winterstein",
        "patient.given": "Marta Ilse",
        "patient.birth": "1958-07-02",
        "patient.sex": "F",
        "author.name": "Dr. Jonas Amsel",
        "author.id": "http://hl7.org/fhir/sid/us-npi|1000000001",
        "author.specialty": "Internal Medicine",
        "author.organization": "Lindenhof Clinic",
        "author.time": "2026-03-14",
        "encounter.id": "urn:oid:1.2.276.0.76.4.1.999|V-88",
        "encounter.class": "IMP",
        "encounter.type": "inpatient encounter",
        "encounter.begin": "2026-03-09",
        "encounter.end": "2026-03-14",
        "encounter.location": "Ward 3 West",
        "custodian.id": "urn:oid:1.2.276.0.76.4.1|LHC",
        "custodian.name": "Lindenhof Clinic",
        "template": "2.16.840.1.113883.10.20.22.1.1:2015-08-01",
        "template.2": "2.16.840.1.113883.10.20.22.1.2:2015-08-01",
        "warning": "deleted text left out: 1",
    }
    assert found.items == expected


def test_several_authors_are_numbered_and_a_device_may_be_one() -> None:
    found = items(
        "<author><assignedAuthor><assignedPerson><name>Ann Lee</name></assignedPerson>"
        "</assignedAuthor></author><author/>"
        "<author><assignedAuthor><assignedAuthoringDevice><softwareName>Exporter</softwareName>"
        "</assignedAuthoringDevice></assignedAuthor></author>"
    )
    assert found == {"author.name": "Ann Lee", "author.2.name": "Exporter"}


def test_a_name_without_parts_the_legal_name_and_one_that_is_withheld() -> None:
    role = "<recordTarget><patientRole><patient>{}</patient></patientRole></recordTarget>"
    assert items(role.format("<name>Ann Lee</name>")) == {"patient.name": "Ann Lee"}
    two = '<name use="P"><given>An</given></name><name use="L"><given>Ann</given></name>'
    assert items(role.format(two)) == {"patient.name": "Ann", "patient.given": "Ann"}
    masked = '<name nullFlavor="MSK"/><name><family>Lee</family></name>'
    assert items(role.format(masked))["patient.name"] == "Lee"


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ('root="1.2.3" extension="9"', "urn:oid:1.2.3|9"),
        ('root="1.2.3"', "urn:oid:1.2.3"),
        ('root="2.16.840.1.113883.4.6"', None),
        ('extension="9" assigningAuthorityName="Ward"', "Ward|9"),
        ('extension="9"', "9"),
        ('nullFlavor="UNK"', None),
    ],
)
def test_identifiers(element: str, expected: str | None) -> None:
    assert items(f"<id {element}/>").get("document.id") == expected


def test_the_patient_who_died() -> None:
    role = ("<recordTarget><patientRole><patient>{}</patient></patientRole></recordTarget>").format
    sdtc = 'xmlns="urn:hl7-org:sdtc"'
    assert items(role(f'<deceasedInd {sdtc} value="true"/>')) == {"patient.deceased": "true"}
    died = f'<deceasedInd {sdtc} value="true"/><deceasedTime {sdtc} value="20260102"/>'
    assert items(role(died)) == {"patient.deceased": "2026-01-02"}


# Bodies that are not XML


def unstructured(attributes: str, text: str) -> str:
    return (
        '<id root="1.2.3" extension="9"/><component><nonXMLBody>'
        f"<text {attributes}>{text}</text></nonXMLBody></component>"
    )


PLAIN = b"No fever.\nNo cough."


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ('mediaType="text/plain"', "No fever.\nNo cough."),
        ("", "No fever.\nNo cough."),
        ('mediaType="text/plain" representation="B64"', base64_of(PLAIN)),
        ('representation="B64" compression="GZ"', base64_of(gzip.compress(PLAIN))),
        ('representation="B64" compression="ZL"', base64_of(zlib.compress(PLAIN))),
        (
            'mediaType="application/rtf" representation="B64"',
            base64_of(rb"{\rtf1\ansi No fever.\par No cough.}"),
        ),
    ],
)  # fmt: skip
def test_text_of_an_unstructured_body(attributes: str, text: str) -> None:
    said = read(unstructured(attributes, text)).sofa_string
    assert said.split() == PLAIN.decode().split()


@pytest.mark.parametrize(
    ("attributes", "text", "reason"),
    [
        ('mediaType="image/png" representation="B64"', base64_of(b"hidden"), "image"),
        ('mediaType="text/plain" representation="B64"', "hid*den", "base64 is broken"),
        ('representation="B64" compression="Z7"', base64_of(b"hidden"), "compression is unknown"),
        ('representation="B64" compression="GZ"', base64_of(b"hidden"), "data are broken"),
        ("", '<reference value="hidden.pdf"/>', "not fetched"),
        ("", "", "empty"),
    ],
)
def test_a_body_without_text_is_set_aside(attributes: str, text: str, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(unstructured(attributes, text))
    said = str(caught.value)
    assert reason in said
    assert "urn:oid:1.2.3|9" in said
    assert "hid" not in said


def test_a_body_that_unpacks_to_too_much() -> None:
    bomb = base64_of(gzip.compress(b"a" * 3_000_000))
    body = unstructured('representation="B64" compression="GZ"', bomb)
    with pytest.raises(DocumentError, match="unpacks to too much"):
        document(f"<ClinicalDocument>{body}</ClinicalDocument>".encode(), "a.xml", default(), 1)


# The first draft

OLD = """<?xml version="1.0"?>
<!DOCTYPE levelone SYSTEM "note.dtd" [<!ENTITY deg '&#xB0;'>]>
<levelone>
  <clinical_document_header>
    <id EX="N7" RT="1.2.3"/><set_id EX="S7" RT="1.2.4"/><version_nbr V="2"/>
    <document_type_cd V="11" S="1.2.5" DN="Clinic note"/>
    <origination_dttm V="20030822T131513"/>
    <patient_encounter><practice_setting_cd V="4" DN="Clinic A"/><encounter_tmr V="20030822"/>
    </patient_encounter>
    <originator><participation_tmr V="20030822"/><person><id EX="D1" RT="1.2.6"/><person_name>
      <nm><GIV V="Ann"/><FAM V="Lee"/><SFX V="MD"/></nm></person_name></person></originator>
    <patient><person><id EX="P1" RT="1.2.7"/><person_name>
      <nm><GIV V="Bo"/><MID V="C."/><FAM V="Dee"/></nm></person_name></person>
      <birth_dttm V="19341123"/><administrative_gender_cd V="F"/></patient>
  </clinical_document_header>
  <body>
    <section><caption><caption_cd V="10164-2" S="2.16.840.1.113883.6.1"/>History
      </caption><paragraph><content>39 &deg;C since Monday.</content></paragraph>
      <section><caption>Diet</caption><list><item><content>Normal</content></item></list></section>
    </section>
    <section><caption>Empty</caption></section>
  </body>
</levelone>"""


def test_a_note_of_the_first_draft() -> None:
    cas = document(OLD.encode(), "old.xml", default(), 64)
    sections = cas.select("cascara.type.Section")
    titles = [(s.tagText, s.level, s.code) for s in sections]
    assert titles == [("History", 1, "10164-2"), ("Diet", 2, None), ("Empty", 1, None)]
    assert "39 °C since Monday." in cas.covered_text(sections[0])
    assert "Normal" in cas.covered_text(sections[1])
    assert cas.metadata.items == {
        "document.id": "urn:oid:1.2.3|N7",
        "document.set": "urn:oid:1.2.4|S7",
        "document.version": "2",
        "document.type.code": "11",
        "document.type.system": "urn:oid:1.2.5",
        "document.type.display": "Clinic note",
        "document.time": "2003-08-22T13:15:13",
        "encounter.type": "Clinic A",
        "encounter.begin": "2003-08-22",
        "author.name": "Ann Lee MD",
        "author.id": "urn:oid:1.2.6|D1",
        "author.time": "2003-08-22",
        "patient.id": "urn:oid:1.2.7|P1",
        "patient.name": "Bo C. Dee",
        "patient.family": "Dee",
        "patient.given": "Bo C.",
        "patient.birth": "1934-11-23",
        "patient.sex": "F",
    }


# Rules


def test_the_tables_of_rules_are_sound() -> None:
    rows = kind_rows()
    assert len({row.id for row in rows}) == len(rows)
    assert len({(row.by, row.value, row.element) for row in rows}) == len(rows)
    for row in rows:
        assert row.by in ("template", "code", "section", "element"), row.id
        assert row.kind in KINDS, row.id
    values = value_rows()
    assert len({row.id for row in values}) == len(values)
    assert len({(row.feature, row.system, row.code) for row in values}) == len(values)


def test_every_kind_has_a_maker_or_only_holds_others() -> None:
    holders = {"wrapper", "concern", "diagnosis", "pointer"}
    assert set(MAKERS) - {"plan"} == KINDS - holders


def test_templates_outrank_codes_sections_and_elements() -> None:
    allergy = "2.16.840.1.113883.10.20.22.4.7"
    severity = "2.16.840.1.113883.5.4 SEV"
    assert decide("observation", (allergy,), severity, "11450-4").kind == "allergy"
    assert decide("observation", (), severity, "11450-4").kind == "severity"
    assert decide("observation", ("1.2.3",), "", "11450-4").kind == "problem"
    assert decide("observation", (), "", "").kind == "observation"


def test_coded_values() -> None:
    assert meaning("clinicalStatus", "2.16.840.1.113883.6.96", "413322009") == "resolved"
    assert meaning("criticality", "1.2.3", "CRITL") == "low"
    assert meaning("clinicalStatus", "2.16.840.1.113883.6.96", "1") == ""

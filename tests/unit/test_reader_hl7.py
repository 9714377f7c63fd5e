"""HL7 v2 messages: text, entries, sections and metadata, each against the standard's own words."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cascara import Cas
from cascara.core.errors import DocumentError
from cascara.readers.hl7 import Hl7Reader

NOTHING = "holds no text and no coded segment that has any"


def msh(kind: str = "ORU^R01", charset: str = "", marks: str = r"^~\&") -> str:
    return f"MSH|{marks}|APP|WARD|||20241125||{kind}|M1|P|2.5.1||||||{charset}"


def seg(name: str, fields: dict[int, str]) -> str:
    """A segment of fields by number."""
    return "|".join([name, *(fields.get(number, "") for number in range(1, max(fields) + 1))])


@pytest.fixture
def read(tmp_path: Path):
    """The document of a message of these segments."""

    def made(*segments: str | bytes, end: bytes = b"\r", **options) -> Cas:
        path = tmp_path / "m.hl7"
        lines = [s if isinstance(s, bytes) else s.encode() for s in segments]
        path.write_bytes(end.join(lines) + end)
        reader = Hl7Reader(**options)
        (source,) = reader.find([path])
        cas = reader.read(source)
        cas.check()
        return cas

    return made


def obx(number: int, kind: str, about: str, value: str, rest: str = "||||||F") -> str:
    return f"OBX|{number}|{kind}|{about}||{value}{rest}"


# Text


def test_one_report_is_its_text_alone(read) -> None:
    cas = read(
        msh(),
        "OBR|1|||R^Report^L",
        obx(1, "TX", "R^Report^L", "FINDINGS: clear."),
        obx(2, "TX", "R^Report^L", ""),
        obx(3, "TX", "R^Report^L", "IMPRESSION: normal."),
    )
    assert cas.sofa_string == "FINDINGS: clear.\n\nIMPRESSION: normal."
    assert not cas.select("cascara.type.Section")


RADIOLOGY = [
    "OBR|1|||71020^Chest X-ray^CPT",
    obx(1, "TX", "71020&GDT^Chest X-ray^CPT", "Lungs are clear."),
    obx(2, "TX", "71020&GDT^Chest X-ray^CPT", "No effusion."),
    obx(3, "TX", "71020&IMP^Chest X-ray^CPT", "Normal chest."),
    obx(4, "TX", "71020&REC^Chest X-ray^CPT", "None."),
]


def sections_of(cas: Cas) -> list[tuple[str, str, str]]:
    """Title, LOINC code and body of each section; the heading in the text is the title."""
    found = []
    for section in cas.select("cascara.type.Section"):
        heading = cas.sofa_string[section.headingBegin : section.headingEnd]
        assert heading == f"{section.tagText}:"
        found.append((section.tagText, section.code, cas.covered_text(section)))
    return found


def test_a_suffix_of_the_identifier_makes_a_section_of_a_report(read) -> None:
    """HL7 v2 chapter 7: GDT is the general description, IMP the impression, REC what is advised."""
    cas = read(msh(), *RADIOLOGY)
    assert cas.sofa_string == (
        "Findings:\nLungs are clear.\nNo effusion.\n"
        "Impression:\nNormal chest.\nRecommendations:\nNone."
    )
    assert sections_of(cas) == [
        ("Findings", "59776-5", "Lungs are clear.\nNo effusion."),
        ("Impression", "19005-8", "Normal chest."),
        ("Recommendations", "18783-1", "None."),
    ]
    assert not any(section.derived for section in cas.select("cascara.type.Section"))


@pytest.mark.parametrize(
    ("about", "title", "code"),
    [
        ("&IMP", "Impression", "19005-8"),
        ("19005-8^Radiology imaging study [Impression]^LN", "Impression", "19005-8"),
        ("IMPR^Rad. conclusion^L^19005-8^Impression^LN", "Impression", "19005-8"),
        ("18782-3^Study observation^LN", "Findings", "18782-3"),
        ("&ADT^Late words^L", "Addendum", "55107-7"),
    ],
)
def test_a_section_of_a_report_stands_alone_and_short(read, about, title, code) -> None:
    cas = read(msh(), "OBR|1|||R^Report^L", obx(1, "ST", about, "Normal."))
    assert sections_of(cas) == [(title, code, "Normal.")]
    assert not cas.select("ObservationEntry")


@pytest.mark.parametrize("about", ["IMP^Impact test^L", "19005-8^Local^L", "&XYZ^Report^L"])
def test_other_identifiers_make_no_section_of_a_report(read, about) -> None:
    assert not sections_of(read(msh(), "OBR|1|||R^Report^L", obx(1, "TX", about, "Normal.")))


def test_comments_on_a_section_of_a_report_are_in_it(read) -> None:
    cas = read(msh(), *RADIOLOGY[:4], "NTE|1||Read by phone.")
    assert sections_of(cas)[1] == ("Impression", "19005-8", "Normal chest.\nRead by phone.")


def test_parts_made_of_codes_are_sections_beside_a_report(read) -> None:
    """The report itself is in none: it is divided by its own headings."""
    report = obx(1, "TX", "R^Report^L", "HISTORY: pain.~IMPRESSION: normal.")
    cas = read(msh(), "AL1|1||^Penicillin", "OBR|1|||R^Report^L", report)
    assert sections_of(cas) == [("Allergies", "48765-2", "Penicillin")]
    (entry,) = cas.select("AllergyEntry")
    assert entry.section.tagText == "Allergies"


def test_lines_go_by_set_id_when_each_has_its_own(read) -> None:
    lines = [obx(10, "TX", "R", "ten"), obx(2, "TX", "R", "two"), obx(1, "TX", "R", "one")]
    assert read(msh(), "OBR|1", *lines).sofa_string == "one\ntwo\nten"
    lines = [obx(1, "TX", "R", "a"), obx(1, "TX", "R", "b"), obx(1, "TX", "R", "c")]
    assert read(msh(), "OBR|1", *lines).sofa_string == "a\nb\nc"


def test_lines_without_an_identifier_go_on(read) -> None:
    cas = read(msh(), "OBR|1", obx(1, "ST", "12345", ""), obx(2, "TX", "", "Seen."))
    assert cas.sofa_string == "Seen."


def test_repetitions_of_a_text_are_lines(read) -> None:
    assert read(msh(), obx(1, "FT", "R", "one~two~~four")).sofa_string.endswith("one\ntwo\n\nfour")


def test_delimiters_that_the_sender_forgot_to_escape_are_text(read) -> None:
    cas = read(msh(), "OBR|1", obx(1, "TX", "R", "Temp 38^5 R&D C:\\temp\\x"))
    assert cas.sofa_string == "Temp 38^5 R&D C:\\temp\\x"


def test_a_line_end_within_a_field_stays_in_it(read) -> None:
    cas = read(msh(), "OBR|1", "OBX|1|TX|R||first line\nsecond line\n\nfourth line||||||F")
    assert cas.sofa_string == "first line\nsecond line\n\nfourth line"


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r\n"])
def test_segments_end_in_any_way(read, end: bytes) -> None:
    cas = read(msh(), "PID|1||7", "OBR|1", obx(1, "TX", "R", "Seen."), end=end)
    assert cas.sofa_string == "Seen."
    assert cas.metadata.items["patient.id"] == "7"


def test_delimiters_are_those_of_the_message(read) -> None:
    cas = read(
        "MSH#*%!@#APP#WARD###2024##ORU*R01#M1#P#2.5",
        "PID#1##7***WARD@1.2.3@ISO#",
        "OBR#1",
        r"OBX#1#TX#R##a!F!b!S!c!R!d!T!e!E!f \T\ |^~&######F",
    )
    assert cas.sofa_string == r"a#b*c%d@e!f \T\ |^~&"
    assert cas.metadata.items["patient.id"] == "urn:oid:1.2.3|7"


def test_a_doubled_escape_character_in_the_header_is_one(read) -> None:
    cas = read(msh(marks=r"^~\\&"), "OBR|1", obx(1, "TX", "R", r"R\T\D\.br\x&y"))
    assert cas.sofa_string == "R&D\nx&y"


def test_what_the_sender_took_back_is_left_out_and_counted(read) -> None:
    results = [
        obx(1, "NM", "1^Sodium^L", "140"),
        obx(2, "NM", "2^Potassium^L", "9.9", "||||||W"),
        obx(3, "NM", "3^Chloride^L", "1", "||||||D"),
    ]
    cas = read(msh(), "OBR|1|||P^Panel^L", *results)
    assert cas.sofa_string == "Panel:\nSodium: 140"
    assert cas.metadata.items["warning"].endswith("left out: 2")
    with pytest.raises(DocumentError, match="results taken back by the sender: 2"):
        read(msh(), "OBR|1|||P^Panel^L", *results[1:])


@pytest.mark.parametrize("segments", [[], ["PID|1||7", "PV1|1|I"], ["OBX|1|TX|R||||||||F"]])
def test_nothing_clinical_is_set_aside(read, segments: list[str]) -> None:
    with pytest.raises(DocumentError, match=NOTHING):
        read(msh("ADT^A01"), *segments)


# Results


@pytest.mark.parametrize(
    ("kind", "value", "shown", "amount"),
    [
        ("NM", "5.40", "5.40", {"value": "5.40"}),
        ("SN", "^182", "182", {"value": "182"}),
        ("SN", ">^1000", ">1000", {"value": "1000", "comparator": ">"}),
        ("SN", "^1^:^128", "1:128", {"low": "1", "high": "128"}),
        ("SN", "^2^+", "2+", None),
        ("NR", "3^5", "3-5", {"low": "3", "high": "5"}),
        ("ST", "<0.01", "<0.01", {"value": "0.01", "comparator": "<"}),
        ("ST", "Yellow", "Yellow", None),
        ("NM", "trace", "trace", None),
        ("DT", "20240131", "2024-01-31", None),
        ("TM", "0730", "07:30", None),
        ("TS", "202401310730-0500", "2024-01-31 07:30-05:00", None),
        ("CE", "260385009^Negative^SCT", "Negative", None),
        ("XCN", "7^Roe^Ann^B^^Dr", "Dr Ann B Roe", None),
        ("CP", "12^EUR", "12 EUR", None),
    ],
)
def test_a_result_is_a_line_and_an_entry(read, kind, value, shown, amount) -> None:
    rest = "|mg/dL|3.5-5.1|H|||F|||202401310800"
    panel = seg("OBR", {1: "1", 4: "24323-8^Panel^LN", 7: "20240131", 24: "CH"})
    cas = read(msh(), panel, obx(1, kind, "2823-3^Potassium^LN", value, rest))
    line = f"Potassium: {shown} mg/dL (3.5-5.1) H"
    assert cas.sofa_string == f"Panel:\n{line}"
    (entry,) = cas.select("ObservationEntry")
    assert cas.covered_text(entry) == line
    assert entry.joined
    assert (entry.code.code, entry.code.system) == ("2823-3", "http://loinc.org")
    assert (entry.status, entry.begun, entry.category) == (
        "final",
        "2024-01-31T08:00",
        "laboratory",
    )
    assert (entry.range.low, entry.range.high, entry.rangeText) == ("3.5", "5.1", "3.5-5.1")
    assert entry.interpretation.code == "H"
    assert entry.panel.code == "24323-8"
    if kind == "CE":
        assert (entry.coded.code, entry.coded.system) == ("260385009", "http://snomed.info/sct")
    elif amount is None:
        assert entry.text == shown
    else:
        got = entry.quantity
        found = {"value": got.value, "low": got.low, "high": got.high, "comparator": got.comparator}
        assert {k: v for k, v in found.items() if v} == amount
        assert got.unit == "mg/dL"
    (section,) = cas.select("cascara.type.Section")
    assert (section.tagText, section.code, section.derived) == ("Panel", "24323-8", True)
    assert cas.covered_text(section) == line
    assert entry.section is section


def test_comments_follow_what_they_are_about(read) -> None:
    cas = read(
        msh(),
        "PID|1||7",
        "NTE|1||Of the patient.",
        "OBR|1|||P^Panel^L",
        "NTE|1||Of the panel.",
        obx(1, "NM", "1^Sodium^L", "140"),
        r"NTE|1||Of the result,\.br\two lines.~And three.",
    )
    assert cas.sofa_string == (
        "Comments:\nOf the patient.\n\n"
        "Panel:\nOf the panel.\nSodium: 140\nOf the result,\ntwo lines.\nAnd three."
    )
    (entry,) = cas.select("ObservationEntry")
    assert entry.note == "Of the result,\ntwo lines.\nAnd three."
    assert cas.covered_text(entry) == "Sodium: 140"


@pytest.mark.parametrize("kind", ["ED", "RP"])
def test_a_comment_on_a_document_that_is_empty_is_on_nothing_else(read, kind: str) -> None:
    """It must not end up below the result before it."""
    before = ["OBR|1", obx(1, "NM", "2951-2^Sodium^LN", "140")]
    cas = read(msh(), *before, obx(2, kind, "18842-5^Letter^LN", ""), "NTE|1||Never sent")
    text = cas.sofa_string
    assert text.index("Sodium") < text.index("Never sent")
    (sodium,) = cas.select("ObservationEntry")
    assert "Never" not in cas.covered_text(sodium)
    assert not sodium.note
    only = read(msh(), "OBR|1", obx(1, kind, "18842-5^Letter^LN", ""), "NTE|1||Never sent")
    assert only.sofa_string.strip() == "Never sent"


def test_a_report_beside_results_leaves_its_sections_to_be_found(read) -> None:
    cas = read(
        msh(),
        "OBR|1|||P^Panel^L",
        obx(1, "NM", "1^Sodium^L", "140"),
        "OBR|2|||C^CT chest^L",
        obx(1, "TX", "F^Findings^L", "Clear lungs."),
        obx(2, "TX", "F^Findings^L", "No mass."),
        obx(3, "TX", "I^Impression^L", "Normal."),
        obx(4, "TX", "I^Impression^L", "No change."),
    )
    assert cas.sofa_string == (
        "Panel:\nSodium: 140\n\n"
        "CT chest:\nFindings:\nClear lungs.\nNo mass.\nImpression:\nNormal.\nNo change."
    )
    assert sections_of(cas) == [("Panel", None, "Sodium: 140")]
    assert len(cas.select("ObservationEntry")) == 1


# Documents within and elsewhere


def test_an_embedded_text_is_decoded(read) -> None:
    data = base64.b64encode("Größe: 12 cm.".encode()).decode()
    broken = data[:8] + r"\.br\ " + data[8:]
    for encoded, name in ((data, "Base64"), (broken, "base64"), ("4e6f726d616c2e", "Hex")):
        letter = obx(1, "ED", "D^Letter^L", f"^TEXT^PLAIN^{name}^{encoded}")
        cas = read(msh("MDM^T02"), "TXA|1|CN|TX", letter)
        assert cas.sofa_string == ("Normal." if name == "Hex" else "Größe: 12 cm.")


CDA = b"""<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Summary</title>
<component><structuredBody><component><section><code code="48765-2"/><title>Allergies</title>
<text><paragraph>Penicillin: hives.</paragraph></text></section></component></structuredBody>
</component></ClinicalDocument>"""


def test_a_cda_document_in_an_envelope_keeps_its_sections(read) -> None:
    carried = f"^TEXT^XML^Base64^{base64.b64encode(CDA).decode()}"
    cas = read(msh("MDM^T02"), "PID|1||7", "TXA|1|CN", obx(1, "ED", "D^Summary^L", carried))
    (section,) = cas.select("cascara.type.Section")
    assert (section.code, cas.covered_text(section)) == ("48765-2", "Penicillin: hives.")
    items = cas.metadata.items
    assert (items["document.title"], items["patient.id"]) == ("Summary", "7")
    assert cas.metadata.format == "hl7"
    beside = read(
        msh(), "OBR|1|||P^Panel^L", obx(1, "ED", "D", carried), obx(2, "NM", "1^Sodium^L", "140")
    )
    assert beside.sofa_string.endswith("Penicillin: hives.\nSodium: 140")
    broken = f"^TEXT^XML^Base64^{base64.b64encode(CDA[:-99]).decode()}"
    cas = read(msh(), "OBR|1", obx(1, "ED", "D", broken), obx(2, "NM", "1^Sodium^L", "140"))
    assert "left out" in cas.metadata.items["warning"]


def test_an_embedded_image_is_named_and_a_broken_document_too(read) -> None:
    image = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()
    cas = read(
        msh(),
        "OBR|1|||P^Panel^L",
        obx(1, "ED", "S^Scan^L", f"^AP^PDF^Base64^{image}"),
        obx(2, "ED", "T^Tracing^L", "^TEXT^PLAIN^Base64^=broken="),
        obx(3, "RP", "X^Film^L", r"https://pacs.example/a\T\b^PACS^IM^JPEG"),
    )
    assert cas.sofa_string == (
        "Panel:\nScan: [image/png]\nTracing: [text/plain]\nFilm: [https://pacs.example/a&b]"
    )
    items = cas.metadata.items
    assert [items[f"attachment{n}.type"] for n in ("", ".2", ".3")] == [
        "image/png",
        "text/plain",
        "image/jpeg",
    ]
    assert items["attachment.3.url"] == "https://pacs.example/a&b"
    assert "attachment.url" not in items


# Coded segments


def entries(cas: Cas, kind: str) -> list[tuple[str, str]]:
    return [(cas.covered_text(e), e.code.code or e.code.text) for e in cas.select(kind)]


def test_a_message_of_codes_has_a_section_for_each_kind(read) -> None:
    cas = read(
        msh("ADT^A01"),
        seg("PV2", {3: "R10.9^Abdominal pain^I10C", 12: "Seen after a fall"}),
        "AL1|1|DA^Drug allergy|7980^Penicillin^RXNORM|SV|Hives~Wheeze|20190401",
        "AL1|2||Latex|MO",
        "DG1|1||S06.0^Concussion^I10C|Concussion of the brain|20241120|W",
        seg(
            "PRB",
            {
                3: "I10^Hypertension^I10C",
                4: "P9",
                13: "C^Confirmed",
                14: "A^Active",
                16: "20230515",
            },
        ),
        "PR1|1||80146002^Appendectomy^SCT||202411211030",
        "DG1|2|I9C|250.00||20241120|F",
    )
    assert cas.sofa_string == (
        "Reason for visit:\nAbdominal pain\nSeen after a fall\n\n"
        "Allergies:\nPenicillin (drug allergy, severe, 2019-04-01): Hives; Wheeze\n"
        "Latex (moderate)\n\n"
        "Diagnoses:\nConcussion - Concussion of the brain (working, 2024-11-20)\n"
        "250.00 (final, 2024-11-20)\n\n"
        "Problems:\nHypertension (active, 2023-05-15)\n\n"
        "Procedures:\nAppendectomy (2024-11-21)"
    )
    sections = {s.tagText: (s.code, s.derived, s.level) for s in cas.select("cascara.type.Section")}
    assert sections["Allergies"] == ("48765-2", True, 1)
    assert len(sections) == 5
    first, second = cas.select("AllergyEntry")
    assert (first.code.code, first.begun, first.severity.code) == ("7980", "2019-04-01", "SV")
    reactions = [reaction.manifestation.text for reaction in first.reactions.elements]
    assert reactions == ["Hives", "Wheeze"]
    assert (second.code.code, second.code.text) == (None, "Latex")
    working, final, problem = cas.select("ProblemEntry")
    assert (working.verification, working.begun) == ("provisional", "2024-11-20")
    assert (final.code.code, final.code.system) == ("250.00", "http://hl7.org/fhir/sid/icd-9-cm")
    assert (problem.begun, problem.identifier) == ("2023-05-15", "P9")
    assert (problem.clinicalStatus, problem.verification) == ("active", "confirmed")
    (procedure,) = cas.select("ProcedureEntry")
    assert procedure.begun == "2024-11-21T10:30"
    assert all(e.section is not None for e in cas.select("cascara.type.Entry"))


def test_orders_of_medication(read) -> None:
    cas = read(
        msh("RDE^O11"),
        "ORC|NW|1",
        seg("TQ1", {3: "BID&twice a day", 7: "20241125", 8: "20241205", 11: "with food"}),
        "RXE||308182^Amoxicillin 500 mg^RXNORM|1|2|caps|C^capsule|Finish the course",
        "RXR|PO^Oral^HL70162",
        "NTE|1||Penicillin allergy checked.",
        "ORC|DC|2",
        "RXE|1^Q6H^^20241125|161^Acetaminophen^RXNORM|650||mg",
        "ORC|NW|3",
        "TQ1|1||PRN",
        "RXO|5640^Ibuprofen^RXNORM|400||mg",
    )
    assert cas.sofa_string == (
        "Medications:\nAmoxicillin 500 mg, 1-2 caps, capsule, Oral, twice a day, with food, "
        "2024-11-25 to 2024-12-05. Finish the course\nPenicillin allergy checked.\n"
        "Acetaminophen, 650 mg, Q6H, 2024-11-25\n"
        "Ibuprofen, 400 mg, PRN"
    )
    one, two, three = cas.select("MedicationEntry")
    assert (one.dose.low, one.dose.high, one.dose.unit) == ("1", "2", "caps")
    assert (one.route.code, one.begun, one.ended) == ("PO", "2024-11-25", "2024-12-05")
    assert (one.timing.period, one.timing.periodUnit, one.timing.count) == ("1", "d", "2")
    assert (one.text, one.note) == ("Finish the course", "Penicillin allergy checked.")
    assert (two.status, two.timing.period, two.timing.periodUnit) == ("discontinued", "6", "h")
    assert (two.dose.value, two.intent) == ("650", "intent")
    assert three.asNeeded is True


def test_vaccines_given_refused_and_unknown(read) -> None:
    cas = read(
        msh("VXU^V04"),
        "ORC|RE",
        seg("RXA", {3: "20240101", 5: "115^Tdap^CVX", 6: "0.5", 7: "mL", 15: "L77", 20: "CP"}),
        "RXR|IM^Intramuscular^HL70162|LA^Left arm^HL70163",
        obx(1, "CE", "64994-7^Eligibility^LN", "V01^Not eligible^HL70064"),
        "ORC|RE",
        seg(
            "RXA",
            {3: "20240201", 5: "140^Influenza^CVX", 6: "999", 18: "00^Parental decision", 20: "RE"},
        ),
        "ORC|RE",
        "RXA|0|1|20240301||998^No vaccine administered^CVX|999",
    )
    assert cas.sofa_string == (
        "Immunizations:\nTdap, 0.5 mL, Intramuscular, Left arm, 2024-01-01\n"
        "Eligibility: Not eligible\n"
        "Influenza, 2024-02-01, refused, Parental decision\n"
        "No vaccine administered, 2024-03-01"
    )
    given, refused, none = cas.select("ImmunizationEntry")
    assert (given.lot, given.status, given.negated) == ("L77", "completed", None)
    assert (given.dose.value, given.dose.unit, given.route.code) == ("0.5", "mL", "IM")
    assert (given.code.system, given.begun) == ("http://hl7.org/fhir/sid/cvx", "2024-01-01")
    assert (refused.negated, refused.status, refused.dose) == (True, "refused", None)
    assert refused.reason.display == "Parental decision"
    assert none.negated is True


def test_a_drug_given_is_no_vaccine(read) -> None:
    cas = read(msh("RAS^O17"), "RXA|0|1|20240101||161^Acetaminophen^RXNORM|650|mg")
    assert cas.sofa_string == "Medications administered:\nAcetaminophen, 650 mg, 2024-01-01"
    assert cas.select("MedicationEntry")[0].intent == "event"


def test_what_is_asked_for_and_appointed(read) -> None:
    order = read(
        msh("ORM^O01"),
        seg("OBR", {4: "24725-4^CT head^LN", 6: "20240101", 13: "Fall", 31: "R51^Headache^I10C"}),
    )
    assert order.sofa_string == "Orders:\nCT head\nClinical information: Fall\nReason: Headache"
    (plan,) = order.select("PlanEntry")
    assert (plan.intent, plan.begun, plan.code.code) == ("request", "2024-01-01", "24725-4")
    visit = read(
        msh("SIU^S12"),
        seg("SCH", {7: "^Annual checkup", 8: "^Normal"}),
        "AIS|1||58410-2^Blood count^LN|20240102",
        "NTE|1||Come fasting.",
        "AIL|1",
        "NTE|1||Room 4.",
    )
    assert visit.sofa_string == (
        "Appointment:\nReason: Annual checkup\nType: Normal\n"
        "Blood count (2024-01-02)\nCome fasting.\nRoom 4."
    )
    (plan,) = visit.select("PlanEntry")
    assert (plan.intent, plan.begun, plan.note) == ("appointment", "2024-01-02", "Come fasting.")


# Metadata


def test_metadata_of_a_document(read) -> None:
    cas = read(
        r"MSH|^~\&|A|B|||20241125||MDM^T06^MDM_T02|M1|P|2.8||||||UNICODE UTF-8|en||P1^^2.16.1^ISO",
        "PID|1|77|77^^^WARD&1.2.3&ISO^MR~99^^^SSA^SS||Roe^Ann^Bea^Jr^Dr||19500102|F",
        seg(
            "PV1",
            {
                2: "I",
                3: "W4^12^A^NORTH",
                4: "EM",
                19: "55^^^WARD",
                44: "2024112008",
                45: "20241124",
            },
        ),
        seg(
            "TXA",
            {2: "DS", 4: "202411250800", 9: "2^Fox^Joy^^^Dr^^^WARD&1.2.3&ISO", 12: "D9", 13: "D8"}
            | {17: "AU", 18: "R"},
        ),
        obx(1, "TX", "R", "Well.", "||||||F|||||3^Poe^Sam"),
    )
    assert cas.metadata.items == {
        "document.id": "D9",
        "document.type.code": "DS",
        "document.type.system": "http://terminology.hl7.org/CodeSystem/v2-0270",
        "document.type.display": "Discharge summary",
        "document.time": "2024-11-25T08:00",
        "document.language": "en",
        "document.confidentiality": "R",
        "document.status": "AU",
        "related.type": "APND",
        "related.id": "D8",
        "patient.id": "urn:oid:1.2.3|77",
        "patient.id.2": "SSA|99",
        "patient.name": "Dr Ann Bea Roe Jr",
        "patient.family": "Roe",
        "patient.given": "Ann Bea",
        "patient.birth": "1950-01-02",
        "patient.sex": "F",
        "author.name": "Dr Joy Fox",
        "author.id": "urn:oid:1.2.3|2",
        "author.2.name": "Sam Poe",
        "author.2.id": "3",
        "encounter.id": "WARD|55",
        "encounter.class": "I",
        "encounter.type": "EM",
        "encounter.begin": "2024-11-20T08",
        "encounter.end": "2024-11-24",
        "encounter.location": "NORTH, W4, 12, A",
        "template": "urn:oid:2.16.1|P1",
    }


def test_the_null_value_is_no_value(read) -> None:
    cas = read(msh(), 'PID|1||7||""^Ann||""', "OBR|1", obx(1, "TX", "R", "Well."))
    items = cas.metadata.items
    assert items["patient.name"] == "Ann"
    assert not {"patient.family", "patient.birth"} & items.keys()

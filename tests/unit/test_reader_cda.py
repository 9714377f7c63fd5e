"""CDA: the example document, and each thing that senders do differently."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cascara.core.component import Source
from cascara.core.errors import DocumentError
from cascara.readers.cda import CdaReader, document
from cascara.typesystem import default

EXAMPLE = Path(__file__).parents[2] / "examples" / "documents" / "ward-summary.xml"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SNOMED = "2.16.840.1.113883.6.96"


@pytest.fixture(scope="module")
def example() -> Any:
    return CdaReader().read(Source("ward-summary.xml", str(EXAMPLE)))


def read(sections: str, header: str = "") -> Any:
    """A document of these sections."""
    body = f"<component><structuredBody>{sections}</structuredBody></component>" if sections else ""
    xml = f'<ClinicalDocument xmlns="urn:hl7-org:v3" {XSI}>{header}{body}</ClinicalDocument>'
    return document(xml.encode(), "test.xml", default(), 64)


def section(text: str, entries: str = "", code: str = "11450-4", title: str = "T") -> str:
    return (
        f'<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>'
        f"<title>{title}</title><text>{text}</text>{entries}</section></component>"
    )


def entry(inner: str) -> str:
    return f"<entry>{inner}</entry>"


def problem(inner: str = "", value: str = 'code="1" displayName="P"', attributes: str = "") -> str:
    return (
        f'<observation classCode="OBS" moodCode="EVN" {attributes}>'
        '<templateId root="2.16.840.1.113883.10.20.22.4.4"/>'
        f'{inner}<value xsi:type="CD" codeSystem="{SNOMED}" {value}/></observation>'
    )


def medication(inner: str = "", mood: str = "EVN") -> str:
    return (
        f'<substanceAdministration classCode="SBADM" moodCode="{mood}">{inner}<consumable>'
        '<manufacturedProduct><manufacturedMaterial><code code="9" displayName="M"/>'
        "</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>"
    )


def only(cas: Any, kind: str) -> Any:
    (found,) = cas.select(kind)
    return found


def words(cas: Any, fs: Any) -> str | None:
    return cas.covered_text(fs) if fs.joined else None


# The example


def test_each_entry_has_its_words(example: Any) -> None:
    joined = [(e.type.name[13:], words(example, e)) for e in example.select("cascara.type.Entry")]
    assert joined == [
        ("ProblemEntry", "Atrial fibrillation"),
        ("ProblemEntry", "Gout of the left big toe, resolved"),
        ("ProblemEntry", "Pulmonary embolism"),
        ("MedicationEntry", "Metoprolol 50 mg tablet"),
        ("MedicationEntry", words(example, example.select("MedicationEntry")[1])),
        ("MedicationEntry", "Atorvastatin 20 mg tablet"),
        ("AllergyEntry", "Penicillin"),
        ("ObservationEntry", "Potassium"),
        ("ObservationEntry", "Troponin T"),
        ("ObservationEntry", "142"),
        ("ObservationEntry", "88"),
        ("ObservationEntry", "36.8 °C"),
        ("FamilyHistoryEntry", "stroke"),
        ("SocialHistoryEntry", "Smoked until 1995"),
        ("ProcedureEntry", "Cataract surgery of the right eye in 2021"),
        ("ImmunizationEntry", None),
        ("EncounterEntry", "Visit to the emergency room"),
        ("PlanEntry", "Echocardiogram within two weeks"),
    ]
    row = words(example, example.select("MedicationEntry")[1]) or ""
    assert "Ibuprofen 400 mg tablet" in row
    assert "March 2026" in row


def test_problems(example: Any) -> None:
    fibrillation, gout, embolism = example.select("ProblemEntry")
    assert (fibrillation.code.code, fibrillation.code.system) == (
        "49436004",
        "http://snomed.info/sct",
    )
    (translation,) = fibrillation.code.translations.elements
    assert (translation.code, translation.system) == (
        "I48.91",
        "http://hl7.org/fhir/sid/icd-10-cm",
    )
    assert (fibrillation.status, fibrillation.clinicalStatus) == ("active", "active")
    assert (fibrillation.begun, fibrillation.ended) == ("2019-05", None)
    assert fibrillation.identifier == "1.2.276.0.76.3.1.999.2^p1"
    assert (gout.status, gout.clinicalStatus) == ("completed", "resolved")
    assert (gout.begun, gout.ended, gout.site.display) == (
        "2011",
        "2012-08-10",
        "Great toe structure",
    )
    assert embolism.negated
    assert embolism.verification == "refuted"


def test_medications(example: Any) -> None:
    metoprolol, ibuprofen, atorvastatin = example.select("MedicationEntry")
    assert (metoprolol.dose.value, metoprolol.dose.unit) == ("1", "{tablet}")
    assert (metoprolol.timing.period, metoprolol.timing.periodUnit) == ("12", "h")
    assert metoprolol.timing.institutionSpecified is False
    assert (metoprolol.route.display, metoprolol.reason.code) == ("Oral", "49436004")
    assert metoprolol.intent == "event"
    assert ibuprofen.intent == "intent"
    assert (ibuprofen.timing.period, ibuprofen.timing.periodMax) == ("6", "8")
    assert ibuprofen.asNeeded
    assert (ibuprofen.reason.display, ibuprofen.form.display) == ("Pain", "Tablet")
    assert ibuprofen.text == "with plenty of water, never on an empty stomach"
    assert (ibuprofen.begun, ibuprofen.ended) == ("2026-03-14", "2026-03-21")
    assert (atorvastatin.timing.event, atorvastatin.timing.period) == ("HS", None)


def test_allergy_with_reaction(example: Any) -> None:
    allergy = only(example, "AllergyEntry")
    (reaction,) = allergy.reactions.elements
    assert (allergy.code.display, allergy.category.display) == ("penicillin G", "Allergy to drug")
    assert (allergy.criticality, allergy.begun) == ("high", "1999")
    assert (reaction.manifestation.code, reaction.severity.code) == ("247472004", "6736007")
    assert allergy.severity is None, "the severity is the reaction's"


def test_results_and_vital_signs(example: Any) -> None:
    potassium, troponin, systolic, *_ = example.select("ObservationEntry")[:3]
    assert (potassium.category, potassium.panel.code) == ("laboratory", "24321-2")
    assert (potassium.quantity.value, potassium.quantity.unit) == ("5.9", "mmol/L")
    assert (potassium.range.low, potassium.range.high) == ("3.5", "5.1")
    assert potassium.rangeText == "3.5 to 5.1 mmol/L"
    assert potassium.interpretation.code == "H"
    assert (troponin.quantity.high, troponin.quantity.value) == ("5", None)
    assert troponin.begun == "2026-03-10T07:30+01:00", "the time of its panel"
    assert (systolic.category, systolic.quantity.value) == ("vital-signs", "142")


def test_history_and_plan(example: Any) -> None:
    father = only(example, "FamilyHistoryEntry")
    assert (father.relation.code, father.sex, father.deceased) == ("FTH", "M", True)
    assert (father.code.code, father.age.value, father.age.unit) == ("230690007", "61", "a")
    smoking = only(example, "SocialHistoryEntry")
    assert (smoking.code.code, smoking.coded.code) == ("72166-2", "8517006")
    plan = only(example, "PlanEntry")
    assert (plan.intent, plan.activity, plan.begun) == ("request", "procedure", "2026-03-28")
    vaccine = only(example, "ImmunizationEntry")
    assert (vaccine.lot, vaccine.negated, vaccine.begun) == ("LH-22", False, "2025-10-14")
    assert only(example, "EncounterEntry").location == "Emergency room"
    assert only(example, "ProcedureEntry").site.display == "Eye"


def test_sections_are_nested_and_one_is_derived(example: Any) -> None:
    sections = example.select("cascara.type.Section")
    assert [s.tagText for s in sections][-2:] == ["Plan", "Instructions"]
    plan, instructions = sections[-2:]
    assert (instructions.level, instructions.parent) == (2, plan)
    assert plan.begin <= instructions.begin <= instructions.end == plan.end
    (derived,) = [s for s in sections if s.derived]
    assert derived.code == "11369-6"
    assert example.covered_text(derived) == "Influenza vaccine, quadrivalent, adjuvanted"
    assert sections[0].templates.elements == ["2.16.840.1.113883.10.20.22.2.5.1"]


def test_deleted_words_are_left_out_and_that_is_said(example: Any) -> None:
    assert "spring" not in example.sofa_string
    assert example.metadata.items["warning"] == "deleted text left out: 1"


# References


@pytest.mark.parametrize(
    ("text", "reference", "expected"),
    [
        ('<content ID="a">Gout</content> again', "#a", "Gout"),
        ('<content ID="a">Gout</content> again', "a", "Gout"),
        ('<list><item ID="a">Gout</item></list>', "#a", "Gout"),
        ('<table><tbody><tr><td><content ID="a"/>Gout</td><td>x</td></tr></tbody></table>', "#a",
         "Gout"),
        ("Gout", "#a", None),
        ("Gout", "", None),
        ("Gout", "https://example.org/#a", None),
        ('<content ID="a"/>', "#a", None),
    ],
)  # fmt: skip
def test_references(text: str, reference: str, expected: str | None) -> None:
    cas = read(section(text, entry(problem(f'<text><reference value="{reference}"/></text>'))))
    found = only(cas, "ProblemEntry")
    assert words(cas, found) == expected
    if expected is None:
        assert found.begin == found.end == only(cas, "cascara.type.Section").begin


def test_references_to_nothing_are_counted_but_not_addresses() -> None:
    said = '<text><reference value="{}"/></text>'
    entries = [problem(said.format(v)) for v in ("#x", "y", "https://example.org/a", "")]
    cas = read(section("Gout", "".join(map(entry, entries))))
    warning = "references to ids that the narrative lacks: 2"
    assert cas.metadata.items["warning"] == warning


def test_the_same_id_in_two_sections_is_that_of_the_own_section() -> None:
    said = entry(problem('<text><reference value="#a"/></text>'))
    first = section('<content ID="a">Gout</content>', said)
    second = section('<content ID="a">Asthma</content>', said)
    cas = read(first + second)
    assert [words(cas, e) for e in cas.select("ProblemEntry")] == ["Gout", "Asthma"]


def test_a_reference_into_another_section() -> None:
    said = entry(problem('<text><reference value="#a"/></text>'))
    cas = read(section('<content ID="a">Gout</content>') + section("Asthma", said))
    assert words(cas, only(cas, "ProblemEntry")) == "Gout"


def test_the_most_specific_reference_is_taken() -> None:
    text = '<paragraph ID="t">very <content ID="v">bad gout</content> <content ID="c">x</content>'
    observation = (
        '<observation moodCode="EVN"><code code="55607006" codeSystem="2.16.840.1.113883.6.96">'
        '<originalText><reference value="#c"/></originalText></code>'
        '<text><reference value="#t"/></text><value xsi:type="CD" nullFlavor="UNK">'
        '<originalText><reference value="#v"/></originalText></value></observation>'
    )
    cas = read(section(f"{text}</paragraph>", entry(observation)))
    found = only(cas, "ProblemEntry")
    assert words(cas, found) == "bad gout"
    assert (found.code.code, found.code.nullFlavor, found.code.text) == (None, "UNK", "bad gout")


def test_words_of_a_concern_that_holds_one_problem() -> None:
    concern = (
        '<act moodCode="EVN"><code code="CONC" codeSystem="2.16.840.1.113883.5.6"/>'
        '<text><reference value="#a"/></text><entryRelationship typeCode="SUBJ">{}'
        "</entryRelationship></act>"
    )
    text = '<content ID="a">Gout</content>'
    cas = read(section(text, entry(concern.format(problem()))))
    assert words(cas, only(cas, "ProblemEntry")) == "Gout"
    two = "</entryRelationship><entryRelationship>".join([problem(), problem()])
    cas = read(section(text, entry(concern.format(two))))
    assert [e.joined for e in cas.select("ProblemEntry")] == [False, False]


# Kinds


def test_a_problem_by_its_section_alone() -> None:
    bare = '<observation moodCode="EVN"><code code="x"/><value xsi:type="CD" code="1"/>'
    inner = (
        '<entryRelationship typeCode="REFR"><observation moodCode="EVN"><code code="y"/>'
        "</observation></entryRelationship></observation>"
    )
    cas = read(section("a", entry(bare + inner)))
    assert only(cas, "ProblemEntry").code.code == "1"
    assert only(cas, "ObservationEntry").code.code == "y"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ('<procedure moodCode="EVN"><code code="1"/></procedure>', "ProcedureEntry"),
        ('<procedure moodCode="RQO"><code code="1"/></procedure>', "PlanEntry"),
        ('<procedure><code code="1"/></procedure>', "ProcedureEntry"),
        ('<encounter moodCode="APT"><code code="1"/></encounter>', "PlanEntry"),
        ('<observation moodCode="GOL"><code code="1"/></observation>', "PlanEntry"),
        ('<act moodCode="EVN"><code code="1"/></act>', "Entry"),
        ('<supply moodCode="EVN"><code code="1"/></supply>', "Entry"),
        (medication(mood="EVN"), "MedicationEntry"),
        (medication(mood="INT"), "MedicationEntry"),
        (medication(mood="RQO"), "MedicationEntry"),
    ],
)  # fmt: skip
def test_moods(statement: str, kind: str) -> None:
    found = only(read(section("a", entry(statement), code="1")), "cascara.type.Entry")
    assert found.type.name == f"cascara.type.{kind}"


def test_a_condition_of_a_relative_is_no_problem_of_the_patient() -> None:
    subject = '<subject><relatedSubject><code code="MTH"/></relatedSubject></subject>'
    cas = read(section("a", entry(problem(subject))))
    assert only(cas, "FamilyHistoryEntry").relation.code == "MTH"
    assert not cas.select("ProblemEntry")


def test_a_relative_of_whom_only_the_panel_speaks() -> None:
    panel = '<organizer><subject><relatedSubject classCode="PRS"/></subject>{}</organizer>'
    cas = read(section("a", entry(panel.format(f"<component>{problem()}</component>"))))
    assert only(cas, "cascara.type.Entry").type.name == "cascara.type.FamilyHistoryEntry"
    alone = read(section("a", entry(panel.format(""))))
    assert only(alone, "FamilyHistoryEntry").code is None


def test_an_allergy_by_its_consumed_participant() -> None:
    observation = (
        '<observation moodCode="EVN"><code code="x"/><participant typeCode="CSM"><participantRole>'
        "<playingEntity><name>Latex</name></playingEntity></participantRole></participant>"
        "</observation>"
    )
    cas = read(section("a", entry(observation), code="1"))
    assert only(cas, "AllergyEntry").code.text == "Latex"


def test_reasons_and_severities_are_no_entries_of_their_own() -> None:
    reason = f'<entryRelationship typeCode="RSON">{problem()}</entryRelationship>'
    cas = read(section("a", entry(medication(reason)), code="10160-0"))
    assert only(cas, "cascara.type.Entry").reason.code == "1"


def test_a_comment_is_the_note_of_what_it_is_about() -> None:
    comment = (
        '<entryRelationship typeCode="SUBJ"><act moodCode="EVN"><code code="48767-8" '
        'codeSystem="2.16.840.1.113883.6.1"/><text>since the spring</text></act>'
        "</entryRelationship>"
    )
    cas = read(section("a", entry(problem(comment))))
    assert only(cas, "cascara.type.Entry").note == "since the spring"


@pytest.mark.parametrize(
    ("value", "feature", "expected"),
    [
        ('xsi:type="PQ" value="3" unit="mg"', "quantity", ("3", "mg")),
        ('xsi:type="INT" value="3"', "quantity", ("3", None)),
        ('value="3" unit="mg"', "quantity", ("3", "mg")),
        ('xsi:type="PQ" nullFlavor="NI"', "quantity", (None, None)),
        ('xsi:type="CD" code="7"', "coded", "7"),
        ('code="7"', "coded", "7"),
        ('xsi:type="BL" value="true"', "text", "true"),
        ('xsi:type="TS" value="20260102"', "text", "2026-01-02"),
    ],
)
def test_values_by_their_types(value: str, feature: str, expected: Any) -> None:
    observation = f'<observation moodCode="EVN"><code code="x"/><value {value}/></observation>'
    found = only(read(section("a", entry(observation), code="30954-2")), "ObservationEntry")
    made = getattr(found, feature)
    if feature == "quantity":
        assert (made.value, made.unit) == expected
        assert made.nullFlavor == ("NI" if expected == (None, None) else None)
    else:
        assert (made.code if feature == "coded" else made) == expected


def test_of_several_values_each_is_an_entry() -> None:
    """An ObservationEntry, as an Observation of FHIR, has one value."""
    values = (
        '<value xsi:type="CD" code="1" displayName="Escherichia coli"/>'
        '<value xsi:type="CD" code="2" displayName="Proteus mirabilis"/>'
        '<value xsi:type="PQ" value="3" unit="mg"/>'
    )
    observation = (
        '<observation moodCode="EVN"><id root="1.2.3" extension="9"/><code code="x"/>'
        f'<text><reference value="#w"/></text><effectiveTime value="2026"/>{values}</observation>'
    )
    text = '<paragraph ID="w">Culture</paragraph>'
    cas = read(section(text, entry(observation), code="30954-2"))
    first, second, third = found = cas.select("ObservationEntry")
    assert (first.coded.code, second.coded.code, third.quantity.value) == ("1", "2", "3")
    for one in found:
        assert (one.code.code, one.begun, one.identifier) == ("x", "2026", first.identifier)
        assert cas.covered_text(one) == "Culture"
    assert first.code is not second.code


# Documents that lack something, and hostile ones


def test_a_document_without_body_says_so() -> None:
    cas = read("", '<title>Only a header</title><id root="1.2.3" extension="9"/>')
    assert cas.sofa_string == ""
    assert cas.metadata.items == {
        "document.id": "urn:oid:1.2.3|9",
        "document.title": "Only a header",
        "warning": "the document has no body",
    }


def test_a_section_without_anything() -> None:
    cas = read("<component><section/></component>")
    only(cas, "cascara.type.Section")
    assert cas.sofa_string == ""


@pytest.mark.parametrize(
    "xml", [b"<html/>", b"<ClinicalDocument>", b"", b"plain words", b"<section/>"]
)
def test_what_is_no_cda(xml: bytes) -> None:
    with pytest.raises(DocumentError):
        document(xml, "test.xml", default(), 64)


def test_no_entity_is_read_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    xml = (
        f'<!DOCTYPE ClinicalDocument [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
        "<ClinicalDocument><component><section><text>&s;</text></section></component>"
        "</ClinicalDocument>"
    )
    try:
        text = document(xml.encode(), "test.xml", default(), 64).sofa_string or ""
    except DocumentError as error:
        text = str(error)
    assert "hidden" not in text


def test_statements_nested_deeper_than_any_real_document_has() -> None:
    deep = "<observation moodCode='EVN'><code code='d'/>"
    link = "<entryRelationship>"
    xml = (deep + link) * 200 + deep + "</observation>" + "</entryRelationship></observation>" * 200
    cas = read(section("a", entry(xml), code="1"))
    assert len(cas.select("ObservationEntry")) == 65
    assert "nested too deep: 1" in cas.metadata.items["warning"]


def observations(count: int) -> str:
    rows = "".join(f'<tr><td ID="r{n}">value {n}</td></tr>' for n in range(count))
    one = (
        '<component><observation moodCode="EVN"><code code="c{0}"/>'
        '<text><reference value="#r{0}"/></text><value xsi:type="PQ" value="{0}"/></observation>'
        "</component>"
    )
    inner = "".join(one.format(n) for n in range(count))
    panel = f'<organizer moodCode="EVN"><code code="p"/>{inner}</organizer>'
    return section(f"<table><tbody>{rows}</tbody></table>", entry(panel), code="30954-2")


def calls(function: Callable[[], object]) -> int:
    """How many functions are called: work that does not depend on how busy the machine is."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count


def test_many_observations_take_work_in_proportion() -> None:
    few, many = observations(200), observations(2_000)
    assert len(read(observations(5_000)).select("ObservationEntry")) == 5_000
    assert calls(lambda: read(many)) < 11 * calls(lambda: read(few))


@pytest.mark.parametrize("text", ["words", ""], ids=["narrative", "derived"])
def test_no_document_waits_for_the_cycle_collector(text: str) -> None:
    inner = entry(f"<act><entryRelationship>{problem()}</entryRelationship></act>")
    xml = section(text, inner * 3 + entry(medication()))
    read(xml)
    gc.collect()
    gc.disable()
    try:
        assert read(xml).select("ProblemEntry")
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_5000_references_to_a_whole_table_do_not_repeat_it() -> None:
    rows = "".join(f"<tr><td>value {n}</td></tr>" for n in range(2_000))
    one = entry(problem('<text><reference value="#all"/></text>', value='nullFlavor="UNK"'))
    cas = read(section(f'<table ID="all"><tbody>{rows}</tbody></table>', one * 200))
    problems = cas.select("ProblemEntry")
    assert {e.joined for e in problems} == {True}
    assert {e.code.text for e in problems} == {None}

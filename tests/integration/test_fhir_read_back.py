"""What the FHIR writer says of a finding, the FHIR reader hears: span, codes, certainty, dosage.

Expected is what docs/fhir-mapping.md promises, taken from the findings themselves.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import cascara
import pytest
from cascara.core.cas import Cas
from cascara.core.errors import DocumentError
from cascara.core.plugins import Plugins
from cascara.writers.fhir import FhirWriter
from cascara.writers.findings import Findings, Mention

PRESENCE = {"410515003": "affirmed", "410590009": "uncertain", "410516002": "negated"}
SURE = {"confirmed": "affirmed", "provisional": "uncertain", "unconfirmed": "uncertain"}
NOT_SAID = {"generic", "conditional"}
PROBLEMS = ("DiseaseDisorderMention", "SignSymptomMention")
KINDS = ("DiseaseDisorderMention", "SignSymptomMention", "LabMention", "MedicationMention",
         "ProcedureMention")  # fmt: skip
ENTRIES = ("ProblemEntry", "ObservationEntry", "ObservationEntry", "MedicationEntry",
           "ProcedureEntry")  # fmt: skip
DOSAGE = ("Strength", "Dosage", "Form", "Route", "Frequency", "Duration")
FAMILY, PAST, FINDING, RELATIVE = "57177007", "408731000", "246090004", "408732007"


class Fact(NamedTuple):
    """What is told of a finding."""

    span: tuple[int, int]
    kind: str
    """Type of the entry."""
    codes: frozenset[str]
    certainty: str
    past: bool = False
    more: str = ""
    """The dosage in words, or the reactions, or the relative."""


def squeezed(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


# What the note says


def said(cas: Cas) -> Iterator[Fact]:
    """The findings of a document without coded entries that FHIR can tell."""
    findings = Findings(cas)
    effects = reactions(findings.mentions)
    told_there = {id(one.fs) for many in effects.values() for one in many}
    for mention in findings.mentions:
        if (
            mention.type not in KINDS
            or mention.certainty in NOT_SAID
            or id(mention.fs) in told_there
        ):
            continue
        who = whose(mention)
        if who == "family_member" and mention.type in PROBLEMS:
            yield of_relative(mention)
        elif who == "patient":
            fact = of_patient(mention, cas, effects.get(id(mention.fs), []))
            if (fact.kind, fact.certainty) != ("ProcedureEntry", "uncertain"):
                yield fact


def section(mention: Mention) -> str:
    return mention.section.kind if mention.section else ""


def whose(mention: Mention) -> str:
    default = "family_member" if section(mention) == "family_history" else "patient"
    return mention.fs.subject or default


def allergen(mention: Mention) -> bool:
    named = any(part.name == "medicationAllergy" for part in mention.attributes)
    return mention.type == "MedicationMention" and (named or section(mention) == "allergies")


def reactions(mentions: list[Mention]) -> dict[int, list[Mention]]:
    """Problems in the sentence of an allergen: of the one before them, else of the first."""
    by_sentence: dict[Any, list[Mention]] = {}
    for one in mentions:
        certain = one.certainty in ("affirmed", "undecided") and whose(one) == "patient"
        if section(one) == "allergies" and one.sentence and certain:
            by_sentence.setdefault(one.sentence, []).append(one)
    found: dict[int, list[Mention]] = {}
    for members in by_sentence.values():
        drugs = [place for place, one in enumerate(members) if allergen(one)]
        for place, one in enumerate(members):
            if one.type in PROBLEMS and drugs:
                owner = max((d for d in drugs if d < place), default=drugs[0])
                found.setdefault(id(members[owner].fs), []).append(one)
    return found


def codes_of(mention: Mention) -> frozenset[str]:
    named = {one.code for one in mention.concepts} | {
        getattr(one, "cui", None) for one in mention.concepts
    }
    return frozenset(code for code in named if code)


def of_relative(mention: Mention) -> Fact:
    span = mention.fs.begin, mention.fs.end
    certainty = "affirmed" if mention.certainty == "undecided" else mention.certainty
    kind = "FamilyHistoryEntry" if certainty == "affirmed" else "ObservationEntry"
    return Fact(span, kind, codes_of(mention), certainty, more="relative")


def of_patient(mention: Mention, cas: Cas, effects: list[Mention]) -> Fact:
    certainty, past = mention.certainty, bool(mention.fs.historyOf)
    kind, more = ENTRIES[KINDS.index(mention.type)], ""
    if allergen(mention):
        kind = "AllergyEntry"
        past = past or certainty == "negated"
        more = "; ".join(squeezed(cas.covered_text(one.fs)) for one in effects)
    elif mention.type == "MedicationMention":
        more = dosage(mention, cas)
        if certainty == "affirmed" and stopped(mention):
            past = any(one.rule == "status.completed" for one in mention.evidence)
            certainty = "affirmed" if past else "stopped"
        past = past and certainty == "affirmed"
    elif mention.type in ("DiseaseDisorderMention", "ProcedureMention"):
        past = past and certainty != "negated"
    return Fact((mention.fs.begin, mention.fs.end), kind, codes_of(mention), certainty, past, more)


def stopped(mention: Mention) -> bool:
    return any(
        part.name == "medicationStatusChange" and part.values.get("value") == "stop"
        for part in mention.attributes
    )


def dosage(mention: Mention, cas: Cas) -> str:
    names = {f"medication{part}" for part in DOSAGE} | {"asNeeded"}
    parts = {part.name: part.fs for part in mention.attributes if part.name in names}
    words = [squeezed(cas.covered_text(fs)) for fs in sorted(parts.values(), key=place)]
    return " ".join(dict.fromkeys(words))


def place(fs: Any) -> tuple[int, int]:
    return fs.begin, fs.end


# What the reader hears


def heard(cas: Cas) -> Iterator[Fact]:
    """The entries of a document as facts; the components of one Observation are one fact."""
    whole: dict[str, list[Any]] = {}
    visit = cas.metadata.items.get("encounter.reference")
    for entry in cas.select("cascara.type.Entry"):
        if entry.identifier == visit:
            continue
        assert entry.joined
        whole.setdefault(entry.identifier, []).append(entry)
    for parts in whole.values():
        # A component names the Observation as its panel.
        parts.sort(key=lambda entry: getattr(entry, "panel", None) is not None)
        yield fact_of(parts[0], {part.code.code: part.coded for part in parts[1:]})


def fact_of(entry: Any, components: dict[str, Any]) -> Fact:
    kind, codes, more = entry.type.short_name, every_code(entry.code), ""
    kind = "ObservationEntry" if kind == "SocialHistoryEntry" else kind  # by its section
    certainty, past = "negated" if entry.negated else "affirmed", PAST in components
    if FAMILY in codes:
        codes, more = every_code(components[FINDING]), "relative"
        assert components[RELATIVE].code
    if kind in ("ProblemEntry", "AllergyEntry"):
        certainty = "negated" if entry.negated else SURE[entry.verification]
        past = entry.clinicalStatus in ("inactive", "resolved")
    if kind == "AllergyEntry":
        array = entry.reactions
        more = "; ".join(one.manifestation.text for one in (array.elements if array else ()))
    if kind == "ObservationEntry" and entry.coded is not None and not entry.negated:
        certainty = PRESENCE[entry.coded.code]
    elif kind == "ObservationEntry" and entry.status == "unknown":
        certainty = "uncertain"
    if kind in ("MedicationEntry", "ProcedureEntry"):
        past = entry.status == "completed"
    if kind == "MedicationEntry":
        more = entry.text or ""
        doubtful = {"unknown": "uncertain", "stopped": "stopped", "on-hold": "stopped"}
        certainty = doubtful.get(entry.status, certainty)
    if kind == "FamilyHistoryEntry":
        more = "relative" if entry.relation.code else ""
    return Fact((entry.begin, entry.end), kind, codes, certainty, past, more)


def every_code(code: Any) -> frozenset[str]:
    others = code.translations.elements if code.translations is not None else ()
    return frozenset(one.code for one in (code, *others) if one.code)


# Documents


@pytest.fixture(scope="module")
def clinical() -> Any:
    return cascara.load({"cascara": 1, "extends": "clinical", "writers": []})


def texts(shared_data: Path, folder: str, count: int) -> Iterator[str]:
    [file] = (shared_data / folder).glob("*.jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, islice(lines, count)):
            yield row.get("text") or row["note"]


def documents(shared_data: Path, folder: str, reader: str) -> Iterator[Cas]:
    """Those that can be read and have words; what cannot be read is other tests' business."""
    made = Plugins().reader(reader)()
    made.setup()
    for source in made.find([shared_data / folder]):
        if not source.error:
            try:
                cas = made.read(source)
            except DocumentError:
                continue
            if (cas.sofa_string or "").strip():
                yield cas


def read_back(cas: Cas, bundle: str, folder: Path) -> Cas:
    writer = FhirWriter(bundle=bundle)
    path = folder / f"document{writer.suffix}"
    path.write_bytes(writer.render(cas))
    reader = Plugins().reader("fhir")()
    reader.setup()
    [source] = reader.find([path])
    assert not source.error
    back = reader.read(source)
    assert back.sofa_string == cas.sofa_string
    return back


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("folder", "bundle", "count"),
    [
        ("mtsamples", "transaction", 200),
        ("mtsamples", "ndjson", 40),
        ("aci_bench", "collection", 300),
        ("notes_other", "transaction", 300),
    ],
)
def test_every_finding_of_a_note_is_heard_and_no_other(
    shared_data, clinical, tmp_path, folder, bundle, count
):
    """Finding by finding: nothing lost, nothing else, nothing said otherwise."""
    if folder == "notes_other":
        notes = documents(shared_data, folder, "auto")
        cases = (clinical(cas) for cas in notes if not cas.select("cascara.type.Entry"))
    else:
        cases = (clinical(text) for text in texts(shared_data, folder, count))
    facts = Counter[str]()
    for number, cas in enumerate(islice(cases, count)):
        if not (cas.sofa_string or "").strip():
            continue
        cas.metadata.id = f"{folder}/{number}"
        told = Counter(said(cas))
        back = Counter(heard(read_back(cas, bundle, tmp_path)))
        assert back == told, cas.metadata.id
        facts.update(fact.kind for fact in told.elements())
    assert min(facts[kind] for kind in {*ENTRIES, "AllergyEntry", "FamilyHistoryEntry"}) > 0


# Documents whose sender coded something: a finding may be told by an entry that says the same


def derivations(cas: Cas) -> dict[tuple[int, int], list[str]]:
    """The resources that name each span of the note as the words they come from."""
    found: dict[tuple[int, int], list[str]] = {}

    def collect(value: Any, key: str) -> None:
        for part in value if isinstance(value, list) else value.values():
            if isinstance(part, dict | list):
                collect(part, key)
        if isinstance(value, dict) and value.get("url", "").endswith("/derivation-reference"):
            parts = {one["url"]: one.get("valueInteger") for one in value["extension"]}
            begin = parts["offset"]
            found.setdefault((begin, begin + parts["length"]), []).append(key)

    for line in FhirWriter(bundle="ndjson").render(cas).splitlines():
        made = json.loads(line)
        key = f"{made['resourceType']}/{made['id']}"
        if made["resourceType"] == "Provenance":
            key = made["target"][0]["reference"]
        collect(made, key)
    return found


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("folder", "reader"),
    [("cda", "cda"), ("hl7v2", "hl7"), ("fhir_examples", "fhir"), ("fhir_synthea_r4", "fhir")],
)
def test_every_finding_beside_what_was_coded_is_told(
    shared_data, clinical, tmp_path, folder, reader
):
    """By a resource of its own or of the sender's, which is heard with what is said of both."""
    count = 0
    for number, cas in enumerate(islice(documents(shared_data, folder, reader), 150)):
        clinical(cas)
        cas.metadata.id = f"{folder}/{number}"
        own = {entry.identifier: entry for entry in cas.select("cascara.type.Entry")}
        back = read_back(cas, "transaction", tmp_path)
        entries = {entry.identifier: entry for entry in back.select("cascara.type.Entry")}
        told = derivations(cas)
        for mention in Findings(cas).mentions:
            left_out = mention.certainty in NOT_SAID or whose(mention) == "other"
            doubtful = mention.type == "ProcedureMention" and mention.certainty == "uncertain"
            relatives = whose(mention) == "family_member" and mention.type not in PROBLEMS
            if mention.type not in KINDS or left_out or doubtful or relatives:
                continue
            count += 1
            keys = told[place(mention.fs)]
            heard_there = [entries.get(key) or own[key] for key in keys]
            assert any(agrees(entry, mention) for entry in heard_there), (keys, cas.metadata.id)
    assert count > 20


def agrees(entry: Any, mention: Mention) -> bool:
    """Whether it is so or not, as in the note; a vaccine or a drug is named also where refused."""
    products = ("ImmunizationEntry", "MedicationEntry", "AllergyEntry")
    is_product = entry.type.short_name in products
    return is_product or bool(entry.negated) == (mention.certainty == "negated")

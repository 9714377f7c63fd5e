"""Every shared HL7 v2 message, against counts made by splitting its lines here."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from cascara.core.errors import DocumentError
from cascara.readers.auto import AutoReader

pytestmark = pytest.mark.shared_data

NOTHING = {"ADT-A01-02.hl7", "ADT-A03-02.hl7", "ADT-A08-02.hl7"}
"""Only MSH, EVN, PID and PV1, and no word about the patient's health: looked at one by one."""

REQUESTS = ("ORM", "OMG", "SIU")
TEXTS = ("TX", "FT", "ST")


def segments(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8-sig")
    lines = (line.strip() for line in re.split(r"[\r\n]+", text))
    return [line.split("|") for line in lines if re.match(r"[A-Z][A-Z0-9]{2}(\||$)", line)]


def value(fields: list[str], number: int) -> str:
    return fields[number] if number < len(fields) else ""


def expected(path: Path) -> Counter[str]:
    """Entries of each type, by the segments that have a code.

    An OBX is one unless it is a report (the only text of its OBR or TXA), a document or a pointer.
    """
    found, message = Counter(), ""
    for fields in segments(path):
        name = fields[0]
        if name == "MSH":
            message = value(fields, 8)[:3]
        coded = {"AL1": (3, "Allergy"), "DG1": (3, "Problem"), "PRB": (3, "Problem")}
        coded |= {"PDA": (1, "Problem"), "PR1": (3, "Procedure"), "AIS": (3, "Plan")}
        coded |= {"RXO": (1, "Medication"), "RXE": (2, "Medication"), "ODS": (3, "Plan")}
        coded |= {"RXA": (5, "Immunization")}
        if message in REQUESTS:
            coded |= {"OBR": (4, "Plan")}
        if name in coded and value(fields, coded[name][0]).strip("^"):
            found[coded[name][1]] += 1
        if name == "OBX" and value(fields, 2) not in ("ED", "RP", "TX") and value(fields, 5):
            found["Observation"] += 1
    return found


def words(path: Path) -> list[str]:
    """The values of text fields and comments: none may be lost."""
    found = []
    for fields in segments(path):
        if fields[0] == "OBX" and value(fields, 2) in TEXTS:
            found += value(fields, 5).split("~")
        if fields[0] == "NTE":
            found += value(fields, 3).split("~")
    return [re.sub(r"\\T\\", "&", text).strip() for text in found if text.strip()]


def test_every_message(shared_data: Path) -> None:
    root = shared_data / "hl7v2"
    files = {p.relative_to(root).as_posix(): p for p in root.rglob("*.hl7")}
    reader = AutoReader()
    sources = {source.id: source for source in reader.find([root])}
    documented = {name for name in sources if not name.endswith(".md")}
    assert documented == files.keys()
    assert len(files) == 57
    refused: dict[str, str] = {}
    for name, path in files.items():
        try:
            cas = reader.read(sources[name])
        except DocumentError as error:
            refused[path.name] = error.reason
            continue
        cas.check()
        found = Counter(
            type(entry).__name__.split("_")[-1].removesuffix("Entry")
            for entry in cas.select("cascara.type.Entry")
        )
        assert found == expected(path), name
        text = cas.sofa_string
        assert [w for w in words(path) if w not in text] == [], name
        for entry in cas.select("cascara.type.Entry"):
            shown = entry.code.display or entry.code.text or entry.code.code
            original = entry.code.text or shown
            covered = cas.covered_text(entry)
            assert shown.strip() in covered or original.strip() in covered, name
        patient = next(fields for fields in segments(path) if fields[0] == "PID")
        family = value(patient, 5).split("^")[0].split("&")[0]
        assert cas.metadata.items.get("patient.family", "") == family
    assert refused == dict.fromkeys(NOTHING, "holds no text and no coded segment that has any")

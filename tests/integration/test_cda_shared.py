"""Every CDA file of the open sets: what is read equals what XPath counts in the same file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cascara.core.component import Source
from cascara.core.errors import DocumentError
from cascara.readers.cda import CdaReader
from lxml import etree

pytestmark = pytest.mark.shared_data

ACT = "2.16.840.1.113883.10.20.22.4."
IHE = "1.3.6.1.4.1.19376.1.5.3.1.4."
STATEMENTS = frozenset(
    (
        "act",
        "encounter",
        "observation",
        "organizer",
        "procedure",
        "substanceAdministration",
        "supply",
    )
)


def has(*templates: str) -> str:
    """Claims one of the templates."""
    return " or ".join(f"*[local-name()='templateId']/@root='{t}'" for t in templates)


SECTION = "ancestor::*[local-name()='section'][1]/*[local-name()='code']/@code='{}'"
CODED = "*[local-name()='code']/@code='{}'"
HAPPENED = "(not(@moodCode) or @moodCode='EVN')"
MEDICATION = "ancestor::*[local-name()='substanceAdministration']"
VACCINE = f"({has(ACT + '52', ACT + '120')} or {SECTION.format('11369-6')})"
RELATIVE = "ancestor-or-self::*/*[local-name()='subject']/*[local-name()='relatedSubject']"

PATHS = {
    "ImmunizationEntry": f"//*[local-name()='substanceAdministration'][{HAPPENED}][{VACCINE}]",
    "MedicationEntry": (
        f"//*[local-name()='substanceAdministration'][not({VACCINE})]"
        f" | //*[local-name()='supply'][{has(ACT + '17', ACT + '18')}][not({MEDICATION})]"
    ),
    "EncounterEntry": f"//*[local-name()='encounter'][{HAPPENED}]",
    "ProcedureEntry": (
        f"//*[local-name()='procedure'][{HAPPENED}]"
        f" | //*[local-name()='act' or local-name()='observation'][{HAPPENED}]"
        f"[{has(ACT + '12', ACT + '13')}]"
    ),
    "AllergyEntry": (
        f"//*[local-name()='observation'][{HAPPENED}][{has(ACT + '7', IHE + '6')}][not({RELATIVE})]"
    ),
    "FamilyHistoryEntry": f"//*[local-name()='observation'][{has(ACT + '46')}]",
    "SocialHistoryEntry": (
        f"//*[local-name()='observation'][{HAPPENED}][{has(ACT + '78', ACT + '38', ACT + '85')}"
        f" or {CODED.format('72166-2')} or {CODED.format('11367-0')}"
        f" or (parent::*[local-name()='entry'] and {SECTION.format('29762-2')})]"
    ),
}
"""What counts as an entry of a type, by the implementation guides' templates alone."""

OBSERVED = {
    "vital-signs": f"//*[local-name()='observation'][{HAPPENED}][{has(ACT + '27')}]",
}


def files(shared_data: Path) -> list[Path]:
    found = [p for p in (shared_data / "cda").rglob("*") if p.suffix.lower() == ".xml"]
    found += (shared_data / "notes_other").rglob("testpatient_cn_*.xml")
    return sorted(found)


def parsed(path: Path) -> Any:
    return etree.parse(str(path), etree.XMLParser(load_dtd=False, no_network=True)).getroot()


def words(root: Any) -> Iterator[str]:
    """The text nodes of all narratives, without what was deleted."""
    kept = (
        "//*[local-name()='section']/*[local-name()='text']//text()"
        "[not(ancestor::*[@revised='delete'])]"
    )
    for node in root.xpath(kept):
        if node.strip():
            yield " ".join(node.split())


def spoken(root: Any) -> set[str]:
    """Ids of what has words in a narrative; an empty element marks the cell it opens."""
    found = set()
    for element in root.xpath("//*[local-name()='section']/*[local-name()='text']//*[@ID]"):
        holder = element if len(element) or element.text else element.getparent()
        if "".join(holder.itertext()).strip():
            found.add(element.get("ID"))
    return found


def refers(statement: Any, ids: set[str]) -> bool:
    """Whether it, but no other statement in it, refers to words."""
    for reference in statement.xpath(
        ".//*[local-name()='reference'][@value][not(ancestor::*[local-name()='referenceRange'])]"
    ):
        around = next(
            a for a in reference.iterancestors() if etree.QName(a).localname in STATEMENTS
        )
        if around is statement and reference.get("value").lstrip("#") in ids:
            return True
    return False


def documents(shared_data: Path) -> Iterator[tuple[str, Any, Any]]:
    """Name, XML and CAS of each file that has a text."""
    for path in files(shared_data):
        root = parsed(path)
        try:
            yield path.name, root, CdaReader().read(Source(path.name, str(path)))
        except DocumentError:
            media = root.xpath("//*[local-name()='nonXMLBody']/*/@mediaType")
            assert media, path.name
            assert not media[0].startswith(("text/", "application/rtf")), path.name


def test_every_file_is_read(shared_data: Path) -> None:
    assert len(files(shared_data)) >= 30
    for name, root, cas in documents(shared_data):
        cas.check()
        if not cas.sofa_string:
            assert cas.metadata.items["warning"] == "the document has no body", name
            assert not root.xpath("//*[local-name()='section' or local-name()='nonXMLBody']"), name


def test_sections(shared_data: Path) -> None:
    for name, root, cas in documents(shared_data):
        sections = root.xpath("//*[local-name()='section']")
        assert len(cas.select("cascara.type.Section")) == len(sections), name


def test_no_word_of_a_narrative_is_lost(shared_data: Path) -> None:
    for name, root, cas in documents(shared_data):
        text = " ".join(cas.sofa_string.split())
        lost = [said for said in words(root) if said not in text]
        assert not lost, f"{name}: {len(lost)} pieces of text are not in the document"


def test_entries(shared_data: Path) -> None:
    for name, root, cas in documents(shared_data):
        made = Counter(e.type.name.rpartition(".")[2] for e in cas.select("cascara.type.Entry"))
        for kind, xpath in PATHS.items():
            expected = len(root.xpath(xpath))
            assert made[kind] == expected, f"{name}: {kind} {made[kind]}, not {expected}"
        signs = [e for e in cas.select("ObservationEntry") if e.category == "vital-signs"]
        templated = [e for e in signs if e.templates and ACT + "27" in e.templates.elements]
        assert len(templated) == len(root.xpath(OBSERVED["vital-signs"])), name


def test_joined_to_their_words(shared_data: Path) -> None:
    """An entry is joined when it refers to words of the narrative."""
    for name, root, cas in documents(shared_data):
        ids = spoken(root)
        for kind, xpath in PATHS.items():
            expected = sum(refers(statement, ids) for statement in root.xpath(xpath))
            joined = sum(e.joined for e in cas.select(kind))
            assert joined == expected, f"{name}: {kind} {joined}, not {expected}"

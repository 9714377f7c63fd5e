"""Java UIMA strictly reads what is written here: the same annotations, in the same order."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cascara import Cas
from cascara.core.xmi import read_xmi, write_xmi
from cascara.core.xmi.feature_kinds import Kind, slots_of
from cascara.typesystem import CASCARA, CTAKES
from hypothesis import Phase, given, settings

sys.path.insert(0, str(Path(__file__).parent.parent / "property"))
from xmi_cases import build, specs, typesystem

DOCUMENT = "uima.tcas.DocumentAnnotation"
UNSET = {Kind.INTEGER: "0", Kind.BOOLEAN: "false", Kind.FLOAT: "0.0"}
"""Java has no null for these."""


@pytest.fixture(scope="session")
def java(shared_data: Path):
    """Runs the Java client on a folder of XMIs; the folder it wrote to."""
    client = shared_data.parent / "clients" / "check"
    if not client.exists() or not (shutil.which("java") and shutil.which("mvn")):
        pytest.skip("no Java UIMA client beside the open data, or no java and mvn")

    def run(type_systems: str, folder: Path) -> Path:
        out = folder / "java"
        found = subprocess.run(
            [client, "uima", type_systems, out, folder], capture_output=True, text=True, check=False
        )
        assert found.returncode == 0, found.stdout + found.stderr
        return out

    return run


def utf16(text: str | None, offset: int) -> int:
    return len((text or "")[:offset].encode("utf-16-le")) // 2


def views_of(cas: Cas) -> list[Any]:
    """The views by name: Java gives them in an order of its own."""
    return sorted(cas.views, key=lambda view: view.sofa.sofaID)


def seen_here(cas: Cas) -> list[tuple[str, ...]]:
    """View, type, begin, end of each annotation in index order, offsets in UTF-16 units."""
    found = []
    for view in views_of(cas):
        text = view.sofa.sofaString
        for fs in view.get_all_fs():
            if hasattr(fs, "begin"):
                span = (str(utf16(text, offset)) for offset in (fs.begin, fs.end))
                found.append((view.sofa.sofaID, fs.type.name, *span))
    return found


def rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    cells = [line.split("\t") for line in lines]
    return sorted((row for row in cells if row[1] != DOCUMENT), key=lambda row: row[0])


def values_here(cas: Cas) -> list[dict[str, str]]:
    """What Java should show of numbers, booleans and plain strings."""
    found = []
    for view in views_of(cas):
        for fs in view.get_all_fs():
            if not hasattr(fs, "begin"):
                continue
            row = {}
            for slot in slots_of(cas.plans, fs.type.name):
                value = getattr(fs, slot.attribute)
                if slot.label in ("begin", "end"):
                    continue
                if slot.kind in UNSET:
                    row[slot.label] = UNSET[slot.kind] if value is None else value
            found.append(row)
    return found


def same(java: str, own: object) -> bool:
    if isinstance(own, bool):
        return java == str(own).lower()
    if isinstance(own, float):
        # a Java float has 24 bits
        number = float(java)
        return number == pytest.approx(own, rel=1e-6, abs=1e-44, nan_ok=True)
    return java == str(own)


@pytest.mark.shared_data
def test_random_cases(java, tmp_path):
    cases = []

    @settings(max_examples=150, database=None, phases=[Phase.generate])
    @given(specs())
    def collect(spec):
        cases.append(build(spec, Cas))

    collect()
    for number, cas in enumerate(cases):
        (tmp_path / f"{number}.xmi").write_bytes(write_xmi(cas))
    (tmp_path / "types.xml").write_text(typesystem().to_xml(), encoding="utf-8")
    out = java(str(tmp_path / "types.xml"), tmp_path)
    assert len(cases) > 100
    for number, cas in enumerate(cases):
        found = rows(out / f"{number}.tsv")
        assert [tuple(row[:4]) for row in found] == seen_here(cas)
        for row, own in zip(found, values_here(cas), strict=True):
            shown = dict(cell.partition("=")[::2] for cell in row[4:])
            assert all(same(shown[label], value) for label, value in own.items())


@pytest.mark.shared_data
def test_ctakes_types_alone_satisfy_a_java_program_without_ours(java, tmp_path):
    cas = Cas("Meds: \U0001f48a aspirin as needed.\fNo fever.")
    cas.metadata.id = "note 1"
    cas.metadata.set_item("clinic", "north")
    section = cas.annotate("cascara.type.Section", 6, 25, id="medications", kind="medications")
    cas.annotate("Evidence", 0, 5, target=section, component="sections", rule="meds")
    aspirin = cas.annotate("MedicationMention", 8, 15, polarity=1)
    aspirin.ontologyConceptArr = cas.array([cas.new("UmlsConcept", cui="C0004057", tui="T121")])
    cas.annotate("AsNeededModifier", 16, 25, medication=aspirin)
    cas.annotate("SignSymptomMention", 30, 35, polarity=-1)
    (tmp_path / "all.xmi").write_bytes(write_xmi(cas))
    out = java(f"{CTAKES},{CASCARA}", tmp_path)
    assert [tuple(row[:4]) for row in rows(out / "all.tsv")] == seen_here(cas)

    own = tmp_path / "ctakes"
    own.mkdir()
    data = write_xmi(cas, types="ctakes")
    (own / "ctakes.xmi").write_bytes(data)
    out = java(str(CTAKES), own)
    found = [tuple(row[:4]) for row in rows(out / "ctakes.tsv")]
    assert found == seen_here(read_xmi(data))
    assert sorted(name.rpartition(".")[2] for _, name, *_ in found) == [
        "MedicationMention", "Modifier", "Segment", "SignSymptomMention",
    ]  # fmt: skip

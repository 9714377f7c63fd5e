"""A folder as a hospital has it: documents of every kind in one run."""

from __future__ import annotations

from cascara.core.xmi import read_xmi
from cascara.typesystem import default

PIPELINE = """
cascara: 1
reader: auto
annotators: [sections]
writers: [xmi]
"""
CDA = """<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Summary</title><component><structuredBody>
<component><section><code code="48765-2"/><title>Allergies</title>
<text><paragraph>Penicillin: hives.</paragraph></text></section></component>
</structuredBody></component></ClinicalDocument>"""
HL7 = "MSH|^~\\&|A|B|||2024||ORU^R01|M|P|2.5\rOBR|1\rOBX|1|TX|R||No cough.||||||F"
XMI = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/><cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"
sofaString="No rash."/><cas:View sofa="1" members=""/></xmi:XMI>"""
FILES = {
    "ward/summary.dat": CDA.encode(),
    "lab/result.txt": HL7.encode(),
    "lab/deeper/letter": b"{\\rtf1\\ansi No pain.}",
    "note.hl7": b"No nausea.\n",
    "cas.xml": XMI.encode(),
}
IMAGE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def test_every_kind_in_one_folder(toy) -> None:
    for name, data in {**FILES, "scan.txt": IMAGE, ".hidden": b"\0"}.items():
        path = toy.notes / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    toy.pipeline(PIPELINE)
    result = toy.run("-j", 2)
    assert result.returncode == 1
    assert result.stderr == ""
    read = {}
    for path in (toy.out / "xmi").rglob("*.xmi"):
        cas = read_xmi(path.read_bytes(), default())
        read[cas.metadata.id] = (cas.metadata.format, cas.sofa_string.split())
    assert read == {
        "ward/summary.dat": ("cda", ["Allergies", "Penicillin:", "hives."]),
        "lab/result.txt": ("hl7", ["No", "cough."]),
        "lab/deeper/letter": ("rich", ["No", "pain."]),
        "note.hl7": ("text", ["No", "nausea."]),
        "cas.xml": ("xmi", ["No", "rash."]),
    }
    aside = toy.set_aside()
    assert list(aside) == ["scan.txt.json"]
    assert aside["scan.txt.json"]["reason"] == "is a PNG image, which no reader knows"
    assert toy.manifest()["counts"] == {"found": 6, "done": 5, "failed": 1, "skipped": 0}

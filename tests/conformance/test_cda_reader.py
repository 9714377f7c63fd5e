"""The CDA reader keeps the rules of the kit."""

from __future__ import annotations

import base64
import gzip
from xml.sax.saxutils import escape

from cascara.readers.cda import CdaReader
from cascara.testing import MARKER, NOTE, ReaderConformance

HEADER = """<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<id root="1.2.3" extension="d1"/><code code="11488-4" codeSystem="2.16.840.1.113883.6.1"/>"""

SECTIONS = f"""{HEADER}<component><structuredBody><component><section>
<code code="11450-4" codeSystem="2.16.840.1.113883.6.1"/><title>Problems</title>
<text><paragraph ID="p">{escape(NOTE)}</paragraph></text>
<entry><observation classCode="OBS" moodCode="EVN"><text><reference value="#p"/></text>
<value xsi:type="CD" code="38341003" codeSystem="2.16.840.1.113883.6.96"/></observation></entry>
</section></component></structuredBody></component></ClinicalDocument>"""


def unstructured(media_type: str, data: bytes) -> bytes:
    body = base64.b64encode(data).decode()
    return (
        f'{HEADER}<component><nonXMLBody><text mediaType="{media_type}" representation="B64">'
        f"{body}</text></nonXMLBody></component></ClinicalDocument>"
    ).encode()


LEVELONE = f"""<!DOCTYPE levelone SYSTEM "notes.dtd" [<!ENTITY deg '&#xB0;'>]>
<levelone><clinical_document_header><id EX="9" RT="1.2.3"/></clinical_document_header>
<body><section><caption><caption_cd V="1" S="1.2"/>History</caption>
<paragraph><content>{escape(NOTE)} 39 &deg;C</content></paragraph></section></body></levelone>"""


class TestCdaReader(ReaderConformance):
    component = CdaReader()
    good = {
        "a/sections.xml": SECTIONS.encode(),
        "a/latin.xml": b'<?xml version="1.0" encoding="ISO-8859-1"?>'
        + SECTIONS.replace("Problems", "Probl\u00e8mes").encode("latin-1", "xmlcharrefreplace"),
        "wide.cda": ('<?xml version="1.0" encoding="UTF-16"?>' + SECTIONS).encode("utf-16"),
        "packed.xml.gz": gzip.compress(SECTIONS.encode(), mtime=0),
        "bare.xml": SECTIONS.replace(' xmlns="urn:hl7-org:v3"', "").encode(),
        "note.xml": unstructured("text/plain", NOTE.encode()),
        "old.xml": LEVELONE.encode(),
    }
    bad = {
        "cut.xml": SECTIONS.encode()[:-80],
        "page.xml": f"<html><body>{MARKER}</body></html>".encode(),
        "scan.xml": unstructured("image/png", MARKER.encode()),
        "broken.xml": unstructured("text/plain", MARKER.encode()).replace(b"</text>", b"!</text>"),
        "bomb.xml": SECTIONS.replace(
            "<ClinicalDocument",
            f'<!DOCTYPE x [<!ENTITY a "{MARKER * 9}"><!ENTITY b "&a;&a;&a;">]><ClinicalDocument',
            1,
        ).encode(),
    }

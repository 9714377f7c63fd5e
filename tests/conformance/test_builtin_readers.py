"""The readers that ship keep the rules of the kit."""

from __future__ import annotations

import gzip
import json

from cascara.readers.table import TableReader
from cascara.readers.text import TextReader
from cascara.readers.xmi import XmiReader
from cascara.testing import MARKER, NOTE, ReaderConformance

NDJSON = b"".join(
    json.dumps({"id": f"ward/{number}", "text": NOTE, "age": 60 + number}).encode() + b"\n"
    for number in range(3)
)

XMI = f"""<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
    xmlns:text="http:///org/apache/ctakes/typesystem/type/textspan.ecore" xmi:version="2.0">
  <cas:NULL xmi:id="0"/>
  <text:Sentence xmi:id="2" sofa="1" begin="0" end="9" sentenceNumber="0"/>
  <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"
      sofaString="No fever. {MARKER}."/>
  <cas:View sofa="1" members="2"/>
</xmi:XMI>
"""


class TestTextReader(ReaderConformance):
    component = TextReader()
    good = {
        "a/one.txt": NOTE.encode(),
        "a/two.txt.gz": gzip.compress(NOTE.encode(), mtime=0),
        "three.txt": "Fièvre à 39 °C.\r\n".encode("utf-16"),
        "empty.txt": b"",
    }
    bad = {
        "a/cut.txt.gz": gzip.compress(f"{MARKER} {NOTE}".encode(), mtime=0)[:-9],
        "odd.txt": f"{MARKER} ".encode("utf-16") + b"\x00",
    }


class TestTableReader(ReaderConformance):
    component = TableReader(metadata=("age",))
    good = {
        "a/notes.ndjson": NDJSON,
        "notes.csv": f'id,text,age\nx,"No fever.\n{MARKER}",70\n'.encode(),
    }
    bad = {
        "a/cut.ndjson": b'{"id": "q", "text": "' + MARKER.encode(),
        "odd.csv": f"name,words\n{MARKER},{MARKER}\n".encode(),
    }


class TestXmiReader(ReaderConformance):
    component = XmiReader()
    good = {
        "a/one.xmi": XMI.encode(),
        "two.xmi.gz": gzip.compress(XMI.replace("No", "His").encode(), mtime=0),
    }
    bad = {
        "cut.xmi": XMI.encode()[:-80],
        "outside.xmi": XMI.replace('end="9"', 'end="900"').encode(),
        "entity.xmi": XMI.replace(
            "<xmi:XMI", '<!DOCTYPE x [<!ENTITY e "ha">]>\n<xmi:XMI', 1
        ).encode(),
        "page.xmi": f"<html>{MARKER}</html>".encode(),
    }

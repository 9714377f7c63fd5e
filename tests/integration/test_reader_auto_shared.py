"""Every file of the shared notes of other kinds through the reader of anything."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from cascara.readers.auto import AutoReader

pytestmark = pytest.mark.shared_data


def kind_of(data: bytes) -> str:
    """What a person would say who looks at the file's beginning."""
    if data.startswith(b"{\\rtf"):
        return "rich"
    return "cda" if b"<levelone" in data[:2000] or b"<ClinicalDocument" in data[:2000] else "text"


def test_every_file_of_the_notes(shared_data: Path) -> None:
    root = shared_data / "notes_other"
    files = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}
    assert len(files) == 62  # 61 and the description of the set
    reader, kinds = AutoReader(), Counter()
    sources = list(reader.find([root]))
    assert [source.id for source in sources if source.error] == []
    assert {source.id for source in sources} == files.keys()
    for source in sources:
        data = files[source.id].read_bytes()
        cas = reader.read(source)
        cas.check()
        assert cas.metadata.format == kind_of(data), source.id
        kinds[cas.metadata.format] += 1
        assert cas.sofa_string.strip(), source.id
        if cas.metadata.format == "text":
            count = len(data.decode("utf-8" if cas.metadata.encoding == "utf-8" else "cp1252"))
            assert len(cas.sofa_string) == count, source.id
    assert kinds == {"text": 59, "cda": 2, "rich": 1}


def test_every_xmi_of_ctakes_is_known(shared_data: Path, tmp_path: Path) -> None:
    """Extracted under names that say nothing."""
    import tarfile

    count = 0
    with tarfile.open(shared_data / "ctakes_golden" / "xmi" / "L1.tar.gz") as archive:
        for member in archive:
            if member.isfile() and count < 20:
                (tmp_path / f"file{count}").write_bytes(archive.extractfile(member).read())
                count += 1
    sources = list(AutoReader().find([tmp_path]))
    assert [source.payload.reader for source in sources if not source.error] == ["xmi"] * count
    assert count == 20

"""The terminology that comes with Cascara."""

import multiprocessing
import os
import stat
import time
from pathlib import Path

import pytest
from cascara.annotators.dictionary import named
from cascara.annotators.dictionary.matcher import Matcher
from cascara.annotators.dictionary.terminology import Terminology

SOURCE = Path(named.__file__).parent / "open.tsv.xz"


@pytest.fixture(scope="module")
def opened():
    return Terminology.open(named.find_terminology("open"))


def test_it_is_small_and_large_enough(opened):
    assert SOURCE.stat().st_size <= 6_000_000
    assert opened.header["terms"] >= 150_000
    assert opened.name == "open"
    for licence in ("HPO licence", "public domain", "CC BY 4.0", "CC0", "MIT"):
        assert licence in opened.header["licence"]


def test_every_kind_of_name_is_there(opened):
    groups = opened.arrays["row_concepts"]
    assert len(groups) == opened.header["rows"]
    kinds = [opened._concepts[i].split("\t")[2] for i in range(0, opened.header["concepts"], 50)]
    for kind, least in (("disorder", 400), ("finding", 250), ("drug", 200), ("anatomy", 10)):
        assert kinds.count(kind) >= least


COMMON = {
    "hypertension": ("disorder", {"HPO HP:0000822", "MSH D006973", "ICD10CM I10"}, "C0020538"),
    "high blood pressure": ("disorder", {"HPO HP:0000822", "MSH D006973"}, "C0020538"),
    "HTN": ("disorder", {"MSH D006973"}, "C0020538"),
    "heart attack": ("disorder", {"MSH D009203", "HPO HP:0001658"}, "C0027051"),
    "MI": ("disorder", {"MSH D009203"}, "C0027051"),
    "type 2 diabetes": ("disorder", {"MSH D003924", "ICD10CM E11"}, "C0011860"),
    "COPD": ("disorder", {"MSH D029424"}, "C0024117"),
    "CHF": ("disorder", {"HPO HP:0001635"}, "C0018802"),
    "DVT": ("disorder", set(), "C0149871"),
    "UTI": ("disorder", {"MSH D014552"}, "C0042029"),
    "GERD": ("disorder", {"MSH D005764"}, "C0017168"),
    "PE": ("disorder", {"MSH D011655"}, "C0034065"),
    "ALL": ("disorder", set(), "C0023449"),
    "AFib": ("disorder", {"MSH D001281"}, "C0004238"),
    "shortness of breath": ("finding", {"HPO HP:0002094", "MSH D004417"}, "C0013404"),
    "dyspnea": ("finding", {"HPO HP:0002094", "MSH D004417"}, "C0013404"),
    "chest pain": ("finding", {"HPO HP:0100749", "MSH D002637"}, "C0008031"),
    "N/V": ("finding", {"HPO HP:0002017"}, "C0027498"),
    "fever": ("finding", {"HPO HP:0001945"}, "C0015967"),
    "appendectomy": ("procedure", {"MSH D001062"}, "C0003611"),
    "chest x-ray": ("procedure", set(), "C0039985"),
    "MRI": ("procedure", {"MSH D008279"}, "C0024485"),
    "echocardiogram": ("procedure", {"MSH D004452"}, "C0013516"),
    "creatinine": ("lab", set(), "C0201975"),
    "blood pressure": ("clinical_attribute", set(), "C0005823"),
    "abdomen": ("anatomy", {"MSH D000005"}, "C0000726"),
    "metformin": ("drug", {"DRUGBANK DB00331"}, ""),
    "Glucophage": ("drug", {"DRUGBANK DB00331"}, ""),
    "Tylenol": ("drug", {"DRUGBANK DB00316"}, "C0000970"),
    "lisinopril": ("drug", {"DRUGBANK DB00722"}, ""),
}


@pytest.mark.parametrize("text", COMMON)
def test_everyday_words_have_one_meaning_and_its_codes(opened, text):
    group, codes, cui = COMMON[text]
    ((begin, end, sense),) = [
        hit for hit in Matcher(opened).match([text])[0] if hit[2].group.group == group
    ]
    assert (begin, end) == (0, len(text))
    concepts = [concept.features for concept in sense.array.features["elements"]]
    assert codes <= {f"{c['codingScheme']} {c['code']}" for c in concepts}
    assert not cui or cui in {c["cui"] for c in concepts}
    whole = [hit for hit in Matcher(opened).match([text])[0] if hit[:2] == (0, len(text))]
    assert len(whole) == 1, "no second mention of the same words"


NOISE = """
    The patient came back with his wife; we discussed all of the options and may refer.
    She lives in California, drinks water and coffee, had a common, generic complaint.
    At 10 in the morning the sterile drapes were placed over the ice and cotton.
"""


def test_everyday_english_holds_no_term(opened):
    found = [NOISE[b:e] for b, e, _ in Matcher(opened).match([NOISE])[0]]
    assert found == []


ACRONYMS = {
    "She presents to the ED. ED course: ED physician saw him in the ED.": [],
    "He has erectile dysfunction (ED).": ["erectile dysfunction"],
    "In NAD. Biometry: BPD 7.7 cm.": [],
    "Seen in the right PDA; to the PDA": [],
    "There is a small PDA": ["PDA"],
    "ASA score 2, then ASA 81 mg": ["ASA"],
    "The left PCA territory, then a PCA for comfort": ["PCA"],
    "the longest RR interval, RR 18": ["RR"],
    "CTA bilaterally, then a CTA": ["CTA"],
    "Lungs: CTA. No stroke in the right PCA": ["Lungs", "stroke"],
    "EXAM: CTA chest": ["CTA", "chest"],
    "RA mean pressure was 5. RA.": ["RA"],
}
"""What is found: an acronym that names a place, a state or a vessel is no disorder."""


@pytest.mark.parametrize("text", ACRONYMS)
def test_acronyms_are_what_clinicians_mean_by_them(opened, text):
    found = [text[b:e] for b, e, _ in Matcher(opened).match([text])[0]]
    assert found == ACRONYMS[text]


def test_the_second_opening_takes_milliseconds(opened):
    start = time.perf_counter()
    for _ in range(10):
        Terminology.open(named.find_terminology("open"))
    assert (time.perf_counter() - start) / 10 < 0.1


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A small terminology in the place of the real one, and a cache of the test's own."""
    import lzma

    text = "text\ttui\ngout\tT047\n"
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "open.tsv.xz").write_bytes(lzma.compress(text.encode()))
    monkeypatch.setattr(named, "files", lambda package: tmp_path / "package")
    monkeypatch.setattr(named, "user_cache_path", lambda name: tmp_path / "cache" / name)
    return tmp_path


def test_it_is_compiled_once_and_anew_when_it_changes(small):
    first = named.find_terminology("open")
    assert first.is_relative_to(small / "cache" / "cascara")
    before = first.stat().st_mtime_ns
    assert named.find_terminology("open") == first
    assert first.stat().st_mtime_ns == before
    import lzma

    (small / "package" / "open.tsv.xz").write_bytes(lzma.compress(b"text\nflu\n"))
    second = named.find_terminology("open")
    assert second != first
    assert Terminology.open(second).find("flu")
    assert [p.suffix for p in second.parent.iterdir()] == [".terms", ".terms"]


def test_a_read_only_home_falls_back_to_temporary_files(small, monkeypatch):
    (small / "cache").write_text("a file where the folder should be")
    monkeypatch.setattr(named.tempfile, "gettempdir", lambda: str(small / "temporary"))
    path = named.find_terminology("open")
    assert path.is_relative_to(small / "temporary")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert named.find_terminology("open") == path


def test_nowhere_to_write_is_an_error_with_its_cure(small, monkeypatch):
    (small / "cache").write_text("a file")
    (small / "temporary").write_text("another")
    monkeypatch.setattr(named.tempfile, "gettempdir", lambda: str(small / "temporary"))
    with pytest.raises(named.ConfigError, match="XDG_CACHE_HOME"):
        named.find_terminology("open")


def _open_in_process(folder: str) -> int:
    os.environ["XDG_CACHE_HOME"] = folder
    source = Path(folder) / "source.tsv"
    target = Path(folder) / "one.terms"
    for _ in range(5):
        named.build([source], target, named.Stamp("open", "1", ""))
        if len(Terminology.open(target).find("gout")) != 1:
            return 0
    return 1


def test_processes_that_compile_at_once_do_not_disturb_one_another(tmp_path):
    (tmp_path / "source.tsv").write_text(
        "text\ngout\n" + "\n".join(f"term {i}" for i in range(2000))
    )
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_open_in_process, [str(tmp_path)] * 2) == [1, 1]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.terms", "source.tsv"]

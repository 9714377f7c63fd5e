"""Building terminologies: what is read, what is dropped and why, what the file holds."""

import gzip
import os
import subprocess
import sys

import pytest
from cascara.annotators.dictionary import store
from cascara.annotators.dictionary.clean import stop_terms
from cascara.annotators.dictionary.compile import Stamp, build
from cascara.annotators.dictionary.groups import group_of, groups, read_table
from cascara.annotators.dictionary.matcher import Matcher
from cascara.annotators.dictionary.terminology import Terminology
from cascara.annotators.dictionary.variants import inflected
from cascara.core.errors import ConfigError


def compiled(folder, *sources, name="test", **files):
    """Builds from the given texts; returns the terminology and the report."""
    paths = []
    for number, text in enumerate(sources):
        path = folder / f"s{number}.tsv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    for suffix, text in files.items():
        path = folder / f"x.{suffix}"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    output = folder / "out.terms"
    report = build(paths, output, Stamp(name, "2.1", "CC0-1.0"))
    return Terminology.open(output), report


def test_rows_keep_what_the_source_says(tmp_path):
    terminology, report = compiled(
        tmp_path,
        "preferred\ttext\tcui\ttui\tcode\tscheme\tsource\n"
        "Heart attack\tmyocardial infarction\tC0027051\t47\tD009203\tMSH\tx\n"
        "Heart attack\theart attack\tC0027051\tT047\n",
    )
    assert (report.read, report.kept, report.dropped) == (2, 2, {})
    (row,) = terminology.find("Heart  ATTACK")
    assert row.concept == ("C0027051", "T047", "disorder", "", "", "Heart attack")
    assert (row.number, row.acronym, row.place) == (1, False, "s0.tsv:3")
    (row,) = terminology.find("myocardial infarction")
    assert row.concept.code == "D009203"
    assert terminology.find("infarction") == []


def test_bsv_of_ctakes_with_two_three_and_four_columns(tmp_path):
    terminology, report = compiled(
        tmp_path,
        bsv="// a comment\n# another\nC0000001|fever\nC0000002|T047|gout\n"
        "C3|47|flu|Influenza|more\n",
    )
    assert (report.read, report.kept) == (3, 3)
    concept = terminology.find("fever")[0].concept
    assert (concept.cui, concept.tui, concept.group) == ("C0000001", "", "unknown")
    assert terminology.find("gout")[0].concept.group == "disorder"
    concept = terminology.find("flu")[0].concept
    assert (concept.cui, concept.tui, concept.preferred) == ("C3", "T047", "Influenza")
    assert report.unknown == 1


def test_what_is_dropped_is_counted_by_reason_with_places(tmp_path):
    long_word = "x" * 65
    rows = [
        "text\tcui",
        "cough\tC1",
        "cough\tC1",
        "Cough \tC1",
        "cough\tC2",
        "\tC3",
        "1,5 %\tC3",
        "x\tC3",
        "the\tC3",
        "The\tC3",
        f"{long_word}\tC3",
        "word " * 60 + "\tC3",
    ]
    terminology, report = compiled(tmp_path, "\n".join(rows))
    assert (report.read, report.kept) == (11, 2)
    assert report.dropped == {
        "duplicate": 2,
        "no text": 1,
        "no letter in it": 1,
        "a single character": 1,
        "stop term: article or determiner": 2,
        "a word of more than 64 characters": 1,
        "longer than 255 characters": 1,
    }
    assert report.examples["duplicate"] == ["s0.tsv:3", "s0.tsv:4"]
    assert report.examples["stop term: article or determiner"] == ["s0.tsv:9", "s0.tsv:10"]
    assert [row.concept.cui for row in terminology.find("cough")] == ["C1", "C2"]


def test_a_stop_term_in_capitals_is_an_acronym(tmp_path):
    terminology, report = compiled(tmp_path, "text\tcui\nALL\tC1\nall\tC2\nAll\tC3\n")
    assert [(row.concept.cui, row.acronym) for row in terminology.find("all")] == [("C1", True)]
    assert report.dropped == {"stop term: article or determiner": 2}


def test_in_a_source_all_in_capitals_nothing_is_an_acronym(tmp_path):
    terminology, report = compiled(
        tmp_path, "text\tcui\nASPIRIN\tC1\nMETFORMIN\tC2\nZINC\tC3\nALL\tC4\ninsulin\tC5\n"
    )
    assert not terminology.find("zinc")[0].acronym
    assert report.dropped == {"stop term: article or determiner": 1}
    (hit,) = Matcher(terminology).match(["takes zinc"])[0]
    assert hit[:2] == (6, 10)


def test_the_place_of_a_row_says_source_and_line(tmp_path):
    terminology, _ = compiled(tmp_path, "text\ngout\n", "text\nrickets\n\nanemia\n")
    assert terminology.find("anemia")[0].place == "s1.tsv:4"
    assert terminology.find("gout")[0].place == "s0.tsv:2"


def test_compressed_sources_and_byte_order_marks(tmp_path):
    path = tmp_path / "terms.TSV.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbftext\tcui\r\ngout\tC1\r\n"))
    build([path], tmp_path / "o", Stamp("z", "", ""))
    assert Terminology.open(tmp_path / "o").find("gout")[0].concept.cui == "C1"


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"term\tcui\nx\ty\n", ":1:", "no column 'text'"),
        (b"", ":1:", "no column 'text'"),
        (b"text\ttext\nx\ty\n", ":1:", "two columns 'text'"),
        (b"text\tcui\ngout\tC1\nflu\tC2\tT047\n", ":3:", "3 columns, the header has 2"),
        (b"text\ngout\nr\xe9tinite\n", ":3:", "not UTF-8"),
        (b"text\n\n12\n", ":", "no row gives a term; 1 dropped"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_line(tmp_path, content, place, words):
    path = tmp_path / "bad.tsv"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as error:
        build([path], tmp_path / "o", Stamp("z", "", ""))
    assert str(error.value).startswith(f"{path}{place}")
    assert words in str(error.value)
    assert not (tmp_path / "o").exists()


def test_bsv_of_one_column_and_broken_archives(tmp_path):
    (tmp_path / "a.bsv").write_text("C1|x y\nnothing\n")
    with pytest.raises(ConfigError, match=r"a\.bsv:2: one column"):
        build([tmp_path / "a.bsv"], tmp_path / "o", Stamp("z", "", ""))
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(b"text\ngout\n")[:-9])
    with pytest.raises(ConfigError, match="cannot be read"):
        build([tmp_path / "a.tsv.gz"], tmp_path / "o", Stamp("z", "", ""))
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        build([tmp_path / "none.tsv"], tmp_path / "o", Stamp("z", "", ""))
    (tmp_path / "b.tsv").write_text("text\ngout\n")
    with pytest.raises(ConfigError, match="cannot be written"):
        build([tmp_path / "b.tsv"], tmp_path / "no" / "o", Stamp("z", "", ""))


BUILD = """
import sys
from pathlib import Path
from cascara.annotators.dictionary.compile import Stamp, build
build([Path(p) for p in sys.argv[2:]], Path(sys.argv[1]), Stamp("n", "1", "l"))
"""


def test_the_same_sources_give_the_same_bytes(tmp_path):
    rows = [f"term {i % 50} of {i}\tC{i % 7}\tT047" for i in range(500)]
    (tmp_path / "a.tsv").write_text("text\tcui\ttui\n" + "\n".join(rows))
    made = []
    for seed in ("1", "2"):
        output = tmp_path / f"out{seed}"
        subprocess.run(
            [sys.executable, "-c", BUILD, str(output), str(tmp_path / "a.tsv")],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        made.append(output.read_bytes())
    assert made[0] == made[1]


def test_the_stamp_changes_with_content_name_version_and_licence(tmp_path):
    source = tmp_path / "a.tsv"
    hashes = set()
    for text, *stamp in (
        ("gout", "n", "1", "l"),
        ("flu", "n", "1", "l"),
        ("gout", "m", "1", "l"),
        ("gout", "n", "2", "l"),
        ("gout", "n", "1", "k"),
    ):
        source.write_text(f"text\n{text}\n")
        build([source], tmp_path / "o", Stamp(*stamp))
        terminology = Terminology.open(tmp_path / "o")
        assert terminology.intact()
        hashes.add(terminology.header["sha256"])
    assert len(hashes) == 5


def test_files_of_another_kind_version_or_length_are_refused(tmp_path):
    compiled(tmp_path, "text\ngout\n")
    good = (tmp_path / "out.terms").read_bytes()
    path = tmp_path / "bad.terms"
    other_version = good[:8] + bytes([store.FORMAT + 1]) + good[9:]
    for data, words in (
        (b"", "not a terminology"),
        (b"text\ngout\n", "not a terminology"),
        (other_version, "format version"),
        (good[:100], "cut or damaged"),
        (good[:-64], "cut or damaged"),
    ):
        path.write_bytes(data)
        with pytest.raises(ConfigError, match=words):
            Terminology.open(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        Terminology.open(tmp_path / "none.terms")


def test_a_changed_file_is_not_intact(tmp_path):
    compiled(tmp_path, "text\ngout\n")
    path = tmp_path / "out.terms"
    data = bytearray(path.read_bytes())
    data[data.index(b"gout\n")] ^= 1
    path.write_bytes(bytes(data))
    assert not Terminology.open(path).intact()


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("mass", ["masses"]),
        ("masses", ["mass"]),
        ("biopsy", ["biopsies"]),
        ("diagnosis", ["diagnoses"]),
        ("metastases", ["metastasis"]),
        ("thrombus", ["thrombi"]),
        ("bursa", ["bursae", "bursas"]),
        ("atria", ["atrias"]),
        ("atrium", ["atria"]),
        ("apices", ["apex"]),
        ("headaches", ["headache"]),
        ("boy", ["boys"]),
        ("rib fracture", ["rib fractures"]),
        ("stomata", ["stoma"]),
    ],
)
def test_plurals_and_singulars(word, forms):
    assert set(forms) <= set(inflected(word))


@pytest.mark.parametrize("word", ["b12", "il 2", "pe", "rétine", "stage 3", "c+"])
def test_what_has_no_plural(word):
    assert inflected(word) == []


def test_a_term_is_not_replaced_by_the_plural_of_another(tmp_path):
    terminology, _ = compiled(tmp_path, "text\tcui\naxis\tC1\naxes\tC2\naxe\tC3\nwhys\tC4\n")
    for text, cui in (("axis", "C1"), ("axes", "C2")):
        hits = Matcher(terminology).match([text])[0]
        assert [sense.array.features["elements"][0].features["cui"] for _, _, sense in hits] == [
            cui
        ]
    assert Matcher(terminology).match(["why"]) == [[]], "stop terms are no plurals either"


def test_groups_are_those_of_ctakes():
    assert len(read_table("tuis.tsv")) == 136
    assert {row["group"] for row in read_table("tuis.tsv")} <= set(groups())
    for tui, group in (
        ("T047", "disorder"),
        ("T184", "finding"),
        ("T034", "lab"),
        ("T017", "anatomy"),
    ):
        assert group_of(tui) == group
    assert group_of("", "Medication") == "drug"
    assert group_of("T999", "") == group_of("", "") == "unknown"
    assert group_of("T047", "drug") == "disorder", "the semantic type comes first"
    for group in groups().values():
        assert set(group.yields_to) <= set(groups())


def test_stop_terms_are_normal_words_with_distinct_ids():
    rows = read_table("stop.tsv")
    assert len({row["id"] for row in rows}) == len(rows) == len(stop_terms())
    for text, row in stop_terms().items():
        assert text.isalpha()
        assert text.islower()
        assert row.reason
    clinical = {"pain", "cold", "fall", "mass", "rash", "fever", "sepsis", "heart", "blood"}
    assert not clinical & set(stop_terms())

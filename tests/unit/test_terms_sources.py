"""The script that makes the open terminology: its rules, its tables, its care with pickles."""

import bz2
import csv
import importlib
import pickle
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "open_terms"
TUIS = SCRIPT.parents[1] / "annotators" / "dictionary" / "tuis.tsv"


@pytest.fixture(scope="module", autouse=True)
def script():
    """The script's modules lie beside its ``__main__``, as Python runs a folder."""
    sys.path.insert(0, str(SCRIPT))
    yield
    sys.path.remove(str(SCRIPT))


def module(name):
    return importlib.import_module(name)


@pytest.mark.parametrize(
    ("formal", "everyday"),
    [
        ("Essential (primary) hypertension", {"Essential hypertension", "primary hypertension"}),
        ("Heart failure, unspecified", {"Heart failure"}),
        ("Unspecified asthma, uncomplicated", {"asthma"}),
        (
            "Gastro-esophageal reflux disease without esophagitis",
            {"Gastro-esophageal reflux disease"},
        ),
        ("Type 2 diabetes mellitus without complications", {"Type 2 diabetes mellitus"}),
        ("Pneumonia, unspecified organism", {"Pneumonia"}),
        ("Urinary tract infection, site not specified", {"Urinary tract infection"}),
        ("Pain in left knee", {"Pain in knee", "knee pain", "left knee pain"}),
        ("Malignant neoplasm of colon, unspecified", {"colon cancer", "cancer of the colon"}),
        ("Secondary malignant neoplasm of brain", {"brain metastasis", "metastasis to brain"}),
        ("Migraine, unspecified, not intractable, without status migrainosus", {"Migraine"}),
        ("Hypertension (arterial) (benign) (essential)", {"Hypertension"}),
        ("Calculus of kidney", {"kidney calculus"}),
    ],
)
def test_everyday_names_of_icd_10_cm(formal, everyday):
    assert everyday <= set(module("names").of_icd(formal))


@pytest.mark.parametrize("formal", ["Other chest pain", "Other specified disorders of bone"])
def test_residual_categories_have_no_everyday_name(formal):
    assert not any("other" in name.lower() for name in module("names").of_icd(formal))


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Diabetes Mellitus, Type 2", "Type 2 Diabetes Mellitus"),
        ("Failure, Heart", "Heart Failure"),
        ("Nausea, vomiting, and diarrhea", "Nausea, vomiting, and diarrhea"),
        ("Injury of knee, due to fall", "Injury of knee, due to fall"),
        ("Asthma", "Asthma"),
    ],
)
def test_index_order_is_turned_round(name, spoken):
    assert module("names").uninverted(name) == spoken


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("myocardial infarction (disease)", "myocardial infarction"),
        ("Hepatitis NOS", "Hepatitis"),
        ("Escherichia coli [E. coli] infection", "Escherichia coli infection"),
        ("insulin resistance, susceptibility to", ""),
        ("Sprain of", ""),
        ("a b c d e f g h i j k", ""),
    ],
)
def test_remarks_for_coders_are_dropped(name, tidied):
    assert module("names").tidy(name) == tidied


@pytest.mark.parametrize(
    "name",
    ["tylenol", "vitamin b12", "fluticasone and salmeterol", "insulin glargine", "co-trimoxazole"],
)
def test_drug_names_that_notes_use(name):
    assert module("drugs").is_drug_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "at-10",
        "sin 10",
        "c/t/s",
        "oat flowering top",
        "2,5-dimethoxy-4-ethyl",
        "x(1-4)y",
        "rag weed pollen",
    ],
)
def test_drug_names_that_mean_something_else(name):
    assert not module("drugs").is_drug_name(name)


@pytest.mark.parametrize(
    ("trees", "kind"),
    [
        (["C14.907.489"], "T047"),
        (["C23.888.852.371", "C08.618.326"], "T184"),
        (["C04.588.894"], "T191"),
        (["A01.378"], "T029"),
        (["A12.207"], ""),
        (["D12.776.124"], ""),
        (["E01.370.350"], "T060"),
        (["E04.210"], "T061"),
        (["G09.330"], ""),
    ],
)
def test_semantic_types_of_mesh_trees(trees, kind):
    assert module("mesh").semantic_type(trees) == kind


def test_cross_references_join_one_concept_of_each_source():
    concept, merge = module("concept"), module("merge")
    hpo = concept.Concept("HPO", "HP:1", "Fever", "T033", {"Fever": 0, "Pyrexia": 1})
    mesh = concept.Concept("MSH", "D1", "Fever", "T184", {"Fever": 0})
    other = concept.Concept("MSH", "D2", "Pyrexia", "T047", {"Pyrexia": 0})
    mondo = concept.Concept("MONDO", "M:1", "Heat", "T047", {"Heat": 0})
    mondo.links = [("HPO", "HP:1")]
    rows = list(merge.rows([hpo, mondo, mesh, other], []))
    assert {(r.text, r.code, r.tui) for r in rows if r.text == "Fever"} == {
        ("Fever", "HP:1", "T184"),
        ("Fever", "D1", "T184"),
    }
    assert {r.code for r in rows if r.text == "Pyrexia"} == {"D2"}, "its own name comes first"
    assert {r.code for r in rows if r.text == "Heat"} == {"M:1"}, "no name in common"


def test_pickles_are_plain_data_or_refused(tmp_path):
    packages = module("packages")
    path = tmp_path / "a.pkl.bz2"
    path.write_bytes(bz2.compress(pickle.dumps({"a": [1, ("b", {2.5}, None)]})))
    assert packages.load_pickle(path) == {"a": [1, ("b", {2.5}, None)]}

    class Evil:
        def __reduce__(self):
            return (eval, ("1",))

    path.write_bytes(bz2.compress(pickle.dumps({"a": Evil()})))
    with pytest.raises(pickle.UnpicklingError, match="not plain data"):
        packages.load_pickle(path)


def table(name):
    with (SCRIPT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_everyday_names_are_well_formed():
    known = {line.split("\t")[0] for line in TUIS.read_text().splitlines()[1:]}
    rows = table("everyday.tsv")
    assert len({row["id"] for row in rows}) == len(rows)
    seen: dict[str, str] = {}
    for row in rows:
        assert row["tui"] in known
        assert row["cui"] == "" or (row["cui"][0] == "C" and row["cui"][1:].isdigit())
        assert row["preferred"]
        for code in row["codes"].split():
            assert code.partition("=")[0] in ("MSH", "HPO", "MONDO", "DRUGBANK", "ICD10CM")
        for name in {name.lower() for name in row["names"].split("|")}:
            assert name == " ".join(name.split())
            assert seen.setdefault(name, row["id"]) == row["id"], name


@pytest.mark.parametrize("name", ["noise.tsv", "phrases.tsv"])
def test_rows_of_the_other_tables_have_ids(name):
    rows = table(name)
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(all(row.values()) for row in rows)

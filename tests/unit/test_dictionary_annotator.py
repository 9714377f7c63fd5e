"""The annotator: mentions, concepts, evidence, and where it does not look."""

import pytest
from cascara import Cas
from cascara.annotators.dictionary import Dictionary
from cascara.annotators.dictionary.compile import Stamp, build
from cascara.core.errors import ConfigError

TERMS = """\
text\tcui\ttui\tgroup\tcode\tscheme\tpreferred
hypertension\tC0020538\tT047\t\tI10\tICD10CM\tHypertension
hypertension\tC0020538\tT047\t\tD006973\tMSH\tHypertension
cough\tC0010200\tT184\t\t\t\tCough
metformin\t\t\tdrug\t6809\tRXNORM\tMetformin
liver\t\tT023\t\t\t\t
colonoscopy\t\tT060\t\t\t\t
creatinine\t\tT034\t\t\t\t
walker\t\tT074\t\t\t\t
gene therapy unit\t\t\t\t\t\t
"""

CLASSES = {
    "hypertension": ("DiseaseDisorderMention", 2),
    "cough": ("SignSymptomMention", 3),
    "metformin": ("MedicationMention", 1),
    "liver": ("AnatomicalSiteMention", 6),
    "colonoscopy": ("ProcedureMention", 5),
    "creatinine": ("LabMention", 9),
    "walker": ("EntityMention", 8),
    "gene therapy unit": ("IdentifiedAnnotation", 0),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    (folder / "mine.tsv").write_text(TERMS, encoding="utf-8")
    build([folder / "mine.tsv"], folder / "mine.terms", Stamp("mine", "7", "CC0"))
    return folder / "mine.terms"


@pytest.fixture(scope="module")
def annotator(path):
    made = Dictionary(terminology=str(path))
    made.setup()
    return made


def test_a_mention_has_what_ctakes_gives_it(annotator):
    cas = Cas("No hypertension.")
    annotator.process(cas)
    (mention,) = cas.select("IdentifiedAnnotation")
    assert mention.type.name.endswith(".DiseaseDisorderMention")
    assert (mention.begin, mention.end) == (3, 15)
    assert (mention.typeID, mention.discoveryTechnique) == (2, 1)
    assert (mention.polarity, mention.subject, mention.historyOf) == (None, None, None)
    concepts = mention.ontologyConceptArr.elements
    assert [(c.codingScheme, c.code, c.cui, c.tui, c.preferredText) for c in concepts] == [
        ("ICD10CM", "I10", "C0020538", "T047", "Hypertension"),
        ("MSH", "D006973", "C0020538", "T047", "Hypertension"),
    ]


def test_without_a_code_the_scheme_is_the_terminology(annotator):
    cas = Cas("cough")
    annotator.process(cas)
    (concept,) = cas.select("SignSymptomMention")[0].ontologyConceptArr.elements
    assert (concept.codingScheme, concept.code, concept.cui) == ("mine", None, "C0010200")


@pytest.mark.parametrize("text", CLASSES)
def test_class_and_type_id_of_each_group(annotator, text):
    cas = Cas(text)
    annotator.process(cas)
    (mention,) = cas.select("IdentifiedAnnotation")
    assert (mention.type.name.rpartition(".")[2], mention.typeID) == CLASSES[text]


def test_evidence_names_the_row_and_the_terminology(annotator):
    cas = Cas("Cough.")
    annotator.process(cas)
    (mention,) = cas.select("SignSymptomMention")
    (evidence,) = cas.select("cascara.type.Evidence")
    stamp = annotator.fingerprint()["terminology"]
    assert stamp.startswith("mine@7#")
    assert len(stamp) == len("mine@7#") + 8
    assert evidence.target is mention
    assert (evidence.begin, evidence.end) == (0, 5)
    assert (evidence.component, evidence.attribute) == ("dictionary", "concept")
    assert evidence.source == stamp
    # The terms in the order of the file: colonoscopy, cough, ...; the second row.
    assert evidence.rule == "mine:2"


def test_a_batch_is_like_one_by_one(annotator):
    texts = ["cough", "", "hypertension and cough", "nothing", "cough\n\nliver 𝔸 liver"]
    together = [Cas(text) for text in texts]
    annotator.process_batch(together)
    for text, cas in zip(texts, together, strict=True):
        alone = Cas(text)
        annotator.process(alone)
        for name in ("IdentifiedAnnotation", "cascara.type.Evidence"):
            assert [(x.begin, x.end, x.type.name) for x in cas.select(name)] == [
                (x.begin, x.end, x.type.name) for x in alone.select(name)
            ]


def section(cas, kind, heading, body):
    cas.annotate(
        "cascara.type.Section",
        *body,
        kind=kind,
        id=kind,
        headingBegin=heading[0],
        headingEnd=heading[1],
        level=1,
    )


def test_headings_of_known_sections_are_not_searched(annotator):
    text = "COUGH: cough for a week\nLIVER: liver is large"
    cas = Cas(text)
    section(cas, "chief_complaint", (0, 6), (6, 24))
    section(cas, "unknown", (24, 30), (30, len(text)))
    annotator.process(cas)
    found = [cas.covered_text(m) for m in cas.select("IdentifiedAnnotation")]
    assert found == ["cough", "LIVER", "liver"]


def test_only_the_sections_that_the_pipeline_names(path):
    annotator = Dictionary(terminology=str(path))
    annotator.sections = frozenset({"plan"})
    annotator.setup()
    cas = Cas("cough cough")
    section(cas, "plan", (0, 0), (6, 11))
    annotator.process(cas)
    assert [m.begin for m in cas.select("SignSymptomMention")] == [6]


def test_a_terminology_that_is_not_there_is_an_error_with_its_cure():
    with pytest.raises(ConfigError, match="cascara terms build"):
        Dictionary(terminology="nosuch.terms").setup()


def test_options_are_checked():
    with pytest.raises(ValueError, match="overlap"):
        Dictionary(overlap="shortest")

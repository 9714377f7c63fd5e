"""Pipelines called from Python: order, life cycle, limits to sections, failures without text."""

from __future__ import annotations

import traceback

import cascara
import pytest
from cascara import Cas, ComponentFailure, ConfigError
from cascara.core.config.requirements import check_requirements

SECRET = "Wojciechowska"

COMPONENTS = '''
from cascara import Annotator, Cas, ComponentConfig, Reader, Source, Writer, hookimpl

SEGMENT = "cascara.type.Section"
SIGN = "org.apache.ctakes.typesystem.type.textsem.SignSymptomMention"
SENTENCE = "org.apache.ctakes.typesystem.type.textspan.Sentence"
log = []

class Parts(Annotator):
    """A section a line; its kind is what is before the colon."""
    name = "parts"
    writes = (SEGMENT,)
    def process(self, cas):
        begin = 0
        for line in cas.sofa_string.splitlines(keepends=True):
            kind = line.partition(":")[0].strip() or "unknown"
            cas.annotate(SEGMENT, begin, begin + len(line), kind=kind, id=kind)
            begin += len(line)

class Kinds(Parts):
    """The same, with kinds that are known beforehand."""
    name = "kinds"
    def section_kinds(self):
        return frozenset(["plan", "history"])

class Signs(Annotator):
    """Marks a word wherever it is, and says why."""
    name = "signs"
    writes = (SIGN, "cascara.type.Evidence")
    class Config(ComponentConfig):
        word: str = "pain"
        fail: str = ""
    def setup(self):
        log.append(("setup", self.config.word))
        if self.config.fail == "setup":
            raise FileNotFoundError("no such list of words")
    def close(self):
        log.append(("close", self.config.word))
        if self.config.fail == "close":
            raise KeyError("Wojciechowska")
    def process_batch(self, batch):
        log.append(("batch", len(batch)))
        super().process_batch(batch)
    def process(self, cas):
        text = cas.sofa_string
        if self.config.fail and self.config.fail in text:
            raise KeyError(text)
        if self.config.fail == "cancel":
            raise GeneratorExit(text)
        if self.config.fail == "interrupt":
            raise KeyboardInterrupt
        begin = text.find(self.config.word)
        while begin >= 0:
            end = begin + len(self.config.word)
            sign = cas.annotate(SIGN, begin, end)
            cas.annotate("cascara.type.Evidence", 0, 1, target=sign, component="signs")
            begin = text.find(self.config.word, end)

class Counts(Annotator):
    """Needs signs."""
    name = "counts"
    reads = ("EventMention",)
    writes = (SIGN,)
    def process(self, cas):
        for number, sign in enumerate(cas.select(SIGN)):
            sign.polarity = number

class Odd(Annotator):
    """Reads a type that does not exist."""
    name = "odd"
    reads = ("Sentense",)
    def process(self, cas): ...

class Any(Reader):
    """Brings annotations along."""
    name = "any"
    writes = ("uima.cas.TOP",)
    def find(self, inputs): ...
    def read(self, source): ...

@hookimpl
def cascara_annotators():
    return [Parts, Kinds, Signs, Counts, Odd]

@hookimpl
def cascara_readers():
    return [Any]
'''


@pytest.fixture(autouse=True)
def components(install_plugin, own_builtin):
    install_plugin("cascara-signs", COMPONENTS)


@pytest.fixture
def log():
    import cascara_signs

    return cascara_signs.log


def signs(cas):
    return [(fs.begin, fs.end) for fs in cas.select("SignSymptomMention")]


def test_called_on_text_and_on_a_cas(log):
    pipeline = cascara.load({"annotators": ["signs"]})
    assert signs(pipeline("pain, no pain")) == [(0, 4), (9, 13)]
    cas = Cas("pain")
    assert pipeline(cas) is cas
    assert signs(cas) == [(0, 4)]
    assert log == [("setup", "pain"), ("batch", 1), ("batch", 1)]


def test_streamed_in_order_and_in_batches(log):
    texts = [" " * count + "pain" for count in range(7)]
    with cascara.load({"annotators": ["signs"]}) as pipeline:
        found = [signs(cas)[0][0] for cas in pipeline.pipe(iter(texts), batch_size=3)]
    assert found == list(range(7))
    assert log == [("setup", "pain"), ("batch", 3), ("batch", 3), ("batch", 1), ("close", "pain")]
    assert list(pipeline.pipe([])) == []
    with pytest.raises(ValueError, match="batch_size"):
        next(pipeline.pipe(texts, batch_size=0))


def test_nothing_is_set_up_before_the_first_document(log):
    with cascara.load({"annotators": ["signs", {"use": "signs", "word": "ache"}]}) as pipeline:
        assert log == []
        pipeline("")
    assert log == [
        ("setup", "pain"),
        ("setup", "ache"),
        ("batch", 1),
        ("batch", 1),
        ("close", "ache"),
        ("close", "pain"),
    ]


def test_seconds_are_counted_by_component():
    pipeline = cascara.load({"annotators": ["signs", {"use": "signs", "word": "ache"}]})
    pipeline("pain")
    assert set(pipeline.seconds) == {("annotator", "signs"), ("annotator", "signs#2")}
    assert all(seconds > 0 for seconds in pipeline.seconds.values())


def test_when_takes_back_what_is_outside_and_nothing_else():
    text = "plan: pain\nhistory: pain ache\nplan: pain\n"
    pipeline = cascara.load(
        {
            "annotators": [
                "parts",
                {"use": "signs", "word": "ache"},
                {"use": "signs", "word": "pain", "when": {"sections": ["plan", "assessment"]}},
            ]
        }
    )
    cas = pipeline(text)
    assert [cas.covered_text(fs) for fs in cas.select("SignSymptomMention")] == [
        "pain",
        "ache",
        "pain",
    ]
    assert [text.count("\n", 0, begin) for begin, _ in signs(cas)] == [0, 1, 2]
    explained = [id(evidence.target) for evidence in cas.select("Evidence")]
    assert sorted(explained) == sorted(id(fs) for fs in cas.select("SignSymptomMention"))


def test_a_failure_tells_the_component_the_type_and_the_place_but_no_word():
    pipeline = cascara.load({"annotators": [{"use": "signs", "fail": SECRET}]})
    with pytest.raises(ComponentFailure) as caught:
        pipeline(f"Mrs {SECRET} has pain")
    failure = caught.value
    assert (failure.component, failure.error) == ("signs", "KeyError")
    assert failure.place.startswith("cascara_signs:")
    assert str(failure) == f"signs: KeyError at {failure.place}"
    assert failure.__cause__ is None
    assert failure.__context__ is None
    assert SECRET not in "".join(traceback.format_exception(failure))
    assert signs(pipeline("pain")) == [(0, 4)]


def test_whatever_a_component_raises_is_its_failure_but_ctrl_c():
    pipeline = cascara.load({"annotators": [{"use": "signs", "fail": "cancel"}]})
    with pytest.raises(ComponentFailure, match=r"^signs: GeneratorExit at cascara_signs:"):
        pipeline(SECRET)
    pipeline = cascara.load({"annotators": [{"use": "signs", "fail": "interrupt"}]})
    with pytest.raises(KeyboardInterrupt):
        pipeline(SECRET)


def test_one_that_cannot_be_closed_keeps_no_other_open(log):
    annotators = [{"use": "signs", "word": w, "fail": "close"} for w in ("pain", "ache")]
    pipeline = cascara.load({"annotators": annotators})
    pipeline("")
    with pytest.raises(ComponentFailure, match=r"^signs#2: KeyError at cascara_signs:") as caught:
        pipeline.close()
    assert SECRET not in str(caught.value)
    assert log[-2:] == [("close", "ache"), ("close", "pain")]
    pipeline.close()
    assert len([event for event, _ in log if event == "close"]) == 2


@pytest.mark.parametrize("document", [None, 5, b"pain", ["pain"]])
def test_what_is_no_document(document):
    pipeline = cascara.load({"annotators": ["signs"]})
    with pytest.raises(TypeError, match="a document is a str or a Cas, not a "):
        pipeline(document)


@pytest.mark.parametrize("documents", ["pain", Cas("pain")])
def test_one_document_is_no_stream(documents):
    with pytest.raises(TypeError, match="call the pipeline on one"):
        next(cascara.load({"annotators": ["signs"]}).pipe(documents))


def test_a_component_that_cannot_be_set_up():
    pipeline = cascara.load({"annotators": [{"use": "signs", "fail": "setup"}]})
    with pytest.raises(ConfigError, match=r"annotator 'signs' cannot be set up \(FileNotFound"):
        pipeline("pain")


@pytest.mark.parametrize(
    ("annotators", "message"),
    [
        (["signs", "counts"], ""),
        (["counts", "signs"], "pipeline.annotators[0]: counts needs EventMention; nothing before"),
        (["signs", "odd"], "pipeline.annotators[1]: odd reads Sentense: type Sentense is not in"),
    ],
)
def test_what_is_read_must_be_written_before(annotators, message):
    pipeline = cascara.load({"annotators": annotators})
    if not message:
        check_requirements(pipeline)
        return
    with pytest.raises(ConfigError) as caught:
        check_requirements(pipeline)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("reader", "before", "message"),
    [
        (None, ["kinds"], "no section is of the kind 'plans'; did you mean 'plan'?"),
        (None, ["signs"], "'when' of signs needs Section; nothing before it makes any"),
        (None, ["kinds", "parts"], ""),
        ("any", [], ""),
        ("any", ["kinds"], ""),
    ],
)
def test_when_names_sections_that_there_can_be(reader, before, message):
    limited = {"use": "signs", "when": {"sections": ["plans", "plan"]}}
    pipeline = cascara.load({"reader": reader, "annotators": [*before, limited]})
    if not message:
        assert check_requirements(pipeline) is None
        return
    with pytest.raises(ConfigError) as caught:
        check_requirements(pipeline)
    [told] = str(caught.value).splitlines()
    assert told.startswith(f"pipeline.annotators[{len(before)}].use: ")
    assert told.endswith(message)


def test_a_reader_may_bring_annotations():
    pipeline = cascara.load({"reader": "any", "annotators": ["counts"]})
    assert check_requirements(pipeline) is None


def test_plugin_and_pipeline_type_systems_are_merged(tmp_path):
    description = """<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">
    <types><typeDescription><name>my.Thing</name><supertypeName>uima.tcas.Annotation</supertypeName>
    </typeDescription></types></typeSystemDescription>"""
    (tmp_path / "thing.xml").write_text(description)
    (tmp_path / "p.yaml").write_text("cascara: 1\ntypesystems: [thing.xml]\nannotators: [signs]\n")
    cas = cascara.load(tmp_path / "p.yaml")("pain")
    assert cas.annotate("my.Thing", 0, 4).type.name == "my.Thing"

"""Pipeline files: what they mean, and errors that say where and what was meant."""

from __future__ import annotations

import pickle
import textwrap

import pytest
from cascara.core.config.resolve import load_config
from cascara.core.errors import ConfigError

COMPONENTS = """
from pathlib import Path
from typing import Literal
from pydantic import BaseModel, field_validator
from cascara.core.component import Annotator, ComponentConfig, Reader, Writer
from cascara.core.hookspecs import hookimpl

class Lines(Reader):
    "Lines."
    name = "lines"
    class Config(ComponentConfig):
        encoding: str = "utf-8"
        limit: int = 10
    def find(self, inputs): ...
    def read(self, source): ...

class Words(Annotator):
    "Words."
    name = "words"
    class Box(BaseModel):
        colour: Literal["red", "green"] = "red"
    class Config(ComponentConfig):
        list: str | Path = "common"
        folder: Path | None = None
        case: bool = False
        size: int = 3
        mode: Literal["fast", "exact"] = "fast"
        label: str = ""
        box: "Words.Box | None" = None
        @field_validator("label")
        @classmethod
        def _short(cls, value):
            if len(value) > 20:
                raise ValueError(f"label {value} is longer than 20 characters")
            return value
    def process(self, cas): ...

class Marks(Annotator):
    "Marks."
    name = "marks"
    class Config(ComponentConfig):
        colour: str
        size: int = 1
    def process(self, cas): ...

class Table(Writer):
    "Tables."
    name = "table"
    suffix = ".tsv"
    class Config(ComponentConfig):
        limit: int = 5
    def render(self, cas): ...

class Both(Writer):
    "A writer with the reader's name."
    name = "lines"
    suffix = ".txt"
    class Config(ComponentConfig):
        width: int = 80
        limit: int = 0
    def render(self, cas): ...

Words.Config.model_rebuild(_types_namespace={"Words": Words, "Path": Path, "Literal": Literal})

@hookimpl
def cascara_annotators():
    return [Words, Marks]

@hookimpl
def cascara_readers():
    return [Lines]

@hookimpl
def cascara_writers():
    return [Table, Both]
"""


@pytest.fixture(autouse=True)
def components(install_plugin, own_builtin):
    install_plugin("cascara-words", COMPONENTS)


@pytest.fixture
def write(tmp_path):
    def write(text: str, name: str = "p.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
        return path

    return write


def errors(path, *settings):
    """The lines of the ConfigError, the folder left out."""
    with pytest.raises(ConfigError) as caught:
        load_config(path, settings)
    return str(caught.value).replace(f"{path.parent}/", "").splitlines()


def test_names_and_options(write):
    config = load_config(
        write("""
        cascara: 1
        reader: {use: lines, limit: 3}
        annotators:
          - words
          - use: marks
            colour: blue
            when: {sections: [plan, medications]}
          - use: words
            size: 4
        writers: [table]
        timeout: 2.5
        """)
    )
    assert config.name == "p"
    assert config.reader.options == {"limit": 3}
    assert config.reader.values == {"limit": 3, "encoding": "utf-8"}
    assert [spec.label for spec in config.annotators] == ["words", "marks", "words#2"]
    assert config.annotators[1].sections == {"plan", "medications"}
    assert config.annotators[0].sections is None
    assert config.timeout == 2.5
    assert pickle.loads(pickle.dumps(config)) == config


def test_every_error_is_told_at_once_with_its_place(write):
    path = write("""
        cascara: 1
        extend: other
        reader: line
        annotators:
          - use: words
            sise: 3
            mode: exat
            case: perhaps
          - marks
          - 12
          - {colour: red}
        writers:
          - table
          - {use: table, limit: many}
        timeout: 0
        """)
    assert errors(path) == [
        "p.yaml:2:1: unknown option 'extend' of the pipeline; did you mean 'extends'?",
        "p.yaml:3:9: unknown reader 'line'; did you mean 'lines'?",
        "p.yaml:6:5: unknown option 'sise' of annotator 'words'; did you mean 'size'?",
        "p.yaml:7:11: 'mode' of annotator 'words' is 'exat'; it must be 'fast' or 'exact'; "
        "did you mean 'exact'?",
        "p.yaml:8:11: 'case' of annotator 'words' must be a boolean, unable to interpret input",
        "p.yaml:9:5: annotator 'marks' lacks 'colour'",
        "p.yaml:10:5: 'annotators[2]' of the pipeline must be a mapping, key: value",
        "p.yaml:11:5: 'annotators[3]' of the pipeline lacks 'use'",
        "p.yaml:14:25: 'limit' of writer 'table' must be an integer, unable to parse string as an "
        "integer",
        "p.yaml:15:10: 'timeout' of the pipeline must be greater than 0",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cascara: 1\nreader: [\n", "p.yaml:3:1: not valid YAML: "),
        ("cascara: 1\nx: &a 1\n", "p.yaml:2:4: not valid YAML: anchors and aliases"),
        ("cascara: 1\nx: *a\n", "p.yaml:2:4: not valid YAML: anchors and aliases"),
        ("cascara: 1\nx: !!python/name:os.system\n", "p.yaml:2:4: not valid YAML: tags are"),
        ("cascara: 1\ncascara: 1\n", "p.yaml:2:1: 'cascara' is given twice"),
        ("cascara: 1\n? [a]\n: 1\n", "p.yaml:2:3: a key must be a word"),
        ("cascara: 1\nreader: \x07\n", "p.yaml:2:1: has a character that YAML does not allow"),
        ("cascara: " + "[" * 60 + "]" * 60 + "\n", "p.yaml:1:49: not valid YAML: nested too deep"),
        ("", "p.yaml:1:1: is empty"),
        ("- words\n", "p.yaml:1:1: a pipeline must be a mapping"),
        ("reader: lines\n", "p.yaml:1:1: the pipeline lacks 'cascara'; add 'cascara: 1'"),
        (
            "cascara: 1\nannotators: [{use: words, when: {sections: []}}]\n",
            "p.yaml:2:44: 'annotators[0].when.sections' of the pipeline must have at least 1",
        ),
        ("cascara: 1\nwriters: table\n", "p.yaml:2:10: 'writers' of the pipeline must be a list"),
        ("cascara: 2\n", "p.yaml:1:10: 'cascara' of the pipeline is '2'; it must be 1"),
        ("cascara: 1\nwriters: [table, table]\n", "p.yaml:2:18: writer 'table' is used twice"),
        (
            "cascara: 1\nreader: {use: lines, when: {sections: [a]}}\n",
            "p.yaml:2:22: 'when' is for annotators, not for a reader",
        ),
        (
            "cascara: 1\nannotators: [{use: words, when: {section: [a]}}]\n",
            "p.yaml:2:33: 'annotators[0].when' of the pipeline lacks 'sections'",
        ),
        (
            "cascara: 1\nannotators: [{use: words, box: {color: red}}]\n",
            "",
        ),
        (
            "cascara: 1\nannotators: [{use: words, box: {colour: rot}}]\n",
            "p.yaml:2:41: 'box.colour' of annotator 'words' is 'rot'; it must be 'red' or 'green'",
        ),
        (
            "cascara: 1\nannotators: [{use: words, label: 007}]\n",
            "p.yaml:2:34: 'label' of annotator 'words' must be text; put it in quotes: '007'",
        ),
        ("cascara: 1\nplugins: [cascara-wards]\n", "p.yaml:2:11: no plug-in 'cascara-wards' is"),
        ("cascara: 1\ntypesystems: [a.xml]\n", "p.yaml:2:15: "),
    ],
)
def test_one_error(write, text, message):
    path = write("x")
    path.write_text(text)
    if message:
        assert errors(path)[0].startswith(message)
    else:
        load_config(path)


def test_a_file_that_is_not_there(tmp_path):
    assert errors(tmp_path / "none.yaml") == [
        "none.yaml: cannot be read (No such file or directory)"
    ]


def test_bytes_that_are_not_utf8(write):
    path = write("x")
    path.write_bytes(b"cascara: 1\nreader: \xff\n")
    assert errors(path) == ["p.yaml: is not UTF-8 (byte 19)"]


def test_words_follow_yaml_1_2(write):
    config = load_config(
        write("""
        cascara: 1
        annotators:
          - {use: words, case: yes, label: no}
        """)
    )
    assert config.annotators[0].options == {"case": "yes", "label": "no"}
    assert config.annotators[0].values["case"] is True


def test_extends_replaces_lists_and_adds_plugins(write):
    write("""
        cascara: 1
        reader: {use: lines, limit: 3}
        plugins: [cascara-words]
        annotators: [words]
        writers: [table]
        timeout: 9
        """)
    child = write(
        """
        cascara: 1
        extends: ../p.yaml
        plugins: [cascara-words]
        writers: [lines]
        """,
        "inner/c.yaml",
    )
    config = load_config(child)
    assert config.plugins == ("cascara-words",)
    assert [spec.name for spec in config.annotators] == ["words"]
    assert [spec.name for spec in config.writers] == ["lines"]
    assert config.reader.options == {"limit": 3}
    assert config.timeout == 9


def test_errors_of_an_extended_file_are_at_their_place(write):
    write("cascara: 1\nannotators: [wrods]\n")
    child = write("cascara: 1\nextends: p.yaml\nwriters: [tabel]\n", "c.yaml")
    assert errors(child) == [
        "p.yaml:2:14: unknown annotator 'wrods'; did you mean 'words'?",
        "c.yaml:3:11: unknown writer 'tabel'; did you mean 'table'?",
    ]


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("p.yaml", "p.yaml:2:10: extends itself: p.yaml -> p.yaml"),
        ("q.yaml", "q.yaml:2:10: extends itself: p.yaml -> q.yaml -> p.yaml"),
        ("./none.yaml", "p.yaml:2:10: there is no file ./none.yaml"),
        ("clinicl", "p.yaml:2:10: unknown pipeline 'clinicl'"),
    ],
)
def test_wrong_extends(write, extends, message):
    write("cascara: 1\nextends: ./p.yaml\n", "q.yaml")
    path = write(f"cascara: 1\nextends: {extends}\n")
    assert errors(path)[0].startswith(message)


def test_set_and_the_command_line(write):
    write("""
        cascara: 1
        reader: lines
        annotators: [words, {use: marks, colour: red}]
        writers: [lines, table]
        set: {words.size: 5}
        """)
    child = write(
        """
        cascara: 1
        extends: p.yaml
        set:
          marks.colour: blue
          words.box.colour: green
          words.when.sections: [plan]
          reader.limit: 7
          timeout: 5
        """,
        "c.yaml",
    )
    config = load_config(child, ["lines.width=40", "lines.encoding=ascii", "table.limit=${N:-8}"])
    words, marks = config.annotators
    assert (words.options["size"], words.options["box"]) == (5, {"colour": "green"})
    assert words.sections == {"plan"}
    assert marks.options == {"colour": "blue"}
    assert config.reader.options == {"limit": 7, "encoding": "ascii"}
    assert [spec.options for spec in config.writers] == [{"width": 40}, {"limit": 8}]
    assert config.timeout == 5
    assert [spec.name for spec in load_config(child, ["writers=[table]"]).writers] == ["table"]


def test_an_own_list_is_not_touched_by_the_parents_set(write):
    write("cascara: 1\nannotators: [words]\nset: {words.size: 5}\n")
    child = write("cascara: 1\nextends: p.yaml\nannotators: [{use: words, size: 6}]\n", "c.yaml")
    assert load_config(child).annotators[0].options == {"size": 6}


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("words.sise=3", "--set words.sise: unknown option 'sise' of annotator 'words'; did you"),
        ("wrods.size=3", "--set wrods.size: set: the pipeline has no component 'wrods'; did you"),
        ("words.size=x", "--set words.size: 'size' of annotator 'words' must be an integer"),
        ("words.size", "--set words.size: write NAME.OPTION=VALUE"),
        ("timeuot=1", "--set timeuot: set: there is no key 'timeuot'; did you mean 'timeout'?"),
        ("writers=table", "--set writers: 'writers' of the pipeline must be a list"),
        ("words.size=[", "--set words.size: not valid YAML"),
    ],
)
def test_wrong_settings(write, setting, message):
    path = write("cascara: 1\nannotators: [words]\n")
    assert errors(path, setting)[0].startswith(message)


def test_wrong_set_in_a_file(write):
    path = write("cascara: 1\nannotators: [words]\nset:\n  wrods.size: 1\n  words.sise: 2\n")
    assert errors(path) == [
        "p.yaml:4:3: set: the pipeline has no component 'wrods'; did you mean 'words'?",
        "p.yaml:5:3: unknown option 'sise' of annotator 'words'; did you mean 'size'?",
    ]


def test_environment(write, monkeypatch):
    monkeypatch.setenv("SIZE", "12")
    monkeypatch.setenv("EMPTY", "")
    path = write("""
        cascara: 1
        annotators:
          - use: words
            size: ${SIZE}
            label: "${SIZE}-${NONE:-b c}${EMPTY:-d}${EMPTY}$${SIZE}"
        """)
    words = load_config(path).annotators[0]
    assert words.options == {"size": 12, "label": "12-b cd${SIZE}"}
    assert words.shown["size"] == "${SIZE}"
    assert words.shown["mode"] == "fast"


def test_environment_not_set(write):
    path = write("""
        cascara: 1
        annotators:
          - use: words
            size: ${NONE_SUCH}
            label: "x${1}"
        """)
    assert errors(path) == [
        "p.yaml:4:11: the environment variable NONE_SUCH is not set",
        "p.yaml:5:12: write ${NAME} or ${NAME:-default}, and $${ for a plain ${",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "reader: ${SECRET}",
        "annotators: [{use: words, label: '${SECRET}'}]",
        "annotators: [{use: words, mode: '${SECRET}'}]",
        "annotators: [{use: words, size: '${SECRET}'}]",
        "plugins: ['${SECRET}']",
        "typesystems: ['${SECRET}']",
        "extends: ${SECRET}",
        "extends: ${SECRET}.yaml",
        "timeout: ${SECRET}",
    ],
)
def test_no_error_shows_what_the_environment_holds(write, monkeypatch, line):
    monkeypatch.setenv("SECRET", "hunter2hunter2hunter2")
    told = "\n".join(errors(write(f"cascara: 1\n{line}\n")))
    assert "p.yaml:2:" in told
    assert "hunter2" not in told


def test_relative_paths_are_relative_to_their_file(write, tmp_path, monkeypatch):
    write("", "lists/own.txt")
    write(
        """
        cascara: 1
        annotators:
          - {use: words, list: own.txt, folder: sub}
        """,
        "lists/p.yaml",
    )
    child = write("cascara: 1\nextends: lists/p.yaml\n", "c.yaml")
    words = load_config(child).annotators[0]
    assert words.options == {
        "list": str(tmp_path / "lists/own.txt"),
        "folder": str(tmp_path / "lists/sub"),
    }
    monkeypatch.chdir(tmp_path / "lists")
    own = load_config(child, ["words.list=own.txt", "words.folder=x"]).annotators[0]
    assert own.options == {
        "list": str(tmp_path / "lists/own.txt"),
        "folder": str(tmp_path / "lists/x"),
    }
    named = load_config(child, ["words.list=common"]).annotators[0]
    assert named.options["list"] == "common"


def test_plain_data(tmp_path):
    config = load_config({"annotators": ["words", {"use": "marks", "colour": "red"}]})
    assert [spec.name for spec in config.annotators] == ["words", "marks"]
    with pytest.raises(ConfigError, match=r"pipeline\.annotators\[0\]\.sise: unknown option"):
        load_config({"annotators": [{"use": "words", "sise": 1}]})


def test_the_hash_is_of_what_decides_the_output(write):
    text = "cascara: 1\nreader: lines\nannotators: [{use: words, size: 3}]\n"
    same = load_config(write(text)).hash()
    assert same.startswith("sha256:")
    assert load_config(write(text + "timeout: 3\n", "other.yaml")).hash() == same
    assert load_config(write(text), ["words.size=3"]).hash() == same
    assert load_config(write(text), ["words.size=4"]).hash() != same
    assert load_config(write(text), ["words.when.sections=[a]"]).hash() != same

"""Documents of other systems with pieces missing, doubled, misplaced or of another kind.

Whatever is done to one, a reader gives a valid document or an error of its own, without its words.
"""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path

import pytest
from cascara.core.errors import DocumentError
from cascara.core.plugins import Plugins
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

DOCUMENTS = Path(__file__).parents[2] / "examples" / "documents"
SECRET = "Zwiebelkuchen"
"""Stands for the words of a patient; no error may hold it."""

NAMES = (
    "code",
    "value",
    "text",
    "reference",
    "entry",
    "section",
    "td",
    "table",
    "ID",
    "effectiveTime",
)

quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def example(pattern):
    [path] = DOCUMENTS.glob(pattern)
    return path.read_bytes()


def outcome(name, data, suffix):
    """How many documents the bytes gave, and how many errors; neither holds what it may not."""
    reader = Plugins().reader(name)()
    reader.setup()
    read = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "input" + suffix)
        file.write_bytes(data)
        for source in reader.find([file]):
            words = source.error
            if not words:
                try:
                    reader.read(source).check()
                    read += 1
                except DocumentError as error:
                    words = str(error)
            refused += bool(words)
            assert SECRET not in words
    return read, refused


@pytest.mark.parametrize(
    ("name", "pattern", "suffix"),
    [("cda", "*.xml", ".xml"), ("fhir", "*.json", ".json"), ("hl7", "*.hl7", ".hl7")],
)
def test_undamaged_they_are_read(name, pattern, suffix):
    read, refused = outcome(name, example(pattern), suffix)
    assert read >= 1
    assert refused == 0
    assert outcome("auto", example(pattern), ".any") == (read, refused)


def changed_xml(data, draw):
    """The XML with a few of its elements or attributes changed."""
    root = etree.fromstring(data)
    for _ in range(draw(st.integers(1, 4))):
        elements = [e for e in root.iter() if isinstance(e.tag, str)]
        one, other = (elements[draw(st.integers(0, len(elements) - 1))] for _ in range(2))
        action = draw(st.sampled_from(["drop", "double", "move", "rename", "attribute", "text"]))
        parent = one.getparent()
        if action == "attribute":
            for key in list(one.attrib):
                one.set(key, draw(st.sampled_from(["", SECRET, "#", "-1", "1e999", "20249999"])))
        elif action == "text":
            one.text = draw(st.sampled_from([None, SECRET, "  ", "\u00a0", SECRET * 50]))
        elif parent is None:
            continue
        elif action == "drop":
            parent.remove(one)
        elif action == "double":
            parent.append(copy.deepcopy(one))
        elif action == "move" and one not in other.iterancestors() and one is not other:
            other.append(one)
        elif action == "rename":
            space = etree.QName(one).namespace
            name = draw(st.sampled_from(NAMES))
            one.tag = f"{{{space}}}{name}" if space else name
    return etree.tostring(root)


@quick
@given(st.data())
def test_a_changed_cda(data):
    assert sum(outcome("cda", changed_xml(example("*.xml"), data.draw), ".xml")) == 1


@quick
@given(st.data())
def test_a_changed_message(data):
    message = bytearray(example("*.hl7"))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(message) - 1))
        piece = data.draw(
            st.sampled_from([b"", b"|", b"^", b"~", b"\\", b"&", b"\r", b"\x00", b"\xff"])
        )
        message[place : place + data.draw(st.integers(0, 3))] = piece
    assert sum(outcome("hl7", bytes(message), ".hl7")) >= 1


@quick
@given(st.data())
def test_whatever_auto_makes_of_it(data):
    whole = data.draw(st.sampled_from(sorted(DOCUMENTS.iterdir()))).read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    assert sum(outcome("auto", whole[:cut], ".any")) >= 1


@pytest.mark.parametrize("name", ["cda", "fhir", "hl7", "auto"])
@given(content=st.binary(max_size=300), suffix=st.sampled_from([".xml", ".json", ".ndjson.gz"]))
@settings(deadline=None, max_examples=40)
def test_bytes_of_any_kind(name, content, suffix):
    assert sum(outcome(name, content, suffix)) >= 1

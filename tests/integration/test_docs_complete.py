"""Nothing is undocumented: hooks, components, options, types, commands."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path

import pytest
from cascara.core import hookspecs
from cascara.core.plugins import Plugins
from cascara.typesystem import CASCARA, CTAKES, read_descriptions

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hooks():
    return {
        name: inspect.signature(value)
        for name, value in vars(hookspecs).items()
        if name.startswith("cascara_")
    }


def test_every_hook_and_its_arguments_are_in_the_guide():
    guide = (DOCS / "plugin-guide.md").read_text("utf-8")
    assert len(hooks()) >= 11
    for name, signature in hooks().items():
        arguments = ", ".join(signature.parameters)
        assert f"`{name}({arguments})`" in guide, name


def test_the_yaml_reference_is_made_of_the_code(generate):
    assert (DOCS / "yaml-reference.md").read_text("utf-8") == generate.yaml_reference()


def test_every_component_and_option_has_words():
    plugins = Plugins()
    find = {"annotator": plugins.annotator, "reader": plugins.reader, "writer": plugins.writer}
    rows = [row for row in plugins.info() if row.sort in find]
    assert len(rows) >= 15
    for row in rows:
        cls = find[row.sort](row.name)
        assert inspect.getdoc(cls), row.name
        for name, field in cls.Config.model_fields.items():
            assert field.description, f"{row.name}.{name}"


def test_every_type_is_in_the_tables(generate):
    page = (DOCS / "type-system.md").read_text("utf-8")
    assert page.partition(generate.MARKER)[2] == generate.type_tables().removeprefix(
        generate.MARKER
    )
    for described in read_descriptions(CASCARA):
        assert described.text, described.name
        assert all(feature.text for feature in described.features), described.name
    assert sum(1 for _ in read_descriptions(CTAKES)) == 228


def test_every_command_is_in_the_documentation():
    pages = (ROOT / "README.md").read_text() + "".join(p.read_text() for p in DOCS.glob("*.md"))
    for command in ("run", "check", "list", "terms build", "terms info", "terms find"):
        assert f"cascara {command}" in pages, command

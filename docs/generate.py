"""Makes the parts of the documentation that repeat the code: ``python docs/generate.py``.

Writes docs/yaml-reference.md whole, and the tables of docs/type-system.md below its marker. A test
compares both with what this prints.
"""

from __future__ import annotations

import inspect
from importlib.resources import files
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from cascara.core.config.model import Entry, PipelineConfig, When
from cascara.core.plugins import Plugins
from cascara.typesystem import CASCARA, CTAKES, read_descriptions

DOCS = Path(__file__).parent
MARKER = "<!-- made by docs/generate.py -->\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _default(field: Any) -> str:
    """The default as one would write it in YAML."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (list, tuple)):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{value}`"


def _type(annotation: Any) -> str:
    """A type as YAML's users say it; the same on every version of Python."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if annotation is Entry:
        return "component"
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in (Union, UnionType):
        return " or ".join(_type(a) for a in arguments if a is not NoneType)
    if origin in (list, tuple):
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return "mapping"
    return {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}[
        annotation
    ]


def options(config: type) -> list[str]:
    """A table of a configuration class's fields."""
    fields = config.model_fields
    if not fields:
        return ["No options.", ""]
    rows = ["| option | type | default | meaning |", "|---|---|---|---|"]
    for name, field in fields.items():
        rows.append(
            f"| `{field.alias or name}` | {_type(field.annotation)} | {_default(field)} "
            f"| {_cell(field.description or '')} |"
        )
    return [*rows, ""]


def section_kinds() -> list[str]:
    """Ids of the section kinds, in the order of their file."""
    source = files("cascara.annotators.sections").joinpath("kinds.yaml").read_text("utf-8")
    return [row["id"] for row in yaml.safe_load(source)]


def component(cls: Any) -> list[str]:
    """A component's heading, description, types and options."""
    lines = [f"### `{cls.name}`", "", inspect.cleandoc(cls.__doc__ or ""), ""]
    for word, types in (
        ("Reads", getattr(cls, "reads", ())),
        ("Writes", getattr(cls, "writes", ())),
    ):
        if types:
            names = ", ".join(f"`{name.rpartition('.')[2]}`" for name in types)
            lines += [f"{word} {names}.", ""]
    return lines + options(cls.Config)


def yaml_reference() -> str:
    """The text of docs/yaml-reference.md."""
    plugins = Plugins()
    rows = [row for row in plugins.info() if row.package == "cascara"]
    lines = [
        "# YAML reference",
        "",
        MARKER.strip(),
        "",
        "Made from the configuration classes; `cascara check FILE` says what is wrong with a file, "
        "with line and column.",
        "",
        "## A pipeline file",
        "",
        *options(PipelineConfig),
        "## A component",
        "",
        "A name alone, or a mapping: `use`, the options, and for annotators `when`:",
        "",
        *options(When),
        "Kinds of sections that `sections` finds:",
        "",
        ", ".join(f"`{kind}`" for kind in section_kinds()) + ".",
        "",
    ]
    for title, sort, find in (
        ("Readers", "reader", plugins.reader),
        ("Annotators", "annotator", plugins.annotator),
        ("Writers", "writer", plugins.writer),
    ):
        lines += [f"## {title}", ""]
        for name in sorted(row.name for row in rows if row.sort == sort):
            lines += component(find(name))
    return "\n".join(lines).rstrip() + "\n"


def type_tables() -> str:
    """The part of docs/type-system.md below its marker."""
    lines = [MARKER]
    for title, path in (("Cascara's types", CASCARA), ("cTAKES's types", CTAKES)):
        lines += [f"\n## {title}\n"]
        for described in read_descriptions(path):
            parent = described.supertype
            text = f" {described.text}" if described.text else ""
            lines += [f"\n`{described.name}` < `{parent}`{'.' if not text else ':'}{text}\n"]
            if described.features:
                lines += ["\n| feature | range | meaning |\n|---|---|---|\n"]
            for feature in described.features:
                held = f"[{feature.element}]" if feature.element else ""
                lines += [
                    f"| `{feature.name}` | `{feature.range}{held}` | {feature.text or ''} |\n"
                ]
    return "".join(lines)


if __name__ == "__main__":
    (DOCS / "yaml-reference.md").write_text(yaml_reference())
    page = DOCS / "type-system.md"
    page.write_text(page.read_text().partition(MARKER)[0] + type_tables())

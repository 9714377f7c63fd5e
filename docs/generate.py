"""Makes the parts of the documentation that repeat the code: ``python docs/generate.py``.

Writes docs/yaml-reference.md whole, and the tables of docs/type-system.md below its marker. A test
compares both with what this prints.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from cascara.core.plugins import Plugins
from cascara.typesystem import CASCARA, CTAKES, read_descriptions

DOCS = Path(__file__).parent
MARKER = "<!-- made by docs/generate.py -->\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _default(field: Any) -> str:
    return (
        "required" if field.is_required() else f"`{field.get_default(call_default_factory=True)!r}`"
    )


def _type(field: Any) -> str:
    text = str(getattr(field.annotation, "__name__", None) or field.annotation)
    if getattr(field.annotation, "__args__", None):
        text = str(field.annotation).replace("typing.", "").replace("pathlib.", "")
    return f"`{_cell(text)}`"


def options(config: type) -> list[str]:
    """A table of a configuration class's fields."""
    fields = config.model_fields
    if not fields:
        return ["No options.", ""]
    rows = ["| option | type | default | meaning |", "|---|---|---|---|"]
    for name, field in fields.items():
        rows.append(
            f"| `{field.alias or name}` | {_type(field)} | {_default(field)} "
            f"| {_cell(field.description or '')} |"
        )
    return [*rows, ""]


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
    from cascara.core.config.model import PipelineConfig

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

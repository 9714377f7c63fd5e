"""Changes to single options of a pipeline: ``set:`` in a file, ``--set`` on the command line."""

from __future__ import annotations

from collections.abc import Iterator

from ..discovery import nearest
from ..errors import ConfigError
from ..plugins import Plugins
from .located import Node, Problems
from .model import PipelineConfig
from .roles import Role, component_class

_KEYS = [key for key in PipelineConfig.model_fields if key not in ("cascara", "extends", "set")]
"""Keys that can be replaced whole; the others say something of the one file they stand in."""


def set_option(tree: Node, key: str, value: Node, plugins: Plugins, problems: Problems) -> None:
    """Puts ``value`` where ``key`` says: ``component.option``, or a key of the pipeline.

    ``reader.option`` means the reader whatever its name. Of several components of one name
    (a reader and a writer may share it) those are meant that have the option.
    """
    name, _, option = key.partition(".")
    if not option:
        if name in _KEYS:
            tree.value[name] = value
        else:
            problems.add(value.key, f"set: there is no key {name!r}{nearest(name, _KEYS)}")
        return
    entries = list(components(tree))
    named = [
        (role, entry)
        for role, entry in entries
        if component_name(entry) == name or name == "reader" == role
    ]
    if not named:
        known = {component_name(entry) for _, entry in entries}
        problems.add(
            value.key, f"set: the pipeline has no component {name!r}{nearest(name, known)}"
        )
    for entry in _meant(named, option.partition(".")[0], plugins):
        _put(entry, option.split("."), value)


def components(tree: Node) -> Iterator[tuple[Role, Node]]:
    """The entries of a pipeline: names, or mappings with ``use``."""
    if "reader" in tree.value and tree.value["reader"].value is not None:
        yield "reader", tree.value["reader"]
    if "annotators" in tree.value:
        yield from (("annotator", entry) for entry in tree.value["annotators"].value)
    if "writers" in tree.value:
        yield from (("writer", entry) for entry in tree.value["writers"].value)


def component_name(entry: Node) -> str:
    """The name an entry uses."""
    name = entry.value["use"].value if isinstance(entry.value, dict) else entry.value
    return str(name)


def _meant(named: list[tuple[Role, Node]], option: str, plugins: Plugins) -> list[Node]:
    if len(named) > 1:
        having = [item for item in named if option in _options(*item, plugins)]
        named = having or named
    return [entry for _, entry in named]


def _options(role: Role, entry: Node, plugins: Plugins) -> set[str]:
    try:
        cls = component_class(plugins, role, component_name(entry))
        return {*cls.Config.model_fields, "when"}
    except ConfigError:
        return set()


def _put(entry: Node, path: list[str], value: Node) -> None:
    if not isinstance(entry.value, dict):
        name = Node(entry.value, entry.place, entry.key, entry.written, entry.from_env)
        entry.value = {"use": name}
    inner = entry.value
    for step in path[:-1]:
        if step not in inner or not isinstance(inner[step].value, dict):
            inner[step] = Node({}, value.place, value.key)
        inner = inner[step].value
    inner[path[-1]] = value

"""YAML that remembers where every value stands, so that each error can say file:line:column.

Plain YAML only: no anchors, aliases or tags; words follow YAML 1.2 (``no`` is a word, not false).
``${NAME}`` and ``${NAME:-default}`` in values stand for environment variables, ``$${`` for ``${``.
What a variable holds is never shown: a message shows the value as it is written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from .located import Node, Place, Problems

MAX_DEPTH = 40
"""Nesting no pipeline needs; deeper files are refused before they exhaust the stack."""


def read_file(path: Path, problems: Problems) -> Node | None:
    """The root of a YAML file; None when it cannot be read, which is then among the problems."""
    here = Place(str(path), folder=path.parent)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problems.add(here, f"cannot be read ({error.strerror})")
    except UnicodeDecodeError as error:
        problems.add(here, f"is not UTF-8 (byte {error.start})")
    else:

        def place(line: int, column: int) -> Place:
            return Place(here.file, line + 1, column + 1, here.folder)

        return _parse(text, place, problems)
    return None


def read_value(text: str, place: Place, problems: Problems) -> Node | None:
    """A value given in one line, such as that of ``--set``; all its errors are at ``place``."""
    return _parse(text, lambda line, column: place, problems)


_PlaceOf = Callable[[int, int], Place]
"""The place of a line and a column, both from 0."""


def _parse(text: str, place: _PlaceOf, problems: Problems) -> Node | None:
    try:
        root = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        here = place(mark.line, mark.column) if mark else place(0, 0)
        problems.add(here, f"not valid YAML: {error.problem}")
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0))
        problems.add(place(line, 0), "has a character that YAML does not allow")
    else:
        if root is not None:
            return _Builder(place, problems).node(root, None)
        problems.add(place(0, 0), "is empty")
    return None


class _Loader(yaml.SafeLoader):
    """Composes nodes; refuses what could make a small file large."""

    yaml_implicit_resolvers: Any = {}
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases are not allowed", problem_mark=mark
            )
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="tags are not allowed", problem_mark=mark)
        if self.depth >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=mark)
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


_TAG = "tag:yaml.org,2002:"
_NUMBER = list("-+.0123456789")
for _kind, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]{1,300}$", _NUMBER),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", _NUMBER),
    ("float", r"^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$", _NUMBER),
):
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(_pattern), _first)


def _scalar(loader_tag: str, text: str) -> Any:
    kind = loader_tag.removeprefix(_TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        return int(text)
    return float(text.replace(".inf", "inf").replace(".nan", "nan")) if kind == "float" else text


_VARIABLE = re.compile(r"\$\$\{|\$\{([^}]*)(\}?)")
_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", re.DOTALL)


class _Builder:
    """Turns PyYAML's nodes into ours: places, environment variables, no key twice."""

    def __init__(self, place: _PlaceOf, problems: Problems) -> None:
        self._place = place
        self._problems = problems

    def node(self, node: yaml.Node, key: Place | None) -> Node:
        place = self._place(node.start_mark.line, node.start_mark.column)
        if isinstance(node, yaml.MappingNode):
            return Node(self._mapping(node), place, key or place)
        if isinstance(node, yaml.SequenceNode):
            return Node([self.node(item, None) for item in node.value], place, key or place)
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, place, key or place)

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Node]:
        result: dict[str, Node] = {}
        for key, value in node.value:
            place = self._place(key.start_mark.line, key.start_mark.column)
            if not isinstance(key, yaml.ScalarNode):
                self._problems.add(place, "a key must be a word")
            elif key.value in result:
                self._problems.add(place, f"{key.value!r} is given twice")
            else:
                result[key.value] = self.node(value, place)
        return result

    def _scalar(self, node: yaml.ScalarNode, place: Place, key: Place) -> Node:
        written: str = node.value
        tag: str = node.tag
        text = _VARIABLE.sub(lambda match: self._variable(match, place), written)
        if text != written and not node.style:
            tag = _Loader("").resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        named = any(match.group(1) is not None for match in _VARIABLE.finditer(written))
        return Node(_scalar(tag, text), place, key, written, named)

    def _variable(self, match: re.Match[str], place: Place) -> str:
        if match.group(1) is None:
            return "${"
        name = _NAME.fullmatch(match.group(1))
        if name is None or not match.group(2):
            self._problems.add(place, "write ${NAME} or ${NAME:-default}, and $${ for a plain ${")
            return ""
        value = os.environ.get(name.group(1))
        if value or (value is not None and name.group(2) is None):
            return value
        if name.group(2) is None:
            self._problems.add(place, f"the environment variable {name.group(1)} is not set")
            return ""
        return name.group(2)

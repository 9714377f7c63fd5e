"""Pipeline files put together: ``extends``, ``set`` and ``--set``, before any name is resolved."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from ..plugins import Plugins
from .located import Node, Place, Problems
from .model import PipelineConfig
from .settings import set_option
from .validation import check
from .yaml_source import read_file, read_value

ADDED = ("plugins", "typesystems")
"""Keys whose lists are added to those of the pipeline that is extended; all others replace."""


class PipelineFiles:
    """Reads a pipeline with all that it extends into one tree of nodes."""

    def __init__(self, plugins: Plugins, problems: Problems) -> None:
        self._plugins = plugins
        self._problems = problems

    def read(self, source: str | Path | Mapping[str, Any]) -> Node | None:
        """The tree of a pipeline given by name, by path or as plain data.

        None when there is none; everything wrong in it is among the problems and left out of it.
        """
        if isinstance(source, Mapping):
            root = Node.of({"cascara": 1, **source}, Place("pipeline"))
            return self._whole(root, ())
        here = Place(str(source))
        path = self._locate(source, Node(source, here, here))
        return self._read(path, ()) if path else None

    def apply(self, tree: Node, settings: Iterable[str]) -> None:
        """Changes options as ``--set NAME.OPTION=VALUE`` on the command line does."""
        for setting in settings:
            key, equals, text = setting.partition("=")
            place = Place(f"--set {key}")
            if not equals:
                self._problems.add(place, "write NAME.OPTION=VALUE")
                continue
            value = read_value(text, place, self._problems) if text else Node("", place, place)
            if value is not None:
                set_option(tree, key.strip(), value, self._plugins, self._problems)
        self._prune(tree)

    def _locate(self, source: str | Path, named: Node) -> Path | None:
        """The file of a pipeline; ``named`` is where it is named."""
        text = os.fspath(source)
        if isinstance(source, Path) or "/" in text or os.sep in text or _is_yaml(text):
            return named.place.folder / Path(text).expanduser()
        try:
            return self._plugins.pipeline(text)
        except ConfigError as error:
            self._problems.add(named.place, named.hide(str(error)))
            return None

    def _read(self, path: Path, trail: tuple[Path, ...]) -> Node | None:
        root = read_file(path, self._problems)
        if root is None or not isinstance(root.value, dict):
            if root is not None:
                self._problems.add(root.place, "a pipeline must be a mapping, key: value")
            return None
        return self._whole(root, (*trail, path.resolve()))

    def _whole(self, root: Node, trail: tuple[Path, ...]) -> Node:
        """The tree of a file on top of what it extends, its ``set`` applied."""
        self._prune(root)
        own = dict(root.value)
        tree = Node(dict(own), root.place, root.key)
        base = self._base(own["extends"], trail) if "extends" in own else None
        if base is not None:
            tree.value = {**base.value, **own}
            for key in ADDED:
                if key in base.value and key in own:
                    both = [*base.value[key].value, *own[key].value]
                    tree.value[key] = replace(own[key], value=both)
        for key, value in (own["set"].value if "set" in own else {}).items():
            set_option(tree, key, value, self._plugins, self._problems)
        self._prune(tree)
        return tree

    def _base(self, extends: Node, trail: tuple[Path, ...]) -> Node | None:
        if extends.value is None:
            return None
        path = self._locate(extends.value, extends)
        if path is None:
            return None
        if path.resolve() in trail:
            names = " -> ".join(step.name for step in (*trail, path))
            self._problems.add(extends.place, f"extends itself: {names}")
            return None
        if not path.is_file():
            self._problems.add(extends.place, f"there is no file {extends.written}")
            return None
        return self._read(path, trail)

    def _prune(self, root: Node) -> None:
        """Tells what is wrong with the shape and leaves it out, so that the rest can be told."""
        for loc in check(PipelineConfig, root, "the pipeline", self._problems):
            if loc[0] == "cascara":
                root.value["cascara"] = Node.of(1, root.place)
            elif loc[0] in root.value:
                listed = root.value[loc[0]].value
                if len(loc) > 1 and isinstance(listed, list) and isinstance(loc[1], int):
                    listed[loc[1]] = None
                else:
                    del root.value[loc[0]]
        for node in root.value.values():
            if isinstance(node.value, list):
                node.value = [item for item in node.value if item is not None]


def _is_yaml(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))

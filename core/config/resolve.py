"""From a pipeline's tree to its configuration: every component found, every option checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from ...typesystem import TypeSystemError, merged
from ..component import Component
from ..errors import ConfigError
from ..plugins import Plugins
from .files import PipelineFiles
from .located import Node, Problems
from .model import Entry, PipelineConfig, ResolvedPipeline, Spec
from .roles import Role, component_class
from .settings import component_name, components
from .validation import check


def load_config(
    source: str | Path | Mapping[str, Any],
    settings: Iterable[str] = (),
    plugins: Plugins | None = None,
) -> ResolvedPipeline:
    """The pipeline ``source``: a name, the path of a YAML file, or the same as plain data.

    ``settings`` are ``NAME.OPTION=VALUE`` as after ``--set``. Raises ConfigError with all that is
    wrong, one line each: ``file:line:column: what; did you mean X?``
    """
    plugins = plugins if plugins is not None else Plugins()
    problems = Problems()
    files = PipelineFiles(plugins, problems)
    tree = files.read(source)
    if tree is None:
        raise ConfigError(str(problems))
    files.apply(tree, settings)
    name = "pipeline" if isinstance(source, Mapping) else Path(source).stem
    config = _Resolver(plugins, problems).config(tree, name)
    if problems:
        raise ConfigError(str(problems))
    return config


class _Resolver:
    def __init__(self, plugins: Plugins, problems: Problems) -> None:
        self._plugins = plugins
        self._problems = problems

    def config(self, tree: Node, name: str) -> ResolvedPipeline:
        shape = PipelineConfig.model_validate(tree.plain())
        named = tree.value["plugins"].value if "plugins" in tree.value else []
        for plugin in {node.value: node for node in reversed(named)}.values():
            self._load(plugin)
        specs = [self._spec(role, entry) for role, entry in components(tree)]
        found = _labelled([spec for spec in specs if spec is not None], self._problems)
        return ResolvedPipeline(
            name=name,
            reader=next((spec for spec in found if spec.role == "reader"), None),
            annotators=tuple(spec for spec in found if spec.role == "annotator"),
            writers=tuple(spec for spec in found if spec.role == "writer"),
            plugins=tuple(dict.fromkeys(shape.plugins)),
            typesystems=self._typesystems(tree),
            timeout=shape.timeout,
            place=tree.place,
        )

    def _load(self, plugin: Node) -> None:
        try:
            self._plugins.load([plugin.value])
        except ConfigError as error:
            self._problems.add(plugin.place, plugin.hide(str(error)))

    def _typesystems(self, tree: Node) -> tuple[Path, ...]:
        """Those of plug-ins, and those the pipeline names, which must fit together."""
        nodes = tree.value["typesystems"].value if "typesystems" in tree.value else []
        paths = list(self._plugins.type_systems())
        try:
            merged(paths)
        except TypeSystemError as error:
            self._problems.add(tree.place, str(error))
            return ()
        for node in nodes:
            paths.append((node.place.folder / Path(node.value).expanduser()).absolute())
            try:
                merged(paths)
            except TypeSystemError as error:
                self._problems.add(node.place, node.hide(str(error)))
                del paths[-1]
        return tuple(paths)

    def _spec(self, role: Role, entry: Node) -> Spec | None:
        fields = entry.value if isinstance(entry.value, dict) else {"use": entry}
        name = component_name(entry)
        cls = self._class(role, name, fields["use"])
        given = {key: node for key, node in fields.items() if key not in ("use", "when")}
        if "when" in fields and role != "annotator":
            self._problems.add(fields["when"].key, f"'when' is for annotators, not for a {role}")
        if cls is None:
            return None
        options = Node(given, fields["use"].place, entry.key)
        _absolute_paths(cls, options)
        if check(cls.Config, options, f"{role} {name!r}", self._problems):
            return None
        values = cls.Config.model_validate(options.plain()).model_dump(mode="json")
        when = Entry.model_validate(entry.plain()).when if fields is entry.value else None
        return Spec(
            role=role,
            name=name,
            label=name,
            options=options.plain(),
            values=values,
            shown={**values, **_from_environment(given)},
            sections=frozenset(when.sections) if when else None,
            place=fields["use"].place,
        )

    def _class(self, role: Role, name: str, node: Node) -> type[Component] | None:
        try:
            return component_class(self._plugins, role, name)
        except ConfigError as error:
            self._problems.add(node.place, node.hide(str(error)))
            return None


def _labelled(specs: list[Spec], problems: Problems) -> list[Spec]:
    """Every component with a label that is unique in its role."""
    seen: Counter[tuple[str, str]] = Counter()
    result = []
    for spec in specs:
        seen[spec.role, spec.name] += 1
        number = seen[spec.role, spec.name]
        if number > 1 and spec.role == "writer":
            problems.add(spec.place, f"writer {spec.name!r} is used twice; their outputs would mix")
        result.append(replace(spec, label=f"{spec.name}#{number}") if number > 1 else spec)
    return result


def _absolute_paths(cls: type[Component], options: Node) -> None:
    """Paths are relative to the file they are written in: options whose type is ``Path``.

    Where an option may be a name as well as a path, a file of that name comes first.
    """
    for name, field in cls.Config.model_fields.items():
        node = options.value.get(name)
        kinds = _kinds(field.annotation)
        if node is None or Path not in kinds:
            continue
        for scalar in node.scalars():
            if isinstance(scalar.value, str):
                path = scalar.place.folder / Path(scalar.value).expanduser()
                if str not in kinds or "/" in scalar.value or path.exists():
                    scalar.value = str(path.absolute())


def _kinds(annotation: Any) -> set[Any]:
    arguments = get_args(annotation)
    return {annotation}.union(*map(_kinds, arguments)) if arguments else {annotation}


def _from_environment(options: Mapping[str, Node]) -> dict[str, Any]:
    """Options that hold values of the environment, with the variables' names instead."""
    return {
        name: node.plain(shown=True)
        for name, node in options.items()
        if any(scalar.from_env for scalar in node.scalars())
    }

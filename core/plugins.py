"""The plug-ins of this installation: found by entry point, asked for by name.

What ships with Cascara is found without importing anybody else's code. A name that is not built in
makes every other plug-in be imported, as does ``load_all``; those that cannot be used are set
aside with the reason (``problems``), and the others work.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from .component import Annotator, Reader, Writer
from .discovery import Plugin, Problem, nearest
from .errors import ConfigError
from .hookspecs import PROJECT
from .offers import SORTS, Sort
from .version import __version__

if TYPE_CHECKING:
    from typer import Typer

log = logging.getLogger(__name__)

BUILTIN = "cascara.builtin"
"""The hooks of what ships with Cascara; named, not imported: core knows no component."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of ``cascara list``."""

    sort: Sort
    name: str
    description: str
    """First line of the class's documentation or of the pipeline's first comment."""
    package: str
    version: str


class Plugins:
    """Finds components, pipelines and commands by name. Making one costs nothing."""

    def __init__(self) -> None:
        self._builtin = Plugin("builtin", PROJECT, __version__, partial(import_module, BUILTIN))
        self._others: list[Plugin] | None = None
        self._chosen: dict[Plugin, None] = {}
        self._used: dict[Plugin, None] = {self._builtin: None}

    def annotator(self, name: str) -> type[Annotator]:
        """The annotator class of that name; ConfigError with the cure when there is none."""
        return cast("type[Annotator]", self._get("annotator", name))

    def reader(self, name: str) -> type[Reader]:
        """The reader class of that name; ConfigError with the cure when there is none."""
        return cast("type[Reader]", self._get("reader", name))

    def writer(self, name: str) -> type[Writer]:
        """The writer class of that name; ConfigError with the cure when there is none."""
        return cast("type[Writer]", self._get("writer", name))

    def pipeline(self, name: str) -> Path:
        """The YAML file of a named pipeline; ConfigError with the cure when there is none."""
        return cast(Path, self._get("pipeline", name))

    def command(self, name: str) -> Typer:
        """A command beside the command line's own; ConfigError with the cure when there is none."""
        return cast("Typer", self._get("command", name))

    def load(self, names: Iterable[str]) -> None:
        """Imports the plug-ins a pipeline names, by package or entry point.

        They go before others that offer the same names. ConfigError when one is not installed or
        cannot be used.
        """
        for name in names:
            named = [p for p in self._found() if _same(name, p.name) or _same(name, p.distribution)]
            if not named:
                known = {p.distribution for p in self._found()}
                raise ConfigError(f"no plug-in {name!r} is installed{nearest(name, known)}")
            for plugin in named:
                self._import(plugin)
                if plugin.problem is not None:
                    raise ConfigError(f"the plug-in {name!r} cannot be used: {plugin.problem}")
                self._chosen[plugin] = None
                self._used[plugin] = None

    def load_all(self) -> None:
        """Imports every plug-in installed; those that cannot be used are set aside."""
        for plugin in self._found():
            self._import(plugin)

    @property
    def problems(self) -> list[Problem]:
        """What cannot be used and why, among the plug-ins imported so far."""
        aside = [plugin.problem for plugin in self._imported() if plugin.problem is not None]
        return aside + list(self._clashes())

    def info(self, *sorts: Sort) -> list[Row]:
        """What the plug-ins imported so far offer of these sorts, or of all; built-in first.

        What ships is imported sort by sort: asking for commands alone loads no annotator.
        """
        return [
            Row(sort, name, describe(value), plugin.distribution, plugin.version)
            for sort in sorts or SORTS
            for plugin in self._imported()
            for name, value in sorted(plugin.offers(sort).items())
        ]

    def type_systems(self) -> list[Path]:
        """Type systems of the plug-ins in use: those asked for by name or named by a pipeline."""
        return [path for plugin in self._used for path in plugin.offers("type system").values()]

    def packages(self) -> dict[str, str]:
        """Versions of the packages in use, Cascara first."""
        return {plugin.distribution: plugin.version for plugin in self._used}

    def notify(self, hook: str, **values: object) -> None:
        """Calls a life-cycle hook of the plug-ins in use; what one raises is logged."""
        for plugin in self._used:
            try:
                plugin.notify(hook, values)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                log.warning("plug-in %s: %s raised %s", plugin, hook, type(error).__name__)

    def _get(self, sort: Sort, name: str) -> Any:
        """The one thing of that name; third parties are imported only when nobody else has it."""
        for among in self._tiers():
            offering = [plugin for plugin in among if name in plugin.offers(sort)]
            if len(offering) > 1:
                raise ConfigError(f"{_clash(sort, name, offering)}; name one under plugins:")
            if offering:
                self._used[offering[0]] = None
                return offering[0].offers(sort)[name]
        raise ConfigError(self._unknown(sort, name))

    def _tiers(self) -> Iterator[list[Plugin]]:
        yield [self._builtin]
        yield list(self._chosen)
        self.load_all()
        yield self._found()

    def _found(self) -> list[Plugin]:
        """The third-party plug-ins installed, by package and entry point; none is imported."""
        if self._others is None:
            found = (_plugin(point) for point in entry_points(group=PROJECT))
            others = [plugin for plugin in found if not _same(plugin.distribution, PROJECT)]
            self._others = sorted(others, key=lambda plugin: (plugin.distribution, plugin.name))
        return self._others

    def _imported(self) -> list[Plugin]:
        return [self._builtin, *(plugin for plugin in self._others or () if plugin.asked)]

    def _import(self, plugin: Plugin) -> None:
        """Asks a plug-in for everything, so that what is wrong with it is known."""
        for sort in SORTS:
            for name in plugin.offers(sort):
                if name in self._builtin.offers(sort):
                    plugin.quarantine("duplicate", _clash(sort, name, [self._builtin, plugin]))
                    return

    def _clashes(self) -> Iterator[Problem]:
        """Names that several third-party plug-ins offer; each can be used when it is chosen."""
        for sort in SORTS:
            owners: dict[str, list[Plugin]] = {}
            for plugin in self._imported():
                for name in plugin.offers(sort):
                    owners.setdefault(name, []).append(plugin)
            for name, plugins in owners.items():
                if len(plugins) > 1:
                    yield plugins[-1].as_problem("duplicate", _clash(sort, name, plugins))

    def _unknown(self, sort: Sort, name: str) -> str:
        known = {s: {n for p in self._imported() for n in p.offers(s)} for s in SORTS}
        message = f"unknown {sort} {name!r}"
        elsewhere = [other for other in SORTS if name in known[other]]
        if elsewhere:
            message += f"; there is a {elsewhere[0]} of that name"
        else:
            message += nearest(name, known[sort]) or f"; known: {', '.join(sorted(known[sort]))}"
        aside = [str(plugin.problem) for plugin in self._imported() if plugin.problem]
        if aside:
            message += f"; plug-ins that cannot be used: {', '.join(aside)}"
        return message


def describe(value: Any) -> str:
    """One line on a component class, a pipeline, a type system or a command."""
    if isinstance(value, Path):
        with value.open(encoding="utf-8", errors="replace") as file:
            first = next(file, "").strip()
        return first.lstrip("# ") if first.startswith("#") else ""
    text = value.__doc__ if isinstance(value, type) else value.info.help
    lines = inspect.cleandoc(text).splitlines() if isinstance(text, str) else []
    return lines[0] if lines else ""


def _plugin(point: EntryPoint) -> Plugin:
    """A package whose metadata are damaged goes by the name of its module."""
    name, version = (point.dist.name, point.dist.version) if point.dist else (None, None)
    return Plugin(point.name, name or point.value, version or "?", point.load)


def _clash(sort: Sort, name: str, plugins: Iterable[Plugin]) -> str:
    return f"{sort} {name!r} is in {' and in '.join(str(plugin) for plugin in plugins)}"


def _same(one: str, other: str) -> bool:
    """Whether two names of packages are the same name, as installers read them."""
    return re.sub(r"[-_.]+", "-", one).lower() == re.sub(r"[-_.]+", "-", other).lower()

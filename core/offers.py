"""What plug-ins can offer, and what is checked of it before it gets a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from .component import Annotator, Component, ComponentConfig, Reader, Writer

Sort = Literal["annotator", "reader", "writer", "type system", "pipeline", "command"]
"""What plug-ins offer. Names are unique within a sort."""

Reason = Literal["import", "hook", "result", "component", "duplicate"]
"""Why a plug-in cannot be used: it does not import; it has a function that is no hook of
``hookspecs``; a hook raised or returned something else than it should; a class or file it offers
is not as it must be; a name it offers is taken."""

NAME = re.compile(r"[a-z][a-z0-9_-]*")
"""What the name of a component, a pipeline or a command looks like."""

Offers = dict[str, Any]
"""By name: component classes, paths or typer applications."""


class UnusableError(Exception):
    """A plug-in is not as it must be. Turned into a Problem, never seen by users."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


def _components(base: type[Component]) -> Callable[[str, Any], Offers]:
    def collect(hook: str, result: Any) -> Offers:
        found: Offers = {}
        for cls in _as_list(hook, result):
            check_component(cls, base)
            _put(found, cls.name, cls)
        return found

    return collect


def _pipelines(hook: str, result: Any) -> Offers:
    found: Offers = {}
    for path in _files(hook, result, ".yaml"):
        _put(found, path.stem, path)
    return found


def _type_systems(hook: str, result: Any) -> Offers:
    return {str(path): path for path in _files(hook, result, ".xml")}


def _commands(hook: str, result: Any) -> Offers:
    from typer import Typer

    if not isinstance(result, Mapping):
        raise UnusableError("result", f"{hook} returned {type(result).__name__}, not a dict")
    found: Offers = {}
    for name, app in result.items():
        if not isinstance(app, Typer):
            raise UnusableError("component", f"{hook}: {name!r} is no typer.Typer")
        _put(found, name, app)
    return found


SORTS: Mapping[Sort, tuple[str, Callable[[str, Any], Offers]]] = {
    "annotator": ("cascara_annotators", _components(Annotator)),
    "reader": ("cascara_readers", _components(Reader)),
    "writer": ("cascara_writers", _components(Writer)),
    "type system": ("cascara_type_systems", _type_systems),
    "pipeline": ("cascara_pipelines", _pipelines),
    "command": ("cascara_commands", _commands),
}
"""The hook that is asked for each sort, and what checks its result and gives it names."""


def _as_list(hook: str, result: Any) -> list[Any]:
    if not isinstance(result, list | tuple):
        raise UnusableError("result", f"{hook} returned {type(result).__name__}, not a list")
    return list(result)


def _files(hook: str, result: Any, suffix: str) -> list[Path]:
    paths = _as_list(hook, result)
    for path in paths:
        if not isinstance(path, Path):
            raise UnusableError(
                "result", f"{hook} returned a list with {type(path).__name__}, not Path"
            )
        if path.suffix != suffix or not path.is_file():
            raise UnusableError("component", f"{hook}: there is no {suffix} file {path}")
    return paths


def _put(found: Offers, name: Any, value: Any) -> None:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise UnusableError("component", f"the name {name!r} does not match {NAME.pattern}")
    if name in found:
        raise UnusableError("component", f"the name {name!r} is given twice")
    found[name] = value


_MUST_DEFINE: Mapping[type[Component], tuple[tuple[str, ...], ...]] = {
    Annotator: (("process", "process_batch"),),
    Reader: (("find",), ("read",)),
    Writer: (("render",),),
}
"""What a component must define: of each group at least one method."""


def check_component(cls: Any, base: type[Component]) -> None:
    """Raises UnusableError unless ``cls`` can be used as a component of the sort ``base``."""
    if not (isinstance(cls, type) and issubclass(cls, base)):
        raise UnusableError("component", f"{_called(cls)} is no subclass of {base.__name__}")
    for fault in _faults(cls, base):
        raise UnusableError("component", f"{_called(cls)}: {fault}")


def _called(value: Any) -> str:
    return value.__qualname__ if isinstance(value, type) else f"a {type(value).__name__} object"


def _faults(cls: type[Component], base: type[Component]) -> Iterable[str]:
    name = getattr(cls, "name", None)
    if not isinstance(name, str) or not NAME.fullmatch(name):
        yield f"its name {name!r} does not match {NAME.pattern}"
    if not (isinstance(cls.Config, type) and issubclass(cls.Config, ComponentConfig)):
        yield "its Config is no subclass of ComponentConfig"
    for methods in _MUST_DEFINE[base]:
        if all(getattr(cls, method) is getattr(base, method) for method in methods):
            yield f"it does not define {' or '.join(methods)}"
    if issubclass(cls, Annotator):
        for field in ("reads", "writes"):
            types = getattr(cls, field)
            if not (isinstance(types, tuple) and all(isinstance(t, str) for t in types)):
                yield f"{field} is not a tuple of type names"
    if issubclass(cls, Writer):
        suffix = getattr(cls, "suffix", None)
        if not (isinstance(suffix, str) and suffix.startswith(".")):
            yield f"its suffix {suffix!r} does not begin with a dot"

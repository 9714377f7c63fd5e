"""One plug-in: imported, its hooks checked, and asked what it offers.

A plug-in that cannot be used raises nothing: it carries a ``Problem`` that says why, offers
nothing from then on, and every other plug-in works.
"""

from __future__ import annotations

import difflib
import inspect
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pluggy

from . import hookspecs
from .offers import SORTS, Offers, Reason, Sort, UnusableError


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a plug-in, or a name that it offers, cannot be used."""

    plugin: str
    """Name of its entry point."""
    distribution: str
    """The installed package it is from."""
    version: str
    """The package's version."""
    reason: Reason
    message: str
    """One line."""

    def __str__(self) -> str:
        return f"{self.distribution} {self.version} ({self.message})"


class Plugin:
    """A plug-in found, not yet imported.

    It has a pluggy manager of its own, so that what it offers is known to be its, and what is wrong
    with it touches no other.
    """

    def __init__(
        self, name: str, distribution: str, version: str, load: Callable[[], object]
    ) -> None:
        """``load`` imports the module or object with the hooks and returns it."""
        self.name = name
        self.distribution = distribution
        self.version = version
        self.problem: Problem | None = None
        self._load = load
        self._manager: pluggy.PluginManager | None = None
        self._offers: dict[Sort, Offers] = {}

    def __str__(self) -> str:
        return f"{self.distribution} {self.version}"

    @property
    def asked(self) -> bool:
        """Whether its code has been imported, or tried to be."""
        return self._manager is not None or self.problem is not None

    def offers(self, sort: Sort) -> Offers:
        """What it offers of a sort; nothing when it cannot be used."""
        if sort not in self._offers and self.problem is None:
            try:
                self._offers[sort] = self._ask(sort)
            except UnusableError as error:
                self.quarantine(error.reason, str(error))
        return {} if self.problem else self._offers[sort]

    def quarantine(self, reason: Reason, message: str) -> None:
        """Sets the plug-in aside; it offers nothing from now on."""
        self.problem = self.as_problem(reason, message)

    def as_problem(self, reason: Reason, message: str) -> Problem:
        """A problem of this plug-in, which it does not set aside."""
        return Problem(self.name, self.distribution, self.version, reason, message)

    def notify(self, hook: str, values: Mapping[str, object]) -> None:
        """Calls a life-cycle hook; what it raises goes through."""
        if self._manager is not None and self.problem is None:
            getattr(self._manager.hook, hook)(**values)

    def _ask(self, sort: Sort) -> Offers:
        hook, collect = SORTS[sort]
        if self._manager is None:
            with _quarantining("import"):
                plugin = self._load()
            with _quarantining("hook"):
                self._manager = _register(self.name, plugin)
        with _quarantining("result", f"{hook} raised "):
            results: list[Any] = getattr(self._manager.hook, hook)()
        with _quarantining("component", f"{hook}: "):
            return collect(hook, results[0]) if results else {}


@contextmanager
def _quarantining(reason: Reason, what: str = "") -> Iterator[None]:
    """Whatever a plug-in raises, SystemExit too, is a reason to set it aside."""
    try:
        yield
    except (UnusableError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise UnusableError(reason, what + one_line(error)) from error


def _register(name: str, plugin: object) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    _check_names(manager, plugin)
    try:
        manager.register(plugin, name)
    except pluggy.PluginValidationError as error:
        raise UnusableError("hook", " ".join(str(error).split())) from error
    return manager


def _check_names(manager: pluggy.PluginManager, plugin: object) -> None:
    """Refuses what nobody would call: hooks of unknown name, and hooks without their mark."""
    known = [name for name in dir(hookspecs) if manager.parse_hookspec_opts(hookspecs, name)]
    for name in dir(plugin):
        options = manager.parse_hookimpl_opts(plugin, name)
        if options is None:
            looks_like_one = name.startswith(f"{hookspecs.PROJECT}_")
            if looks_like_one and inspect.isroutine(getattr(plugin, name)):
                raise UnusableError("hook", f"{name} is not marked with @hookimpl")
            continue
        hook = options.get("specname") or name
        if hook not in known and not options.get("optionalhook"):
            raise UnusableError(
                "hook",
                f"unknown hook {hook!r}{nearest(hook, known)}"
                f" (this Cascara has hooks of version {hookspecs.VERSION})",
            )


def one_line(error: BaseException) -> str:
    """The kind of an error, the first line of its message, and where in the plug-in it arose."""
    words = str(error).strip().splitlines()
    message = f"{type(error).__name__}: {words[0]}" if words else type(error).__name__
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != __file__ and "importlib" not in frame.filename
    ]
    place = f", at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return message + place


def nearest(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'sentences'?``, or nothing when no known name resembles this one."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""

"""Plug-in packages made for one test."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

import pytest
from cascara.core import plugins

BUILTIN = """
from cascara.core.component import Annotator
from cascara.core.hookspecs import hookimpl

class Shipped(Annotator):
    '''Counts shipped things.'''
    name = "shipped"
    def process(self, cas): ...

@hookimpl
def cascara_annotators():
    return [Shipped]
"""


@pytest.fixture
def install_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes an installed package of one module, with the metadata that pip leaves; only these are
    found. Returns the folder the module is in."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def entry_points(group: str) -> list[EntryPoint]:
        every = (point for dist in distributions(path=[str(site)]) for point in dist.entry_points)
        return [point for point in every if point.group == group]

    def install(package: str, code: str, version: str = "1.0", target: str = "") -> Path:
        name = package.replace("-", "_")
        (site / f"{name}.py").write_text(textwrap.dedent(code))
        info = site / f"{name}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata)
        (info / "entry_points.txt").write_text(f"[cascara]\n{name} = {target or name}\n")
        monkeypatch.delitem(sys.modules, name, raising=False)
        return site

    monkeypatch.setattr(plugins, "entry_points", entry_points)
    return install


@pytest.fixture
def own_builtin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One built-in annotator, ``shipped``, in place of what ships."""
    (tmp_path / "own_builtin.py").write_text(BUILTIN)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "own_builtin", raising=False)
    monkeypatch.setattr(plugins, "BUILTIN", "own_builtin")

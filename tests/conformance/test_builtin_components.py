"""Nothing ships that the kit does not test."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from cascara.core.plugins import Plugins

HERE = Path(__file__).parent


def classes_tested(path: Path) -> set[type]:
    """The classes of the components that a module puts under the kit."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kits = (value for name, value in vars(module).items() if name.startswith("Test"))
    return {type(kit.component) for kit in kits if hasattr(kit, "component")}


@pytest.mark.parametrize("sort", ["annotator", "reader", "writer"])
def test_every_built_in_component_is_under_the_kit(sort: str) -> None:
    plugins = Plugins()
    find = getattr(plugins, sort)
    shipped = {find(row.name) for row in plugins.info(sort)}
    assert shipped
    assert shipped == set().union(*map(classes_tested, HERE.glob(f"test_*{sort}*.py")))

"""What a component does in a pipeline, and its class by role and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ..component import Component
    from ..plugins import Plugins

Role = Literal["reader", "annotator", "writer"]
"""What a component does in a pipeline."""


def component_class(plugins: Plugins, role: Role, name: str) -> type[Component]:
    """The class of that role and name; ConfigError with the cure when there is none."""
    if role == "reader":
        return plugins.reader(name)
    return plugins.annotator(name) if role == "annotator" else plugins.writer(name)

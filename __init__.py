"""Cascara: clinical notes in, coded and explained findings out.

    import cascara

    pipeline = cascara.load("clinical")
    cas = pipeline("No chest pain. Metoprolol 25 mg twice daily.")
    for mention in cas.select("IdentifiedAnnotation"):
        print(cas.covered_text(mention), mention.polarity)

Everything a plug-in needs is here too. Names are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .core.version import __version__

if TYPE_CHECKING:
    from .core.cas import Cas
    from .core.component import Annotator, ComponentConfig, Reader, Source, Writer
    from .core.errors import CascaraError, CasError, ConfigError, DocumentError
    from .core.evidence import Evidence
    from .core.failures import ComponentFailure
    from .core.hookspecs import hookimpl
    from .core.pipeline import Pipeline, load

_HOMES = {
    "cas": ("Cas",),
    "component": ("Annotator", "ComponentConfig", "Reader", "Source", "Writer"),
    "errors": ("CasError", "CascaraError", "ConfigError", "DocumentError"),
    "evidence": ("Evidence",),
    "failures": ("ComponentFailure",),
    "hookspecs": ("hookimpl",),
    "pipeline": ("Pipeline", "load"),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Annotator",
    "Cas",
    "CasError",
    "CascaraError",
    "ComponentConfig",
    "ComponentFailure",
    "ConfigError",
    "DocumentError",
    "Evidence",
    "Pipeline",
    "Reader",
    "Source",
    "Writer",
    "__version__",
    "hookimpl",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".core.{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

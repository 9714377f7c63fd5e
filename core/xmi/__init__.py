"""CAS XMI in and out, as Java UIMA and cassis read and write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .read import read_xmi
from .write import Output

if TYPE_CHECKING:
    from ..cas import Cas
    from ..plans import Plans

__all__ = ["read_xmi", "write_xmi"]

OWN = "cascara.type."
"""Types a Java program does not know."""

TOO_GENERAL = frozenset({"uima.cas.TOP", "uima.cas.AnnotationBase", "uima.tcas.Annotation"})
"""Supertypes that would say nothing of what they stand for."""


def write_xmi(cas: Cas, *, types: Literal["all", "ctakes"] = "all") -> bytes:
    """The CAS as XMI: all views, all that is indexed and all that is reached from there.

    ``types="ctakes"`` leaves out what Java cTAKES has no types for: instances of ``cascara.type``
    become their nearest supertype elsewhere, or are left out when that says nothing.

    Ids are kept and given to what has none; the bytes depend on nothing but the CAS. Raises
    CasError when a value is not of its declared range, a span is outside the text or was changed
    in the index.
    """
    if types == "all":
        return Output(cas, lambda name: name).document()
    plans = cas.plans
    targets: dict[str, str | None] = {}

    def target(name: str) -> str | None:
        if name not in targets:
            targets[name] = _ctakes_type(plans, name)
        return targets[name]

    return Output(cas, target).document()


def _ctakes_type(plans: Plans, name: str) -> str | None:
    """The type itself or its nearest supertype that is not Cascara's own."""
    found = plans.type(name)
    while found.name.startswith(OWN):
        found = found.supertype
        if found.name in TOO_GENERAL:
            return None
    return str(found.name)

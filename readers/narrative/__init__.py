"""Narrative of CDA and FHIR documents as text a clinician reads, with the places of its parts."""

from __future__ import annotations

from .document import Builder, Part
from .render import Narrative, render

__all__ = ["Builder", "Narrative", "Part", "render"]

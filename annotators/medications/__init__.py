"""The annotator ``medications``."""

from __future__ import annotations

from .annotator import Medications

__all__ = ["Medications"]

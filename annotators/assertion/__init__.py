"""The annotator ``assertion``."""

from __future__ import annotations

from .annotator import Assertion

__all__ = ["Assertion"]

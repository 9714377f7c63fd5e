"""Sections of a document, found by their headings."""

from __future__ import annotations

from .annotator import Sections

__all__ = ["Sections"]

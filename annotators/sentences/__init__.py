"""Sentences."""

from __future__ import annotations

from .annotator import Sentences

__all__ = ["Sentences"]

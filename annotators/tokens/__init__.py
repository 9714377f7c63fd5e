"""Tokens."""

from __future__ import annotations

from .annotator import Tokens

__all__ = ["Tokens"]

"""Findings as a page to read: the note with what was found in it."""

from .writer import HtmlWriter

__all__ = ["HtmlWriter"]

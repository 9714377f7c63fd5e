"""Findings as JSON and NDJSON."""

from .writer import JsonWriter, NdjsonWriter

__all__ = ["JsonWriter", "NdjsonWriter"]

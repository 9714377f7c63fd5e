"""HL7 CDA: narrative, sections, coded entries and header."""

from __future__ import annotations

from .reader import CdaReader, document

__all__ = ["CdaReader", "document"]

"""Findings as an HL7 FHIR R4 Bundle."""

from .writer import FhirWriter

__all__ = ["FhirWriter"]

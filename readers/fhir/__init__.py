"""HL7 FHIR R4: bundles, single resources and bulk exports, JSON and XML."""

from __future__ import annotations

from .reader import FhirReader
from .sniff import looks_like_fhir

__all__ = ["FhirReader", "looks_like_fhir"]

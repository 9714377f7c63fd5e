"""HL7 v2 messages: ORU, MDM, ADT, RDE, ORM, SIU, VXU and their kin."""

from .reader import Hl7Reader

__all__ = ["Hl7Reader"]

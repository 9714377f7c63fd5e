"""The annotator ``dictionary`` and the terminologies it uses."""

from .annotator import Dictionary

__all__ = ["Dictionary"]

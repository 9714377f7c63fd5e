"""The conformance kit: the rules of components as pytest classes to inherit.

Each class has the component as a class attribute and its rules as test methods; a failing rule says
in one sentence what is wrong. See ``AnnotatorConformance``, ``ReaderConformance`` and
``WriterConformance``.
"""

from .annotators import AnnotatorConformance
from .readers import ReaderConformance
from .snapshots import Snapshot, difference, snapshot
from .texts import MARKER, NOTE, STRANGE
from .writers import WriterConformance

__all__ = [
    "MARKER",
    "NOTE",
    "STRANGE",
    "AnnotatorConformance",
    "ReaderConformance",
    "Snapshot",
    "WriterConformance",
    "difference",
    "snapshot",
]

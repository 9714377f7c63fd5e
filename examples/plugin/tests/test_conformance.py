"""The package's components keep Cascara's rules."""

from __future__ import annotations

from cascara.testing import AnnotatorConformance, WriterConformance
from cascara_smoking.annotator import Smoking
from cascara_smoking.plugin import cascara_type_systems
from cascara_smoking.writer import SmokingTable

TEXTS = (
    "SOCIAL HISTORY:\nShe smokes 1.5 packs a day. Her husband is well.\n",
    "He quit smoking in 2009. He denies alcohol.",
)


class TestSmoking(AnnotatorConformance):
    component = Smoking()
    before = ("sentences",)
    texts = TEXTS
    type_systems = cascara_type_systems()


class TestSmokingTable(WriterConformance):
    component = SmokingTable()
    before = ("sentences", Smoking())
    texts = TEXTS
    type_systems = cascara_type_systems()

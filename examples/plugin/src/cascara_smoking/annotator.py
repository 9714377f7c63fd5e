"""The annotator: statements on smoking, each with the cue that made it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from cascara import Annotator, Cas, ComponentConfig, Evidence

from .cues import SHIPPED, digest, load_cues

STATUS = "cascara_smoking.SmokingStatus"
EVIDENCE = "cascara.type.Evidence"


class Smoking(Annotator):
    """Smoking status, sentence by sentence."""

    name: ClassVar[str] = "smoking"
    reads: ClassVar[tuple[str, ...]] = ("Sentence",)
    writes: ClassVar[tuple[str, ...]] = (STATUS, EVIDENCE)

    class Config(ComponentConfig):
        """Options of ``smoking``."""

        cues: Path = SHIPPED
        """Table of cues (TSV with the columns id, status, pattern). Default: the one shipped."""

    def setup(self) -> None:
        self.cues = load_cues(self.config.cues)
        self.source = f"{self.config.cues.name}#{digest(self.config.cues)}"

    def fingerprint(self) -> Mapping[str, str]:
        return {"cues": digest(self.config.cues)}

    def process(self, cas: Cas) -> None:
        scope = self.scope(cas)
        for sentence in cas.select("Sentence"):
            if (sentence.begin, sentence.end) in scope:
                self._sentence(cas, sentence.begin, sentence.end)

    def _sentence(self, cas: Cas, begin: int, end: int) -> None:
        for cue in self.cues:
            match = cue.pattern.search(cas.sofa_string, begin, end)
            if match is None:
                continue
            packs = match.groupdict().get("packs")
            status = cas.annotate(
                STATUS,
                *match.span(),
                status=cue.status,
                packsPerDay=float(packs) if packs else None,
            )
            why = Evidence(
                *match.span(),
                status,
                self.name,
                cue.id,
                "status",
                cue.status,
                begin,
                end,
                self.source,
            )
            cas.explain([why])
            return

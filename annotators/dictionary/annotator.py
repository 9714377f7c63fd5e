"""The annotator ``dictionary``: mentions of the terms of a terminology, with their concepts."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ...core.cas import Cas
from ...core.component import Annotator, ComponentConfig
from ...core.rows import Origin, Rows
from ...typesystem import names
from .groups import groups
from .matcher import Matcher, Overlap
from .named import find_terminology
from .senses import Hit
from .terminology import Terminology

DICTIONARY_LOOKUP = 1
"""cTAKES's ``discoveryTechnique`` of mentions found by a dictionary."""


_NOWHERE = sys.maxsize


class Dictionary(Annotator):
    """Finds the terms of a terminology and says what they mean."""

    name = "dictionary"
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = (
        *dict.fromkeys(group.type for group in groups().values() if group.type),
        names.UMLS_CONCEPT,
        names.EVIDENCE,
    )

    class Config(ComponentConfig):
        """Options of ``dictionary``."""

        terminology: str = "open"
        """The terminology that comes with Cascara (``open``), or the path of a file made by
        ``cascara terms build``."""

        overlap: Overlap = "longest"
        """Of terms that overlap: ``longest`` leaves out a term inside a longer one of its
        semantic group, and one inside a term of another group that leaves no room for it (a
        finding in a disorder, a drug in a laboratory test; groups.tsv); ``all`` keeps them."""

        minimum_length: int = 3
        """Characters a term needs to be matched in any case. Acronyms, which are matched only in
        capitals, need two."""

        exclude: tuple[str, ...] = ()
        """Terms that are not to be found, in any case, such as ``ms``."""

    def setup(self) -> None:
        """Opens the terminology; builds the one that comes with Cascara on first use."""
        self._terminology = Terminology.open(find_terminology(self.config.terminology))
        self._stamp = self._terminology.stamp
        self._matcher = Matcher(
            self._terminology,
            self.config.overlap,
            self.config.minimum_length,
            self.config.exclude,
        )

    def fingerprint(self) -> Mapping[str, str]:
        """The terminology by name, version and hash."""
        path = find_terminology(self.config.terminology)
        return {"terminology": Terminology.open(path).stamp}

    def process(self, cas: Cas) -> None:
        """Adds the mentions of one document."""
        self.process_batch([cas])

    def process_batch(self, batch: Sequence[Cas]) -> None:
        """Adds the mentions of several documents, which are looked up together."""
        found = self._matcher.match([cas.sofa_string or "" for cas in batch])
        for cas, hits in zip(batch, found, strict=True):
            self._add(cas, self._outside_headings(cas, hits))

    def _outside_headings(self, cas: Cas, hits: list[Hit]) -> list[Hit]:
        """The hits that are not in a known section's heading, and within ``when``."""
        if self.sections is not None:
            scope = self.scope(cas)
            hits = [hit for hit in hits if hit[:2] in scope]
        headings = sorted(
            (section.headingBegin, section.headingEnd)
            for section in cas.select(names.SECTION)
            if section.kind != "unknown" and section.headingBegin < section.headingEnd
        )
        headings.append((_NOWHERE, _NOWHERE))
        place, kept = 0, []
        for hit in hits:
            begin, end, _ = hit
            while headings[place][1] <= begin:
                place += 1
            if headings[place][0] >= end:
                kept.append(hit)
        return kept

    def _add(self, cas: Cas, hits: Sequence[Hit]) -> None:
        """A mention and its evidence for each hit: rows of each type."""
        found: defaultdict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            found[hit[2].group.type].append(hit)
        for type_, own in found.items():
            senses = [sense for _, _, sense in own]
            features: dict[str, list[Any]] = {
                "typeID": [sense.group.type_id for sense in senses],
                "discoveryTechnique": [DICTIONARY_LOOKUP] * len(senses),
                "ontologyConceptArr": [sense.array for sense in senses],
            }
            origin = Origin(self.name, "concept", [s.rule for s in senses], self._stamp)
            begins, ends = [begin for begin, _, _ in own], [end for _, end, _ in own]
            cas.add_rows(Rows(type_, begins, ends, features, origin))

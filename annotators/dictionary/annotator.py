"""The annotator ``dictionary``: mentions of the terms of a terminology, with their concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from ...core.cas import Cas
from ...core.component import Annotator, ComponentConfig
from ...typesystem import names
from .groups import groups
from .headings import outside_headings
from .matcher import Hits, Matcher, Overlap
from .mentions import mentions
from .named import find_terminology
from .terminology import Terminology
from .tokenise import Ints


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
        hits = self._matcher.find([cas.sofa_string or "" for cas in batch])
        kept = np.flatnonzero(outside_headings(batch, hits.begin, hits.end, hits.cuts))
        if self.sections is not None:
            kept = self._within_scope(batch, hits, kept)
        for number, rows in mentions(hits, kept, self.name, self._stamp):
            batch[number].add_rows(rows)

    def _within_scope(self, batch: Sequence[Cas], hits: Hits, kept: Ints) -> Ints:
        """The places of the hits within ``when``, of those that are kept."""
        begin, end, inside = hits.begin, hits.end, []
        own = np.split(kept, kept.searchsorted(hits.cuts[1:-1]))
        for cas, places in zip(batch, own, strict=True):
            scope = self.scope(cas)
            spans = zip(begin.take(places).tolist(), end.take(places).tolist(), strict=True)
            inside.append(places[[span in scope for span in spans]])
        return np.concatenate(inside)

"""From text and the places of its drugs to their attributes: the whole method, without a CAS."""

from __future__ import annotations

from collections.abc import Sequence

from .attributes import Attributes
from .chains import Chains
from .passages import Borders, Passages, Span, sentences_of
from .rules import Lexicon, lexicon
from .scanner import Scanner
from .statuses import StatusLinker
from .tokens import lower


class Extractor:
    """Finds the attributes of drugs. Immutable once made; safe to share."""

    def __init__(self, rules: Lexicon | None = None) -> None:
        rules = rules or lexicon()
        self._passages = Passages(Scanner(rules), rules)
        self._statuses = StatusLinker(rules)
        self._chains = Chains(rules)

    def attributes(
        self, text: str, drugs: Sequence[Span], sentences: Borders | None = None
    ) -> list[Attributes]:
        """The attributes of each drug, in the order given.

        Offsets are code points. Without ``sentences`` (their begins and their ends; sorted, not
        overlapping) the text is cut roughly. Of overlapping drugs only the longest gets
        attributes; several names of one drug ("citalopram (Celexa)") get the same.
        """
        found: list[Attributes] = [{} for _ in drugs]
        if not drugs:
            return found
        borders = sentences_of(text) if sentences is None else sentences
        for passage in self._passages.of(text, lower(text), drugs, borders):
            changes = self._statuses.link(passage)
            results = self._chains.attributes(text, passage, changes)
            for drug, result in zip(passage.drugs, results, strict=True):
                for member in drug.members:
                    found[member] = result
        return found

"""The ``tokens`` component."""

from __future__ import annotations

from typing import ClassVar

from ...core.cas import Cas
from ...core.columns import Arrays, Columns
from ...core.component import Annotator
from ...core.spans import Spans
from .pattern import compiled
from .tokenise import features, tokenise

SYNTAX = "org.apache.ctakes.typesystem.type.syntax."
SEGMENT = "org.apache.ctakes.typesystem.type.textspan.Segment"
SENTENCE = "org.apache.ctakes.typesystem.type.textspan.Sentence"

TYPES = tuple(
    SYNTAX + name
    for name in (
        "WordToken",
        "NumToken",
        "PunctuationToken",
        "SymbolToken",
        "ContractionToken",
        "NewlineToken",
    )
)
"""In the order of the kinds in pattern.py."""


class Tokens(Annotator):
    """Divides sentences into cTAKES's six types of token, exactly as Java cTAKES does.

    Source: TokenizerAnnotatorPTB of cTAKES 5.1.0, which follows the Penn Treebank's supplementary
    guidelines of 2009. Line ends become NewlineTokens, in sections or, when there are none,
    everywhere. ``tokenNumber`` counts from 0 over the document. Tokens are computed when they are
    asked for; until then they cost nothing.
    """

    name: ClassVar[str] = "tokens"
    reads: ClassVar[tuple[str, ...]] = (SENTENCE,)
    writes: ClassVar[tuple[str, ...]] = TYPES

    def setup(self) -> None:
        """Compiles the pattern, once per process."""
        compiled()

    def process(self, cas: Cas) -> None:
        """Adds the tokens of the current view."""
        text = cas.sofa_string or ""
        sentences = _spans(cas, SENTENCE)
        segments = _spans(cas, SEGMENT) or [(0, len(text))]
        if self.sections is not None:
            scope = self.scope(cas)
            sentences = [span for span in sentences if span in scope]
            segments = [span for span in segments if span in scope]

        def load() -> Arrays:
            return tokenise(text, sentences, Spans(segments))

        cas.add_columns(Columns(TYPES, load, features))


def _spans(cas: Cas, type_: str) -> list[tuple[int, int]]:
    return list(zip(*cas.spans(type_), strict=True))

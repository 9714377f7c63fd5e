"""Code points to UTF-16 units and back: Python counts the former, Java UIMA the latter."""

from __future__ import annotations

from bisect import bisect_left

from .errors import CasError


class Utf16Offsets:
    """The offset map of one text; free for texts without astral characters.

    Stands in for cassis's Utf16CodepointOffsetConverter, which keeps two dictionaries with an
    entry per character. Here only the places of astral characters are kept, found on first use.
    """

    __slots__ = ("_astral", "_text")

    def __init__(self, text: str | None = None) -> None:
        self._text = text or ""
        self._astral: list[int] | None = None

    def create_offset_mapping(self, sofa_string: str | None) -> None:
        """Starts anew for another text (the name is cassis's)."""
        self._text = sofa_string or ""
        self._astral = None

    def astral(self) -> list[int]:
        """Code point offsets of the characters that take two UTF-16 units."""
        if self._astral is None:
            text = self._text
            # Both tests run in C and settle nearly every clinical text.
            if text.isascii() or max(text) < "\U00010000":
                self._astral = []
            else:
                self._astral = [i for i, char in enumerate(text) if char > "\uffff"]
        return self._astral

    def python_to_external(self, idx: int | None) -> int | None:
        """UTF-16 offset of code point offset ``idx``."""
        if idx is None:
            return None
        astral = self.astral()
        return idx + bisect_left(astral, idx) if astral else idx

    def external_to_python(self, idx: int | None) -> int | None:
        """Code point offset of UTF-16 offset ``idx``.

        Raises CasError for an offset between the two halves of a surrogate pair.
        """
        if idx is None:
            return None
        astral = self.astral()
        if not astral:
            return idx
        # The n-th astral character (from 0) begins at UTF-16 offset astral[n] + n.
        low, high = 0, len(astral)
        while low < high:
            middle = (low + high) // 2
            if astral[middle] + middle < idx:
                low = middle + 1
            else:
                high = middle
        if low and astral[low - 1] + low == idx:
            raise CasError(f"offset {idx} is inside a surrogate pair")
        return idx - low

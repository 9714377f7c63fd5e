"""A compiled terminology: terms, the concepts they name, and the table to find them by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import store
from .table import Table
from .tokenise import normalise

LINE_BREAK = 10


class Concept(NamedTuple):
    """What a term stands for. Unknown parts are empty."""

    cui: str
    tui: str
    group: str
    code: str
    scheme: str
    preferred: str


class TermRow(NamedTuple):
    """One row of a terminology: a term and a concept."""

    number: int
    """Place in the terminology, from 1: what evidence names."""

    concept: Concept

    acronym: bool
    """Matched only in capitals."""

    place: str
    """``file:line`` in the source."""


class Strings:
    """Many strings in one array of bytes, one a line."""

    def __init__(self, data: np.ndarray[Any, Any], ends: np.ndarray[Any, Any]) -> None:
        """``ends`` holds the offset after each string, where its line break stands."""
        self._data, self._ends = data, ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, index: int) -> str:
        begin = int(self._ends[index - 1]) + 1 if index else 0
        return self._data[begin : int(self._ends[index])].tobytes().decode()

    @staticmethod
    def pack(strings: Sequence[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The two arrays of ``strings``, none of which holds a line break."""
        data = np.frombuffer("".join(f"{s}\n" for s in strings).encode(), np.uint8)
        return data, np.flatnonzero(data == LINE_BREAK).astype(np.uint32)


class Terminology:
    """A terminology as it lies in its file."""

    def __init__(self, header: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> None:
        self.header = header
        self.arrays = arrays
        self.table = Table(arrays["hashes"], arrays["values"])
        self.terms = Strings(arrays["terms"], arrays["term_ends"])
        """The normalised terms, sorted."""
        self._concepts = Strings(arrays["concepts"], arrays["concept_ends"])

    @classmethod
    def open(cls, path: Path) -> Terminology:
        """Opens a file made by ``cascara terms build``, in milliseconds whatever its size.

        Raises ConfigError when it is not one that this version can use.
        """
        header, arrays = store.read(path)
        try:
            return cls(header, arrays)
        except KeyError:
            raise store.refusal(path, "lacks parts of a terminology") from None

    @property
    def name(self) -> str:
        """Its name, as given when it was built."""
        return str(self.header["name"])

    @property
    def stamp(self) -> str:
        """``name@version#hash``: what evidence and run records name it by."""
        return f"{self.name}@{self.header['version']}#{self.header['sha256'][:8]}"

    def rows(self, term: int) -> Iterator[TermRow]:
        """The rows of a term, in the order of the sources."""
        first = self.arrays["first_rows"]
        for row in range(int(first[term]), int(first[term + 1])):
            source = self.header["sources"][int(self.arrays["row_sources"][row])]["name"]
            yield TermRow(
                row + 1,
                Concept(*self._concepts[int(self.arrays["row_concepts"][row])].split("\t")),
                bool(self.arrays["row_acronyms"][row]),
                f"{source}:{int(self.arrays['row_lines'][row])}",
            )

    def find(self, text: str) -> list[TermRow]:
        """The rows of the term a text is, in whatever case, or of none."""
        wanted = normalise(text)
        low, high = 0, len(self.terms)
        while low < high:
            middle = (low + high) // 2
            if self.terms[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        return list(self.rows(low)) if low < len(self.terms) and self.terms[low] == wanted else []

    def intact(self) -> bool:
        """Whether the file still has the hash it was stamped with; reads all of it."""
        return bool(store.digest(self.header, self.arrays) == self.header["sha256"])

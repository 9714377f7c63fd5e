"""Annotations kept as arrays until somebody wants them as feature structures.

Tokens are three quarters of all annotations and few consumers read them. An annotator adds them
as one ``Columns``; the view makes feature structures of them when they are selected or written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints: TypeAlias = "npt.NDArray[np.signedinteger[Any]] | npt.NDArray[np.unsignedinteger[Any]]"

Arrays: TypeAlias = "tuple[Ints, Ints, Ints]"
"""Begins, ends (code points) and kinds (index into ``types``), of equal length, in index order."""

Fill: TypeAlias = Callable[["Columns", str], Mapping[str, Sequence[Any]]]
"""From the columns and the text: values of further features, a sequence a feature; a None in it
leaves the feature of that annotation unset. A feature that an annotation's type lacks is None."""


def _nothing(columns: Columns, text: str) -> Mapping[str, Sequence[Any]]:
    return {}


@dataclass(slots=True)
class Columns:
    """Many annotations of a few types, as arrays that may be computed on first use."""

    types: tuple[str, ...]
    """Full names of annotation types."""

    load: Callable[[], Arrays]
    """Computes the arrays; called once, when somebody asks."""

    fill: Fill = _nothing
    """Computes further features; called once, when feature structures are made."""

    _arrays: Arrays | None = field(default=None, repr=False)

    @property
    def arrays(self) -> Arrays:
        """Begins, ends and kinds."""
        if self._arrays is None:
            self._arrays = self.load()
        return self._arrays

    @property
    def begin(self) -> Ints:
        """Begin offsets, ascending."""
        return self.arrays[0]

    @property
    def end(self) -> Ints:
        """End offsets."""
        return self.arrays[1]

    @property
    def kind(self) -> Ints:
        """Index into ``types``."""
        return self.arrays[2]

    def __len__(self) -> int:
        return len(self.begin)


def columns_of(annotations: Sequence[Any]) -> Columns:
    """The arrays of annotations given in index order."""
    types = tuple(dict.fromkeys(fs.type.name for fs in annotations))
    place = {name: index for index, name in enumerate(types)}

    def load() -> Arrays:
        import numpy as np

        size = len(annotations)
        return (
            np.fromiter((fs.begin for fs in annotations), np.int32, size),
            np.fromiter((fs.end for fs in annotations), np.int32, size),
            np.fromiter((place[fs.type.name] for fs in annotations), np.uint8, size),
        )

    return Columns(types, load)

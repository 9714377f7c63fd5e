"""Why a decision was made, as a record: one for each decision, many in every document.

Evidence is written with ``Cas.explain`` and read with ``Cas.evidence``. Only XMI and ``select``
need it as feature structures, so it is kept as these records until one of them asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..typesystem.names import EVIDENCE

if TYPE_CHECKING:
    from .plans import Plans


class Evidence(NamedTuple):
    """The features of cascara.type.Evidence."""

    begin: int
    """Where the words that decided begin: a term, a cue, an attribute's words, a heading."""

    end: int

    target: Any
    """The feature structure the decision is about."""

    component: str
    """Name of the component that decided."""

    rule: str
    """Id of the row that decided."""

    attribute: str
    """Feature that was set; ``concept`` for a dictionary hit."""

    value: str | None = None
    """What it was set to, as text."""

    scopeBegin: int | None = None  # noqa: N815 - the feature's name
    """Where the rule's reach begins."""

    scopeEnd: int | None = None  # noqa: N815
    source: str | None = None
    """Versioned source of the rule, such as a terminology's name, version and hash."""


_features = attrgetter(*Evidence._fields)


def records(structures: Iterable[Any]) -> Iterator[Evidence]:
    """Evidence as records, of feature structures."""
    return (Evidence(*_features(fs)) for fs in structures)


def structures(plans: Plans, many: Iterable[Evidence]) -> Iterator[Any]:
    """Evidence as feature structures, of records."""
    make = plans.maker(EVIDENCE)
    fields = Evidence._fields
    return (make(**dict(zip(fields, one, strict=True))) for one in many)

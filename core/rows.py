"""Annotations of one type side by side: a list a feature, whether or not they are objects yet.

An annotator that finds many adds them as ``Rows``. Whoever works on all of a type asks for
``Cas.rows`` and reads and sets lists; feature structures are made when somebody selects them. Both
see the same annotations, and what is set through one is seen through the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import CasError
from .evidence import Evidence

if TYPE_CHECKING:
    from .plans import Plans


class Structure:
    """A feature structure that is not made yet, and may be made many times: a value of ``Rows``.

    For what has no place in the text, such as concepts. Immutable, equal to itself alone; made once
    by who finds the same thing again and again.
    """

    __slots__ = ("features", "rendered", "type")

    def __init__(self, type_: str, features: Mapping[str, Any]) -> None:
        self.type = type_
        """Full name."""
        self.features = features
        """Values by feature; a Structure, or a tuple of them for ``elements``, is made too."""
        self.rendered: Any = None
        """Room for what a writer makes of it once and for all."""

    def make(self, plans: Plans) -> Any:
        """A new feature structure."""
        return plans.maker(self.type)(
            **{feature: _made(value, plans) for feature, value in self.features.items()}
        )


def _made(value: Any, plans: Plans) -> Any:
    if isinstance(value, Structure):
        return value.make(plans)
    return [_made(item, plans) for item in value] if isinstance(value, tuple) else value


class Origin(NamedTuple):
    """Why rows are there, when each has one reason: the words it spans."""

    component: str
    attribute: str
    rules: Sequence[str]
    """Id of the row that decided, for each annotation."""
    source: str | None = None


class Row(NamedTuple):
    """One of many rows, as the target of evidence."""

    rows: Rows
    place: int


class Rows:
    """Annotations of one type; feature structures or not."""

    __slots__ = ("_features", "begins", "ends", "members", "origin", "type")

    def __init__(
        self,
        type_: str,
        begins: list[int],
        ends: list[int],
        features: Mapping[str, list[Any]] | None = None,
        origin: Origin | None = None,
    ) -> None:
        self.type = type_
        """Full name."""
        self.begins = begins
        """Begin offsets; the rows are in index order: begin ascending, then end descending."""
        self.ends = ends
        self.origin = origin
        self.members: list[Any] | None = None
        """The feature structures, once somebody wanted them."""
        self._features = dict(features or {})

    @classmethod
    def of(cls, type_: str, members: list[Any], begins: list[int]) -> Rows:
        """Rows of feature structures in index order."""
        rows = cls(type_, begins, [fs.end for fs in members])
        rows.members = members
        return rows

    def __len__(self) -> int:
        return len(self.begins)

    def has(self, feature: str) -> bool:
        """Whether a row may have a value."""
        return self.members is not None or feature in self._features

    def held(self, features: Iterable[str]) -> list[str]:
        """Those of the features of which a row may have a value."""
        if self.members is not None:
            return list(features)
        own = self._features
        return [feature for feature in features if feature in own]

    def get(self, feature: str) -> Sequence[Any]:
        """A value for each row; None where it is unset."""
        if self.members is not None:
            return list(map(attrgetter(feature), self.members))
        return self._features.get(feature) or [None] * len(self.begins)

    def fill(self, values: Mapping[str, Any]) -> None:
        """Gives every row the same values, by feature."""
        if self.members is None:
            count = len(self.begins)
            self._features.update({name: [value] * count for name, value in values.items()})
            return
        for fs in self.members:
            for feature, value in values.items():
                setattr(fs, feature, value)

    def set(self, place: int, feature: str, value: Any) -> None:
        """Gives one row a value."""
        if self.members is not None:
            setattr(self.members[place], feature, value)
            return
        if feature not in self._features:
            self.fill({feature: None})
        self._features[feature][place] = value

    def target(self, place: int) -> Any:
        """What evidence about a row has as its target."""
        return Row(self, place) if self.members is None else self.members[place]

    def check(self, plans: Plans, length: int) -> None:
        """Raises CasError for rows out of order or of the text, or for an unknown feature."""
        if len(self.begins) != len(self.ends):
            raise CasError(f"{self.type}: there must be as many ends as begins")
        last_begin, last_end = 0, length
        for begin, end in zip(self.begins, self.ends, strict=True):
            if not (type(begin) is int is type(end) and 0 <= begin <= end <= length):
                text = f"a text of {length} characters"
                raise CasError(f"{self.type}: span {begin!r}..{end!r} is not within {text}")
            if begin <= last_begin and (begin < last_begin or end > last_end):
                raise CasError(f"{self.type}: rows must be in index order")
            last_begin, last_end = begin, end
        known = plans.features(self.type)
        for feature, values in self._features.items():
            if feature not in known:
                raise CasError(f"type {self.type} has no feature {feature}")
            if len(values) != len(self.begins):
                raise CasError(f"{self.type}:{feature} needs a value for each row")

    def make(self, plans: Plans) -> list[Any]:
        """Makes the feature structures, which the rows are from now on."""
        maker = plans.maker(self.type)
        made = [maker(begin=b, end=e) for b, e in zip(self.begins, self.ends, strict=True)]
        for feature, values in self._features.items():
            for fs, value in zip(made, values, strict=True):
                if value is not None:
                    setattr(fs, feature, _made(value, plans))
        self._features.clear()
        self.members = made
        return made

    def evidence(self) -> Iterator[Evidence]:
        """Of its origin."""
        if self.origin is not None:
            component, attribute, rules, source = self.origin
            spans = zip(self.begins, self.ends, strict=True)
            for place, ((begin, end), rule) in enumerate(zip(spans, rules, strict=True)):
                target = self.target(place)
                yield Evidence(begin, end, target, component, rule, attribute, source=source)

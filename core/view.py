"""A view of a CAS: its sofa and all that is indexed, as objects, rows or arrays."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cassis import TypeSystem
from cassis.cas import Sofa
from cassis.cas import View as CassisView

from ..typesystem.names import EVIDENCE
from .columns import Columns, columns_of
from .errors import CasError
from .evidence import Evidence, records, structures
from .index import TypeIndex, in_order, sort
from .plans import Plans
from .rows import Row, Rows

if TYPE_CHECKING:
    from cassis.typesystem import FeatureStructure


class View(CassisView):
    """Replaces cassis's view: UIMA order, appending, arrays for what few consumers read."""

    def __init__(self, sofa: Sofa, typesystem: TypeSystem) -> None:
        self.sofa = sofa
        self._plans = Plans.of(typesystem)
        self._indices: dict[str, TypeIndex] = {}
        self._columns: list[Columns] = []
        """Arrays nobody has asked feature structures of yet."""
        self._arrays: list[Columns] = []
        """Arrays whose feature structures are made and not changed since."""
        self._in_arrays: set[str] = set()
        self._rows: dict[str, Rows] = {}
        """Annotations nobody has asked feature structures of yet, by type; those of such a type
        are all in its rows."""
        self._evidence: list[Evidence] = []
        """Evidence nobody has asked feature structures of yet."""

    @property
    def plans(self) -> Plans:
        """The plans of the type system as it is now."""
        plans = self._plans
        if plans.stale:
            plans = self._plans = Plans.of(plans.typesystem)
        return plans

    # What cassis's own methods and tools ask for

    @property
    def type_index(self) -> Mapping[str, list[Any]]:
        """Type name to members, in index order."""
        self.materialise()
        return {name: index.sorted() for name, index in self._indices.items() if index.members}

    def add_fs_to_indexes(self, fs: FeatureStructure) -> None:
        """Indexes without a check; Cas.add checks."""
        self.bucket(fs.type.name).extend((fs,), self.sofa)

    def get_all_fs(self) -> list[Any]:
        """All indexed feature structures: annotations in UIMA order, then the others."""
        self.materialise()
        names = sorted(self._indices, key=self.plans.rank)
        annotations: list[Any] = []
        others: list[Any] = []
        for name in names:
            index = self._indices[name]
            (annotations if index.anchored else others).extend(index.sorted())
        sort(annotations)
        return annotations + others

    def remove_fs_from_indexes(self, fs: FeatureStructure) -> None:
        """Raises CasError when ``fs`` is not indexed here."""
        self.materialise(fs.type.name)
        if not self.bucket(fs.type.name).remove(fs):
            raise CasError(f"this {fs.type.name} is not in the index of view {self.sofa.sofaID}")

    # Ours

    def bucket(self, full: str) -> TypeIndex:
        """The index of a type, made when there is none."""
        index = self._indices.get(full)
        if index is None:
            index = self._indices[full] = TypeIndex(self.plans, full)
        if full in self._in_arrays:
            self._touch(full)
        if full in self._rows:
            self._make_rows(full)
        return index

    def explain(self, evidence: Iterable[Evidence]) -> None:
        """Adds evidence, which is known to be within the text."""
        self._evidence.extend(evidence)

    def evidence(self) -> list[Evidence]:
        """All evidence, in index order."""
        self._make_explained()
        found = self.explained()
        sort(found)
        return found

    def explained(self) -> list[Evidence]:
        """The evidence that is not the origin of rows; a target may be a Row. In no order."""
        index = self._indices.get(EVIDENCE)
        return [*(records(index.members) if index else ()), *self._evidence]

    def _touch(self, full: str) -> None:
        """A type that is kept as arrays too is about to change: the arrays no longer tell all."""
        self.materialise(full)
        self._arrays = [c for c in self._arrays if full not in c.types]
        self._in_arrays = {name for c in self._arrays + self._columns for name in c.types}

    def indices(self, full: str) -> list[TypeIndex]:
        """The non-empty indexes of a type and its descendants, in index order."""
        plans = self.plans
        members = plans.members(full)
        if EVIDENCE in members:
            self._make_evidence()
        if self._columns and not self._in_arrays.isdisjoint(members):
            for name in self._in_arrays & members:
                self.materialise(name)
        for name in [name for name in self._rows if name in members]:
            self._make_rows(name)
        if len(members) == 1:
            only = self._indices.get(full)
            return [only] if only is not None and only.members else []
        found = [name for name, index in self._indices.items() if name in members and index.members]
        if len(found) > 1:
            found.sort(key=plans.rank)
        return [self._indices[name] for name in found]

    def select(self, full: str) -> list[Any]:
        """All of a type and its descendants, in UIMA order; a new list."""
        indices = self.indices(full)
        if len(indices) == 1:
            return list(indices[0].sorted())
        found: list[Any] = []
        for index in indices:
            found.extend(index.sorted())
        return in_order(found)

    def add_rows(self, rows: Rows) -> None:
        """Adds annotations as rows, which are known to be valid."""
        if not rows.begins:
            return
        name = rows.type
        index = self._indices.get(name)
        if name in self._rows or name in self._in_arrays or (index and index.members):
            self._index_made(self.bucket(name), rows)
        else:
            self._rows[name] = rows

    def rows(self, full: str) -> list[Rows]:
        """The annotations of a type and its descendants, a Rows a type."""
        members = self.plans.members(full)
        for name in self._in_arrays & members:
            self.materialise(name)
        found = [rows for name, rows in self._rows.items() if name in members]
        for name, index in self._indices.items():
            if name in members and index.members:
                found.append(Rows.of(name, index.sorted(), index.begins))
        return found

    def spans(self, full: str) -> tuple[list[int], list[int]]:
        """Begins and ends of a type and its descendants, in UIMA order."""
        if full in self._rows and not any(
            name in self._rows or name in self._indices or name in self._in_arrays
            for name in self.plans.members(full)
            if name != full
        ):
            rows = self._rows[full]
            return rows.begins, rows.ends
        indices = self.indices(full)
        if len(indices) == 1:
            return indices[0].begins, indices[0].ends
        found = self.select(full)
        return [fs.begin for fs in found], [fs.end for fs in found]

    def _make_rows(self, name: str) -> None:
        """Makes feature structures of the rows of a type."""
        rows = self._rows.pop(name)
        self._index_made(self.bucket(name), rows)

    def _index_made(self, index: TypeIndex, rows: Rows) -> None:
        made = rows.make(self.plans)
        index.check(made, self.length)
        index.extend(made, self.sofa)
        known = [_about(one, rows) for one in self._evidence]
        self._evidence = [*rows.evidence(), *known]

    def add_columns(self, columns: Columns) -> None:
        """Adds annotations as arrays."""
        self._columns.append(columns)
        self._in_arrays.update(columns.types)

    def columns(self, full: str) -> Columns:
        """A type and its descendants as arrays: those that were added, or made of the index."""
        family = self.plans.family(full)
        for name in self._rows.keys() & set(family):
            self._make_rows(name)
        held = [c for c in (*self._columns, *self._arrays) if not set(c.types).isdisjoint(family)]
        if len(held) == 1 and set(held[0].types) <= set(family):
            others = [n for n, i in self._indices.items() if i.members and n not in held[0].types]
            if not set(others).intersection(family):
                return held[0]
        return columns_of(self.select(full))

    @property
    def length(self) -> int:
        """Characters of the text; of a sofa that holds none (it may be elsewhere), any number."""
        text = self.sofa.sofaString
        return len(text) if text is not None else sys.maxsize

    def materialise(self, full: str | None = None) -> None:
        """Makes feature structures of the arrays that hold type ``full``, or of all arrays."""
        for name in list(self._rows) if full is None else self._rows.keys() & {full}:
            self._make_rows(name)
        if full in (None, EVIDENCE):
            self._make_evidence()
        for columns in [c for c in self._columns if full is None or full in c.types]:
            self._columns.remove(columns)
            self._make(columns)
            self._arrays.append(columns)

    def _make_evidence(self) -> None:
        self._make_explained()
        kept, self._evidence = self._evidence, []
        if kept:
            index = self.bucket(EVIDENCE)
            made = list(structures(self.plans, kept))
            index.check(made, self.length)
            index.extend(made, self.sofa)

    def _make_explained(self) -> None:
        """Makes the rows that there is evidence about."""
        targets = {id(e.target.rows) for e in self._evidence if type(e.target) is Row}
        for name, rows in list(self._rows.items()):
            if rows.origin is not None or id(rows) in targets:
                self._make_rows(name)

    def _make(self, columns: Columns) -> None:
        plans = self.plans
        makers = [plans.maker(name) for name in columns.types]
        sofa = self.sofa
        begins, ends, kinds = (array.tolist() for array in columns.arrays)
        made = [
            makers[kind](begin=begin, end=end)
            for begin, end, kind in zip(begins, ends, kinds, strict=True)
        ]
        for place, name in enumerate(columns.types):
            index = self._indices.setdefault(name, TypeIndex(plans, name))
            index.extend([fs for fs, k in zip(made, kinds, strict=True) if k == place], sofa)
        has = [frozenset(f.name for f in plans.type(t).all_features) for t in columns.types]
        for feature, values in columns.fill(columns, sofa.sofaString or "").items():
            for fs, kind, value in zip(made, kinds, values, strict=True):
                if value is not None and feature in has[kind]:
                    setattr(fs, feature, value)


def _about(evidence: Evidence, rows: Rows) -> Evidence:
    """With the feature structure as its target, when that was one of ``rows``."""
    target = evidence.target
    if type(target) is Row and target.rows is rows:
        return evidence._replace(target=rows.target(target.place))
    return evidence

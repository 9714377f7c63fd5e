"""The CAS: a document's text, its views, and what annotators found in it.

A subclass of dkpro-cassis's Cas, so that every tool written for cassis works on it, in UIMA's
order, checked, and fast. Offsets are Python code points throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias, cast

import cassis
from cassis import TypeSystem
from cassis.cas import Sofa
from cassis.typesystem import FeatureStructure, Type

from ..typesystem import default
from .columns import Columns
from .errors import CasError
from .evidence import Evidence
from .index import TypeIndex, in_order
from .metadata import Metadata
from .offsets import Utf16Offsets
from .plans import Maker, Plans
from .rows import Rows
from .view import View

TypeName: TypeAlias = str | Type
"""A type by full name, by short name where that is unambiguous, or itself."""


class Cas(cassis.Cas):
    """A document under analysis; see the module's text."""

    _views: dict[str, View]
    _current_view: View

    def __init__(
        self,
        sofa_string: str | None = None,
        typesystem: TypeSystem | None = None,
        *,
        lenient: bool = False,
        sofa_mime: str | None = None,
        document_language: str | None = None,
    ) -> None:
        """A CAS of the text ``sofa_string``; the default type system is cTAKES's and Cascara's."""
        self.orphans: list[FeatureStructure] = []
        """Neither indexed nor referenced, but in the XMI the CAS was read from: written back."""
        super().__init__(
            typesystem if typesystem is not None else default(),
            lenient=lenient,
            sofa_string=sofa_string,
            sofa_mime=sofa_mime,
            document_language=document_language,
        )

    # Views

    @property
    def plans(self) -> Plans:
        """What is worked out once for this type system."""
        return self._current_view.plans

    def _add_view(self, name: str, xmiID: int | None = None, sofaNum: int | None = None) -> None:  # noqa: N803
        sofa = Sofa(
            type=self._typesystem._types["uima.cas.Sofa"],
            sofaNum=self._get_next_sofa_num() if sofaNum is None else sofaNum,
            xmiID=self._get_next_xmi_id() if xmiID is None else xmiID,
            sofaID=name,
            offset_converter=Utf16Offsets(),
        )
        self._sofas[name] = sofa
        self._views[name] = View(sofa, self._typesystem)

    def _copy(self) -> Cas:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def get_view(self, name: str) -> Cas:
        """The same CAS seen through another view; class, settings and type system are kept."""
        view: Cas = super().get_view(name)
        return view

    @property
    def view_name(self) -> str:
        """Name of the current view."""
        return str(self._current_view.sofa.sofaID)

    # Making and indexing

    def new(self, type_: TypeName, **features: Any) -> Any:
        """A feature structure that is not indexed: reached through another's feature."""
        plans = self.plans
        try:
            return plans.maker(plans.resolve(type_))(**features)
        except TypeError:
            kind = plans.type(type_)
            known = {f.name for f in kind.all_features}
            wrong = sorted(set(features) - known)
            raise CasError(f"type {kind.name} has no feature {', '.join(wrong)}") from None

    def maker(self, type_: TypeName) -> Maker:
        """The class of a type, for loops that make many."""
        plans = self.plans
        return plans.maker(plans.resolve(type_))

    def array(self, elements: Iterable[FeatureStructure]) -> Any:
        """An FSArray."""
        return self.plans.maker("uima.cas.FSArray")(elements=list(elements))

    def annotate(self, type_: TypeName, begin: int, end: int, **features: Any) -> Any:
        """Makes an annotation, checks it, indexes it, returns it."""
        fs = self.new(type_, begin=begin, end=end, **features)
        self.add(fs)
        return fs

    def add(self, fs: FeatureStructure, keep_id: bool | None = True) -> None:
        """Indexes a feature structure in the current view.

        Raises CasError when its type is unknown, its span is not within the text, or a feature's
        value is not of the declared range.
        """
        view = self._current_view
        index = self._index_for(fs)
        index.check((fs,), view.length)
        if fs.xmiID is None or not keep_id:
            fs.xmiID = self._get_next_xmi_id()
        index.extend((fs,), view.sofa)

    def add_all(self, annotations: Iterable[FeatureStructure]) -> None:
        """Indexes many, all or none: every one is checked before the first is indexed."""
        sorts: dict[type, list[Any]] = {}
        for fs in annotations:
            sort = sorts.get(type(fs))
            if sort is None:
                sort = sorts[type(fs)] = []
            sort.append(fs)
        view, generate = self._current_view, self._xmi_id_generator.generate_id
        indices = [(self._index_for(sort[0]), sort) for sort in sorts.values()]
        for index, sort in indices:
            index.check(sort, view.length)
        for index, sort in indices:
            for fs in sort:
                if fs.xmiID is None:
                    fs.xmiID = generate()
            index.extend(sort, view.sofa)

    def _index_for(self, fs: FeatureStructure) -> TypeIndex:
        name = fs.type.name
        if name not in self._typesystem._types:
            raise CasError(f"type {name} is not in the type system of the CAS")
        return self._current_view.bucket(name)

    def remove(self, annotation: FeatureStructure) -> None:
        """Takes a feature structure out of the index of the current view."""
        self._current_view.remove_fs_from_indexes(annotation)

    def move(self, fs: Any, begin: int, end: int) -> None:
        """Gives an indexed annotation another span."""
        old = fs.begin, fs.end
        self.remove(fs)
        fs.begin, fs.end = begin, end
        try:
            self.add(fs)
        except CasError:
            fs.begin, fs.end = old
            self.add(fs)
            raise

    def check(self) -> None:
        """Checks all that is indexed, in all views, as writers need it.

        Raises CasError for a value of the wrong range, a span outside the text, or an annotation
        whose begin or end was set while it was indexed.
        """
        for view in self._views.values():
            view.materialise()
            length = view.length
            for name, index in view._indices.items():
                index.check(index.members, length)
                if index.anchored and not index.verify(length):
                    raise CasError(
                        f"{name}: a span was changed while it was in the index; use Cas.move"
                    )

    # Arrays

    def add_columns(self, columns: Columns) -> None:
        """Adds annotations kept as arrays, in the current view."""
        for name in columns.types:
            self.plans.type(name)
        self._current_view.add_columns(columns)

    def columns(self, type_: TypeName) -> Columns:
        """The annotations of a type and its descendants in the current view, as arrays."""
        return self._current_view.columns(self.plans.resolve(type_))

    # Rows

    def add_rows(self, rows: Rows) -> None:
        """Adds annotations kept as rows, in the current view.

        Raises CasError for a span outside the text, rows not in index order, or an unknown
        feature. Values are checked when feature structures are made of the rows.
        """
        view = self._current_view
        plans = view.plans
        if rows.type not in plans.annotations:
            raise CasError(f"type {rows.type} has no place in the text")
        rows.check(plans, view.length)
        view.add_rows(rows)

    def rows(self, type_: TypeName) -> list[Rows]:
        """The annotations of a type and its descendants in the current view, a Rows a type.

        They show the CAS as it is now: ask anew when annotations were added or taken out since.
        """
        return self._current_view.rows(self.plans.resolve(type_))

    def spans(self, type_: TypeName) -> tuple[list[int], list[int]]:
        """Begins and ends of a type and its descendants, in UIMA order; not to be changed."""
        return self._current_view.spans(self.plans.resolve(type_))

    # Evidence

    def explain(self, evidence: Iterable[Evidence]) -> None:
        """Adds the reasons for decisions, in the current view.

        Raises CasError for a span outside the text, or a rule, attribute or component that is no
        string; nothing is added then.
        """
        many = list(evidence)
        length = self._current_view.length
        for one in many:
            begin, end, _, component, rule, attribute, *_ = one
            if not (type(begin) is int and type(end) is int and 0 <= begin <= end <= length):
                raise CasError(
                    f"evidence: span {begin!r}..{end!r} is not within {length} characters"
                )
            if not (type(component) is str and type(rule) is str and type(attribute) is str):
                raise CasError("evidence: component, rule and attribute must be strings")
        self._current_view.explain(many)

    def evidence(self) -> list[Evidence]:
        """All evidence of the current view as records, in UIMA order."""
        return self._current_view.evidence()

    def explained(self) -> list[Evidence]:
        """Like ``evidence``, in no order, without what ``Rows.evidence`` gives of rows, and with a
        Row where the target is no feature structure yet: for writers that work on rows."""
        return self._current_view.explained()

    # Asking

    def select(self, type_: TypeName) -> list[Any]:
        """All of a type and its descendants in the current view, in UIMA order."""
        return self._current_view.select(self.plans.resolve(type_))

    def _get_feature_structures(self, type_: Type) -> list[Any]:
        return self._current_view.select(type_.name)

    def _get_feature_structures_in_range(self, type_: Type, begin: int, end: int) -> list[Any]:
        return self.covered(type_, begin, end)

    def _anchored(self, type_: TypeName) -> list[TypeIndex]:
        full = self.plans.resolve(type_)
        if full not in self.plans.annotations:
            raise CasError(f"type {full} has no place in the text")
        return self._current_view.indices(full)

    def covered(self, type_: TypeName, begin: Any, end: int | None = None) -> list[Any]:
        """Those inside the range ``begin, end``, or inside the annotation ``begin``.

        As in UIMA, the annotation itself is not among them.
        """
        own, begin, end = _span(begin, end)
        found = [index.covered(begin, end) for index in self._anchored(type_)]
        return _merge(found, own)

    def covering(self, type_: TypeName, begin: Any, end: int | None = None) -> list[Any]:
        """Those that hold the whole range or annotation."""
        own, begin, end = _span(begin, end)
        found = [list(index.reaching(end, begin))[::-1] for index in self._anchored(type_)]
        return _merge(found, own)

    def overlapping(self, type_: TypeName, begin: Any, end: int | None = None) -> list[Any]:
        """Those that share at least one character with the range or annotation."""
        own, begin, end = _span(begin, end)
        found = [
            [
                fs
                for fs in index.reaching(begin + 1, end - 1)
                if max(begin, fs.begin) < min(end, fs.end)
            ][::-1]
            for index in self._anchored(type_)
        ]
        return _merge(found, own)

    def at(self, type_: TypeName, begin: Any, end: int | None = None) -> list[Any]:
        """Those of exactly this span."""
        own, begin, end = _span(begin, end)
        return [
            fs
            for fs in self.covered(type_, begin, end)
            if (fs.begin, fs.end) == (begin, end) and fs is not own
        ]

    def preceding(self, type_: TypeName, before: Any, limit: int | None = None) -> list[Any]:
        """Those that end at or before an offset or an annotation's begin, the nearest first."""
        own, offset, _ = _span(before, before if isinstance(before, int) else None)
        found = [
            fs
            for index in self._anchored(type_)
            for fs in islice((f for f in index.reaching(-1, offset) if f.end <= offset), limit)
        ]
        found = [fs for fs in in_order(found) if fs is not own]
        found.reverse()
        return found[:limit]

    def following(self, type_: TypeName, after: Any, limit: int | None = None) -> list[Any]:
        """Those that begin at or after an offset or an annotation's end, the nearest first."""
        own, _, offset = _span(after, after if isinstance(after, int) else None)
        found = [fs for index in self._anchored(type_) for fs in index.starting(offset, limit)]
        return [fs for fs in in_order(found) if fs is not own][:limit]

    def select_covered(self, type_: TypeName, covering_annotation: Any) -> list[Any]:
        """cassis's name of ``covered``; the annotation itself is among them, as in cassis."""
        return self.covered(type_, covering_annotation.begin, covering_annotation.end)

    def select_covering(self, type_: TypeName, covered_annotation: Any) -> list[Any]:
        """cassis's name of ``covering``; the annotation itself is among them, as in cassis."""
        return self.covering(type_, covered_annotation.begin, covered_annotation.end)

    def covered_text(self, fs: Any) -> str:
        """The text of an annotation of the current view."""
        return (self._current_view.sofa.sofaString or "")[fs.begin : fs.end]

    # The document

    def get_document_annotation(self) -> Any:
        """The DocumentAnnotation of the current view, made to span the text when there is none."""
        for fs in self.select("uima.tcas.DocumentAnnotation"):
            return fs
        return self.annotate("uima.tcas.DocumentAnnotation", 0, len(self.sofa_string or ""))

    @property
    def metadata(self) -> Metadata:
        """Where the document comes from."""
        return Metadata(self)

    def to_xmi(self, path: str | Path | None = None, pretty_print: bool = False) -> str | None:
        """The CAS as XMI: a string, or written to ``path``. ``pretty_print`` is cassis's alone."""
        if pretty_print:
            return cast("str | None", super().to_xmi(path, pretty_print=True))
        from .xmi import write_xmi

        data = write_xmi(self)
        if path is None:
            return data.decode()
        Path(path).write_bytes(data)
        return None


def _span(begin: Any, end: int | None) -> tuple[Any, int, int]:
    """The annotation itself (or None) and the range that is meant."""
    if isinstance(begin, int):
        if end is None:
            raise TypeError("a range needs its end")
        return None, begin, end
    return begin, begin.begin, begin.end


def _merge(found: Sequence[list[Any]], own: Any) -> list[Any]:
    many = found[0] if len(found) == 1 else in_order([fs for part in found for fs in part])
    return many if own is None else [fs for fs in many if fs is not own]

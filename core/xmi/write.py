"""The XMI writer: one generated function per type, strings joined at the end.

It checks all it writes in the same pass: values, spans, sofas, ids. What it returns, Java UIMA
reads strictly; nothing is returned when something is wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from cassis.cas import Sofa
from cassis.typesystem import FeatureStructure

from ..errors import CasError, printable
from ..plans import Plans
from .feature_kinds import Kind
from .format import CAS, XMI, XSI, Strings, WrongValueError, items_text, namespace
from .write_plan import Write, WritePlans, wrong_items

if TYPE_CHECKING:
    from ..cas import Cas
    from ..view import View

logger = logging.getLogger(__name__)

NO_LIMIT = (1 << 31) - 1
"""Last offset of a sofa that has no text here: audio, or a remote document."""

Target = Callable[[str], str | None]
"""The type a feature structure is written as, by its type; None leaves it out."""


class Output:
    """One document on its way out; what the generated functions work with."""

    def __init__(self, cas: Cas, target: Target) -> None:
        self.cas = cas
        self.target = target
        self.plans: Plans = cas.plans
        self.write_plans = WritePlans.of(self.plans)
        self.lines: list[str] = []
        self.strings = Strings()
        self.ids: dict[int, Any] = {}
        """Every id in use, and whose it is."""
        self.used: set[str] = set()
        """Types that occur."""
        self.sofa: Sofa | None = None
        """The sofa of what is being written: the sofa of annotations that have none yet."""
        self._waiting: list[Any] = []
        self._written: set[int] = set()
        """Ids of members of a view that are no annotations."""
        self._sofas = {id(sofa): sofa for sofa in cas._sofas.values()}

    # Ids

    def take_id(self, fs: Any) -> None:
        """Gives ``fs`` an id of its own: the one it has, unless that is another's already."""
        own = fs.xmiID
        if type(own) is not int or own < 1 or own in self.ids:
            own = self.cas._get_next_xmi_id()
            while own in self.ids:
                own = self.cas._get_next_xmi_id()
            fs.xmiID = own
        self.ids[own] = fs

    def reference(self, fs: Any) -> int:
        """The id of what a feature refers to, which will be written too; 0 when it is left out."""
        own = fs.xmiID
        if self.ids.get(own) is fs:
            return own  # type: ignore[no-any-return]
        if self.written_as(fs) is None:
            return 0
        self.take_id(fs)
        if fs.type.name in self.plans.with_sofa and fs.sofa is None:
            fs.sofa = self.sofa
        self._waiting.append(fs)
        return fs.xmiID  # type: ignore[no-any-return]

    def written_as(self, fs: FeatureStructure) -> str | None:
        """The type ``fs`` is written as."""
        name = fs.type.name
        if name not in self.plans.typesystem._types:
            raise CasError(f"type {name} is not in the type system of the CAS")
        return self.target(name)

    # Values that are written inside their owner

    def items(self, fs: Any, label: str, kind: Kind, item_type: str, items: Any) -> str:
        """The items of an array or a list as one attribute."""
        try:
            if kind is Kind.REFERENCE:
                return " ".join([str(i) for i in self._references(items)])
            return items_text(kind, item_type, items)
        except (WrongValueError, TypeError, AttributeError):
            raise wrong_items(fs, label, item_type) from None

    def _references(self, items: Iterable[Any]) -> Iterable[int]:
        """Ids of the items; 0 is null; what is left out of the file is left out here too."""
        for item in items:
            if item is None:
                yield 0
            elif not isinstance(item, FeatureStructure):
                raise WrongValueError
            elif own := self.reference(item):
                yield own

    def children(self, fs: Any, label: str, items: Iterable[Any]) -> str:
        """The items of a string array or list as elements of their own."""
        try:
            return "".join([self._child(label, item) for item in items])
        except (WrongValueError, TypeError):
            raise wrong_items(fs, label, "uima.cas.String") from None

    def _child(self, label: str, item: str | None) -> str:
        if item is None:
            return f"<{label}/>"
        if item == "":
            # cassis reads an empty element as null, Java as an empty string: said outright here.
            self.used.add(XSI)
            return f'<{label} xsi:nil="false"/>'
        return f"<{label}>{self.strings[item]}</{label}>"

    def chain(self, fs: Any, label: str, node: Any) -> list[Any]:
        """The heads of a list."""
        heads: list[Any] = []
        seen: set[int] = set()
        while node is not None and hasattr(node, "head"):
            if id(node) in seen:
                raise CasError(f"{fs.type.name}:{label} is a list that never ends")
            seen.add(id(node))
            heads.append(node.head)
            node = node.tail
        return heads

    # Sofas

    def length(self, sofa: Sofa) -> int:
        """The last offset an annotation of ``sofa`` may have."""
        return NO_LIMIT if sofa.sofaString is None else len(sofa.sofaString)

    def units(self, sofa: Sofa) -> Callable[[int], int | None] | None:
        """What makes UTF-16 offsets of offsets; None when they are the same."""
        converter = sofa._offset_converter
        return converter.python_to_external if converter.astral() else None

    def _sofa_of(self, fs: Any) -> Sofa | None:
        if fs.type.name not in self.plans.with_sofa:
            return None
        if id(fs.sofa) not in self._sofas:
            raise CasError(f"a {fs.type.name} belongs to a sofa of another CAS")
        return fs.sofa

    # The document

    def document(self) -> bytes:
        """The whole XMI."""
        views: list[View] = list(self.cas._views.values())
        for view in views:
            view.materialise()
            self.take_id(view.sofa)
        members = [self._members(view) for view in views]
        for view, by_type in zip(views, members, strict=True):
            self._write_members(view, by_type)
        self._write_rest()
        for view in views:
            self._write_sofa(view.sofa)
        for view, by_type in zip(views, members, strict=True):
            ids = " ".join([str(fs.xmiID) for many in by_type.values() for fs in many])
            self.lines.append(f'<cas:View sofa="{view.sofa.xmiID}" members="{ids}"/>')
        if self.strings.replaced:
            metadata = self.cas.metadata
            logger.warning(
                "%s: characters that XML cannot hold were written as spaces: %d",
                printable(metadata.source or metadata.id or "a document"),
                self.strings.replaced,
            )
        return "\n".join([self._head(), *self.lines, "</xmi:XMI>\n"]).encode()

    def _head(self) -> str:
        uris = {namespace(name)[0] for name in self.used - {XSI}} - {CAS}
        named = self.write_plans.prefixes
        declared = {"xmi": XMI, "cas": CAS, **{named[uri]: uri for uri in sorted(uris)}}
        if XSI in self.used:
            declared["xsi"] = XSI
        names = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in declared.items())
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<xmi:XMI{names} xmi:version="2.0">\n<cas:NULL xmi:id="0"/>'
        )

    def _members(self, view: View) -> dict[str, list[Any]]:
        """The members of a view that are written, by type, each with an id and once."""
        found = {}
        for name in sorted(view._indices, key=self.plans.rank):
            index = view._indices[name]
            if not index.members or self.target(name) is None:
                continue
            if index.anchored and not index.verify(self.length(view.sofa)):
                raise CasError(
                    f"{name}: a span is outside the text, or was changed while it was in the "
                    "index; use Cas.move"
                )
            found[name] = self._with_ids(index.sorted())
        return found

    def _with_ids(self, members: list[Any]) -> list[Any]:
        known = {fs.xmiID: fs for fs in members}
        if len(known) == len(members) and None not in known and self.ids.keys().isdisjoint(known):
            self.ids.update(known)
            return members
        unique = list({id(fs): fs for fs in members}.values())
        for fs in unique:
            if self.ids.get(fs.xmiID) is not fs:
                self.take_id(fs)
        return unique

    def _write_members(self, view: View, by_type: dict[str, list[Any]]) -> None:
        self.sofa = view.sofa
        for name, members in by_type.items():
            if name in self.plans.with_sofa:
                self._write(name, members, view.sofa)
            else:
                # One that is in the index of several views is written once.
                fresh = [fs for fs in members if fs.xmiID not in self._written]
                self._written.update([fs.xmiID for fs in fresh])
                self._write(name, fresh, None)
        self._write_waiting()

    def _write_rest(self) -> None:
        """What no view reaches: the arrays of sofas, and what a file held without a reference."""
        for sofa in self.cas._sofas.values():
            self.sofa = sofa
            if sofa.sofaArray is not None:
                self.reference(sofa.sofaArray)
        self.sofa = self.cas._current_view.sofa
        for fs in self.cas.orphans:
            self.reference(fs)
        self._write_waiting()

    def _write_waiting(self) -> None:
        """Writes what was referred to, and what that refers to, a type at a time."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            groups: dict[tuple[str, int], tuple[Sofa | None, list[Any]]] = {}
            for fs in waiting:
                sofa = self._sofa_of(fs)
                groups.setdefault((fs.type.name, id(sofa)), (sofa, []))[1].append(fs)
            for (name, _), (sofa, many) in groups.items():
                self._write(name, many, sofa)

    def _write(self, name: str, many: list[Any], sofa: Sofa | None) -> None:
        written_as = self.target(name)
        assert written_as is not None
        self.used.add(written_as)
        write: Write = self.write_plans.get(name, written_as)
        write(many, self, sofa)

    def _write_sofa(self, sofa: Sofa) -> None:
        attributes = {
            "sofaNum": sofa.sofaNum,
            "sofaID": sofa.sofaID,
            "mimeType": sofa.mimeType,
            "sofaURI": sofa.sofaURI,
            "sofaArray": (sofa.sofaArray and self.reference(sofa.sofaArray)) or None,
            "sofaString": sofa.sofaString,
        }
        text = "".join(
            f' {name}="{value if type(value) is int else self.strings[value]}"'
            for name, value in attributes.items()
            if value is not None
        )
        self.lines.append(f'<cas:Sofa xmi:id="{sofa.xmiID}"{text}/>')

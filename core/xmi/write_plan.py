"""The generated functions of the XMI writer: Python source made once per type, then compiled.

Each writes many feature structures of one type, and raises CasError at the first value that is
not of its declared range, so that checking costs no second pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cassis.cas import Sofa
from cassis.typesystem import FeatureStructure

from ..checks import INTEGERS, described
from ..errors import CasError
from ..plans import Plans
from .feature_kinds import ARRAY_ITEMS, Kind, Slot, slots_of
from .format import LIMITS, WrongValueError, float_text, namespace, prefixes

Write = Callable[[list[Any], Any, "Sofa | None"], None]
"""Appends the elements of feature structures of one type and one sofa to an Output."""

SLOT = "write_plans"


def wrong_value(fs: FeatureStructure, label: str, declared: str, value: object) -> CasError:
    """The error of a feature whose value is not of its declared range."""
    return CasError(f"{fs.type.name}:{label} is a {declared}, not {described(value)}")


def wrong_items(fs: FeatureStructure, label: str, item_type: str) -> CasError:
    """The error of an array or a list with an item that is not of the right type."""
    return CasError(f"{fs.type.name}:{label} holds an item that is no {item_type}")


def _bad_span(fs: Any) -> CasError:
    if type(fs.begin) is not int or type(fs.end) is not int:
        return CasError(f"{fs.type.name}: begin and end must be integers")
    return CasError(f"{fs.type.name}: span {fs.begin}..{fs.end} is outside the text")


def _bad_sofa(fs: Any) -> CasError:
    return CasError(f"a {fs.type.name} is in the index of a view whose sofa is not its own")


class WritePlans:
    """The writer's functions for one type system."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans
        self._functions: dict[tuple[str, str], Write] = {}
        self.prefixes = prefixes(plans.typesystem._types)
        """Namespace URI to prefix: a matter of the type system, never of the document."""

    @classmethod
    def of(cls, plans: Plans) -> WritePlans:
        """Those of a type system, made once."""
        found: WritePlans | None = plans.slots.get(SLOT)
        if found is None:
            found = plans.slots[SLOT] = cls(plans)
        return found

    def get(self, full: str, written_as: str) -> Write:
        """The function that writes instances of ``full`` as elements of ``written_as``."""
        write = self._functions.get((full, written_as))
        if write is None:
            write = self._functions[full, written_as] = self._compile(written_as)
        return write

    def _compile(self, full: str) -> Write:
        uri, short = namespace(full)
        tag = f"{self.prefixes[uri]}:{short}"
        source = _Source(self._plans, tag)
        if full in self._plans.with_sofa:
            source.with_sofa(full in self._plans.annotations)
        for slot in slots_of(self._plans, full):
            source.feature(slot, is_array=full in ARRAY_ITEMS)
        env = source.env
        exec(source.text(), env)
        write: Write = env["write"]
        return write


class _Source:
    """The source of one function, in the making."""

    def __init__(self, plans: Plans, tag: str) -> None:
        self._tag = tag
        self._annotation = False
        self._children = False
        self._before: list[str] = []
        self._each: list[str] = []
        self.env: dict[str, Any] = {
            "FS": FeatureStructure,
            "WrongValueError": WrongValueError,
            "wrong": wrong_value,
            "bad_span": _bad_span,
            "bad_sofa": _bad_sofa,
            "float_text": float_text,
        }

    def text(self) -> str:
        """The function."""
        head = ["def write(many, output, sofa):", "    line = output.lines.append"]
        head += ["    strings = output.strings", "    reference = output.reference"]
        loop = ["    for fs in many:", f"        r = f'<{self._tag} xmi:id=\"{{fs.xmiID}}\"'"]
        if self._children:
            loop.append("        children = ''")
            end = f"        line(f'{{r}}>{{children}}</{self._tag}>' if children else r + '/>')"
        else:
            end = "        line(r + '/>')"
        return "\n".join(head + self._before + loop + self._each + [end])

    def _add(self, *lines: str) -> None:
        self._each.extend(f"        {line}" for line in lines)

    def with_sofa(self, annotation: bool) -> None:
        """The sofa, and the span of an annotation."""
        self._before.append("    sofa_id = sofa.xmiID")
        self._add("if fs.sofa is not sofa: raise bad_sofa(fs)", "r += f' sofa=\"{sofa_id}\"'")
        if annotation:
            self._annotation = True
            self._before += ["    length = output.length(sofa)", "    units = output.units(sofa)"]
            self._add(
                "b = fs.begin; e = fs.end",
                "if type(b) is not int or type(e) is not int or not 0 <= b <= e <= length:",
                "    raise bad_span(fs)",
                "if units is not None: b = units(b); e = units(e)",
                'r += f\' begin="{b}" end="{e}"\'',
            )

    def feature(self, slot: Slot, is_array: bool) -> None:
        """One feature; an unset one is not written."""
        if slot.kind is Kind.SOFA or (self._annotation and slot.label in ("begin", "end")):
            return
        self._add(f"v = fs.{slot.attribute}")
        if is_array:
            self._items(slot, "v or ()")
            return
        self._add("if v is not None:")
        wrong = f"raise wrong(fs, {slot.label!r}, {slot.declared!r}, v)"
        if slot.allowed:
            allowed = f"allowed_{slot.attribute}"
            self.env[allowed] = slot.allowed
            self._add(f"    if not isinstance(v, FS) or v.type.name not in {allowed}: {wrong}")
        if slot.kind is Kind.REFERENCE:
            self._add("    v = reference(v)", f"    if v: r += f' {slot.label}=\"{{v}}\"'")
        elif slot.kind is Kind.ARRAY:
            self._items(slot, "v.elements or ()", "    ")
        elif slot.kind is Kind.LIST:
            self._items(slot, f"output.chain(fs, {slot.label!r}, v)", "    ")
        else:
            self._primitive(slot, wrong)

    def _primitive(self, slot: Slot, wrong: str) -> None:
        if slot.declared in INTEGERS:
            limit = LIMITS[slot.declared]
            self._add(
                f"    if type(v) is not int or not {-limit} <= v < {limit}: {wrong}",
                f"    r += f' {slot.label}=\"{{v}}\"'",
            )
        elif slot.kind is Kind.BOOLEAN:
            self._add(
                f"    if type(v) is not bool: {wrong}",
                f"    r += ' {slot.label}=\"true\"' if v else ' {slot.label}=\"false\"'",
            )
        else:
            text = "float_text(v)" if slot.kind is Kind.FLOAT else "strings[v]"
            self._add(
                f"    try: r += f' {slot.label}=\"{{{text}}}\"'",
                f"    except (WrongValueError, TypeError): {wrong.replace('v)', 'v) from None')}",
            )

    def _items(self, slot: Slot, items: str, indent: str = "") -> None:
        """An array or a list inside its owner; an empty one is an empty attribute."""
        label = slot.label
        if slot.item is Kind.STRING:
            self._children = True
            self._add(
                f"{indent}v = {items}",
                f"{indent}if v: children += output.children(fs, {label!r}, v)",
                f"{indent}else: r += ' {label}=\"\"'",
            )
            return
        kind = f"item_kind_{slot.attribute}"
        self.env[kind] = slot.item
        self._add(
            f"{indent}v = output.items(fs, {label!r}, {kind}, {slot.item_type!r}, {items})",
            f"{indent}r += f' {label}=\"{{v}}\"'",
        )

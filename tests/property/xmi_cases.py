"""Random CASes over one rich type system, and what is the same in two CASes that are equal."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

import cassis
from cascara.core.plans import Plans
from cascara.core.xmi.feature_kinds import ARRAY_ITEMS, Kind, slots_of
from cassis import TypeSystem
from hypothesis import strategies as st

ANNOTATION, BASE, TOP = "uima.tcas.Annotation", "uima.cas.AnnotationBase", "uima.cas.TOP"
PRIMITIVES = ("Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double", "String")
LISTS = ("FS", "Integer", "Float", "String")
TYPES = {
    # name: supertype; nested, several packages that end alike, one without a package
    "a.type.Thing": TOP,
    "a.type.Finer": "a.type.Thing",
    "b.type.Finest": "a.type.Finer",
    "a.type.Mark": ANNOTATION,
    "b.type.Sub": "a.type.Mark",
    "b.c.SubSub": "b.type.Sub",
    "b.c.Other": ANNOTATION,
    "Bare": ANNOTATION,
    "a.type.Anchor": BASE,
}
MAKEABLE = (
    *TYPES,
    ANNOTATION,
    *(f"uima.cas.{name}Array" for name in (*PRIMITIVES, "FS")),
    *(f"uima.cas.NonEmpty{name}List" for name in LISTS),
)


@lru_cache(1)
def typesystem() -> TypeSystem:
    """Every primitive, every array and list in both encodings, references wide and narrow."""
    ts = TypeSystem()
    for name, supertype in TYPES.items():
        ts.create_type(name, supertype)
    for owner in ("a.type.Thing", "a.type.Mark", "a.type.Anchor"):
        for name in PRIMITIVES:
            ts.create_feature(owner, f"p{name}", f"uima.cas.{name}")
        for shared in (False, True):
            mark = "Shared" if shared else ""
            for name in (*PRIMITIVES, "FS"):
                declared = f"uima.cas.{name}Array"
                ts.create_feature(
                    owner, f"a{name}{mark}", declared, multipleReferencesAllowed=shared
                )
            for name in LISTS:
                declared = f"uima.cas.{name}List"
                ts.create_feature(
                    owner, f"l{name}{mark}", declared, multipleReferencesAllowed=shared
                )
        ts.create_feature(owner, "any", TOP)
        ts.create_feature(owner, "mark", "a.type.Mark")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cassis says that it adds an underscore
        ts.create_feature("b.type.Sub", "self", "uima.cas.String")
        ts.create_feature("b.type.Sub", "type", "uima.cas.Integer")
    ts.create_feature("b.c.SubSub", "deep", "uima.cas.Integer")
    return ts


TEXT = st.text("ab <>&\"'\t\n\rß…€\U0001f600\U00020000", max_size=12)
FLOATS = st.one_of(
    st.floats(width=32),
    st.sampled_from(
        [float("nan"), float("inf"), float("-inf"), -0.0, 3.4028234663852886e38, 1e-45]
    ),
)
DOUBLES = st.one_of(st.floats(), st.sampled_from([5e-324, 1.7976931348623157e308, 1e16, 1e-5]))


def _integers(bits: int) -> st.SearchStrategy[int]:
    limit = 1 << (bits - 1)
    return st.one_of(st.integers(-limit, limit - 1), st.sampled_from([-limit, limit - 1, 0]))


VALUES = {
    "Boolean": st.booleans(),
    "Byte": _integers(8),
    "Short": _integers(16),
    "Integer": _integers(32),
    "Long": _integers(64),
    "Float": FLOATS,
    "Double": DOUBLES,
    "String": TEXT,
}


def _items(name: str, size: int, plain: bool) -> st.SearchStrategy[list[Any]]:
    """Items of an array or a list. ``plain`` keeps to what cassis can write: no null reference;
    and to what it does not read as null: no empty string in an array."""
    if name == "FS":
        index = st.integers(0, size - 1)
        return st.lists(index if plain else st.none() | index, max_size=3)
    if name == "Byte":
        return st.lists(st.integers(0, 255), max_size=4)
    if name == "String":
        text = TEXT.filter(bool) if plain else TEXT
        return st.lists(st.none() | text, min_size=1 if plain else 0, max_size=3)
    return st.lists(VALUES[name], max_size=3)


@st.composite
def specs(draw: Any, plain: bool = False) -> dict[str, Any]:
    """A CAS as plain data: texts of the views, feature structures, members."""
    texts = draw(st.lists(st.none() | TEXT, min_size=1, max_size=3))
    size = draw(st.integers(0, 6))
    names = [draw(st.sampled_from(MAKEABLE)) for _ in range(size)]
    things = []
    for name in names:
        view = draw(st.integers(0, len(texts) - 1))
        length = len(texts[view] or "")
        span = sorted(draw(st.tuples(st.integers(0, length), st.integers(0, length))))
        indexed = draw(st.booleans()) or name in TYPES
        things.append((name, view, span, indexed, draw(_features(name, names, plain))))
    return {"texts": texts, "things": things}


@st.composite
def _features(draw: Any, name: str, names: list[str], plain: bool) -> dict[str, Any]:
    plans = Plans.of(typesystem())
    slots = [
        s for s in slots_of(plans, name) if s.label not in ("sofa", "begin", "end", "head", "tail")
    ]
    if name in ARRAY_ITEMS:
        short = name.removeprefix("uima.cas.").removesuffix("Array")
        return {"elements": draw(_items(short, len(names), plain))}
    chosen = draw(st.lists(st.sampled_from(slots), max_size=4, unique=True)) if slots else []
    found = {slot.attribute: draw(_value(slot, names, plain)) for slot in chosen}
    if name.startswith("uima.cas.NonEmpty"):
        short = name.removeprefix("uima.cas.NonEmpty").removesuffix("List")
        head = st.none() | (st.integers(0, len(names) - 1) if short == "FS" else VALUES[short])
        found["head"] = draw(head)
        same = [i for i, other in enumerate(names) if other == name]
        found["tail"] = draw(st.none() | st.sampled_from(same))
    return found


def _value(slot: Any, names: list[str], plain: bool) -> st.SearchStrategy[Any]:
    short = slot.declared.removeprefix("uima.cas.")
    if short in VALUES:
        return VALUES[short]
    if slot.kind in (Kind.ARRAY, Kind.LIST):
        short = short.removesuffix("Array").removesuffix("List")
        items = _items(short, len(names), plain)
        # cassis writes no trace of an empty list of strings
        return items.filter(bool) if plain and slot.kind is Kind.LIST else items
    fitting = [i for i, other in enumerate(names) if other in slot.allowed]
    return st.none() | st.sampled_from(fitting) if fitting else st.none()


def build(spec: dict[str, Any], cls: type) -> Any:
    """The CAS of a spec, as a Cas or as a cassis.Cas."""
    ts = typesystem()
    cas = cls(typesystem=ts)
    views = [cas, *(cas.create_view(f"view{i}") for i in range(1, len(spec["texts"])))]
    for view, text in zip(views, spec["texts"], strict=True):
        if text is not None:
            view.sofa_string = text
            view.sofa_mime = "text/plain"
    made = [Plans.of(ts).maker(name)() for name, *_ in spec["things"]]
    for fs, (name, view, span, _, features) in zip(made, spec["things"], strict=True):
        if hasattr(fs, "sofa"):
            fs.sofa = views[view].get_sofa()
        if hasattr(fs, "begin"):
            fs.begin, fs.end = span
        for slot in slots_of(Plans.of(ts), name):
            if slot.attribute in features:
                setattr(fs, slot.attribute, _built(slot, features[slot.attribute], made, name))
    for fs, (_, view, _, indexed, _) in zip(made, spec["things"], strict=True):
        if indexed:
            views[view].add(fs)
    return cas


def _built(slot: Any, value: Any, made: list[Any], owner: str) -> Any:
    if value is None:
        return None
    if slot.kind is Kind.REFERENCE:
        return made[value]
    if slot.kind not in (Kind.ARRAY, Kind.LIST):
        return value
    plans = Plans.of(typesystem())
    items = value
    if slot.item is Kind.REFERENCE:
        items = [None if item is None else made[item] for item in value]
    if owner in ARRAY_ITEMS:
        return items
    if slot.kind is Kind.ARRAY:
        return plans.maker(slot.declared)(elements=items)
    node = plans.maker(slot.declared.replace("uima.cas.", "uima.cas.Empty"))()
    for item in reversed(items):
        make = plans.maker(slot.declared.replace("uima.cas.", "uima.cas.NonEmpty"))
        node = make(head=item, tail=node)
    return node


def snapshot(cas: cassis.Cas, like_cassis: bool = False) -> dict[str, Any]:
    """All that an XMI says of a CAS, by id. ``like_cassis`` leaves out what cassis loses: it reads
    an empty string in an array as null and null in a list as "None", and converts the offsets of
    indexed annotations only."""
    plans = Plans.of(cas.typesystem)
    found: dict[int, Any] = {}
    views: dict[str, Any] = {}
    indexed: set[int] = set()
    waiting: list[Any] = list(getattr(cas, "orphans", ()))
    for view in cas.views:
        sofa = view.sofa
        members = view.get_all_fs()
        waiting += members
        indexed |= {fs.xmiID for fs in members}
        views[sofa.sofaID] = (
            sofa.xmiID, sofa.sofaNum, sofa.sofaString, sofa.mimeType, sofa.sofaURI,
            sofa.sofaArray and sofa.sofaArray.xmiID, {fs.xmiID for fs in members},
        )  # fmt: skip
        if sofa.sofaArray is not None:
            waiting.append(sofa.sofaArray)
    while waiting:
        fs = waiting.pop()
        if fs.xmiID in found:
            continue
        values = found[fs.xmiID] = {"type": fs.type.name}
        for slot in slots_of(plans, fs.type.name):
            if like_cassis and slot.label in ("begin", "end") and fs.xmiID not in indexed:
                continue
            value = getattr(fs, slot.attribute)
            values[slot.label] = _seen(slot, value, waiting, fs.type.name, like_cassis)
    return {"views": views, "things": found}


def _seen(slot: Any, value: Any, waiting: list[Any], owner: str, like_cassis: bool) -> Any:
    if owner in ARRAY_ITEMS:
        items = list(value or ())
    elif value is None:
        return None
    elif slot.kind is Kind.SOFA:
        return value.xmiID
    elif slot.kind is Kind.ARRAY:
        items = list(value.elements or ())
    elif slot.kind is Kind.LIST:
        items = []
        while hasattr(value, "head"):
            items.append(value.head)
            value = value.tail
    elif slot.kind is Kind.REFERENCE:
        waiting.append(value)
        return value.xmiID
    else:
        return repr(value)
    if slot.item is Kind.REFERENCE:
        # cassis reads a null item as the element cas:NULL
        items = [i if i is not None and i.type.name != "uima.cas.NULL" else None for i in items]
        waiting += [item for item in items if item is not None]
        return [item and item.xmiID for item in items]
    if like_cassis and slot.item is Kind.STRING:
        items = [None if item in ("", "None") else item for item in items]
    return [repr(item) for item in items]

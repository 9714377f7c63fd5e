"""The type systems that ship with Cascara, and merging them with those of plug-ins.

``default()`` is loaded once per process. ``merged(extra)`` adds descriptions of plug-ins or of a
pipeline; a type that two sources define differently is an error that names both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cassis import TypeSystem
from cassis.typesystem import TypeNotFoundError
from lxml import etree

HERE = Path(__file__).parent
CTAKES = HERE / "ctakes.xml"
CASCARA = HERE / "cascara.xml"


class TypeSystemError(ValueError):
    """A description that cannot be read, or two that contradict each other."""


@dataclass(frozen=True, slots=True)
class FeatureDescription:
    """One feature as a description gives it; names are full type names."""

    name: str
    range: str
    element: str | None
    shared: bool
    """multipleReferencesAllowed."""
    text: str | None


@dataclass(frozen=True, slots=True)
class TypeDescription:
    """One type as a description gives it."""

    name: str
    supertype: str
    text: str | None
    features: tuple[FeatureDescription, ...]


def default() -> TypeSystem:
    """The cTAKES types and Cascara's own; the same object every time."""
    return merged(())


def merged(extra: Sequence[str | Path]) -> TypeSystem:
    """The default types with those of the files ``extra``; the same object for the same files.

    Raises TypeSystemError when a file is no description or contradicts another.
    """
    return _merged(tuple(Path(path).resolve() for path in extra))


@lru_cache(maxsize=16)
def _merged(extra: tuple[Path, ...]) -> TypeSystem:
    result = TypeSystem()
    origin: dict[str, Path] = {}
    for path in dict.fromkeys((CTAKES, CASCARA, *extra)):
        descriptions = list(read_descriptions(path))
        _create_types(result, descriptions, path, origin)
        for description in descriptions:
            _create_features(result, description, path, origin)
    return result


def read_descriptions(path: Path) -> Iterator[TypeDescription]:
    """The types of a UIMA type system description; no entity is expanded, no import followed."""
    root = _parse(path)
    for node in root.iterfind("{*}types/{*}typeDescription"):
        features = tuple(
            FeatureDescription(
                _text(feature, "name"),
                _text(feature, "rangeTypeName"),
                _text(feature, "elementType") or None,
                _text(feature, "multipleReferencesAllowed") == "true",
                _text(feature, "description") or None,
            )
            for feature in node.iterfind("{*}features/{*}featureDescription")
        )
        name, supertype = _text(node, "name"), _text(node, "supertypeName")
        if not name or not supertype or not all(f.name and f.range for f in features):
            raise TypeSystemError(
                f"{path}:{node.sourceline}: a type or feature lacks its name, supertype or range"
            )
        yield TypeDescription(name, supertype, _text(node, "description") or None, features)


def _parse(path: Path) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except OSError as error:
        raise TypeSystemError(f"{path}: cannot be read ({error.strerror})") from None
    except etree.XMLSyntaxError as error:
        raise TypeSystemError(f"{path}:{error.lineno}: not well-formed XML") from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise TypeSystemError(f"{path}: has a document type declaration; remove it")
    if etree.QName(root).localname != "typeSystemDescription":
        raise TypeSystemError(f"{path}: not a UIMA type system description")
    return root


def _text(node: etree._Element, tag: str) -> str:
    return (node.findtext(f"{{*}}{tag}") or "").strip()


def _create_types(
    target: TypeSystem, descriptions: Sequence[TypeDescription], path: Path, origin: dict[str, Path]
) -> None:
    """Supertypes first, whatever order the file has; a type known already must agree."""
    waiting = list(descriptions)
    while waiting:
        rest = []
        for new in waiting:
            if target.contains_type(new.name, match_exactly=True):
                old = target.get_type(new.name)
                if new.name in origin and old.supertype.name != new.supertype:
                    raise TypeSystemError(
                        f"type {new.name}: {origin[new.name]} and {path} "
                        "give it different supertypes"
                    )
            elif target.contains_type(new.supertype, match_exactly=True):
                target.create_type(new.name, new.supertype, new.text)
                origin[new.name] = path
            else:
                rest.append(new)
        if len(rest) == len(waiting):
            raise TypeSystemError(
                f"{path}: type {rest[0].name}: its supertype {rest[0].supertype} is not known"
            )
        waiting = rest


def _create_features(
    target: TypeSystem, description: TypeDescription, path: Path, origin: dict[str, Path]
) -> None:
    own = target.get_type(description.name)
    for new in description.features:
        old = own.get_feature(new.name) or own.get_feature(new.name + "_")
        if old is not None:
            shape = (old.rangeType.name, bool(old.multipleReferencesAllowed))
            if shape != (new.range, new.shared):
                raise TypeSystemError(
                    f"feature {own.name}:{new.name}: "
                    f"{origin.get(own.name, CTAKES)} and {path} differ"
                )
            continue
        try:
            target.create_feature(
                own, new.name, new.range, new.element, new.text, new.shared or None
            )
        except TypeNotFoundError:
            raise TypeSystemError(
                f"{path}: feature {own.name}:{new.name}: its range {new.range} is not known"
            ) from None

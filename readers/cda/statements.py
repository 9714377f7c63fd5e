"""The clinical statements of an entry as a tree, each with its kind."""

from __future__ import annotations

from collections.abc import Iterator

from .elements import Children, Element, attribute, children, first, local
from .kinds import decide

STATEMENTS = frozenset(
    (
        "act",
        "encounter",
        "observation",
        "organizer",
        "procedure",
        "substanceAdministration",
        "supply",
    )
)
RELATIONS = ("entryRelationship", "component")
DEEPEST = 64
"""Levels of statements within statements that are read; real documents have five."""

EVENTS = ("", "EVN", "DEF")
CRITERION = "EVN.CRT"
HOLDERS = frozenset(("wrapper", "concern", "diagnosis"))
MEDICATIONS = frozenset(("medication", "sig"))


class Statement:
    """One clinical statement and those within it."""

    __slots__ = (
        "category",
        "children",
        "element",
        "kind",
        "mood",
        "name",
        "parent",
        "parts",
        "relation",
        "taken",
        "templates",
    )

    def __init__(self, element: Element, relation: str, parent: Statement | None) -> None:
        self.element = element
        self.name = local(element.tag)
        """Of the element."""
        self.children: Children = children(element)
        self.relation = relation
        """typeCode of what links it to its parent: RSON, MFST, COMP ..."""
        self.parent = parent
        self.mood = attribute(element, "moodCode")
        self.templates = tuple(
            root for t in self.children.get("templateId", ()) if (root := attribute(t, "root"))
        )
        self.kind = ""
        """See kinds.py; ``plan`` for what has not happened."""
        self.category = ""
        self.parts: list[Statement] = []
        self.taken = False
        """Whether its parent has it as a feature, so that it needs no entry of its own."""

    def get(self, name: str) -> Element | None:
        """The first child of a name."""
        found = self.children.get(name)
        return found[0] if found else None

    def take(self, *kinds: str, relation: str = "") -> Iterator[Statement]:
        """The parts of some kinds, or of one relation; they need no entry of their own then."""
        for part in self.parts:
            if not part.taken and (part.kind in kinds or (relation and part.relation == relation)):
                part.taken = True
                yield part

    def around(self) -> Iterator[Statement]:
        """The statements it stands in, the nearest first."""
        up = self.parent
        while up is not None:
            yield up
            up = up.parent


class Tree:
    """Reads the entries of one section."""

    def __init__(self, section: str) -> None:
        self.section = section
        """LOINC code of the section."""
        self.too_deep = 0
        """Statements left out for standing too deep."""

    def entries(self, section: Element) -> Iterator[Statement]:
        """The statements directly in the entries of a section."""
        for entry in section:
            if local(entry.tag) != "entry":
                continue
            for child in entry:
                if local(child.tag) in STATEMENTS:
                    yield self._read(child, attribute(entry, "typeCode"), None, 0)

    def _read(
        self, element: Element, relation: str, parent: Statement | None, depth: int
    ) -> Statement:
        made = Statement(element, relation, parent)
        code = made.get("code")
        coded = f"{attribute(code, 'codeSystem')} {attribute(code, 'code')}"
        stands_alone = parent is None or parent.kind in HOLDERS
        section = self.section if stands_alone else ""
        row = decide(made.name, made.templates, coded, section)
        made.kind, made.category = row.kind, row.category
        if row.kind == "observation" and row.by != "template":
            made.kind = _by_content(made)
        made.kind = _in_context(made)
        for name in RELATIONS:
            for link in made.children.get(name, ()):
                for child in link:
                    if local(child.tag) not in STATEMENTS:
                        continue
                    if depth >= DEEPEST:
                        self.too_deep += 1
                        continue
                    of = attribute(link, "typeCode")
                    made.parts.append(self._read(child, of, made, depth + 1))
        return made


def _by_content(statement: Statement) -> str:
    """An observation that nothing but its participants tells apart."""
    consumed = (p for p in statement.children.get("participant", ()) if p.get("typeCode") == "CSM")
    return "allergy" if next(consumed, None) is not None else statement.kind


def _in_context(statement: Statement) -> str:
    """The kind, given what it stands in and whether it has happened."""
    kind = statement.kind
    if kind in ("problem", "observation") and relative_of(statement) is not None:
        return "family"
    if kind == "wrapper" and _relative(statement) is not None:
        return "relative"
    planned = statement.mood not in EVENTS and statement.mood != CRITERION
    if not planned or kind in MEDICATIONS or kind in HOLDERS:
        return kind
    is_part = statement.parent is not None and kind in ("comment", "instruction", "pointer")
    return kind if is_part else "plan"


def _relative(statement: Statement) -> Element | None:
    return first(statement.get("subject"), "relatedSubject")


def relative_of(statement: Statement) -> Element | None:
    """The relatedSubject that a statement is about, said by itself or by what it stands in."""
    own = _relative(statement)
    if own is not None:
        return own
    return next((found for up in statement.around() if (found := _relative(up)) is not None), None)

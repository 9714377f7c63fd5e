"""The clinical statements of an entry as a tree, each with its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .elements import Element, attribute, first, local
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
HAPPENED = frozenset((*EVENTS, "EVN.CRT"))
RELATED = frozenset(("problem", "observation"))
"""What may be about a relative."""
HOLDERS = frozenset(("wrapper", "concern", "diagnosis"))
MEDICATIONS = frozenset(("medication", "sig"))


class Statement:
    """One clinical statement and those within it."""

    __slots__ = (
        "_others",
        "category",
        "element",
        "get",
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
        firsts: dict[str, Element] = {}
        others: dict[str, list[Element]] = {}
        for child in element:
            key = local(child.tag)
            if key not in firsts:
                firsts[key] = child
            elif key in others:
                others[key].append(child)
            else:
                others[key] = [child]
        self.get: Callable[[str], Element | None] = firsts.get
        """The first child of a name."""
        self._others = others
        self.relation = relation
        """typeCode of what links it to its parent: RSON, MFST, COMP ..."""
        self.parent = parent
        self.mood = attribute(element, "moodCode")
        self.templates = tuple(
            [root for t in self.every("templateId") if (root := t.get("root", "").strip())]
        )
        self.kind = ""
        """See kinds.py; ``plan`` for what has not happened."""
        self.category = ""
        self.parts: list[Statement] = []
        self.taken = False
        """Whether its parent has it as a feature, so that it needs no entry of its own."""

    def every(self, name: str) -> Sequence[Element]:
        """All children of a name, in document order."""
        found = self.get(name)
        if found is None:
            return ()
        others = self._others.get(name)
        return (found, *others) if others else (found,)

    def take(self, *kinds: str, relation: str = "") -> Iterator[Statement]:
        """The parts of some kinds, or of one relation; they need no entry of their own then."""
        for part in self.parts:
            if not part.taken and (part.kind in kinds or (relation and part.relation == relation)):
                part.taken = True
                yield part

    def let_go(self) -> None:
        """Parts it from its parts: they hold each other and with them the whole XML document, which
        would else wait for the cycle collector."""
        for part in self.parts:
            part.let_go()
        self.parts.clear()

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

    def statements(self, entries: Iterable[Element]) -> Iterator[Statement]:
        """The statements directly in entries of the section; done with as the next is asked for."""
        for entry in entries:
            for child in entry:
                if local(child.tag) in STATEMENTS:
                    made = self._read(child, attribute(entry, "typeCode"), None, 0)
                    yield made
                    made.let_go()

    def _read(
        self, element: Element, relation: str, parent: Statement | None, depth: int
    ) -> Statement:
        made = Statement(element, relation, parent)
        code = made.get("code")
        coded = " "
        if code is not None:
            coded = f"{code.get('codeSystem', '').strip()} {code.get('code', '').strip()}"
        stands_alone = parent is None or parent.kind in HOLDERS
        section = self.section if stands_alone else ""
        row = decide(made.name, made.templates, coded, section)
        made.kind, made.category = row.kind, row.category
        if row.kind == "observation" and row.by != "template":
            made.kind = _by_content(made)
        made.kind = _in_context(made)
        for name in RELATIONS:
            for link in made.every(name):
                of = attribute(link, "typeCode")
                for child in link:
                    if local(child.tag) not in STATEMENTS:
                        continue
                    if depth >= DEEPEST:
                        self.too_deep += 1
                        continue
                    made.parts.append(self._read(child, of, made, depth + 1))
        return made


def _by_content(statement: Statement) -> str:
    """An observation that nothing but its participants tells apart."""
    consumed = any(p.get("typeCode") == "CSM" for p in statement.every("participant"))
    return "allergy" if consumed else statement.kind


def _in_context(statement: Statement) -> str:
    """The kind, given what it stands in and whether it has happened."""
    kind = statement.kind
    if kind in RELATED and relative_of(statement) is not None:
        return "family"
    if kind == "wrapper" and _relative(statement) is not None:
        return "relative"
    if statement.mood in HAPPENED or kind in MEDICATIONS or kind in HOLDERS:
        return kind
    is_part = statement.parent is not None and kind in ("comment", "instruction", "pointer")
    return kind if is_part else "plan"


def _relative(statement: Statement) -> Element | None:
    subject = statement.get("subject")
    return first(subject, "relatedSubject") if subject is not None else None


def relative_of(statement: Statement) -> Element | None:
    """The relatedSubject that a statement is about, said by itself or by what it stands in."""
    of: Statement | None = statement
    while of is not None:
        found = _relative(of)
        if found is not None:
            return found
        of = of.parent
    return None

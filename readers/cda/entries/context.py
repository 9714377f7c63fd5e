"""What the makers of a document's entries share: codes, quantities, times, base features."""

from __future__ import annotations

from typing import Any

from ....core.cas import Cas
from ....core.plans import Maker
from ....typesystem import names
from ...systems import uri
from ..elements import (
    Element,
    attribute,
    data_type,
    every,
    first,
    local,
    moment,
    parts,
    text_of,
)
from ..kinds import ANY, meaning
from ..statements import Statement
from .words import Span, Words

_TRUTH = {"true": True, "1": True, "false": False, "0": False}

Feature = Any
"""A feature structure, or None."""


class Context:
    """Makes the parts of entries; one a document."""

    def __init__(self, cas: Cas, words: Words) -> None:
        self.cas = cas
        self.words = words
        self.section: Any = None
        """The cascara.type.Section the entries stand in."""
        self.category = ""
        """Category of the section's observations."""
        self.entries: list[Any] = []
        """What has been made, in document order."""
        self._code = cas.maker(names.CODE)
        self._quantity = cas.maker(names.QUANTITY)
        self._strings = cas.maker("uima.cas.StringArray")
        self._makers: dict[str, Maker] = {}
        self._templates: dict[tuple[str, ...], Any] = {}

    # Codes

    def code(self, element: Element | None, translated: bool = True) -> Feature:
        """A coded element with its words and translations; None when it says nothing at all."""
        if element is None:
            return None
        said = element.get
        code, display = said("code", "").strip(), said("displayName", "").strip()
        system, system_name = said("codeSystem", "").strip(), said("codeSystemName", "").strip()
        null = said("nullFlavor", "").strip()
        has_more = len(element) > 0
        words, translations = self._words_of(element, translated) if has_more else ("", [])
        if not (code or display or null or words or translations):
            return None
        return self._code(
            code=code or None,
            system=uri(system or system_name) or None if code or system else None,
            systemName=system_name or None,
            display=display or None,
            text=words or None,
            nullFlavor=null or None,
            translations=self.cas.array(translations) if translations else None,
        )

    def _words_of(self, element: Element, translated: bool) -> tuple[str, list[Any]]:
        """The originalText of a coded element in words, and its translations as codes."""
        original, translations = None, []
        for child in element:
            kind = local(child.tag)
            if kind == "originalText":
                original = child
            elif kind == "translation" and translated:
                translations.append(self.code(child, translated=False))
        words = "" if original is None else self.words.said(original)
        return words, [t for t in translations if t is not None]

    def named(self, code: Feature, name: str) -> Feature:
        """The code with a name beside it, for what has words of its own or none."""
        if not name:
            return code
        if code is None:
            return self._code(text=name)
        if code.text is None and name != code.display:
            code.text = name
        return code

    # Amounts

    def quantity(self, element: Element | None) -> Feature:
        """A PQ, INT, REAL, MO, IVL or RTO; None when it says nothing."""
        if element is None:
            return None
        value, unit = attribute(element, "value"), attribute(element, "unit")
        unit = unit or attribute(element, "currency")
        null = attribute(element, "nullFlavor")
        bottom = top = ""
        if len(element):
            part = parts(element)
            low, high = part("low"), part("high")
            if low is None and high is None:
                low, high = part("numerator"), part("denominator")
                unit = unit or _ratio_unit(low, high)
            elif not unit:
                unit = attribute(low, "unit") or attribute(high, "unit")
            bottom, top = attribute(low, "value"), attribute(high, "value")
            if not value and not bottom and not top:
                value = attribute(part("center"), "value")
            if not (value or bottom or top or null):
                null = attribute(low, "nullFlavor") or attribute(high, "nullFlavor")
        if not (value or unit or bottom or top or null):
            return None
        return self._quantity(
            value=value or None,
            unit=unit or None,
            low=bottom or None,
            high=top or None,
            nullFlavor=null or None,
        )

    # Times

    def period(self, element: Element | None) -> tuple[str | None, str | None]:
        """Begin and end of an effectiveTime: a moment begins and has no end."""
        if element is None:
            return None, None
        point = attribute(element, "value")
        if point:
            return moment(point) or None, None
        part = parts(element)
        begun = attribute(part("low"), "value") or attribute(part("center"), "value")
        return moment(begun) or None, moment(attribute(part("high"), "value")) or None

    # Entries

    def entry(
        self, type_name: str, statement: Statement, subject: Element | None, **features: Any
    ) -> Any:
        """Makes an entry of what ``subject``, a coded element, says; ``features`` go first."""
        span = self.span(statement, subject)
        common = self._common(statement)
        common.update(features)
        if "begun" not in features:
            common["begun"], common["ended"] = self.period(statement.get("effectiveTime"))
        code = features["code"] if "code" in features else self.code(subject)
        if span is not None and not _has_words(code):
            code = self.named(code, self.words.text(span))
        common["code"] = code
        begin, end = span if span is not None else self.nowhere()
        maker = self._makers.get(type_name)
        if maker is None:
            maker = self._makers[type_name] = self.cas.maker(type_name)
        made = maker(begin=begin, end=end, joined=span is not None, **common)
        self.entries.append(made)
        return made

    def _common(self, statement: Statement) -> dict[str, Any]:
        """What every entry may have."""
        said = statement.element.get
        return {
            "identifier": _identifier(statement),
            "section": self.section,
            "status": attribute(statement.get("statusCode"), "code").lower() or None,
            "negated": _TRUTH.get(said("negationInd", "").strip().lower()),
            "nullFlavor": said("nullFlavor") or None,
            "templates": self.templates(statement.templates),
            "note": (self.note(statement) or None) if statement.parts else None,
        }

    def nowhere(self) -> Span:
        """The span of an entry without words: empty, where its section begins."""
        begin = self.section.begin if self.section is not None else 0
        return begin, begin

    def span(self, statement: Statement, subject: Element | None) -> Span | None:
        """The words of the narrative that a statement refers to, the most specific first.

        The reference of what the entry is about (the drug, the substance, the problem), of the
        code, of the value, of the statement's text; and when it stands alone in a concern or a
        panel, of that.
        """
        get = statement.get
        span = self.words.of(subject, get("code"), get("value"), get("text"))
        if span is None and statement.parent is not None and len(statement.parent.parts) == 1:
            around = statement.parent
            if around.kind in ("concern", "wrapper", "diagnosis", "relative"):
                return self.span(around, None)
        return span

    def templates(self, roots: tuple[str, ...]) -> Feature:
        """The template ids as an array, shared by entries that claim the same."""
        if roots and roots not in self._templates:
            self._templates[roots] = self._strings(elements=list(roots))
        return self._templates.get(roots)

    def note(self, statement: Statement) -> str:
        """The comments on a statement, and where it is from."""
        said = [self.words.said(part.get("text")) for part in statement.take("comment")]
        for part in statement.take("source"):
            words = self.words.said(part.get("value"))
            said.append(": ".join(filter(None, [self.display(part.get("code")), words])))
        return "\n".join(filter(None, said))

    def meaning(self, feature: str, element: Element | None) -> str:
        """What a coded element, or a translation of it, makes of a feature; empty if unknown."""
        if element is None:
            return ""
        for coded in (element, *every(element, "translation")):
            known = meaning(
                feature, attribute(coded, "codeSystem") or ANY, attribute(coded, "code")
            )
            if known:
                return known
        return ""

    def display(self, element: Element | None) -> str:
        """A coded or written value in words."""
        if element is None:
            return ""
        return (
            attribute(element, "displayName")
            or self.words.said(first(element, "originalText"))
            or attribute(first(element, "translation"), "displayName")
            or (self.words.said(element) if data_type(element) in ("ST", "ED") else "")
        )


def _has_words(code: Feature) -> bool:
    """Whether a reader of the code alone knows what it is about."""
    if code is None:
        return False
    if code.display or code.text:
        return True
    translations = code.translations.elements if code.translations else ()
    return any(one.display or one.text for one in translations)


def _ratio_unit(over: Element | None, under: Element | None) -> str:
    """``mg/mL``: the unit of a ratio; numbers alone have none."""
    units = [attribute(part, "unit") for part in (over, under)]
    return "/".join(unit or "1" for unit in units) if any(units) else ""


def _identifier(statement: Statement) -> str | None:
    """Root and extension of the first id that is one."""
    for element in statement.every("id"):
        root, extension = attribute(element, "root"), attribute(element, "extension")
        if root or extension:
            return f"{root}^{extension}" if root and extension else root or extension
    return None


def material(statement: Statement) -> tuple[Element | None, str]:
    """The code of the product that is given or supplied, and its name in words."""
    consumable = statement.get("consumable")
    holder = consumable if consumable is not None else statement.get("product")
    product = first(holder, "manufacturedProduct")
    for kind in ("manufacturedMaterial", "manufacturedLabeledDrug"):
        found = first(product, kind)
        if found is not None:
            return first(found, "code"), text_of(first(found, "name"))
    device = first(statement.element, "participant", "participantRole", "playingDevice")
    return first(device, "code"), text_of(first(device, "manufacturerModelName"))

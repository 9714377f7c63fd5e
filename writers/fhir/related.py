"""What relations say of mentions: where in the body, how severe, since when, which value."""

from __future__ import annotations

from typing import Any

from ...typesystem import names
from ..findings import Findings
from ..shapes import relation_arguments
from .codes import SNOMED, Json, clean, codeable, coding
from .tables import by_word
from .units import quantity

SITE, DEGREE, RESULT, TIME = (
    "LocationOfTextRelation",
    "DegreeOfTextRelation",
    "ResultOfTextRelation",
    "TemporalTextRelation",
)
BEGINS = "BEGINS-ON"
_FEATURES = {
    SITE: ("bodyLocation", "anatomicalSite"),
    DEGREE: ("severity",),
    RESULT: ("labValue",),
    TIME: ("startTime",),
}


class Related:
    """Of one document."""

    def __init__(self, findings: Findings) -> None:
        self._text = findings.text
        self._found: dict[tuple[int, str], Any] = {}
        for relation in findings.select(names.RELATION):
            kind = relation.type.short_name
            if kind in _FEATURES and (kind != TIME or relation.category == BEGINS):
                self._keep(kind, relation)

    def _keep(self, kind: str, relation: Any) -> None:
        pair = [a.argument for a in relation_arguments(relation) if a is not None]
        if len(pair) == 2 and None not in pair:
            event = 1 if hasattr(pair[1], "event") and not hasattr(pair[0], "event") else 0
            self._found.setdefault((id(pair[event]), kind), pair[1 - event])

    def _of(self, mention: Any, kind: str) -> Any:
        """The other side of a relation of that kind, or of the mention's own feature for it."""
        found = self._found.get((id(mention), kind))
        for feature in _FEATURES[kind] if found is None else ():
            value = getattr(mention, feature, None)
            if value is not None and not hasattr(value, "begin"):
                arguments = [a.argument for a in relation_arguments(value) if a is not None]
                value = next((a for a in arguments if a is not mention and a is not None), None)
            if value is not None:
                return value
        return found

    def _words(self, fs: Any) -> str:
        return clean(self._text[fs.begin : fs.end])

    def site(self, mention: Any) -> Json:
        """bodySite; empty when none is told."""
        found = self._of(mention, SITE)
        if found is None:
            return {}
        array = getattr(found, "ontologyConceptArr", None)
        concepts = (array.elements or ()) if array is not None else ()
        return codeable(concepts, self._text[found.begin : found.end])

    def severity(self, mention: Any) -> Json:
        """Condition.severity; empty when none is told."""
        found = self._of(mention, DEGREE)
        words = self._words(found) if found is not None else ""
        row = by_word("severities").get(words.lower())
        if row is None:
            return {"text": words} if words else {}
        return {"coding": [coding(SNOMED, row.code, row.display)], "text": words}

    def onset(self, mention: Any) -> Json:
        """onsetDateTime of a normalized date, else onsetString; empty when none is told."""
        found = self._of(mention, TIME)
        if found is None or found.type.name != names.TIME_MENTION:
            return {}
        day = _day(found.date) if found.date is not None else ""
        if day:
            return {"onsetDateTime": day}
        words = self._words(found)
        return {"onsetString": words} if words else {}

    def value(self, mention: Any) -> Json:
        """Observation.value of a laboratory test; empty when none is told."""
        found = self._of(mention, RESULT)
        if found is None:
            return {}
        form = getattr(found, "normalizedForm", None)
        amount = quantity(getattr(form, "number", None), getattr(form, "unit", None))
        words = self._words(found)
        if amount:
            return {"valueQuantity": amount}
        return {"valueString": words} if words else {}


def _day(date: Any) -> str:
    """A refsem Date as FHIR's date, as precise as it is known."""
    from .times import date as valid

    parts = (date.year, 4), (date.month, 2), (date.day, 2)
    known = []
    for part, size in parts:
        if not part or not part.isdecimal():
            break
        known.append(part.zfill(size))
    return valid("-".join(known))

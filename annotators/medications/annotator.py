"""The annotator ``medications``: what the text says of each drug, as cTAKES's types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ...core.cas import Cas
from ...core.component import Annotator
from ...core.evidence import Evidence
from ...core.plans import Maker
from ...core.rows import Rows
from ...core.spans import Spans
from ...typesystem import names
from .attributes import Attribute, Attributes
from .extract import Extractor
from .rules import lexicon

_FEATURES: Mapping[str, tuple[str, str, str]] = {
    "strength": (
        "medicationStrength",
        names.MEDICATION_STRENGTH_MODIFIER,
        names.MEDICATION_STRENGTH,
    ),
    "dosage": ("medicationDosage", names.MEDICATION_DOSAGE_MODIFIER, names.MEDICATION_DOSAGE),
    "form": ("medicationForm", names.MEDICATION_FORM_MODIFIER, names.MEDICATION_FORM),
    "route": ("medicationRoute", names.MEDICATION_ROUTE_MODIFIER, names.MEDICATION_ROUTE),
    "frequency": (
        "medicationFrequency",
        names.MEDICATION_FREQUENCY_MODIFIER,
        names.MEDICATION_FREQUENCY,
    ),
    "duration": (
        "medicationDuration",
        names.MEDICATION_DURATION_MODIFIER,
        names.MEDICATION_DURATION,
    ),
    "status": (
        "medicationStatusChange",
        names.MEDICATION_STATUS_CHANGE_MODIFIER,
        names.MEDICATION_STATUS_CHANGE,
    ),
}
"""The mention's feature, its modifier's type and the type of the normalized form."""

_COUNTED = frozenset({"strength", "frequency"})
"""What has a number and a unit; the others have a value."""

_NEED = "asNeeded"

_Mention = tuple[Rows, int]
"""A drug: one of the rows, by its place."""


class Medications(Annotator):
    """Finds strength, dosage, form, route, frequency, duration, as-needed and status of drugs.

    Each attribute is a cTAKES Modifier over its words, held by the mention's feature, with the
    normalized value in ``normalizedForm``; README.md beside this module lists the values.
    "As needed" is an AsNeededModifier that points at the mention. Every attribute has its
    Evidence. Drugs in a section of allergies get none.
    """

    name: ClassVar[str] = "medications"
    reads: ClassVar[tuple[str, ...]] = (names.MEDICATION_MENTION,)
    writes: ClassVar[tuple[str, ...]] = (
        names.MEDICATION_MENTION,
        *(modifier for _, modifier, _ in _FEATURES.values()),
        *(normalized for _, _, normalized in _FEATURES.values()),
        names.AS_NEEDED_MODIFIER,
        names.EVIDENCE,
    )

    def setup(self) -> None:
        """Loads the rules, once per process."""
        self._extractor = Extractor()
        self._skipped = lexicon().context.skip_sections

    def process(self, cas: Cas) -> None:
        """Sets the attributes of the drugs of the current view."""
        self.process_batch([cas])

    def process_batch(self, batch: Sequence[Cas]) -> None:
        """The same for many documents, step by step: code and rules stay at hand within a step."""
        drugs = [(cas, mentions) for cas in batch if (mentions := self._taken(cas))]
        found = [self._found(cas, mentions) for cas, mentions in drugs]
        for (cas, mentions), attributes in zip(drugs, found, strict=True):
            self._add(cas, mentions, attributes)

    def _found(self, cas: Cas, mentions: Sequence[_Mention]) -> list[Attributes]:
        """The attributes of each mention."""
        sentences = cas.spans(names.SENTENCE)
        spans = [(rows.begins[place], rows.ends[place]) for rows, place in mentions]
        borders = sentences if sentences[0] else None
        return self._extractor.attributes(cas.sofa_string or "", spans, borders)

    def _add(self, cas: Cas, mentions: Sequence[_Mention], found: Sequence[Attributes]) -> None:
        """Sets what was found, and adds the modifiers and why."""
        if any("need" in attributes for attributes in found):
            cas.select(names.MEDICATION_MENTION)  # an AsNeededModifier points at its mention
        modifiers: list[Any] = []
        explained: list[Evidence] = []
        maker = cas.plans.maker
        for (rows, place), attributes in zip(mentions, found, strict=True):
            target = rows.target(place)
            for name, attribute in attributes.items():
                feature, modifier = _modifier(maker, rows, place, name, attribute)
                modifiers.append(modifier)
                begin, end, rule = attribute.begin, attribute.end, attribute.rule
                told = _told(name, attribute)
                explained.append(Evidence(begin, end, target, self.name, rule, feature, told))
        cas.add_all(modifiers)
        cas.explain(explained)

    def _taken(self, cas: Cas) -> Sequence[_Mention]:
        """The drugs to look at: those in scope and in no section of drugs that are not taken."""
        found = [
            (rows, place)
            for rows in cas.rows(names.MEDICATION_MENTION)
            for place in range(len(rows))
        ]
        if not found:
            return found
        if self.sections is not None:
            scope = self.scope(cas)
            found = [(r, place) for r, place in found if (r.begins[place], r.ends[place]) in scope]
        skipped = Spans(self._not_taken(cas))
        if not len(skipped):
            return found
        begins = ((rows.begins[place], rows, place) for rows, place in found)
        return [(rows, place) for b, rows, place in begins if (b, b + 1) not in skipped]

    def _not_taken(self, cas: Cas) -> Iterator[tuple[int, int]]:
        """Where the sections are whose drugs are not taken."""
        for rows in cas.rows(names.SECTION):
            kinds = rows.get("kind")
            if not self._skipped.isdisjoint(kinds):
                spans = zip(rows.begins, rows.ends, kinds, strict=True)
                yield from ((begin, end) for begin, end, kind in spans if kind in self._skipped)


def _modifier(
    maker: Callable[[str], Maker], rows: Rows, place: int, name: str, attribute: Attribute
) -> tuple[str, Any]:
    """The modifier of one attribute, held by the mention's feature; and the feature."""
    begin, end, value = attribute.begin, attribute.end, attribute.value
    if name == "need":
        make, drug = maker(names.AS_NEEDED_MODIFIER), rows.target(place)
        return _NEED, make(begin=begin, end=end, medication=drug, reason=value or None)
    feature, modifier, normalized = _FEATURES[name]
    if name in _COUNTED:
        form = maker(normalized)(number=value, unit=attribute.unit or None)
    else:
        form = maker(normalized)(value=value)
    part = maker(modifier)(begin=begin, end=end, normalizedForm=form)
    rows.set(place, feature, part)
    return feature, part


def _told(name: str, attribute: Attribute) -> str:
    """An attribute's value in one string: "25 mg", "2/day"."""
    if name == "frequency":
        return f"{attribute.value}/{attribute.unit}"
    if name == "need":
        return attribute.value or "true"
    return f"{attribute.value} {attribute.unit}".strip()

"""The annotator ``medications``: what the text says of each drug, as cTAKES's types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from ...core.cas import Cas
from ...core.component import Annotator
from ...core.evidence import Evidence
from ...core.plans import Maker
from ...core.spans import Spans
from ...typesystem import names
from .attributes import Attribute
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
        mentions = self._taken(cas)
        if not mentions:
            return
        sentences = list(zip(*cas.spans(names.SENTENCE), strict=True))
        found = self._extractor.attributes(
            cas.sofa_string or "", [(m.begin, m.end) for m in mentions], sentences or None
        )
        modifiers: list[Any] = []
        explained: list[Evidence] = []
        maker = cas.plans.maker
        for mention, attributes in zip(mentions, found, strict=True):
            for name, attribute in attributes.items():
                feature, modifier = _modifier(maker, mention, name, attribute)
                modifiers.append(modifier)
                explained.append(
                    Evidence(
                        attribute.begin,
                        attribute.end,
                        mention,
                        self.name,
                        attribute.rule,
                        feature,
                        _told(name, attribute),
                    )
                )
        cas.add_all(modifiers)
        cas.explain(explained)

    def _taken(self, cas: Cas) -> Sequence[Any]:
        """The drugs to look at: those in scope and in no section of drugs that are not taken."""
        mentions = cas.select(names.MEDICATION_MENTION)
        if not mentions:
            return mentions
        if self.sections is not None:
            scope = self.scope(cas)
            mentions = [m for m in mentions if (m.begin, m.end) in scope]
        sections = cas.select(names.SECTION)
        skipped = Spans((s.begin, s.end) for s in sections if s.kind in self._skipped)
        if not len(skipped):
            return mentions
        return [m for m in mentions if (m.begin, m.begin + 1) not in skipped]


def _modifier(
    maker: Callable[[str], Maker], mention: Any, name: str, attribute: Attribute
) -> tuple[str, Any]:
    """The modifier of one attribute, held by the mention's feature; and the feature."""
    begin, end, value = attribute.begin, attribute.end, attribute.value
    if name == "need":
        make = maker(names.AS_NEEDED_MODIFIER)
        return _NEED, make(begin=begin, end=end, medication=mention, reason=value or None)
    feature, modifier, normalized = _FEATURES[name]
    if name in _COUNTED:
        form = maker(normalized)(number=value, unit=attribute.unit or None)
    else:
        form = maker(normalized)(value=value)
    part = maker(modifier)(begin=begin, end=end, normalizedForm=form)
    setattr(mention, feature, part)
    return feature, part


def _told(name: str, attribute: Attribute) -> str:
    """An attribute's value in one string: "25 mg", "2/day"."""
    if name == "frequency":
        return f"{attribute.value}/{attribute.unit}"
    if name == "need":
        return attribute.value or "true"
    return f"{attribute.value} {attribute.unit}".strip()

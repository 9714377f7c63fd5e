"""Whether every annotator of a pipeline finds what it reads: told before a run, not during it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...typesystem import names
from ..component import Annotator
from ..discovery import nearest
from ..errors import CasError, ConfigError
from ..pipeline import Pipeline
from ..plans import Plans
from .located import Problems
from .model import Spec

ALWAYS = (names.DOCUMENT_ANNOTATION, names.DOCUMENT_METADATA)
"""Types that are in every CAS a reader made."""


def check_requirements(pipeline: Pipeline) -> None:
    """Raises ConfigError when an annotator reads a type that nothing before it makes.

    A subtype of the type counts. A reader whose documents bring annotations along declares their
    types as ``writes``, like an annotator; ``uima.cas.TOP`` there stands for any type. ``when``
    reads sections, and of the kinds that they can have.
    """
    problems = Problems()
    plans = Plans.of(pipeline.typesystem)
    made = set(ALWAYS)
    if pipeline.config.reader is not None:
        made |= _types(plans, pipeline.reader, "writes", pipeline.config.reader, problems)
    dividing: list[Annotator | None] = [None] if _makes(plans, made, names.SECTION) else []
    for spec, annotator in zip(pipeline.config.annotators, pipeline.annotators, strict=True):
        for wanted in sorted(_types(plans, annotator, "reads", spec, problems)):
            if not _makes(plans, made, wanted):
                short = wanted.rpartition(".")[2]
                text = f"{spec.name} needs {short}; nothing before it makes any"
                problems.add(spec.place, text)
        if spec.sections is not None:
            _check_when(spec, spec.sections, dividing, problems)
        writes = _types(plans, annotator, "writes", spec, problems)
        made |= writes
        if _makes(plans, writes, names.SECTION):
            dividing.append(annotator)
    if problems:
        raise ConfigError(str(problems))


def _makes(plans: Plans, made: set[str], wanted: str) -> bool:
    return names.TOP in made or not made.isdisjoint(plans.family(wanted))


def _check_when(
    spec: Spec, wanted: frozenset[str], dividing: Sequence[Annotator | None], problems: Problems
) -> None:
    """``dividing`` is what makes sections before it; None stands for the reader."""
    if not dividing:
        text = f"'when' of {spec.name} needs Section; nothing before it makes any"
        problems.add(spec.place, text)
        return
    kinds: set[str] = set()
    for annotator in dividing:
        own = annotator.section_kinds() if annotator is not None else None
        if own is None:
            return
        kinds |= own
    for kind in sorted(wanted - kinds):
        text = f"'when' of {spec.name}: no section is of the kind {kind!r}{nearest(kind, kinds)}"
        problems.add(spec.place, text)


def _types(plans: Plans, part: Any, attribute: str, spec: Spec, problems: Problems) -> set[str]:
    """Full names of the types a component declares; a reader need not declare any."""
    found = set()
    for name in getattr(part, attribute, ()):
        try:
            found.add(plans.resolve(name))
        except CasError as error:
            problems.add(spec.place, f"{spec.name} {attribute} {name}: {error}")
    return found

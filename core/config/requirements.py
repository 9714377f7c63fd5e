"""Whether every annotator of a pipeline finds what it reads: told before a run, not during it."""

from __future__ import annotations

from typing import Any

from ...typesystem import names
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
    types as ``writes``, like an annotator; ``uima.cas.TOP`` there stands for any type.
    """
    problems = Problems()
    plans = Plans.of(pipeline.typesystem)
    made = set(ALWAYS)
    if pipeline.config.reader is not None:
        made |= _types(plans, pipeline.reader, "writes", pipeline.config.reader, problems)
    for spec, annotator in zip(pipeline.config.annotators, pipeline.annotators, strict=True):
        for wanted in sorted(_types(plans, annotator, "reads", spec, problems)):
            if names.TOP not in made and made.isdisjoint(plans.family(wanted)):
                short = wanted.rpartition(".")[2]
                text = f"{spec.name} needs {short}; nothing before it makes any"
                problems.add(spec.place, text)
        made |= _types(plans, annotator, "writes", spec, problems)
    if problems:
        raise ConfigError(str(problems))


def _types(plans: Plans, part: Any, attribute: str, spec: Spec, problems: Problems) -> set[str]:
    """Full names of the types a component declares; a reader need not declare any."""
    found = set()
    for name in getattr(part, attribute, ()):
        try:
            found.add(plans.resolve(name))
        except CasError as error:
            problems.add(spec.place, f"{spec.name} {attribute} {name}: {error}")
    return found

"""``when:`` in a pipeline: what an annotator added outside its sections is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..typesystem import names
from .cas import Cas
from .component import Annotator


def process_within(annotator: Annotator, batch: Sequence[Cas]) -> None:
    """Runs an annotator that is limited to sections.

    Only annotations of the types it declares to write are looked at: that is what it may add.
    """
    before = [_written(annotator, cas) for cas in batch]
    annotator.process_batch(batch)
    for cas, old in zip(batch, before, strict=True):
        known = {id(fs) for fs in old}
        scope = annotator.scope(cas)
        added = [fs for fs in _written(annotator, cas) if id(fs) not in known]
        outside = {id(fs) for fs in added if (fs.begin, fs.end) not in scope}
        for fs in added:
            if id(fs) in outside or _about(fs) in outside:
                cas.remove(fs)


def _written(annotator: Annotator, cas: Cas) -> list[Any]:
    """What there is of the types it declares, each once, though one may be another's subtype."""
    plans = cas.plans
    kinds = {plans.resolve(kind) for kind in annotator.writes} & set(plans.annotations)
    found = {id(fs): fs for kind in sorted(kinds) for fs in cas.select(kind)}
    return list(found.values())


def _about(fs: Any) -> int | None:
    """Identity of what an Evidence explains: it goes when that goes."""
    return id(fs.target) if fs.type.name == names.EVIDENCE else None

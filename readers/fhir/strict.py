"""Validation of resources by fhir.resources, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from ...core.errors import ConfigError
from .shapes import Check, Json, Malformed, check

_UNKNOWN = "extra_forbidden"
_MISSING = "is missing; R4 wants it"
_CHOICE = "has none, or several, of a choice of elements; R4 wants one"
_WRITTEN = "is not written as its type is in R4; write it so"
_OTHER = "is no value that R4 allows there; mend it at the sender"
_PROBLEMS = {
    _UNKNOWN: "has an element that R4 does not have; remove it or send it as an extension",
    "missing": _MISSING,
    "model_field_validation.missing": _MISSING,
    "value_error": _WRITTEN,
    "string_pattern_mismatch": _WRITTEN,
    "string_too_short": "is empty; leave it out",
    "list_type": "is no list of what R4 has there, or one with null in it; leave out what is empty",
    "base64_decode": "is no base64; encode it again",
    "datetime_from_date_parsing": "is no day of the calendar; mend the date",
    "date_from_datetime_parsing": "is no day of the calendar; mend the date",
}
"""What is wrong and what to do, by pydantic's name for it."""


def checker(strict: bool) -> Check:
    """What looks at resources. Raises ConfigError when fhir.resources is wanted and not there."""
    if not strict:
        return check
    try:
        import fhir.resources.R4B  # noqa: F401  (an extra)
    except ImportError:
        reason = "strict needs fhir.resources, which is not installed"
        raise ConfigError(f'{reason}; pip install "cascara[fhir]"') from None
    return valid


def valid(resource: Json, path: str) -> None:
    """Raises Malformed for the first thing that is wrong: where, what, and what to do.

    It repeats nothing of the resource but names of R4's own elements.
    """
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    check(resource, path)
    try:
        model = get_fhir_model_class(resource["resourceType"])
    except (KeyError, ValueError):
        raise Malformed(f"{path} is of no type of FHIR R4; send it as one that is") from None
    try:
        model.model_validate(resource)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        _refuse(path, found[0])
    except (AttributeError, KeyError, TypeError):
        # fhir.resources trips over resources within that are none.
        raise Malformed(
            f"{path} contains something that is no resource or element of R4; mend it at the sender"
        ) from None


def _refuse(path: str, problem: Mapping[str, Any]) -> NoReturn:
    kind, place = problem["type"], problem["loc"]
    if kind == _UNKNOWN:
        place = place[:-1]  # the name is the sender's own word
    said = _PROBLEMS.get(kind, _OTHER)
    if kind == "value_error" and (not place or isinstance(place[-1], int)):
        said = _CHOICE
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    raise Malformed(f"{path}{where} {said}")

"""Validation of resources by fhir.resources, when it is asked for."""

from __future__ import annotations

from ...core.errors import ConfigError
from .shapes import Check, Json, Malformed, check


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
    """Raises Malformed for the first thing that is wrong, told without its value."""
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    check(resource, path)
    try:
        model = get_fhir_model_class(resource["resourceType"])
    except KeyError:
        raise Malformed(f"{path} is of no type of FHIR R4") from None
    try:
        model.model_validate(resource)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"])
        raise Malformed(f"{path}{place} is invalid ({first['type']})") from None

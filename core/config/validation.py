"""pydantic's errors in the words of a pipeline file, each at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core.core_schema import ErrorType

from ..discovery import nearest
from .located import Node, Problems

Loc = tuple[str | int, ...]
"""Keys and indexes from the root to a value."""

_QUOTED = re.compile(r"'([^']*)'")


def check(model: type[BaseModel], node: Node, what: str, problems: Problems) -> list[Loc]:
    """Tells all that keeps the node's value from being a ``model``; returns where, [] if nothing.

    ``what`` names the whole in messages: ``the pipeline``, ``annotator 'dictionary'``.
    """
    try:
        model.model_validate(node.plain())
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        for detail in details:
            _report(detail, node, model, what, problems)
        return [detail["loc"] for detail in details]
    return []


def _report(
    detail: Mapping[str, Any], root: Node, model: type[BaseModel], what: str, problems: Problems
) -> None:
    loc, kind = detail["loc"], detail["type"]
    node = root.at(loc)
    if kind == "missing":
        cure = "; add 'cascara: 1'" if loc == ("cascara",) else ""
        text = f"{_inside(loc[:-1], what)} lacks {loc[-1]!r}{cure}"
        problems.add(root.at(loc[:-1]).place, text)
    elif kind == "extra_forbidden":
        close = nearest(str(loc[-1]), _fields(model, loc[:-1]))
        text = f"unknown option {loc[-1]!r} of {_inside(loc[:-1], what)}{close}"
        problems.add(node.key, text)
    elif not problems.has(node.place):
        problems.add(node.place, _value(detail, node, _inside(_known_part(loc, root), what)))


def _value(detail: Mapping[str, Any], node: Node, name: str) -> str:
    kind, written = detail["type"], node.written
    if kind in ("literal_error", "enum"):
        expected = detail["ctx"]["expected"]
        close = nearest(written, _QUOTED.findall(expected))
        return f"{name} is {written!r}; it must be {expected}{close}"
    if kind == "string_type" and isinstance(node.value, int | float):
        return f"{name} must be text; put it in quotes: '{written}'"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"{name} must be a mapping, key: value"
    foreign = kind in ("value_error", "assertion_error") or kind not in get_args(ErrorType)
    if foreign and any(scalar.from_env for scalar in node.scalars()):
        return f"{name} does not take what the environment gives it"
    if kind in ("tuple_type", "list_type", "set_type", "frozen_set_type"):
        return f"{name} must be a list"
    if kind == "too_short":
        return f"{name} must have at least {detail['ctx']['min_length']}"
    text = str(detail["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    text = text.replace("Input should be", "must be").replace("a valid string", "text")
    text = re.sub(r"\ba valid (?=([aeiou])?)", lambda m: "an " if m.group(1) else "a ", text)
    return f"{name} {text}" if text.startswith("must") else f"{name}: {text}"


def _inside(loc: Loc, what: str) -> str:
    """``'when.sections[0]' of the pipeline``, or the whole itself."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return f"{path.lstrip('.')!r} of {what}" if path else what


def _known_part(loc: Loc, root: Node) -> Loc:
    """The steps that exist in the file; pydantic adds names of union members."""
    node = root
    for count in range(len(loc)):
        below = root.at(loc[: count + 1])
        if below is node:
            return loc[:count]
        node = below
    return loc


def _fields(model: type[BaseModel], loc: Loc) -> list[str]:
    """Names of the fields at ``loc``, for suggestions; none where they are not a model's."""
    for step in loc:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        inner = next(_models(field.annotation), None) if field else None
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)

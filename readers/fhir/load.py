"""Files as resources: JSON, XML, and NDJSON line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import orjson

from ...core.errors import DocumentError
from ..decode import decode
from ..files import open_file, reading
from ..xml import parse
from .shapes import Json
from .xml import from_xml

_BLANKS = b" \t\r\n\xef\xbb\xbf"
_KIND = re.compile(rb'"resourceType"\s*:\s*"([A-Z][A-Za-z]+)"')
_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")


class Line(NamedTuple):
    """A line of an NDJSON file: its resource, or why there is none."""

    number: int
    resource: Json
    error: str = ""


def resource_of(data: bytes, path: str) -> Json:
    """The resource in a file's bytes. Raises DocumentError for what is no FHIR resource."""
    if data.lstrip(_BLANKS).startswith(b"<"):
        return from_xml(parse(data, path), path)
    problem = ""
    try:
        found = loads(data)
    except RecursionError:
        problem, found = "is nested too deeply", None
    except UnicodeDecodeError:
        return resource_of(decode(data, path).text.encode(), path)
    except ValueError as error:
        place = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DocumentError(path, "is not valid JSON", place) from None
    problem = problem or not_a_resource(found)
    if problem:
        raise DocumentError(path, problem)
    resource: Json = found
    return resource


def not_a_resource(found: Any) -> str:
    """Why a JSON value is no resource; empty when it is one."""
    if not isinstance(found, dict):
        return "is JSON, but no FHIR resource (which is an object)"
    kind = found.get("resourceType")
    if not isinstance(kind, str) or not kind.isalnum():
        return "is JSON, but no FHIR resource (its resourceType is missing)"
    return ""


def loads(data: bytes) -> Any:
    """JSON with its decimals as text, as precise as they are written: 6.30 stays 6.30.

    orjson, faster by half, makes floats of them. Halves of surrogate pairs are refused, as it does.
    """
    if _HALF_PAIR.search(data):
        orjson.loads(data)
    return json.loads(data, parse_float=str, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def whole(path: str, max_mb: int) -> bytes | None:
    """The bytes of a file with one resource; None when it is NDJSON, which is read line by line.

    NDJSON has a whole JSON value on its first line and more after it; a single line is NDJSON by
    its name only. Raises DocumentError, also for a resource larger than ``max_mb``.
    """
    limit = max_mb * 1_000_000
    with open_file(path) as file, reading(path):
        first = file.readline(limit + 1)
        if _named_ndjson(path) and not first.strip(_BLANKS).startswith(b"<"):
            return None
        second = file.readline(limit + 1) if first.strip(_BLANKS)[:1] == b"{" else b""
        if second.strip() and first.endswith(b"\n") and _is_value(first):
            return None
        data = b"".join((first, second, file.read(limit + 1)))
    if len(data) > limit:
        raise DocumentError(path, f"is larger than {max_mb} MB", cure="raise the option max_mb")
    return data


def _is_value(line: bytes) -> bool:
    try:
        orjson.loads(line.strip(_BLANKS))
    except ValueError:
        return False
    return True


def _named_ndjson(path: str) -> bool:
    return path.lower().removesuffix(".gz").endswith((".ndjson", ".jsonl"))


def lines(path: str, limit: int) -> Iterator[tuple[int, bytes, str]]:
    """Number, bytes and problem of each line that is not blank; none is longer than ``limit``.

    Raises DocumentError when the file cannot be read on.
    """
    with open_file(path) as file, reading(path):
        for number, line in enumerate(iter(lambda: file.readline(limit + 1), b""), 1):
            if len(line) > limit and not line.endswith(b"\n"):
                _skip(file, limit)
                yield (
                    number,
                    b"",
                    f"is longer than {limit // 1_000_000} MB; raise the option max_mb",
                )
            elif line.strip(_BLANKS):
                yield number, line.strip(_BLANKS), ""


def _skip(file: IO[bytes], limit: int) -> None:
    rest = b"."
    while rest and not rest.endswith(b"\n"):
        rest = file.readline(limit)


def kind_of(line: bytes) -> str:
    """The type of a line's resource when it begins with that; empty when it must be parsed."""
    found = _KIND.match(line, 1)
    return found[1].decode() if found else ""


def parsed(number: int, data: bytes, problem: str) -> Line:
    """A line as a resource."""
    try:
        found = {} if problem else loads(data)
    except RecursionError:
        problem, found = "is nested too deeply", {}
    except UnicodeDecodeError:
        problem, found = "is not valid UTF-8", {}
    except ValueError as error:
        at = f" (character {error.pos + 1})" if isinstance(error, json.JSONDecodeError) else ""
        problem, found = f"is not valid JSON{at}", {}
    problem = problem or not_a_resource(found)
    return Line(number, {} if problem else found, problem)

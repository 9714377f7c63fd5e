"""Parts of a document as JSON text: written once, in the order of the format, without objects.

A document has hundreds of spans and decisions; as dictionaries they cost several times what their
text costs. What recurs from document to document is kept as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import starmap
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import Any

import orjson

from ...core.evidence import Evidence

__all__ = ["NULL", "Printer", "dumped", "quoted"]

NULL = "null"

OFFSETS = frozenset(("begin", "end", "length"))
"""Keys whose numbers are offsets."""

_decided = itemgetter(3, 4, 5, 6, 9)
"""What decided: component, rule, attribute, value and source of Evidence."""


class Printer:
    """Writes what has a place in one text."""

    def __init__(self, text: str, offset: Callable[[int], int | None] | None = None) -> None:
        """``offset`` gives an offset in the unit of the output; None where it is code points."""
        self._text = text
        self._offset = offset

    def spans(self, begins: Sequence[int], ends: Sequence[int]) -> list[str]:
        """Members of an object for each span: begin, end, text."""
        text = self._text
        words = [text[begin:end] for begin, end in zip(begins, ends, strict=True)]
        return [
            f'"begin":{begin},"end":{end},"text":{said}'
            for begin, end, said in zip(
                self._outer(begins), self._outer(ends), map(quoted, words), strict=True
            )
        ]

    def ranges(self, begins: Iterable[int | None], ends: Iterable[int | None]) -> list[str]:
        """An object for each range: begin, end; null where there is none."""
        return [
            NULL if begin is None else f'{{"begin":{begin},"end":{NULL if end is None else end}}}'
            for begin, end in zip(self._outer(begins), self._outer(ends), strict=True)
        ]

    def evidence(self, many: Sequence[Evidence]) -> list[str]:
        """An object for each record."""
        if not many:
            return []
        begins, ends, _, _, _, _, _, *scopes, _ = zip(*many, strict=True)
        return [
            f'{{{decision},{span},"scope":{scope},{source}}}'
            for (decision, source), span, scope in zip(
                starmap(_decision, map(_decided, many)),
                self.spans(begins, ends),
                self.ranges(*scopes),
                strict=True,
            )
        ]

    def value(self, value: Any) -> str:
        """An object or a list, offsets anywhere in it made those of the output, in place."""
        self.convert(value)
        return dumped(value)

    def convert(self, value: Any) -> None:
        """Gives every offset in nested objects and lists the unit of the output, in place."""
        if self._offset is not None:
            _convert(value, self._offset)

    def _outer(self, offsets: Iterable[Any]) -> Iterable[Any]:
        return offsets if self._offset is None else map(self._offset, offsets)


def dumped(value: Any) -> str:
    """A value as JSON text."""
    return orjson.dumps(value).decode()


@lru_cache(maxsize=1 << 12, typed=True)
def _decision(
    component: str, rule: str, attribute: str, value: str | None, source: str | None
) -> tuple[str, str]:
    """First and last members of an evidence object; few rules decide nearly everything."""
    told = {"component": component, "rule": rule, "attribute": attribute, "value": value}
    return dumped(told)[1:-1], f'"source":{dumped(source)}'


def _convert(value: Any, offset: Callable[[int], int | None]) -> None:
    if isinstance(value, list):
        for item in value:
            _convert(item, offset)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in OFFSETS and isinstance(item, int):
                value[key] = offset(item)
            elif isinstance(item, dict | list):
                _convert(item, offset)

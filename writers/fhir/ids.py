"""Ids of resources: name-based, so that the same document updates what it made before."""

from __future__ import annotations

from hashlib import sha1
from uuid import UUID

NAMESPACE = UUID("0d7b7a52-6a0f-5a55-9d0c-3d4f0b1c7a10")
"""Of the name-based UUIDs (RFC 9562, version 5) of Cascara's resources."""

_SPACE = NAMESPACE.bytes


def shared_id(*parts: object) -> str:
    """The id of what several documents have in common: as ``uuid.uuid5``, without its objects."""
    name = "\n".join(map(str, parts)).encode("utf-8", "surrogatepass")
    bits = bytearray(sha1(_SPACE + name, usedforsecurity=False).digest()[:16])
    bits[6] = bits[6] & 0x0F | 0x50
    bits[8] = bits[8] & 0x3F | 0x80
    digits = bits.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Ids:
    """Ids of one document's resources."""

    def __init__(self, *document: str) -> None:
        """``document``: what tells it from others, the pipeline's name among it."""
        self._document = document
        self._used: dict[tuple[object, ...], int] = {}

    def make(self, *parts: object) -> str:
        """The id of what ``parts`` tell; the second of the same parts gets another."""
        number = self._used[parts] = self._used.get(parts, 0) + 1
        return shared_id(*self._document, *parts, *((number,) if number > 1 else ()))

"""A text as the rules see it."""

from __future__ import annotations

_PLAIN = str.maketrans("123456789\n\r\t\f\v", "000000000     ")
_ASCII = bytes(range(128)).decode().translate(_PLAIN).encode() + bytes(range(128, 256))
_LOOKALIKES = str.maketrans("’‘´“”–—−‐‑\u00a0\u2009\u202f•·▪●◦‣⁃☑✓✔√", "'''\"\"-----   -------☒xxx")

_ALL = {chr(code): chr(plain) for code, plain in (_PLAIN | _LOOKALIKES).items()}
_OTHERS = frozenset(_ALL)


def normalise(text: str) -> str:
    """The text as rules see it: lower case, digits 0, white space a space; of the same length."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if low.isascii():
        return low.encode().translate(_ASCII).decode()
    for character in _OTHERS.intersection(low):
        low = low.replace(character, _ALL[character])
    return low

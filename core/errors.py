"""The errors users see. Each says what is wrong, where, and the cure; none ever holds note text."""

from __future__ import annotations

from pathlib import Path


def printable(text: str) -> str:
    """Text fit for a terminal: names of files may hold control characters, shown as ``\\x1b``."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class CascaraError(Exception):
    """Something a user can mend. ``str(error)`` is one line fit for a terminal."""


class CasError(CascaraError, ValueError):
    """A feature structure that does not fit the type system or the text."""


class ConfigError(CascaraError):
    """A pipeline file, an option or a plug-in that cannot be used as it is."""


class DocumentError(CascaraError):
    """One document that cannot be read, processed or written; the others go on."""

    def __init__(self, path: str | Path, reason: str, place: str = "", cure: str = "") -> None:
        """``place`` is a line, a byte, a path inside the file; ``cure`` is what to do about it."""
        self.path = str(path)
        self.reason = reason
        self.place = place
        self.cure = cure
        where = f"{path}:{place}" if place else f"{path}"
        super().__init__(f"{where}: {reason}" + (f"; {cure}" if cure else ""))

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str, str, str]]:
        """Crosses processes with all its parts."""
        return type(self), (self.path, self.reason, self.place, self.cure)

"""What is told of an error inside a component: never its message, which may hold note text."""

from __future__ import annotations

from types import TracebackType

from .errors import CascaraError


class ComponentFailure(CascaraError):  # noqa: N818  (the failure of a component, told to users)
    """A component failed on a document.

    Of a foreign exception only its type and the place in the code are kept: what it says may be
    words of the note. Cascara's own errors never hold any and are told in full.
    """

    def __init__(self, role: str, component: str, error: str, place: str, reason: str) -> None:
        """``place`` is ``module:line``; ``reason`` is one line."""
        super().__init__(f"{component}: {reason}")
        self.role = role
        """``reader``, ``annotator`` or ``writer``."""
        self.component = component
        """Name of the component."""
        self.error = error
        """Type of the exception."""
        self.place = place
        self.reason = reason

    def __reduce__(self) -> tuple[type[ComponentFailure], tuple[str, ...]]:
        """Crosses processes with all its parts."""
        return type(self), (self.role, self.component, self.error, self.place, self.reason)

    @classmethod
    def of(cls, role: str, component: str, module: str, error: BaseException) -> ComponentFailure:
        """For what was raised in a component whose class is in ``module``.

        The place is the innermost one in the package of that module, or else the innermost of all.
        """
        kind = type(error).__name__
        place = _place(error.__traceback__, module.partition(".")[0])
        if isinstance(error, CascaraError):
            return cls(role, component, kind, place, " ".join(str(error).split()))
        return cls(role, component, kind, place, f"{kind} at {place}" if place else kind)


def _place(trace: TracebackType | None, package: str) -> str:
    own = last = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", "?"))
        last = f"{module}:{trace.tb_lineno}"
        if module.partition(".")[0] == package:
            own = last
        trace = trace.tb_next
    return own or last

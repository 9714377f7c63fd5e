"""Habits and circumstances, such as smoking status, as SocialHistoryEntry."""

from __future__ import annotations

from ....typesystem import names
from ..statements import Statement
from .context import Context
from .observations import make_as


def make(context: Context, statement: Statement) -> None:
    """An observation of social history: the habit is the code, its state the value."""
    make_as(context, statement, names.SOCIAL_HISTORY_ENTRY)

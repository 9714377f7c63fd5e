"""The table that is printed and written to docs/performance.md."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what, the measured value, the limit it must keep, how it was measured."""

    what: str
    value: str
    limit: str
    kept: bool | None
    """None where there is no limit."""

    how: str


HEAD = """# Performance

Written by `make bench`; every ratio is of medians of one run, in which the candidates took turns.

"""


def machine() -> str:
    """What the figures were measured on."""
    return (
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, {platform.system()} {platform.release().split('-')[0]}.\n\n"
    )


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    words = {True: "yes", False: "NO", None: ""}
    lines = ["| what | measured | limit | kept | how |", "|---|---|---|---|---|"]
    lines += [f"| {r.what} | {r.value} | {r.limit} | {words[r.kept]} | {r.how} |" for r in rows]
    return "\n".join(lines) + "\n"


def publish(rows: list[Row], notes: str) -> None:
    """Prints the table and writes the page."""
    text = machine() + notes + "\n\n" + table(rows)
    print(text)
    PAGE.write_text(HEAD + text)

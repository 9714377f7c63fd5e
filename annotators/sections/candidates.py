"""Where a heading may stand: at the start of a line, or in capitals after a sentence's end."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import TypeAlias

Style: TypeAlias = tuple[bool, str, bool, str]

_LINE = re.compile(
    r"""
    \n [ \t]*
    ( (?=[^A-Za-z\s]|[A-Z]{1,4}[.)][ \t])           # most lines begin without marks:
      (?:[*_=#>•·▪+-]{1,40} [ \t]*)?                # "**", "==", "- "
      (?:\(?(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)][ \t]+)?  # "1. ", "A) "
      [*_\[<]{0,4} | )
    ( [A-Za-z] [A-Za-z0-9 \t,/&()'’.+#-]{0,79} )    # title
    ( [*_=\]>]* )                                  # closing marks
    ( [ \t]*[:–—][*_]* )?                          # colon
    ( [ \t]*(?=\n|\Z)                             # alone on its line
      (?: \n[ \t]* (?P<under>([-=_*~])\7{2,}) [ \t]*(?=\n|\Z) )? )?
    """,
    re.VERBOSE,
)
_IN_LINE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ /&()'-"
_LONGEST = 60
_SHORT_LINE = 50
"""A line of fewer characters was ended on purpose, not where the page was full."""


@dataclass(slots=True)
class Candidate:
    """Words that stand where a heading may stand. All offsets are code points of the text."""

    begin: int
    """First character of marks or title."""

    end: int
    """After the colon, the closing marks, the underline."""

    title: str
    title_end: int
    """After the last character of the title."""

    capitals: bool
    """The title has no lower-case letter."""

    marks: str
    """Sort of what stands before the title: "" none, "-" bullet, "1" number, "#" markup."""

    colon: str
    """What follows the title: ":", a dash as "-", nothing as ""."""

    alone: bool
    """Nothing follows on its line."""

    blank: bool
    """First of the text, or after a blank line."""

    style: Style
    """What headings of one rank in one document have in common: capitals, colon, blank, marks."""

    inline: str = ""
    """Within a line: after a "stop" (or two blanks), or after a "word"; at its start ""."""


def candidates(text: str) -> list[Candidate]:
    """All candidates in the order of the text; they do not overlap."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    found = _at_line_start(text)
    inside = list(_in_line(text, {c.title_end for c in found}))
    if not inside:
        return found
    kept: list[Candidate] = []
    for candidate in sorted(found + inside, key=lambda c: (c.begin, -c.end)):
        if not kept or candidate.begin >= kept[-1].end:
            kept.append(candidate)
    return kept


def _at_line_start(text: str) -> list[Candidate]:
    found: list[Candidate] = []
    shifted = "\n" + text  # the first line, too, comes after a line end
    for match in _LINE.finditer(shifted):
        marks, title, closing, colon, alone, under, _ = match.groups()
        start = match.start(2)
        if colon is not None:
            end = match.end(4)
            colon = ":" if ":" in colon else "-"
        elif " - " in title:
            title, colon, alone = title.partition(" - ")[0], "-", None
            end = start + len(title) + 2
        elif alone is None or title.endswith("."):
            continue
        else:
            end = match.end(3) if closing else start + len(title.rstrip())
            colon = ""
        if under is not None and alone is not None:
            end = match.end("under")
        title = title.rstrip()
        sort = _sort_of(marks) if marks else ""
        begin, title_end = match.start(1) - 1 if sort else start - 1, start - 1 + len(title)
        line = match.start()
        blank = shifted[line - 1] == "\n" or _after_blank_line(shifted, line)
        capitals, ends = title.isupper(), alone is not None
        style = capitals, colon, blank, sort
        found.append(
            Candidate(begin, end - 1, title, title_end, capitals, sort, colon, ends, blank, style)
        )
    return found


def _sort_of(marks: str) -> str:
    marks = marks.strip()
    if not marks:
        return ""
    if any(c.isalnum() for c in marks):
        return "1"
    return "-" if marks in {"-", "*", "•", "·", "▪", "+", ">"} else "#"


def _after_blank_line(text: str, newline: int) -> bool:
    before = text[newline - 1 : newline]
    while before == " " or before == "\t":
        newline -= 1
        before = text[newline - 1 : newline]
    return before in ("", "\n")


def runs_on(text: str, begin: int) -> bool:
    """Whether the line before a line's ``begin`` may go on in it."""
    before = text[max(0, begin - 2 * _SHORT_LINE) : begin].rstrip()
    line = before.splitlines()[-1:] or [""]
    return len(line[0]) >= _SHORT_LINE and line[0][-1] not in ".?!:;)"


def _in_line(text: str, taken: Container[int]) -> Iterator[Candidate]:
    """What is named before the colons but those ``taken``, which end a line's first words."""
    colon = text.find(":")
    while colon > 0:
        if colon not in taken:
            last = text[colon - 1]
            title, place = "", "stop"
            if last.islower():
                title, place = _name_before(text, colon)
            elif last.isupper() or last == ")":
                title = _capitals_before(text, colon)
            if title:
                begin, capitals = colon - len(title), title.isupper()
                style = capitals, ":", False, ""
                yield Candidate(
                    begin, colon + 1, title, colon, capitals, "", ":", False, False, style, place
                )
        colon = text.find(":", colon + 1)


def _capitals_before(text: str, colon: int) -> str:
    """The run of words in capitals before a colon, when it follows a stop or two blanks."""
    low = max(0, colon - _LONGEST)
    before = text[low:colon].rstrip(_IN_LINE)
    run = text[low + len(before) : colon]
    title = run.lstrip()
    apart = before[-1:] in {".", ",", ";", ":", "?", "!"} or len(run) - len(title) > 1
    return title if before and apart and len(title) > 1 and title[0].isupper() else ""


def _name_before(text: str, colon: int) -> tuple[str, str]:
    """What is named before a colon: the capitalised words after a stop, or one capitalised word
    after a word that is not ("clear Neck:"); and after what it comes.
    """
    before = text[max(0, colon - _LONGEST) : colon]
    stop = max(before.rfind(". "), before.rfind("; "), before.rfind(": "))
    run = before[stop + 1 :].lstrip()
    if stop >= 0 and run[0].isupper() and "\n" not in run:
        return run, "word" if before[stop] == ":" else "stop"
    words = before.rsplit(None, 2)[-2:]
    if len(words) < 2 or not words[1][0].isupper():
        return "", ""
    return ("", "") if words[0][0].isupper() and words[0][-1].isalpha() else (words[1], "word")

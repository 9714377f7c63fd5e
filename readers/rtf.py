"""RTF as text: striprtf, after what a reader does not see is taken out."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

_TOKEN = re.compile(
    r"\\\\|\\[{}]|[{}]"
    r"|\\(?P<word>deleted|v|plain|pict|stylesheet|shptxt)(?P<number>-?\d+)?(?![A-Za-z]) ?"
)
_NOTES = {
    "deleted": "deleted text left out",
    "v": "hidden text left out",
    "pict": "images left out",
    "shptxt": "text boxes left out",
}
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_MACINTOSH = re.compile(rb"\\mac\b|\\ansicpg10000\b")
_PAGES = re.compile(r"\\ansicpg10000\b")
_LINES = re.compile(r"(?<!\\)(?=\{?\\f(?:\d|ield))")
"""A line end here means nothing in RTF, and keeps striprtf's patterns from searching far."""
_CELL = re.compile(r"(?<!\\)\\(?:nest)?cell(?![a-z0-9]) ?")
_FOOTNOTE = re.compile(r"(?<!\\)\\footnote(?![a-z0-9]) ?")
_ROW_END = re.compile(r"(?:[ \t]*\|)+[ \t]*$", re.M)
_HEAD = 4096


def rtf_text(data: bytes) -> tuple[str, list[str]]:
    """The text, and notes of what is not in it. Raises what striprtf raises on broken RTF."""
    from striprtf import striprtf

    convert: Any = striprtf.rtf_to_text
    encoding = _encoding(data)
    source, left_out = _seen(data.decode(encoding, "replace"))
    source = _CELL.sub(lambda _: " | ", _LINES.sub("\n", _PAGES.sub("", source)))
    source = _FOOTNOTE.sub(lambda _: " ", source)
    text = str(convert(source, encoding=encoding, errors="replace"))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\xad", "").replace("\xa0", " ")
    return _ROW_END.sub("", text), [f"{_NOTES[word]}: {n}" for word, n in left_out.items()]


def _encoding(data: bytes) -> str:
    head = data[:_HEAD]
    if _MACINTOSH.search(head):
        return "mac_roman"
    stated = _CODE_PAGE.search(head)
    name = f"cp{stated[1].decode()}" if stated else "cp1252"
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _seen(source: str) -> tuple[str, Counter[str]]:
    """Without deleted and hidden text and pictures: to the end of their group, or of their kind."""
    kept: list[str] = []
    left_out: Counter[str] = Counter()
    start, depth, cut, kind = 0, 0, 0, ""
    for token in _TOKEN.finditer(source):
        word = token["word"]
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            if kind and depth == cut:
                start, kind = token.start(), ""
            depth -= 1
        elif word and not kind:
            if word != "plain" and token["number"] != "0":
                kept.append(source[start : token.start()])
                cut, kind = depth, word
                left_out[word] += word in _NOTES
        elif word and depth == cut and (word == "plain" or (word == kind and token["number"])):
            start, kind = token.end(), ""
    if not kind:
        kept.append(source[start:])
    return "".join(kept), +left_out

"""Many phrases as one regular expression, factored by common beginnings.

``re`` tries the branches of an alternation one after another; factored, a place in the text costs
a few characters instead of thousands of phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_Node = dict[str, Any]

ANY = "\t"
"""In a phrase: one of the ``fillers`` given to ``factor``."""


def factor(phrases: Iterable[str], fillers: Iterable[str] = ()) -> str:
    """A pattern that matches, at a place, the longest of ``phrases`` that what follows allows.

    A space in a phrase stands for any run of spaces. The pattern has no word boundaries of its own.
    Of no phrases at all it matches nowhere.
    """
    phrases = list(phrases)
    root: _Node = {}
    for phrase in phrases:
        node = root
        for character in phrase:
            node = node.setdefault(character, {})
        node[""] = {}
    if not root:
        return "(?!)"
    return _render(root, factor(fillers) if ANY in "".join(phrases) else "")


def _render(node: _Node, filler: str) -> str:
    """The pattern below a node; a node that also ends a phrase makes what follows optional."""
    special = {" ": " +", ANY: filler}
    branches: list[str] = []
    last: list[str] = []
    for character, child in sorted(node.items()):
        if not character:
            continue
        tail = _render(child, filler)
        if tail or character in special:
            branches.append(special.get(character, re.escape(character)) + tail)
        else:
            last.append(re.escape(character))
    if last:
        branches.append(last[0] if len(last) == 1 else f"[{''.join(last)}]")
    if not branches:
        return ""
    if len(branches) == 1 and "" not in node:
        return branches[0]
    group = f"(?:{'|'.join(branches)})"
    return group + "?" if "" in node else group

"""One page a document, complete in itself: no request leaves it, no script is needed to read it."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import ClassVar

from ...core.cas import Cas
from ...core.component import Writer
from ...core.version import __version__
from ..findings import Findings
from ..outline import Section
from .cards import card, kind, spans
from .text import Span, mark, show

HERE = Path(__file__).parent


class HtmlWriter(Writer):
    """The note with its findings marked, and a list of them with codes and evidence.

    Marks carry a word and a style of underline, so that colour is not needed. With scripts
    allowed, findings can be filtered by type and certainty and are explained beside the note on
    hovering or tabbing; without, the list says the same.
    """

    name: ClassVar[str] = "html"
    suffix = ".html"

    def render(self, cas: Cas) -> bytes:
        """The page in UTF-8, all text of the document escaped; half a surrogate pair is ``?``."""
        findings = Findings(cas)
        page = _PAGE.format(
            **_assets(),
            version=__version__,
            title=show(findings.metadata.id or "Note"),
            source=show(findings.metadata.source),
            count=_plural(len(findings.mentions), "finding"),
            filters=_filters(findings),
            note=_note(findings),
            cards="".join(card(mention, findings) for mention in findings.mentions),
        )
        return page.encode(errors="replace")


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
style-src '{css_hash}'; script-src '{js_hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="cascara {version}">
<title>{title}</title>
<style>{css}</style>
</head>
<body>
<header><h1>{title}</h1><p>{source}</p><p role="status" id="count">{count}</p></header>
<form id="filters" hidden>{filters}</form>
<main>
<section id="note" aria-label="Note">{note}</section>
<aside id="panel" aria-live="polite" aria-label="Finding" hidden>\
<p>Point at a finding or tab to it; click to keep it here, Escape to let go.</p></aside>
</main>
<section aria-labelledby="list"><h2 id="list">Findings</h2>
<ol id="cards">
{cards}</ol>
</section>
<script>{js}</script>
</body>
</html>
"""


@cache
def _assets() -> dict[str, str]:
    """The style sheet and the script, with the hashes by which the page's policy allows them."""
    result = {}
    for name in ("css", "js"):
        text = (HERE / f"page.{name}").read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).digest()
        result[name] = text
        result[f"{name}_hash"] = "sha256-" + base64.b64encode(digest).decode()
    return result


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _filters(findings: Findings) -> str:
    """Check boxes for each type and certainty that occurs."""
    kinds = Counter(kind(mention) for mention in findings.mentions)
    certainties = Counter(mention.certainty for mention in findings.mentions)
    return _choices("Type", "kind", kinds) + _choices("Certainty", "certainty", certainties)


def _choices(legend: str, name: str, counts: Counter[str]) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{show(value)}" checked> '
        f"{show(value)} ({count})</label>"
        for value, count in sorted(counts.items())
    )
    return f"<fieldset><legend>{legend}</legend>{boxes}</fieldset>"


def _note(findings: Findings) -> str:
    """The text, marked. In UIMA's order spans nest where they can; an empty one shows nothing."""
    headings = filter(None, map(_heading, findings.sections))
    marks = [*headings, *(place for mention in findings.mentions for place in spans(mention))]
    marks = [place for place in dict.fromkeys(marks) if place.begin < place.end]
    return mark(findings.text, sorted(marks, key=lambda place: (place.begin, -place.end)))


def _heading(section: Section) -> Span | None:
    if section.heading is None:
        return None
    code = f", LOINC {section.code}" if section.code else ""
    title = f'title="{show((section.title or section.kind) + code)}"'
    return Span(*section.heading, "b", title, title, "")

"""Texts every component must survive, and an ordinary note to compare with."""

from __future__ import annotations

from collections.abc import Mapping

MARKER = "Quixworth"
"""A word of ``NOTE`` that stands for a patient's name: it must never reach a log or an error."""

NOTE = f"""CHIEF COMPLAINT: Chest pain.

HISTORY OF PRESENT ILLNESS:
Mrs. {MARKER} is a 67-year-old woman with hypertension and type 2 diabetes. She denies fever and
cough. Her mother had breast cancer. Possible pneumonia on the left.

MEDICATIONS:
1. Metoprolol 25 mg by mouth twice a day.
2. Ibuprofen 400 mg as needed for headache.

PLAN: Call if the pain returns.
"""
"""A short note, written for this kit."""

LONG = 100_000
"""Characters of the longest strange text."""

FILLER = "she walks to the shop and back with her dog on most days, " * 16

STRANGE: Mapping[str, str] = {
    "empty": "",
    "one space": " ",
    "only white space": " \t\r\n\n  \u00a0\u2003\v\f\n",
    "one character": "a",
    "only punctuation": ".,;:!?()[]{}-/\\'\"...",
    "astral characters": "\U0001f600 fever \U0001d7d8\U00010400 no \U0001f9d1\u200d\u2695 pain.",
    "combining characters": "Fie\u0300vre, e\u0301panchement; a\u0301\u0302\u0303 cafe\u0301.",
    "CR LF": "PLAN:\r\nNo fever.\r\n\r\nAspirin 81 mg\r\ndaily.\r",
    "form feed and NUL": "Page one.\fPage two.\x00No pain.\x0b\x1b[0m\x7f\x85",
    "right to left": "\u202eכאב ראש\u202c و لا حمى 120/80 \u200fmg",
    "wide and odd spaces": "１２０ ｍｇ　ｏｆ\u2009aspirin\u200b\ufeff\u2028\u2029pain",
    "letters that grow": "İSTANBUL ﬁever ẞ ŉo pain ǅ",
    "markup": '<note>&amp;<![CDATA[x]]> "no" fever</note> =HYPERLINK("x")',
    "unclosed": "((((((((((((((((no no no no no, without denies no evidence of",
    "numbers": "1.2.3.4 10,000.50 1/2 -5 2026-11-25 12:30 0.5mg 5-10mg x3 #30",
    "one long line": f"no chest pain, aspirin 81 mg daily, {FILLER}; " * (LONG // 950),
    "one long word": "a" * LONG,
    "many lines": "-\n" * (LONG // 20),
}
"""By name. A component may find nothing in them; it may not fail, hang or change them."""

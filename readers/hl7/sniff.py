"""Whether bytes begin like HL7 v2."""

from __future__ import annotations

import re

_START = re.compile(rb"(?:MSH|FHS|BHS)([!-/:-@\[-`{-~])[!-/:-@\[-`{-~]{1,6}\1")


def looks_like_hl7(head: bytes) -> bool:
    """True for MSH, FHS or BHS with its delimiters, after framing, blanks or a byte order mark."""
    bare = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if b"\0" in bare[:8]:
        bare = bare.replace(b"\0", b"")
    return bool(_START.match(bare.lstrip(b" \t\r\n\x0b\x1c\0")))

"""Writers made for the tests of the kit: a good one, and one that breaks each rule.

In a module of their own, because another process must be able to import them.
"""

from __future__ import annotations

import logging
import time

from cascara import Cas, Writer

MENTION = "SignSymptomMention"


class Tally(Writer):
    """Good: the number of mentions."""

    name = "tally"
    suffix = ".txt"

    def render(self, cas: Cas) -> bytes:
        return b"%d mentions\n" % len(cas.select(MENTION))


class WritesWords(Tally):
    def render(self, cas: Cas) -> str:
        return super().render(cas).decode()


class NothingForNothing(Tally):
    def render(self, cas: Cas) -> bytes:
        return super().render(cas) if cas.select(MENTION) else b""


class TextHeader(Tally):
    def header(self) -> str:
        return "mentions\n"


class Stamps(Tally):
    def render(self, cas: Cas) -> bytes:
        return super().render(cas) + str(time.perf_counter_ns()).encode()


class Adds(Tally):
    """Goes on counting where the last document ended."""

    total = 0

    def render(self, cas: Cas) -> bytes:
        self.total += len(cas.select(MENTION)) + 1
        return b"%d mentions\n" % self.total


class Marks(Tally):
    def render(self, cas: Cas) -> bytes:
        for mention in cas.select(MENTION):
            mention.confidence = 0.5
        return super().render(cas)


class AsciiOnly(Tally):
    def render(self, cas: Cas) -> bytes:
        return cas.sofa_string.encode("ascii") + b"\n"


class HashesOut(Tally):
    def render(self, cas: Cas) -> bytes:
        return str(hash(cas.sofa_string)).encode()


class LogsOut(Tally):
    def render(self, cas: Cas) -> bytes:
        logging.getLogger(__name__).debug("writes %s", cas.sofa_string)
        return super().render(cas)


OFFENDERS: tuple[tuple[str, type[Writer]], ...] = (
    ("bytes", WritesWords),
    ("bytes", NothingForNothing),
    ("bytes", TextHeader),
    ("same_note_same_bytes", Stamps),
    ("earlier_notes_leave_no_trace", Adds),
    ("the_cas_is_unchanged", Marks),
    ("strange_texts", AsciiOnly),
    ("another_process", HashesOut),
    ("the_text_is_told_to_nobody", LogsOut),
)
"""Rule and the class that breaks it."""

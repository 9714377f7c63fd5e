"""Annotators made for the tests of the kit: a good one, and one that breaks each rule.

In a module of their own, because another process must be able to import them.
"""

from __future__ import annotations

import itertools
import logging
import re
import time
from collections.abc import Sequence

from cascara import Annotator, Cas, ComponentConfig
from pydantic import field_validator

MENTION = "SignSymptomMention"


class Fevers(Annotator):
    """Good: marks each fever."""

    name = "fevers"
    writes = (MENTION,)

    class Config(ComponentConfig):
        """Options."""

        word: str = "fever"
        """The word to mark."""

    def process(self, cas: Cas) -> None:
        for match in re.finditer(self.config.word, cas.sofa_string):
            cas.annotate(MENTION, *match.span(), polarity=1)


class Lines(Annotator):
    """Good: a sentence a line; prepares notes for others."""

    name = "lines"
    writes = ("Sentence",)

    def process(self, cas: Cas) -> None:
        for match in re.finditer(r"[^\n]+", cas.sofa_string):
            cas.annotate("Sentence", *match.span())


# Annotators that break a rule.


class ShoutedName(Fevers):
    name = "Fevers!"


class BareOption(Fevers):
    class Config(ComponentConfig):
        word: str = "fever"


class GrowingOption(Fevers):
    class Config(Fevers.Config):
        @field_validator("word")
        @classmethod
        def _grow(cls, value: str) -> str:
            return value + "|pain"


class ClosesWhatIsNotOpen(Fevers):
    def setup(self) -> None:
        self.handle = open(__file__)  # noqa: SIM115

    def close(self) -> None:
        self.handle.close()


class NumberedFingerprint(Fevers):
    def fingerprint(self) -> dict:
        return {"words": 1}


class ChangingFingerprint(Fevers):
    count = itertools.count()

    def fingerprint(self) -> dict:
        return {"words": str(next(self.count))}


class UnknownType(Fevers):
    writes = (MENTION, "FeverMention")


class Idle(Fevers):
    def process(self, cas: Cas) -> None: ...


class Counts(Fevers):
    """Numbers its mentions across all documents and instances."""

    count = itertools.count()

    def process(self, cas: Cas) -> None:
        cas.annotate(MENTION, 0, 0, id=next(self.count))


class CountsItsOwn(Fevers):
    """Numbers its mentions across the documents of one instance."""

    def setup(self) -> None:
        self.count = itertools.count()

    def process(self, cas: Cas) -> None:
        cas.annotate(MENTION, 0, 0, id=next(self.count))


class FirstOfBatch(Fevers):
    """Uses the first note's words for the whole batch."""

    def process_batch(self, batch: Sequence[Cas]) -> None:
        for cas in batch:
            for match in re.finditer("[a-z]+", batch[0].sofa_string):
                if match.group() in cas.sofa_string:
                    cas.annotate(MENTION, 0, 1)


class NoEmptyBatch(Fevers):
    def process_batch(self, batch: Sequence[Cas]) -> None:
        batch[0].plans  # noqa: B018
        super().process_batch(batch)


class TwoMinds(Fevers):
    def process_batch(self, batch: Sequence[Cas]) -> None:
        for cas in batch:
            cas.annotate(MENTION, 0, 0)


class Remembers(Fevers):
    """Keeps what an interrupted document left behind."""

    def setup(self) -> None:
        self.waiting = []

    def process(self, cas: Cas) -> None:
        self.waiting += [m.span() for m in re.finditer("fever", cas.sofa_string)]
        for begin, end in self.waiting:
            cas.annotate(MENTION, begin, end)
        self.waiting.clear()


class SharedWords(Fevers):
    """Closing one instance empties the words of all."""

    words: list = []

    def setup(self) -> None:
        self.words.append("fever")

    def close(self) -> None:
        self.words.clear()

    def process(self, cas: Cas) -> None:
        for word in self.words[:1]:
            for match in re.finditer(word, cas.sofa_string):
                cas.annotate(MENTION, *match.span())


class AddsOther(Fevers):
    def process(self, cas: Cas) -> None:
        super().process(cas)
        cas.annotate("Evidence", 0, 0, component="fevers")


class AddsUnindexed(Fevers):
    def process(self, cas: Cas) -> None:
        concept = cas.new("UmlsConcept", cui="C0015967")
        cas.annotate(MENTION, 0, 0, ontologyConceptArr=cas.array([concept]))


class ChangesOther(Fevers):
    """Needs ``Lines`` before it."""

    def process(self, cas: Cas) -> None:
        super().process(cas)
        for sentence in cas.select("Sentence"):
            sentence.sentenceNumber = 7


class ChangesEverywhere(ChangesOther):
    writes = (MENTION, "Sentence")


class RemovesOther(Fevers):
    """Needs ``Lines`` before it."""

    def process(self, cas: Cas) -> None:
        super().process(cas)
        for sentence in cas.select("Sentence"):
            cas.remove(sentence)


class ReadsOther(Fevers):
    """Needs ``Lines`` before it."""

    def process(self, cas: Cas) -> None:
        for sentence in cas.select("Sentence"):
            cas.annotate(MENTION, sentence.begin, sentence.end)


class NeedsText(Fevers):
    def process(self, cas: Cas) -> None:
        super().process(cas)
        cas.annotate(MENTION, 0, 1, polarity=ord(cas.sofa_string[0]))


class Slow(Fevers):
    """With ``seconds`` set low."""

    def process(self, cas: Cas) -> None:
        super().process(cas)
        time.sleep(0.02)


class Utf16(Fevers):
    """Counts in Java's characters: wrong after an astral character, here in what is not indexed."""

    def process(self, cas: Cas) -> None:
        size = len(cas.sofa_string.encode("utf-16-le", "replace")) // 2
        hidden = cas.new("Evidence", begin=0, end=size)
        cas.annotate(MENTION, 0, 0)
        cas.add(cas.new("Evidence", begin=0, end=0, target=hidden))


class MovesByHand(Fevers):
    def process(self, cas: Cas) -> None:
        fs = cas.annotate(MENTION, 0, 0)
        fs.end = len(cas.sofa_string) + 1


class Strips(Fevers):
    def process(self, cas: Cas) -> None:
        super().process(cas)
        cas.sofa_string = cas.sofa_string.strip()


class Hashes(Fevers):
    """Hangs on the process's hash seed."""

    def process(self, cas: Cas) -> None:
        cas.annotate(MENTION, 0, 0, id=hash(cas.sofa_string) % 1000)


class Logs(Fevers):
    def process(self, cas: Cas) -> None:
        super().process(cas)
        logging.getLogger(__name__).info("seen %s", cas.sofa_string)


class Prints(Fevers):
    def process(self, cas: Cas) -> None:
        super().process(cas)
        print(cas.sofa_string[-40:])


OFFENDERS: tuple[tuple[str, type[Annotator], dict], ...] = (
    ("it_can_be_registered", ShoutedName, {}),
    ("options_are_documented", BareOption, {}),
    ("options_come_from_plain_values", GrowingOption, {}),
    ("close_needs_no_setup", ClosesWhatIsNotOpen, {}),
    ("fingerprint_is_plain", NumberedFingerprint, {}),
    ("fingerprint_is_plain", ChangingFingerprint, {}),
    ("types_exist", UnknownType, {}),
    ("it_finds_something", Idle, {}),
    ("same_note_same_result", Counts, {}),
    ("earlier_notes_leave_no_trace", CountsItsOwn, {}),
    ("a_batch_is_one_by_one", FirstOfBatch, {}),
    ("a_batch_is_one_by_one", NoEmptyBatch, {}),
    ("process_is_a_batch_of_one", TwoMinds, {}),
    ("a_failure_leaves_no_trace", Remembers, {}),
    ("closed_and_built_again", SharedWords, {}),
    ("only_declared_types_are_written", AddsOther, {}),
    ("only_declared_types_are_written", AddsUnindexed, {}),
    ("only_declared_types_are_written", ChangesOther, {"before": (Lines(),)}),
    ("only_declared_types_are_written", RemovesOther, {"before": (Lines(),)}),
    ("only_declared_types_are_read", ReadsOther, {"before": (Lines(),)}),
    ("scope_is_asked", ChangesEverywhere, {"before": (Lines(),)}),
    ("strange_texts", NeedsText, {}),
    ("strange_texts", Slow, {"seconds": 0.01}),
    ("strange_texts", Strips, {}),
    ("strange_texts", Utf16, {}),
    ("offsets", MovesByHand, {}),
    ("another_process", Hashes, {}),
    ("the_text_is_told_to_nobody", Logs, {}),
    ("the_text_is_told_to_nobody", Prints, {}),
)
"""Rule, the class that breaks it, and further attributes of the kit."""

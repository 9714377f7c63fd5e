"""A plug-in that does what a test tells it to; copied into a package of its own by ``toy``."""

from __future__ import annotations

import os
import time
from pathlib import Path

from cascara import (
    Annotator,
    Cas,
    ComponentConfig,
    DocumentError,
    Reader,
    Source,
    Writer,
    hookimpl,
)

SIGN = "org.apache.ctakes.typesystem.type.textsem.SignSymptomMention"
SECTION = "cascara.type.Section"


class Notes(Reader):
    """Every ``.note`` below the inputs; the id is the first word where ``named`` is set."""

    name = "notes"

    class Config(ComponentConfig):
        named: bool = False
        explode: bool = False

    def find(self, inputs):
        for folder in inputs:
            for path in sorted(Path(folder).rglob("*.note")):
                text = path.read_text()
                if self.config.explode:
                    raise ValueError(text)
                document = text.split()[0] if self.config.named else path.stem
                yield Source(document, str(path), error="is empty" if not text else "")

    def read(self, source):
        text = Path(source.path).read_text()
        if "UNREADABLE" in text:
            raise DocumentError(source.path, "is not a note", "line 1")
        if "BADREAD" in text:
            raise ValueError(text)
        cas = Cas(text, self.typesystem)
        cas.metadata.id = source.id
        return cas


class Capitals(Annotator):
    """Marks every word in capitals."""

    name = "capitals"
    writes = (SIGN,)

    class Config(ComponentConfig):
        shortest: int = 2
        words: str | Path = ""

    def fingerprint(self):
        return {"words": os.environ.get("TOY_WORDS", "1")}

    def process(self, cas):
        end = 0
        for word in cas.sofa_string.split():
            begin = cas.sofa_string.index(word, end)
            end = begin + len(word)
            if word.isupper() and len(word) >= self.config.shortest:
                cas.annotate(SIGN, begin, end)


class Cancelled(BaseException):
    """What libraries of asynchronous code and of tests raise is no Exception."""


class Trouble(Annotator):
    """Fails as the note says; with ``once``, only as long as there is no file of that name."""

    name = "trouble"

    class Config(ComponentConfig):
        once: str = ""

    def process(self, cas):
        text = cas.sofa_string
        time.sleep(float(os.environ.get("TOY_SLOW", "0")))
        if self.config.once and Path(self.config.once).exists():
            return
        if "RAISE" in text:
            raise KeyError(text)
        if "HANG" in text:
            time.sleep(600)
        if "LEAVE" in text:
            raise SystemExit(text)
        if "CANCEL" in text:
            raise Cancelled(text)
        if "DIE" in text:
            os._exit(3)


class Restless(Annotator):
    """Goes to another folder, and cannot be closed."""

    name = "restless"

    def setup(self):
        os.chdir("/")

    def process(self, cas):
        self.text = cas.sofa_string

    def close(self):
        raise ValueError(self.text)


class Needy(Annotator):
    """Reads what nobody here writes."""

    name = "needy"
    reads = (SECTION,)

    def process(self, cas): ...


class BadSetup(Annotator):
    """Cannot be set up."""

    name = "badsetup"

    class Config(ComponentConfig):
        die: bool = False

    def setup(self):
        if self.config.die:
            os._exit(4)
        raise FileNotFoundError("no list of words")

    def process(self, cas): ...


class Lines(Writer):
    """The marked words, one a line."""

    name = "lines"
    suffix = ".lines"

    summary = ("word", "kind")

    def render(self, cas):
        if "BADRENDER" in cas.sofa_string:
            raise ValueError(cas.sofa_string)
        marked = [cas.covered_text(fs) for fs in cas.select(SIGN)]
        return "".join(f"{word}\n" for word in [cas.metadata.id, *marked]).encode()

    def summarise(self, cas):
        return [(f"{fs.end - fs.begin} letters", "word") for fs in cas.select(SIGN)]


class Sheet(Writer):
    """A row a document."""

    name = "sheet"
    suffix = ".tsv"
    collect = True

    def header(self):
        return b"id\tmarks\n"

    def render(self, cas):
        return f"{cas.metadata.id}\t{len(cas.select(SIGN))}\n".encode()


@hookimpl
def cascara_annotators():
    return [Capitals, Trouble, Restless, Needy, BadSetup]


@hookimpl
def cascara_readers():
    return [Notes]


@hookimpl
def cascara_writers():
    return [Lines, Sheet]


def tell(*words):
    if "TOY_EVENTS" in os.environ:
        with open(os.environ["TOY_EVENTS"], "a") as file:
            print(os.getpid(), *words, file=file)


@hookimpl
def cascara_run_started(run):
    tell("run-started", run["status"])


@hookimpl
def cascara_run_finished(run):
    tell("run-finished", run["status"])


@hookimpl
def cascara_document_started(document_id):
    tell("started", document_id)


@hookimpl
def cascara_document_finished(document_id, outputs):
    tell("finished", document_id, *outputs)


@hookimpl
def cascara_document_failed(document_id, component, reason):
    tell("failed", document_id, component)

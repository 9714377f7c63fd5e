"""A pipeline: components built once, called on one document or streamed over many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar, cast

from ..typesystem import merged
from .cas import Cas
from .component import Annotator, Component, Reader, Source, Writer
from .config.model import ResolvedPipeline, Spec
from .config.resolve import load_config
from .config.roles import component_class
from .discovery import one_line
from .errors import CascaraError, ConfigError
from .failures import ComponentFailure
from .garbage import no_collection
from .limits import process_within
from .plugins import Plugins
from .running.summary import Summarises

T = TypeVar("T")
Result = TypeVar("Result")

BATCH = 32
"""Documents that components which work across documents see at a time."""


def load(source: str | Path | Mapping[str, Any]) -> Pipeline:
    """The pipeline of that name or file; plain data stand for a file that would say the same.

    Nothing is set up before the first document. Raises ConfigError with all that is wrong.
    """
    plugins = Plugins()
    return Pipeline(load_config(source, plugins=plugins), plugins)


class Pipeline:
    """Turns text, or a CAS, into an annotated CAS; ``load`` makes one.

    Not for use by several threads at once. Use it as a context manager, or call ``close``, where
    its components hold files or processes.
    """

    def __init__(self, config: ResolvedPipeline, plugins: Plugins | None = None) -> None:
        """Builds the components; ConfigError when one cannot be built.

        ``plugins`` are those the configuration was resolved with, when it was in this process.
        """
        if plugins is None:
            plugins = Plugins()
            plugins.load(config.plugins)
        self.config = config
        self.typesystem = merged(config.typesystems)
        """The types of Cascara, of the plug-ins in use and of the pipeline."""
        self._parts = [(spec, self._build(spec, plugins)) for spec in config.components]
        self._ready: list[Component] = []
        self._is_ready = False
        self.seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
        """Seconds spent, by role and label of the component."""
        self.on_component: Callable[[str, str], None] = lambda role, label: None
        """Called with role and label before a component works, to watch where time goes."""

    @property
    def reader(self) -> Reader | None:
        """What reads documents; None when the pipeline names no reader."""
        return next((part for _, part in self._parts if isinstance(part, Reader)), None)

    @property
    def annotators(self) -> list[Annotator]:
        """What annotates, in order."""
        return [part for _, part in self._parts if isinstance(part, Annotator)]

    @property
    def writers(self) -> list[Writer]:
        """What makes outputs, in order."""
        return [part for _, part in self._parts if isinstance(part, Writer)]

    def __call__(self, document: str | Cas) -> Cas:
        """Annotates one document; a CAS given is annotated itself.

        Raises ComponentFailure, which holds no note text, for whatever goes wrong in a component.
        """
        return self._annotated([document])[0]

    def pipe(self, documents: Iterable[str | Cas], batch_size: int = BATCH) -> Iterator[Cas]:
        """Annotates documents ``batch_size`` at a time and gives them back in order.

        Raises ComponentFailure like a call; ``cascara run`` sets the failing document aside.
        """
        if batch_size < 1:
            raise ValueError("batch_size must be at least 1")
        if isinstance(documents, str | Cas):
            raise TypeError("pipe takes several documents; call the pipeline on one")
        for batch in batches(documents, batch_size):
            yield from self._annotated(batch)

    def _annotated(self, documents: Sequence[str | Cas]) -> list[Cas]:
        batch = [self._as_cas(document) for document in documents]
        self.annotate(batch)
        return batch

    def _as_cas(self, document: str | Cas) -> Cas:
        if isinstance(document, Cas):
            return document
        if not isinstance(document, str):
            raise TypeError(f"a document is a str or a Cas, not a {type(document).__name__}")
        return Cas(document, self.typesystem)

    def read(self, source: Source) -> Cas:
        """The document of a source. Raises ComponentFailure."""
        self.setup()
        reader = cast(Reader, self.reader)
        return self._call(self._spec(reader), reader, reader.read, source)

    def annotate(self, batch: Sequence[Cas]) -> None:
        """Runs every annotator over the batch; it is spoilt when ComponentFailure is raised."""
        self.setup()
        with no_collection():
            for spec, part in self._parts:
                if isinstance(part, Annotator):
                    process = part.process_batch
                    if part.sections is not None:
                        process = partial(process_within, part)
                    self._call(spec, part, process, batch)

    def render(self, writer: Writer, cas: Cas) -> bytes:
        """The writer's output for a document. Raises ComponentFailure."""
        return self._call(self._spec(writer), writer, partial(_render, writer), cas)

    def summarise(self, writer: Summarises, cas: Cas) -> list[tuple[str, ...]]:
        """The writer's rows for the table of findings. Raises ComponentFailure."""
        part = cast(Writer, writer)
        return self._call(self._spec(part), part, lambda cas: list(writer.summarise(cas)), cas)

    def setup(self) -> None:
        """Loads what is heavy, once; the first document does it when nobody did before.

        Raises ConfigError when a component cannot be set up.
        """
        if self._is_ready:
            return
        for spec, part in self._parts:
            self.on_component(spec.role, spec.label)
            _ask(spec, "set up", part.setup)
            self._ready.append(part)
        self._is_ready = True

    def fingerprints(self) -> dict[str, dict[str, str]]:
        """What decides the output beside code and configuration, by component."""
        found = {f"{s.role} {s.label}": _ask(s, "used", p.fingerprint) for s, p in self._parts}
        return {label: dict(prints) for label, prints in found.items() if prints}

    def close(self) -> None:
        """Closes every component that was set up; the pipeline can be used again afterwards.

        Raises ComponentFailure, when all had their turn, for the first that could not be closed.
        """
        failures = []
        while self._ready:
            part = self._ready.pop()
            spec = self._spec(part)
            try:
                part.close()
            except Exception as error:
                module = type(part).__module__
                failures.append(ComponentFailure.of(spec.role, spec.label, module, error))
        self._is_ready = False
        if failures:
            raise failures[0]

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _build(self, spec: Spec, plugins: Plugins) -> Component:
        cls = component_class(plugins, spec.role, spec.name)
        config = cls.Config.model_validate(spec.options)
        part = _ask(spec, "made", lambda: cls(config))
        part.typesystem = self.typesystem
        if isinstance(part, Annotator):
            part.sections = spec.sections
        if isinstance(part, Writer):
            part.pipeline = self.config.name
        return part

    def _spec(self, part: Component) -> Spec:
        return next(spec for spec, own in self._parts if own is part)

    def _call(
        self, spec: Spec, part: Component, work: Callable[[T], Result], argument: T
    ) -> Result:
        self.on_component(spec.role, spec.label)
        begin = perf_counter()
        try:
            with no_collection():
                return work(argument)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever a plug-in thinks of: its words must not get out
            failure = ComponentFailure.of(spec.role, spec.label, type(part).__module__, error)
        finally:
            self.seconds[spec.role, spec.label] += perf_counter() - begin
        # Raised outside the handler, so that it does not carry the error with its words along.
        raise failure


def _render(writer: Writer, cas: Cas) -> bytes:
    data: Any = writer.render(cas)
    if not isinstance(data, bytes) or not (data or writer.collect):
        raise TypeError("render must return bytes, and some unless the writer collects")
    return data


def _ask(spec: Spec, verb: str, function: Callable[[], Result]) -> Result:
    """Calls what sees no document yet, so that the words of its errors can be shown."""
    try:
        return function()
    except CascaraError as error:
        raise ConfigError(f"{spec.place}: {error}") from None
    except (Exception, SystemExit) as error:
        what = f"{spec.role} {spec.name!r} cannot be {verb}"
        raise ConfigError(f"{spec.place}: {what} ({one_line(error)})") from error


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of ``size``; the last may be shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch

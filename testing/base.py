"""What the three kits share: a component built anew as often as a test needs it."""

from __future__ import annotations

import atexit
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from cassis import TypeSystem

from ..core.cas import Cas
from ..core.component import Annotator, Component, Reader, Writer
from ..core.offers import check_component
from ..core.plugins import Plugins
from ..typesystem import merged
from .texts import NOTE

C = TypeVar("C", bound=Component)


class Conformance:
    """The rules of every component. Subclass one of the three kits, not this."""

    component: ClassVar[Any]
    """The component under test, with the options to test it with; it is not itself set up."""

    before: ClassVar[Sequence[str | Annotator]] = ()
    """Annotators that prepare the CAS, by name (with default options) or ready made."""

    texts: ClassVar[Sequence[str]] = (NOTE,)
    """Notes in which the component has something to do."""

    type_systems: ClassVar[Sequence[Path]] = ()
    """Descriptions to add to Cascara's types, as the hook ``cascara_type_systems`` names them."""

    # For tests

    @property
    def typesystem(self) -> TypeSystem:
        """Cascara's types with ``type_systems``."""
        return merged(self.type_systems)

    def build(self, model: C) -> C:
        """A new component with the options of ``model``, not set up."""
        new = type(model)(model.config)
        new.typesystem = self.typesystem
        if isinstance(new, Annotator) and isinstance(model, Annotator):
            new.sections = model.sections
        return new

    @contextmanager
    def running(self, model: C) -> Iterator[C]:
        """A new component, set up for as long as the context lasts."""
        new = self.build(model)
        try:
            new.setup()
            yield new
        finally:
            new.close()

    def cases(self, texts: Sequence[str]) -> list[Cas]:
        """A new CAS of each text, with an id and what the annotators ``before`` find."""
        made = []
        for number, text in enumerate(texts, start=1):
            cas = Cas(text, self.typesystem)
            cas.metadata.id = f"note-{number}"
            made.append(cas)
        for entry in self.before:
            model = Plugins().annotator(entry)() if isinstance(entry, str) else entry
            _prepared(model, self.type_systems).process_batch(made)
        return made

    # Rules

    def test_it_can_be_registered(self) -> None:
        """Name, options and methods are as the hooks need them."""
        bases = [base for base in (Annotator, Reader, Writer) if isinstance(self.component, base)]
        assert bases, "component must be an Annotator, a Reader or a Writer, built"
        with explained("it cannot be registered"):
            check_component(type(self.component), bases[0])

    def test_options_are_documented(self) -> None:
        """Every option says what it is; users read it in the reference."""
        for name, field in type(self.component.config).model_fields.items():
            assert field.description, f"option {name} has no documentation (a string below it)"

    def test_options_come_from_plain_values(self) -> None:
        """What YAML can say makes the same options: a worker gets them that way."""
        config = self.component.config
        again = type(config).model_validate(config.model_dump(mode="json"))
        assert again == config, "options change when written as plain values and read again"

    def test_close_needs_no_setup(self) -> None:
        """``close`` is called also when ``setup`` failed; twice does no harm."""
        component = self.build(self.component)
        with explained("close fails when setup was not called"):
            component.close()
            component.close()

    def test_fingerprint_is_plain(self) -> None:
        """What a run records beside the options: strings by name, the same every time."""
        with self.running(self.component) as one, self.running(self.component) as two:
            prints = one.fingerprint(), two.fingerprint()
        assert isinstance(prints[0], Mapping), "fingerprint returns no mapping"
        pairs = [*prints[0].items()]
        assert all(isinstance(k, str) and isinstance(v, str) for k, v in pairs), "not all strings"
        assert dict(prints[0]) == dict(prints[1]), "the fingerprint of the same options differs"


_PREPARED: dict[tuple[object, ...], Annotator] = {}


def _prepared(model: Annotator, type_systems: Sequence[Path]) -> Annotator:
    """An annotator that runs before the one under test: set up once for all tests."""
    options = model.config.model_dump_json()
    key = type(model), options, model.sections, tuple(type_systems)
    if key not in _PREPARED:
        annotator = type(model)(model.Config.model_validate_json(options))
        annotator.typesystem = merged(type_systems)
        annotator.sections = model.sections
        annotator.setup()
        atexit.register(annotator.close)
        _PREPARED[key] = annotator
    return _PREPARED[key]


@contextmanager
def explained(what: str, allowed: type[Exception] = AssertionError) -> Iterator[None]:
    """An error becomes a failure that says what went wrong; ``allowed`` ones go through."""
    try:
        yield
    except (AssertionError, allowed):
        raise
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__}: {error}") from error


@contextmanager
def overheard() -> Iterator[list[str]]:
    """All that is logged, warned or printed within the context."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with (
            redirect_stdout(StringIO()) as out,
            redirect_stderr(StringIO()) as err,
            warnings.catch_warnings(record=True) as caught,
        ):
            warnings.simplefilter("always")
            yield said
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        said += [out.getvalue(), err.getvalue(), *(str(warning.message) for warning in caught)]

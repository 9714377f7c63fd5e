"""The rule files beside this module: their schema, and the lexicon made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .columns import Column, Columns, Reads, State
from .phrases import NUMBER, PhraseTree, Sense, expand
from .quantities import Numbers

FOLDER = Path(__file__).parent

Id = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z0-9-]+$")]
Count = Annotated[str, StringConstraints(pattern=r"^(n|[1-9]\d*)$")]
Phrases = Annotated[tuple[str, ...], Field(min_length=1)]
Words = frozenset[str]

_SWITCHES = ("strict", "lab", "repeated", "needs_dose", "suspends", "before_only")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def traits(self) -> frozenset[str]:
        """The names of the switches that are on."""
        return frozenset(name for name in _SWITCHES if getattr(self, name, False))


class _Unit(_Strict):
    id: Id
    words: Phrases
    unit: str
    strict: bool = False


class _Per(_Strict):
    id: Id
    words: Phrases
    unit: str
    lab: bool = False


class _Measure(_Strict):
    id: Id
    words: Phrases


class _Form(_Strict):
    id: Id
    words: Phrases
    form: str
    counted: bool = True


class _Route(_Strict):
    id: Id
    phrases: Phrases
    route: str
    strict: bool = False


class _Frequency(_Strict):
    id: Id
    phrases: Phrases
    number: Count = "1"
    unit: str = ""
    every: Literal["", "minute", "hour", "day", "week", "month"] = ""
    strict: bool = False
    needs_dose: bool = False


class _Weekday(_Strict):
    id: Id
    phrases: Phrases
    strict: bool = True
    repeated: bool = False


class _Duration(_Strict):
    id: Id
    phrases: Phrases
    value: str
    strict: bool = False
    before_only: bool = False
    date: bool = False


class _Need(_Strict):
    id: Id
    phrases: Phrases


class _Status(_Strict):
    id: Id
    phrases: Phrases
    value: Literal[
        "start", "stop", "increase", "decrease", "noChange", "change", "allergy", "missed"
    ]
    needs_dose: bool = False
    suspends: bool = False
    before_only: bool = False


class _Role(_Strict):
    id: Id
    phrases: Phrases
    role: Literal["former", "new", "instruct", "dispense", "barrier"]


class _Column(_Strict):
    id: Id
    reads: Reads
    words: Words
    unless: Words = frozenset()
    lead: str = ""


class _State(_Strict):
    id: Id
    phrases: Phrases
    value: Literal["start", "stop", "noChange"]


class _NumbersFile(_Strict):
    words: dict[str, float]
    halves: dict[str, float]
    characters: dict[str, float]


class _StrengthsFile(_Strict):
    units: tuple[_Unit, ...]
    per: tuple[_Per, ...]
    measures: tuple[_Measure, ...]


class _FormsFile(_Strict):
    forms: tuple[_Form, ...]
    amounts: tuple[_Unit, ...]


class _RoutesFile(_Strict):
    routes: tuple[_Route, ...]


class _FrequenciesFile(_Strict):
    frequencies: tuple[_Frequency, ...]
    weekdays: tuple[_Weekday, ...]


class _DurationsFile(_Strict):
    shapes: Phrases
    units: tuple[_Unit, ...]
    others: tuple[_Duration, ...]


class _NeedsFile(_Strict):
    cues: tuple[_Need, ...]
    joins: Words
    ends: Words
    bounds: Words
    articles: Words


class _StatusFile(_Strict):
    cues: tuple[_Status, ...]
    negators: Phrases
    descriptive: Words
    passives: Words
    plurals: Words
    determiners: Words
    bridge_before: Words
    bridge_after: Words


class _Bare(_Strict):
    strength: Id
    dosage: Id
    most_pieces: int


class _ContextFile(_Strict):
    bare: _Bare
    roles: tuple[_Role, ...]
    most_taken: int
    reach: dict[str, int]
    first: dict[str, int]
    fillers: Words
    links: Words
    companions: Words
    skip_sections: Words


class _ColumnsFile(_Strict):
    columns: tuple[_Column, ...]
    states: tuple[_State, ...]


@dataclass(frozen=True)
class Lexicon:
    """Everything the scanner and the linker know."""

    numbers: Numbers
    phrases: PhraseTree
    """Every cue."""

    per: PhraseTree
    """What follows the slash of a compound unit."""

    needs: _NeedsFile
    status: _StatusFile
    context: _ContextFile
    columns: Columns
    negators: frozenset[tuple[str, ...]]
    form_words: Words
    """Words of dose forms and routes: a mention of these alone ("nasal spray") is no drug."""

    @property
    def rules(self) -> frozenset[str]:
        """Ids of all rows."""
        bare = {self.context.bare.strength, self.context.bare.dosage}
        phrases = _rule_ids(self.phrases.root) | _rule_ids(self.per.root)
        return frozenset(phrases | bare | self.columns.rules)


_File = TypeVar("_File", bound=_Strict)


def _read(schema: type[_File], name: str) -> _File:
    # Every scalar stays text: the words "on" and "no" are no booleans here.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return schema.model_validate(yaml.load((FOLDER / f"{name}.yaml").read_bytes(), loader))


@cache
def lexicon() -> Lexicon:
    """The rule files, read, checked and compiled; once per process."""
    raw = _read(_NumbersFile, "numbers")
    numbers = Numbers(raw.words, raw.halves, raw.characters)
    strengths = _read(_StrengthsFile, "strengths")
    needs = _read(_NeedsFile, "needs")
    status = _read(_StatusFile, "status")
    context = _read(_ContextFile, "context")
    forms, routes = _read(_FormsFile, "forms"), _read(_RoutesFile, "routes")
    phrases = PhraseTree(numbers)
    for part in (
        _strengths(strengths),
        _forms(forms),
        _routes(routes),
        _frequencies(_read(_FrequenciesFile, "frequencies")),
        _durations(_read(_DurationsFile, "durations")),
        _cues(needs, status, context),
    ):
        for phrase, sense in part:
            phrases.add(phrase, sense)
    per = PhraseTree(numbers)
    for row in strengths.per:
        for phrase in row.words:
            per.add(phrase, Sense("per", row.id, unit=row.unit, traits=row.traits()))
    negators = frozenset(tuple(words.split()) for words in status.negators)
    form_words = frozenset(_form_words(forms, routes))
    columns = _columns(_read(_ColumnsFile, "columns"))
    return Lexicon(numbers, phrases, per, needs, status, context, columns, negators, form_words)


_Entries = Iterator[tuple[str, Sense]]


def _strengths(file: _StrengthsFile) -> _Entries:
    for unit in file.units:
        sense = Sense("strength", unit.id, unit=unit.unit, traits=unit.traits())
        yield from ((f"{NUMBER} {words}", sense) for words in unit.words)
    for row in file.measures:
        yield from ((f"{NUMBER} {words}", Sense("measure", row.id)) for words in row.words)


def _forms(file: _FormsFile) -> _Entries:
    for row in file.forms:
        form = Sense("form", row.id, row.form)
        yield from ((words, form) for words in row.words)
        if row.counted:
            dose = Sense("dose", row.id, row.form)
            yield from ((f"{NUMBER} {words}", dose) for words in row.words)
    for unit in file.amounts:
        amount = Sense("dose", unit.id, unit=unit.unit)
        yield from ((f"{NUMBER} {words}", amount) for words in unit.words)


def _form_words(forms: _FormsFile, routes: _RoutesFile) -> Iterator[str]:
    for form in forms.forms:
        yield from (word for words in form.words for wording in expand(words) for word in wording)
    for route in routes.routes:
        wordings = (w for phrase in route.phrases for w in expand(phrase))
        yield from (wording[0] for wording in wordings if len(wording) == 1)


def _routes(file: _RoutesFile) -> _Entries:
    for row in file.routes:
        sense = Sense("route", row.id, row.route, traits=row.traits())
        yield from ((phrase, sense) for phrase in row.phrases)


def _frequencies(file: _FrequenciesFile) -> _Entries:
    for row in file.frequencies:
        sense = Sense("frequency", row.id, row.number, row.unit, row.every, row.traits())
        yield from ((phrase, sense) for phrase in row.phrases)
    for day in file.weekdays:
        sense = Sense("weekday", day.id, traits=day.traits())
        yield from ((phrase, sense) for phrase in day.phrases)


def _durations(file: _DurationsFile) -> _Entries:
    for unit in file.units:
        sense = Sense("duration", unit.id, unit=unit.unit)
        for shape in file.shapes:
            yield from ((shape.replace("{unit}", words), sense) for words in unit.words)
    for row in file.others:
        kind = "course" if row.before_only else "until" if row.date else "duration"
        sense = Sense(kind, row.id, row.value, traits=row.traits())
        yield from ((phrase, sense) for phrase in row.phrases)


def _cues(needs: _NeedsFile, status: _StatusFile, context: _ContextFile) -> _Entries:
    for need in needs.cues:
        yield from ((phrase, Sense("need", need.id)) for phrase in need.phrases)
    for cue in status.cues:
        sense = Sense("status", cue.id, cue.value, traits=cue.traits())
        yield from ((phrase, sense) for phrase in cue.phrases)
    for row in context.roles:
        yield from ((phrase, Sense(row.role, row.id)) for phrase in row.phrases)


def _columns(file: _ColumnsFile) -> Columns:
    columns = (Column(row.id, row.reads, row.lead, row.words, row.unless) for row in file.columns)
    return Columns([*columns], [State(row.id, row.value, row.phrases) for row in file.states])


def _rule_ids(node: dict[str, Any]) -> set[str]:
    ids: set[str] = set()
    for key, child in node.items():
        if isinstance(child, Sense):
            ids.add(child.rule)
        elif "." not in key:
            ids |= _rule_ids(child)
    return ids

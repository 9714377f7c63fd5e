"""substanceAdministration, and supply of medicines, as MedicationEntry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ....core.cas import Cas
from ....typesystem import names
from ..elements import Element, attribute, data_type, every, first, moment, name
from ..statements import EVENTS, Statement
from .context import Context, Feature, material


def make(context: Context, statement: Statement) -> None:
    """A medication in any mood: ``intent`` says whether it was given or is to be."""
    code, named = material(statement)
    times = Times.of(statement)
    supplies = list(statement.take("medication")) if statement.name != "supply" else []
    context.entry(
        names.MEDICATION_ENTRY,
        statement,
        code,
        code=context.named(context.code(code), named),
        intent="event" if statement.mood in EVENTS else "intent",
        status=_status(context, statement),
        begun=times.begun or None,
        ended=times.ended or None,
        dose=context.quantity(_dose(statement)),
        rate=context.quantity(statement.get("rateQuantity")),
        route=context.code(statement.get("routeCode")),
        form=context.code(statement.get("administrationUnitCode")),
        timing=times.timing(context.cas),
        asNeeded=True if statement.get("precondition") is not None else None,
        reason=_reason(context, statement),
        text=_instructions(context, [statement, *supplies]) or None,
    )


def _dose(statement: Statement) -> Element | None:
    """The dose; of a supply, the amount supplied."""
    dose = statement.get("doseQuantity")
    return dose if dose is not None else statement.get("quantity")


def _status(context: Context, statement: Statement) -> str | None:
    """The status a CCD gives in an observation beside the medication, else its statusCode."""
    status = attribute(statement.get("statusCode"), "code")
    for part in statement.take("status"):
        status = context.display(part.get("value")) or status
    return status.lower() or None


def _reason(context: Context, statement: Statement) -> Feature:
    """What it is taken for: its indication, or the condition for taking it."""
    for part in statement.take(relation="RSON"):
        value = part.get("value")
        code = context.code(value if value is not None else part.get("code"))
        if code is not None:
            return code
    condition = first(statement.get("precondition"), "criterion")
    value = first(condition, "value")
    words = context.words.said(first(condition, "text"))
    return context.named(context.code(value), words)


def _instructions(context: Context, statements: list[Statement]) -> str:
    """The words of the instructions to patient and pharmacy, and of a sig in free text."""
    said: list[str] = []
    for statement in statements:
        for part in statement.parts:
            words = context.words.said(part.get("text"))
            if words and part.kind in ("instruction", "sig"):
                part.taken = True
                said.append(words)
        text = statement.get("text")
        if text is not None and first(text, "reference") is None:
            said.append(context.words.said(text))
    return "\n".join(dict.fromkeys(filter(None, said)))


class Times(NamedTuple):
    """The effectiveTimes of a medication: when, and how often."""

    begun: str
    ended: str
    period: Element | None
    """Of a PIVL_TS."""
    event: Element | None
    """Of an EIVL_TS."""
    institution: bool | None

    @classmethod
    def of(cls, statement: Statement) -> Times:
        """Sorts a medication's times by their types, stated or seen."""
        begun = ended = ""
        period = event = institution = None
        for time in _flat(statement.every("effectiveTime")):
            kind = data_type(time)
            if kind.startswith("PIVL") or first(time, "period") is not None:
                period = period if period is not None else first(time, "period")
                written = attribute(time, "institutionSpecified").lower()
                institution = {"true": True, "false": False}.get(written, institution)
                time = first(time, "phase")
            elif kind.startswith("EIVL") or first(time, "event") is not None:
                event = event if event is not None else first(time, "event")
                continue
            low, high = _bounds(time)
            begun, ended = begun or low, ended or high
        return cls(begun, ended, period, event, institution)

    def timing(self, cas: Cas) -> Any:
        """How often; None when that is not said."""
        low, high = first(self.period, "low"), first(self.period, "high")
        length = attribute(self.period, "value") or attribute(low, "value")
        unit = attribute(self.period, "unit") or attribute(low, "unit") or attribute(high, "unit")
        event = attribute(self.event, "code")
        if not (length or event or attribute(high, "value")):
            return None
        return cas.new(
            names.TIMING,
            period=length or None,
            periodMax=attribute(high, "value") or None,
            periodUnit=unit or None,
            event=event or None,
            institutionSpecified=self.institution,
        )


def _flat(times: Any) -> Iterator[Element]:
    """Times, those inside an SXPR_TS one by one."""
    for time in times:
        parts = list(every(time, "comp")) if name(time) == "effectiveTime" else []
        yield from parts or [time]


def _bounds(time: Element | None) -> tuple[str, str]:
    point = attribute(time, "value") or attribute(first(time, "center"), "value")
    begun = attribute(first(time, "low"), "value") or point
    return moment(begun), moment(attribute(first(time, "high"), "value"))

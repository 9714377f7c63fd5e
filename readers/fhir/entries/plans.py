"""ServiceRequest, CarePlan, Goal and Appointment as PlanEntry."""

from __future__ import annotations

from collections.abc import Iterator

from ....typesystem import names
from ..shapes import Json
from ..tables import tables
from .given import Entry, Given, day, detail
from .values import code, code_of, first, one_line, period, words

ACT = "act"


def service(given: Given) -> Iterator[Entry]:
    """A ServiceRequest."""
    resource = given.resource
    begun, ended = period(resource, "occurrence")
    known = tables().activity
    kinds = (known.get(code_of(one)) for one in resource.get("category") or ())
    yield given.entry(
        names.PLAN_ENTRY,
        detail(words(resource.get("code")), str(resource.get("status") or ""), day(begun)),
        resource.get("patientInstruction"),
        code=code(resource.get("code")),
        intent=_intent(resource),
        activity=next(filter(None, kinds), ACT),
        begun=begun or resource.get("authoredOn"),
        ended=ended,
    )


def _intent(resource: Json) -> str:
    intent = str(resource.get("intent") or "")
    return tables().intent.get(intent, intent)


def care_plan(given: Given) -> Iterator[Entry]:
    """A CarePlan, and each of its activities that is described in it."""
    resource = given.resource
    span = resource.get("period") or {}
    title = resource.get("title")
    concept = {"text": title} if title else first(resource.get("category"))
    yield given.entry(
        names.PLAN_ENTRY,
        detail(words(concept), str(resource.get("status") or ""), day(span.get("start"))),
        resource.get("description"),
        code=code(concept),
        intent=_intent(resource),
        activity=ACT,
        begun=span.get("start"),
        ended=span.get("end"),
    )
    for activity in resource.get("activity") or ():
        described = (activity or {}).get("detail")
        if described:
            yield _activity(given, described)


def _activity(given: Given, described: Json) -> Entry:
    begun, ended = _scheduled(described)
    description = described.get("description")
    concept = described.get("code") or ({"text": description} if description else None)
    status = str(described.get("status") or "").lower()
    refused = True if described.get("doNotPerform") else None
    line = detail(words(concept), status, day(begun))
    made, _ = given.entry(
        names.PLAN_ENTRY,
        line,
        description if described.get("code") else None,
        described.get("scheduledString"),
        code=code(concept),
        intent=_intent(given.resource),
        activity=tables().activity.get(described.get("kind") or "", ACT),
        status=status,
        negated=refused,
        begun=begun,
        ended=ended,
    )
    return made, f"not: {line}" if refused and line else line


def _scheduled(described: Json) -> tuple[str | None, str | None]:
    return period(described, "scheduled")


def goal(given: Given) -> Iterator[Entry]:
    """A Goal; ended is when it is due."""
    resource = given.resource
    target = first(resource.get("target")) or {}
    status = str(resource.get("lifecycleStatus") or "").lower()
    yield given.entry(
        names.PLAN_ENTRY,
        detail(words(resource.get("description")), status, day(resource.get("startDate"))),
        code=code(resource.get("description")),
        intent="goal",
        activity=ACT,
        status=status,
        begun=resource.get("startDate"),
        ended=target.get("dueDate"),
    )


def appointment(given: Given) -> Iterator[Entry]:
    """An Appointment."""
    resource = given.resource
    concepts = [resource.get("appointmentType"), *(resource.get("serviceType") or ())]
    concepts += resource.get("reasonCode") or ()
    concept = next((one for one in concepts if words(one)), None)
    text = resource.get("description")
    named = concept or ({"text": text} if text else None)
    yield given.entry(
        names.PLAN_ENTRY,
        detail(words(named), str(resource.get("status") or ""), day(resource.get("start"))),
        one_line(text or "") if concept else None,
        resource.get("patientInstruction"),
        code=code(named),
        intent="appointment",
        activity="encounter",
        begun=resource.get("start"),
        ended=resource.get("end"),
    )

"""Relatives: who they are, and what is not so, or may be so, of them."""

from __future__ import annotations

from .codes import HL7, PRESENCE, SNOMED, Json, clean, coding, concept
from .context import Context
from .tables import by_word
from .told import Told

FAMILY_HISTORY = ("57177007", "Family history with explicit context")
FINDING = ("246090004", "Associated finding")
RELATIVE = ("408732007", "Subject relationship context")
"""SNOMED CT's situation, and its attributes, for what is told of a relative."""


def relationship(told: Told) -> Json:
    """Who it is by the words that decided, FAMMEMB where they do not tell."""
    words = (
        clean(told.text[one.begin : one.end])
        for one in told.mention.evidence
        if one.attribute == "subject"
    )
    word = next((word for word in words if word.lower() in by_word("relatives")), "")
    row = by_word("relatives").get(word.lower())
    if row is None:
        return some_relative()
    return {"coding": [coding(f"{HL7}v3-RoleCode", row.code, row.display)], "text": word}


def some_relative() -> Json:
    """A relative nobody names."""
    return concept(f"{HL7}v3-RoleCode", "FAMMEMB", "family member")


def situation(finding: Json, relative: Json, certainty: str, context: Context) -> Json:
    """An Observation of what is ``negated`` or ``uncertain`` of a relative.

    A FamilyMemberHistory can say only what a relative has had. The finding's codes are in a
    component: the Observation's own code says that it is family history, so that nobody who reads
    no further takes it for the patient's.
    """
    words = finding.get("text") or next(
        (one["display"] for one in finding.get("coding", ()) if "display" in one), ""
    )
    code = concept(SNOMED, *FAMILY_HISTORY)
    parts = ((FINDING, finding), (RELATIVE, relative))
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "code": {**code, "text": f"family history: {words}".removesuffix(": ")},
        "subject": context.subject,
        **context.within(),
        "valueCodeableConcept": concept(SNOMED, *PRESENCE[certainty]),
        "derivedFrom": [context.note],
        "component": [
            {"code": concept(SNOMED, *name), "valueCodeableConcept": value} for name, value in parts
        ],
    }


def is_situation(made: Json) -> bool:
    """Whether it is an Observation of a relative; the finding is its first component."""
    codings = made.get("code", {}).get("coding", ())
    return any(one.get("code") == FAMILY_HISTORY[0] for one in codings) and "component" in made


def relation_codes(made: Json) -> set[str]:
    """The codes of the relative that a resource is about."""
    who = (
        made["component"][1]["valueCodeableConcept"] if is_situation(made) else made["relationship"]
    )
    return {one["code"] for one in who["coding"]}

"""The HTML writer: every character of the note once, spans marked, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from cascara.core.cas import Cas
from cascara.writers.html import HtmlWriter

VOID = ("meta", "input")


class Page(HTMLParser):
    """A page as a tree of (tag, attributes, children); unbalanced tags are an error."""

    def __init__(self, data):
        super().__init__(convert_charrefs=True)
        self.root = ("", {}, [])
        self.path = [self.root]
        self.feed(data.decode("utf-8"))
        assert len(self.path) == 1

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        node = (tag, dict(attrs), [])
        self.path[-1][2].append(node)
        if tag not in VOID:
            self.path.append(node)

    def handle_endtag(self, tag):
        assert self.path.pop()[0] == tag

    def handle_data(self, data):
        self.path[-1][2].append(data)


def text(node, leave_out=()):
    if isinstance(node, str):
        return node
    return "" if node[0] in leave_out else "".join(text(child, leave_out) for child in node[2])


def every(node, tag):
    if isinstance(node, str):
        return
    if node[0] == tag:
        yield node
    for child in node[2]:
        yield from every(child, tag)


def by_id(page, wanted):
    [node] = [
        node
        for tag in ("section", "ol", "form", "p", "aside", "li", "h1")
        for node in every(page.root, tag)
        if node[1].get("id") == wanted
    ]
    return node


def marked(page):
    """For each finding the characters of the note inside its marks."""
    found = {}
    for node in every(by_id(page, "note"), "mark"):
        found[node[1]["data-f"]] = found.get(node[1]["data-f"], "") + text(node, ("small",))
    return found


def page(cas):
    return Page(HtmlWriter().render(cas))


@pytest.fixture
def cas():
    cas = Cas('HPI: <b>no</b> chest pain & "fever".\r\n\tMetoprolol 25 mg\x0c')
    cas.metadata.id, cas.metadata.source = "a<b>.txt", "/n/a<b>.txt"
    section = cas.annotate(
        "Section",
        4,
        53,
        id="hpi",
        kind="hpi",
        preferredText="History",
        code="10164-2",
        headingBegin=0,
        headingEnd=4,
        level=1,
    )
    concept = cas.new(
        "UmlsConcept",
        cui="C0008031",
        tui="T184",
        code="29857009",
        codingScheme="SNOMEDCT_US",
        preferredText="Chest <pain>",
    )
    pain = cas.annotate(
        "SignSymptomMention",
        15,
        25,
        polarity=-1,
        subject="patient",
        ontologyConceptArr=cas.array([concept]),
    )
    cas.annotate("AnatomicalSiteMention", 15, 20)
    cas.annotate(
        "cascara.type.Evidence",
        8,
        10,
        target=pain,
        component="assertion",
        rule="neg.no",
        attribute="polarity",
        value="-1",
    )
    strength = cas.annotate(
        "MedicationStrengthModifier",
        50,
        55,
        normalizedForm=cas.new("MedicationStrength", number="25", unit="mg"),
    )
    cas.annotate(
        "MedicationMention",
        39,
        49,
        polarity=1,
        historyOf=1,
        subject="family_member",
        medicationStrength=strength,
    )
    assert section
    return cas


def test_the_note_is_all_there_and_escaped(cas):
    note = text(by_id(page(cas), "note"), ("small",))
    assert note == cas.sofa_string.replace("\x0c", "␌")


def test_marks_hold_the_words_of_the_findings(cas):
    assert marked(page(cas)) == {"m1": "chest pain", "m2": "chest", "m3": "Metoprolol"}


def test_labels_tell_type_certainty_whose_and_when_in_words(cas):
    labels = [text(node).strip() for node in every(by_id(page(cas), "note"), "small")]
    assert labels == ["site", "symptom, negated", "medication, family, history"]


def test_every_finding_has_a_card_with_codes_and_evidence(cas):
    pain = text(by_id(page(cas), "m1"))
    for words in (
        "Chest <pain>: C0008031 T184, SNOMEDCT_US 29857009",
        "assertion neg.no: “no”, so polarity is -1",
        "History",
        "negated",
        "characters 15 to 25",
    ):
        assert words in pain
    drug = text(by_id(page(cas), "m3"))
    assert "medication strength: 25 mg (number 25, unit mg)" in drug
    assert "family member" in drug


def test_hovering_shows_codes_without_a_script(cas):
    titles = {node[1]["data-f"]: node[1]["title"] for node in every(page(cas).root, "mark")}
    assert titles["m1"] == "symptom, negated\nChest <pain>: C0008031 T184, SNOMEDCT_US 29857009"


def test_the_keyboard_reaches_every_finding_once(cas):
    cas.annotate("EventMention", 18, 28)  # crosses another, so it is cut in two
    marks = list(every(by_id(page(cas), "note"), "mark"))
    focusable = [node[1]["data-f"] for node in marks if node[1].get("tabindex") == "0"]
    assert sorted(focusable) == ["m1", "m2", "m3", "m4"]
    assert len(marks) > 4


def test_filters_offer_what_occurs(cas):
    boxes = list(every(by_id(page(cas), "filters"), "input"))
    assert [(box[1]["name"], box[1]["value"]) for box in boxes] == [
        ("kind", "medication"),
        ("kind", "site"),
        ("kind", "symptom"),
        ("certainty", "affirmed"),
        ("certainty", "negated"),
        ("certainty", "undecided"),
    ]
    assert all("checked" in box[1] for box in boxes)


def test_headings_are_marked_with_their_section(cas):
    [heading] = every(by_id(page(cas), "note"), "b")
    assert text(heading) == "HPI:"
    assert heading[1]["title"] == "History, LOINC 10164-2"


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(cas):
    data = HtmlWriter().render(cas).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', data)[1]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        [content] = re.findall(f"<{tag}>(.*?)</{tag}>", data, re.S)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"


def test_nothing_is_fetched_and_nothing_runs_inline(cas):
    def nodes(node):
        if not isinstance(node, str):
            yield node
            for child in node[2]:
                yield from nodes(child)

    for tag, attributes, _ in nodes(page(cas).root):
        assert tag not in ("link", "img", "iframe", "object", "base")
        for name in attributes:
            assert name not in ("src", "href", "style", "action")
            assert not name.startswith("on")


def test_a_note_that_attacks_the_page():
    attack = "</section><script>alert(1)</script>\" onmouseover='x' {count} {0} %s"
    cas = Cas(attack)
    cas.metadata.id = attack
    concept = cas.new(
        "UmlsConcept", cui=attack, preferredText=attack, code=attack, codingScheme=attack
    )
    found = cas.annotate(
        "EventMention",
        0,
        len(attack),
        polarity=1,
        subject=attack,
        ontologyConceptArr=cas.array([concept]),
    )
    cas.annotate(
        "cascara.type.Evidence",
        0,
        9,
        target=found,
        component=attack,
        rule=attack,
        attribute=attack,
        value=attack,
        source=attack,
    )
    result = page(cas)
    assert len(list(every(result.root, "script"))) == 1
    assert text(by_id(result, "note"), ("small",)) == attack
    [heading] = every(result.root, "h1")
    assert text(heading) == attack


def test_a_document_without_findings():
    result = page(Cas(""))
    assert text(by_id(result, "count")) == "0 findings"
    assert text(by_id(result, "note")) == ""


def test_half_a_surrogate_pair_is_shown_as_a_question_mark():
    assert text(by_id(page(Cas("a\ud83db")), "note")) == "a?b"

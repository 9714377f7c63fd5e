"""Narratives of any shape: no visible character is lost, places hold their elements' words."""

from __future__ import annotations

from collections import Counter

from cascara.readers.narrative import Builder, render
from cascara.typesystem import default
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

LISTS = ["list", "item", "ul", "ol", "li", "dl", "dt", "dd", "caption"]
BLOCKS = ["p", "paragraph", "h1", "div", "br", "pre", "footnote", *LISTS]
TABLES = ["table", "thead", "tbody", "tfoot", "tr", "td", "td", "td", "th"]
INLINE = ["content", "span", "sub", "sup", "b", "renderMultiMedia", "linkHtml", "a", "unknown"]
NAMES = (*BLOCKS, *TABLES, *INLINE)
WORDS = st.text("abcXYZ019 \n\t\u00a0éß\U0001f600.,:;|-", max_size=8)
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "ID": st.sampled_from("abcdefgh"),
        "colspan": st.sampled_from(["2", "3", "0", "x", "1000"]),
        "rowspan": st.sampled_from(["2", "3", "0", "70000"]),
        "listType": st.just("ordered"),
        "revised": st.sampled_from(["delete", "insert"]),
        "style": st.sampled_from(["display:none", "white-space:pre"]),
        "href": st.just("http://a.example"),
    },
)


def element(children):
    return st.builds(make, st.sampled_from(NAMES), ATTRIBUTES, WORDS, children, WORDS)


def make(name, attributes, text, children, tail):
    node = etree.Element(name, attributes)
    node.text, node.tail = text, tail
    node.extend(children)
    return node


ELEMENTS = st.recursive(
    element(st.just([])), lambda inner: element(st.lists(inner, max_size=5)), max_leaves=25
)
NARRATIVES = st.builds(
    lambda children: make("text", {}, "", children, ""), st.lists(ELEMENTS, max_size=5)
)


def is_seen(node):
    return node.get("revised") != "delete" and node.get("style") != "display:none"


def seen(node):
    """The characters a reader sees, by another way than the renderer's."""
    if not is_seen(node):
        return ""
    parts = [node.text or ""]
    for child in node:
        parts += [seen(child), child.tail or ""]
    return "".join("".join(parts).split())


@settings(max_examples=60)
@given(NARRATIVES)
def test_no_visible_character_is_lost(root):
    before = etree.tostring(root)
    lost = Counter(seen(root)) - Counter(render(root).text)
    assert not lost
    assert etree.tostring(root) == before


@settings(max_examples=60)
@given(NARRATIVES)
def test_characters_keep_their_order_where_nothing_is_said_again(root):
    for node in root.iter("caption", *TABLES):
        node.tag = "div"
    rendered = iter(render(root).text)
    assert all(char in rendered for char in seen(root))


@settings(max_examples=60)
@given(NARRATIVES)
def test_the_text_is_tidy(root):
    text = render(root).text
    assert text == text.strip("\n")
    assert "\n\n\n" not in text
    assert not any(line != line.rstrip() for line in text.split("\n"))
    assert not set("\t\r\u00a0") & set(text)


@settings(max_examples=60)
@given(NARRATIVES)
def test_places_hold_the_words_of_their_elements(root):
    narrative = render(root)
    expected = {}
    for node in root.iter():
        key = node.get("ID")
        if key and key not in expected:
            hidden = any(not is_seen(around) for around in (node, *node.iterancestors()))
            expected[key] = "" if hidden else seen(node)
    assert narrative.ids.keys() == expected.keys()
    for key, words in expected.items():
        begin, end = narrative.ids[key]
        assert 0 <= begin <= end <= len(narrative.text)
        span = narrative.text[begin:end]
        assert not Counter(words) - Counter(span)
        assert span == span.strip()


@settings(max_examples=60)
@given(NARRATIVES)
def test_places_nest_as_their_elements_do(root):
    for number, node in enumerate(root.iter()):
        node.set("ID", f"i{number}")
    ids = render(root).ids
    for node in root.iter():
        for child in node:
            (begin, end), (first, last) = ids[node.get("ID")], ids[child.get("ID")]
            assert begin <= first <= last <= end


@settings(max_examples=60)
@given(NARRATIVES)
def test_the_place_of_an_element_without_others_holds_its_words_alone(root):
    for number, node in enumerate(root.iter("paragraph", "content", "span", "b", "td", "li")):
        node.set("ID", f"own{number}")
    narrative = render(root)
    for node in root.iter("paragraph", "content", "span", "b", "td", "li"):
        around = [node, *node.iterancestors()]
        kept = any(a.tag == "pre" or "pre" in a.get("style", "") for a in around)
        if not len(node) and not kept and all(map(is_seen, around)):
            begin, end = narrative.ids[node.get("ID")]
            assert narrative.text[begin:end] == " ".join((node.text or "").split())


CELLS = st.tuples(
    st.sampled_from(["td", "td", "th"]),
    st.one_of(WORDS, st.sampled_from(["", " ", "\n x ", "9", "b:"])),
    st.sampled_from([{}, {}, {"ID": "a"}, {"ID": "b"}, {"rowspan": "2"}, {"colspan": "2"}]),
)
ROWS = st.tuples(st.lists(CELLS, max_size=4), st.sampled_from([{}, {"ID": "r"}]), WORDS)
GROUPS = st.tuples(st.sampled_from(["thead", "tbody", "tfoot"]), st.lists(ROWS, max_size=4))


def tables(groups, wrap):
    """A narrative with a table; the text of each cell within an element of its own, or not."""
    root = etree.Element("text")
    table = etree.SubElement(etree.SubElement(root, "item"), "table")
    for name, rows in groups:
        group = etree.SubElement(table, name)
        for cells, attributes, tail in rows:
            row = etree.SubElement(group, "tr", attributes)
            row.tail = tail
            for kind, text, marks in cells:
                cell = etree.SubElement(row, kind, marks)
                holder = etree.SubElement(cell, "span") if wrap else cell
                holder.text = text
    return root


@given(st.lists(GROUPS, max_size=3))
def test_a_cell_of_text_alone_is_as_one_whose_text_is_in_an_element(groups):
    assert render(tables(groups, wrap=False)) == render(tables(groups, wrap=True))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3), WORDS, NARRATIVES), max_size=6))
def test_documents_hold_their_sections_and_narratives(parts):
    builder, depth, whole = Builder(), 0, Counter()
    for level, title, root in parts:
        while depth > level:
            builder.close()
            depth -= 1
        builder.open(title)
        depth += 1
        narrative = render(root)
        offset = builder.add(narrative)
        whole += Counter("".join(narrative.text.split())) + Counter("".join(title.split()))
        assert offset >= builder.parts[-1].heading[1]
    for _ in range(depth):
        builder.close()
    cas = builder.cas(default())
    text = cas.sofa_string
    assert Counter("".join(text.split())) == whole
    for part in builder.parts:
        section = part.annotation
        assert text[section.headingBegin : section.headingEnd] == part.title
        assert section.headingEnd <= section.begin <= section.end
        if part.parent:
            assert part.parent.annotation.begin <= section.headingBegin or not part.title
            assert part.parent.annotation.begin <= section.begin
            assert section.end <= part.parent.annotation.end
    assert all(0 <= begin <= end <= len(text) for begin, end in builder.ids.values())

"""Narrative as text: what a clinician reads, what is left out, and where the ids are."""

from __future__ import annotations

import pytest
from cascara.readers.narrative import render
from lxml import etree


def narrative(inside):
    return render(etree.fromstring(f"<text>{inside}</text>"))


def text(inside):
    return narrative(inside).text


def places(inside):
    result = narrative(inside)
    return {key: result.text[begin:end] for key, (begin, end) in result.ids.items()}


CASES = {
    "white space is collapsed": ("  a\n\t b \n c ", "a b c"),
    "no-break spaces are blanks": ("a&#160;&#160;b", "a b"),
    "inline elements join words": (
        "hyper<b>tension</b> is <i>not</i> bad",
        "hypertension is not bad",
    ),
    "blanks beside inline elements": ("<b>a </b>b<i> c</i>", "a b c"),
    "paragraphs": ("<paragraph>a</paragraph> <paragraph>b</paragraph>c", "a\n\nb\n\nc"),
    "p": ("<p>a</p><p>b</p>", "a\n\nb"),
    "div": ("a<div>b<div>c</div></div>d", "a\nb\nc\nd"),
    "br": ("a<br/>b<br/><br/>c<br/><br/><br/>d<br/>", "a\nb\n\nc\n\nd"),
    "headings": ("<h1>a</h1>b<h6>c</h6>", "a\n\nb\n\nc"),
    "hr": ("a<hr/>b", "a\n\nb"),
    "bulleted": ("a<list><item>b</item><item>c</item></list>d", "a\n- b\n- c\n\nd"),
    "ordered": ('<list listType="ordered"><item>b</item><item>c</item></list>', "1. b\n2. c"),
    "ul": ("<ul><li>b</li><li>c</li></ul>", "- b\n- c"),
    "ol": ('<ol start="4"><li>b</li><li value="9">c</li><li>d</li></ol>', "4. b\n9. c\n10. d"),
    "nested": (
        "<ol><li>a<ul><li>b</li><li>c<ul><li>d</li></ul></li></ul>e</li><li>f</li></ol>g",
        "1. a\n  - b\n  - c\n    - d\n  e\n2. f\n\ng",
    ),
    "lists within items only": ("<ul><li><ul><li>a</li></ul></li></ul>", "- - a"),
    "paragraphs in items": (
        "<list><item><paragraph>a</paragraph><paragraph>b</paragraph></item><item>c</item></list>",
        "- a\n  b\n- c",
    ),
    "empty items": ("<ol><li> </li><li>b</li></ol>", "2. b"),
    "caption of a list": ("<list><caption>Now</caption><item>b</item></list>", "Now\n- b"),
    "a late caption of a list": ("<list><item>b</item><caption>Now</caption></list>", "Now\n- b"),
    "caption of a paragraph": (
        "<paragraph><caption>Lungs</caption>clear</paragraph>",
        "Lungs: clear",
    ),
    "caption with a colon": (
        "<paragraph><caption>Lungs:</caption>clear</paragraph>",
        "Lungs: clear",
    ),
    "definitions": (
        "<dl><dt>a</dt><dd>b</dd><dd>c</dd><dt>d:</dt><dd>e</dd></dl>",
        "a: b\nc\nd: e",
    ),
    "pre": ("x<pre>  a  b\n    c\n\n\nd </pre>e", "x\n\n  a  b\n    c\n\nd\n\ne"),
    "inline in pre": ("<pre>a <b>b</b> c\n<b>d</b></pre>", "a b c\nd"),
    "white-space": ('<p style="color: red; white-space: pre-wrap">a\nb</p> c\nd', "a\nb\n\nc d"),
    "content side by side": (
        "<content>Asthma</content><content>active</content><content/><content>(mild)</content>"
        "<content>, since</content><content>2011</content>",
        "Asthma active (mild), since 2011",
    ),
    "content within words": ("hyper<content>tension</content>s", "hypertensions"),
    "subscript": ("H<sub>2</sub>O, FEV<sub>1</sub>", "H2O, FEV1"),
    "superscript": ("m<sup>2</sup>, 1<sup>st</sup>, Ca<sup>2+</sup>", "m2, 1st, Ca2+"),
    "powers": ("10<sup>3</sup>/uL 10<sup>-9</sup> 10 <sup>3</sup>", "10^3/uL 10^-9 10 3"),
    "powers as written": ("10*3/uL", "10*3/uL"),
    "footnote": (
        'a<footnoteRef IDREF="f2"/> b<footnote ID="f1">x</footnote> '
        '<footnote ID="f2"><paragraph>y</paragraph><paragraph>z</paragraph></footnote>.',
        "a [2] b [1: x] [2: y; z].",
    ),
    "footnote without an id": ("a<footnote>x</footnote>", "a [x]"),
    "reference to nothing": ('a<footnoteRef IDREF="none"/>b', "ab"),
    "image of CDA": ('a<renderMultiMedia referencedObject="MM1"/>b', "a [image: MM1]b"),
    "image with a caption": (
        "<renderMultiMedia><caption>Left <b>hand</b></caption></renderMultiMedia>",
        "[image: Left hand]",
    ),
    "image without a name": ("a <renderMultiMedia/>", "a [image: unnamed]"),
    "img": (
        'a<img alt="left hand" src="x.png"/><img src="y.png"/><img alt=""/>',
        "a [image: left hand] [image]",
    ),
    "link": ('<linkHtml href="http://a.example/x">see</linkHtml>', "see"),
    "link without words": (
        'see <linkHtml href="http://a.example/x"/> <a href="b"> </a>',
        "see http://a.example/x b",
    ),
    "anchors": ('a<a name="x"/><a href="#x"/><a href="javascript:x()"/>b', "ab"),
    "styles are ignored": ('<content styleCode="Bold xHidden">a</content>', "a"),
    "deleted": ('a <content revised="delete">b <b>c</b></content>d', "a d"),
    "inserted": ('a <content revised="insert">b</content>', "a b"),
    "struck out": ("a <del>b</del><s>c</s><strike>d</strike>e<ins>f</ins>", "a ef"),
    "not displayed": ('a<p style="display : NONE">b</p><span hidden="">c</span>d', "ad"),
    "displayed": ('a<span style="display:none-such;background:none">b</span>', "ab"),
    "scripts": ("<style>a</style>b<script>c</script>", "b"),
    "comments and instructions": ("a<!-- b -->c<?d e?>f", "acf"),
    "unknown elements": ("a<renderSomethingNew>b</renderSomethingNew>", "ab"),
    "cdata": ("<![CDATA[a < b]]>", "a < b"),
    "nothing": (" <p/><list><item/></list><table><tr><td/></tr></table> ", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_text(name):
    inside, expected = CASES[name]
    assert text(inside) == expected


@pytest.mark.parametrize("name", CASES)
def test_text_in_a_namespace(name):
    inside, expected = CASES[name]
    assert (
        render(etree.fromstring(f'<text xmlns="urn:hl7-org:v3">{inside}</text>')).text == expected
    )


def test_the_tail_of_the_element_is_not_its_text():
    parent = etree.fromstring("<section><text>a</text> b</section>")
    assert render(parent[0]).text == "a"


def test_entities_nobody_resolved_are_their_characters():
    parser = etree.XMLParser(resolve_entities=False)
    root = etree.fromstring("<!DOCTYPE a SYSTEM 'x'><a>1&deg;C&nbsp;&foo;</a>", parser)
    assert render(root).text == "1°C &foo;"


@pytest.mark.parametrize(
    ("inside", "notes"),
    [
        ('<content revised="delete">b</content><del>c</del>', ["deleted text left out: 2"]),
        ('<content revised="delete"> </content>', []),
        ('<p hidden="hidden">b</p>', ["hidden text left out: 1"]),
        ('<renderMultiMedia referencedObject="m"/><img alt=""/>', ["images named, not shown: 2"]),
        ('<p ID="a">x</p><p ID="a">y</p><p ID="a">z</p>', ["ids given twice: 2"]),
        ("<script>x</script><style>y</style>", []),
    ],
)
def test_what_is_left_out_is_said(inside, notes):
    assert narrative(inside).notes == notes


PLACES = {
    "content side by side": (
        '<content ID="x">a</content><content ID="y">b</content><content ID="z"/>',
        {"x": "a", "y": "b", "z": ""},
    ),
    "own words": ('a <content ID="x">b <b id="y">c</b></content> d', {"x": "b c", "y": "c"}),
    "outer blanks are not of it": ('a<content ID="x"> b </content>c', {"x": "b"}),
    "paragraphs": (
        '<paragraph ID="x">a</paragraph><paragraph ID="y">b</paragraph>',
        {"x": "a", "y": "b"},
    ),
    "without words": ('a<content ID="x"/> <content ID="y"> </content>b', {"x": "", "y": ""}),
    "bullets are not of it": ('<ol><li ID="x">a<br/>b</li></ol>', {"x": "a\n  b"}),
    "all of a list": ('<ol ID="x"><li>a</li><li>b</li></ol>', {"x": "1. a\n2. b"}),
    "footnotes": ('a<footnote ID="x">b</footnote>', {"x": "b"}),
    "images": ('a<renderMultiMedia ID="x" referencedObject="M"/>', {"x": "[image: M]"}),
    "links": ('a <linkHtml ID="x" href="http://b"/>', {"x": "http://b"}),
    "deleted": (
        'a <content ID="x" revised="delete">b<b ID="y">c</b></content> d',
        {"x": "", "y": ""},
    ),
    "the first of two": ('<p ID="x">a</p><p ID="x">b</p>', {"x": "a"}),
    "empty ids": ('<p ID="">a</p>', {}),
    "powers": ('10<sup ID="x">3</sup>', {"x": "3"}),
    "beyond the basic plane": ('\U0001f600 <b ID="x">a</b>', {"x": "a"}),
}


@pytest.mark.parametrize("name", PLACES)
def test_places(name):
    inside, expected = PLACES[name]
    assert places(inside) == expected


def test_the_element_itself_may_have_an_id():
    assert render(etree.fromstring('<text ID="x">a</text>')).ids == {"x": (0, 1)}


def test_elements_without_words_are_within_what_is_around_them():
    ids = narrative('a <p ID="outer"><b ID="first"/><b ID="second"/> word <b ID="last"/></p> z').ids
    begin, end = ids["outer"]
    assert (ids["first"], ids["second"]) == ((begin, begin), (begin, begin))
    assert ids["last"] == (end, end)


def nested(names, depth, inner="x"):
    nodes = [etree.Element("text")]  # lxml takes long to let go of a node far down
    for number in range(depth):
        nodes.append(etree.SubElement(nodes[-1], names[number % len(names)], ID=f"i{number}"))
    nodes[-1].text = inner
    return nodes[0]


@pytest.mark.parametrize(
    "names",
    [
        ["div"],
        ["list", "item"],
        ["table", "tr", "td"],
        ["table", "tr", "th"],
        ["table", "tbody", "tr", "td"],
        ["footnote"],
        ["pre"],
        ["unknown"],
        ["renderMultiMedia", "caption"],
        ["sup"],
        ["dl", "dt", "dd"],
        ["td"],
        ["tr"],
    ],
)
def test_nesting_without_end(names):
    result = render(nested(names, 3_000))
    assert result.text.strip("]").endswith("x")
    assert len(result.ids) == 3_000


def test_nesting_is_no_deeper_in_python():
    assert render(nested(["div"], 50_000)).text == "x"


def test_deeply_nested_lists_are_not_indented_without_end():
    root = node = etree.Element("text")
    for number in range(5_000):
        node = etree.SubElement(etree.SubElement(node, "list"), "item")
        node.text = f"{number}"
    lines = render(root).text.split("\n")
    assert len(lines) == 5_000
    assert max(map(len, lines)) < 30

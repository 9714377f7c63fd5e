"""Odd but legal XMI is read and kept; bad XMI is one clear error, without a word of the note."""

from __future__ import annotations

import gc
import time

import pytest
from cascara import Cas
from cascara.core.errors import DocumentError
from cascara.core.xmi import read_xmi, write_xmi
from cassis import TypeSystem, load_typesystem

SECRET = "zebra"
HEAD = (
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" '
    'xmlns:tcas="http:///uima/tcas.ecore" '
    'xmlns:sem="http:///org/apache/ctakes/typesystem/type/textsem.ecore" '
    'xmlns:ref="http:///org/apache/ctakes/typesystem/type/refsem.ecore" '
    'xmlns:syn="http:///org/apache/ctakes/typesystem/type/syntax.ecore" '
    'xmlns:new="http:///org/example/new.ecore" xmi:version="2.0">\n'
)
SOFA = (
    '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="a zebra \U0001f993 ran"/>\n'
)
MENTION = '<sem:SignSymptomMention xmi:id="5" sofa="1" begin="2" end="7" polarity="1"/>\n'
VIEW = '<cas:View sofa="1" members="5"/>\n'


def xmi(*parts: str, head: str = HEAD) -> bytes:
    return (head + "".join(parts) + "</xmi:XMI>").encode()


def mentions(cas: Cas) -> list[tuple[str, int]]:
    return [(cas.covered_text(m), m.polarity) for m in cas.select("SignSymptomMention")]


@pytest.mark.parametrize(
    "parts", [(SOFA, MENTION, VIEW), (MENTION, SOFA, VIEW), (VIEW, MENTION, SOFA)]
)
def test_order_of_elements_does_not_matter(parts):
    assert mentions(read_xmi(xmi(*parts))) == [("zebra", 1)]


def test_offsets_count_utf16_units_in_the_file_and_code_points_here():
    ran = '<sem:SignSymptomMention xmi:id="5" sofa="1" begin="11" end="14" polarity="1"/>'
    cas = read_xmi(xmi(SOFA, ran, VIEW))
    assert mentions(cas) == [("ran", 1)]
    assert b'begin="11" end="14"' in write_xmi(cas)


def test_prefixes_mean_nothing():
    data = xmi(SOFA, MENTION, VIEW).decode()
    data = data.replace("sem:", "cas0:").replace("xmlns:sem", "xmlns:cas0")
    data = data.replace("cas:", "ref2:").replace(":cas=", ":ref2=").replace("xmi:", "q:")
    data = data.replace(":xmi=", ":q=")
    assert mentions(read_xmi(data.encode())) == [("zebra", 1)]


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ('polarity="1"', "polarity='1'"),
        (' polarity="1"', '\n   polarity = "1"'),
        ('polarity="1"', 'polarity="&#49;"'),
        ("<sem:Sign", "<!-- zebra <sem:Sign --><sem:Sign"),
        ("<sem:Sign", "<?zebra?><sem:Sign"),
        ("<sem:Sign", "zebra<sem:Sign"),
        ("<sem:Sign", '<xmi:Documentation><a b="c"><d/></a></xmi:Documentation><sem:Sign'),
        (
            "<sem:SignSymptomMention",
            "<p:SignSymptomMention "
            'xmlns:p="http:///org/apache/ctakes/typesystem/type/textsem.ecore"',
        ),
        (' polarity="1"/>', ' polarity="1"></sem:SignSymptomMention>'),
        ("</xmi:XMI>", "</xmi:XMI>\n<!-- zebra -->"),
        ("<xmi:XMI", "\ufeff<xmi:XMI"),
        ("<xmi:XMI", '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<xmi:XMI'),
    ],
)
def test_other_spellings_of_the_same(plain, other):
    data = xmi(SOFA, MENTION, VIEW).decode()
    assert plain in data
    assert mentions(read_xmi(data.replace(plain, other, 1).encode())) == [("zebra", 1)]


def test_a_line_end_within_a_value_is_a_space_unless_it_is_a_reference():
    sofa = SOFA.replace("a zebra", "a\nzebra\r\n&#10;&#13;&lt;&gt;&amp;&quot;&apos;&#x1F993;")
    assert read_xmi(xmi(sofa)).sofa_string.startswith("a zebra \n\r<>&\"'\U0001f993")


def test_a_default_namespace_holds_for_children_too():
    array = '<StringArray xmlns="http:///uima/cas.ecore" xmi:id="9"><elements>x</elements>'
    cas = read_xmi(xmi(SOFA, array, "</StringArray>", '<cas:View sofa="1" members="9"/>'))
    assert [fs.elements for fs in cas.select("uima.cas.StringArray")] == [["x"]]


def test_line_ends_tabs_and_markup_in_the_text():
    text = 'a\r\nb\tc\r<d> & "e"\n'
    cas = Cas(text)
    again = read_xmi(write_xmi(cas))
    assert again.sofa_string == text


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("spelling", ["&#12;", "&#xC;", "&#x0c;", "\f"])
def test_control_characters_are_read(version, spelling):
    # XML 1.1 has them as references: Java writes them so.
    head = f'<?xml version="{version}"?>' + HEAD
    sofa = (
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="a{spelling}b &amp;"/>'
    )
    cas = read_xmi(xmi(sofa, head=head))
    assert cas.sofa_string == "a\fb &"
    assert b"a b &amp;" in write_xmi(cas)


def test_several_views_and_sofas_without_text():
    cas = read_xmi(
        xmi(
            SOFA,
            '<cas:Sofa xmi:id="2" sofaNum="2" sofaID="audio" sofaURI="file:a"/>',
            '<cas:Sofa xmi:id="3" sofaNum="3" sofaID="bytes" sofaArray="4"/>',
            '<cas:ByteArray xmi:id="4" elements="00FF7f"/>',
            '<tcas:Annotation xmi:id="6" sofa="2" begin="1000" end="2000"/>',
            '<cas:View sofa="2" members="6"/>',
        )
    )
    again = read_xmi(write_xmi(cas))
    assert [view.sofa.sofaID for view in again.views] == ["_InitialView", "audio", "bytes"]
    assert again.get_view("audio").get_sofa().sofaURI == "file:a"
    assert again.get_view("bytes").get_sofa().sofaArray.elements == [0, 255, 127]
    assert [fs.end for fs in again.get_view("audio").select("uima.tcas.Annotation")] == [2000]


def test_a_cas_with_nothing_in_it():
    assert read_xmi(xmi('<cas:NULL xmi:id="0"/>')).sofa_string is None
    cas = read_xmi(xmi('<ref:UmlsConcept xmi:id="1" cui="C1"/>', '<cas:View members="1"/>'))
    assert [concept.cui for concept in cas.select("UmlsConcept")] == ["C1"]
    assert len({cas.get_sofa().xmiID, cas.select("UmlsConcept")[0].xmiID}) == 2


def test_a_sofa_may_lack_its_number():
    assert read_xmi(xmi(SOFA.replace(' sofaNum="1"', ""))).get_sofa().sofaNum == 1


def test_views_left_out_or_without_members():
    assert mentions(read_xmi(xmi(SOFA, MENTION))) == []
    assert mentions(read_xmi(xmi(SOFA, '<cas:View sofa="1"/>'))) == []


def test_orphans_are_kept():
    lists = (
        '<cas:NonEmptyFSList xmi:id="20" head="5" tail="21"/><cas:EmptyFSList xmi:id="21"/>'
        '<ref:UmlsConcept xmi:id="22" cui="C1"/>'
    )
    cas = read_xmi(xmi(SOFA, MENTION, lists, VIEW))
    assert [fs.xmiID for fs in cas.orphans] == [20, 21, 22]
    again = read_xmi(write_xmi(cas))
    assert [(fs.xmiID, fs.type.short_name) for fs in again.orphans] == [
        (20, "NonEmptyFSList"),
        (21, "EmptyFSList"),
        (22, "UmlsConcept"),
    ]
    assert again.orphans[0].head is again.select("SignSymptomMention")[0]


def test_what_is_reached_is_no_orphan():
    mention = MENTION.replace("/>", ' ontologyConceptArr="22 0 22"/>')
    cas = read_xmi(xmi(SOFA, mention, '<ref:UmlsConcept xmi:id="22"/>', VIEW))
    assert cas.orphans == []
    one, null, two = cas.select("SignSymptomMention")[0].ontologyConceptArr.elements
    assert one is two
    assert null is None


def test_unknown_types_and_features_are_kept():
    unknown = (
        '<new:Span xmi:id="30" sofa="1" begin="8" end="10" score="0.50" class="x" of="5"/>'
        '<new:Loose xmi:id="31" begin="soon"/>'
        "<new:Many xmi:id='32'><name>a</name><name/></new:Many>"
    )
    mention = MENTION.replace("/>", ' begun="late"/>')
    cas = read_xmi(xmi(SOFA, mention, unknown, '<cas:View sofa="1" members="5 30 31"/>'))
    span = cas.select("org.example.new.Span")[0]
    assert cas.covered_text(span) == "\U0001f993"
    assert (span.score, span.class_, span.of) == ("0.50", "x", "5")
    assert cas.select("SignSymptomMention")[0].begun == "late"
    data = write_xmi(cas)
    for kept in (b'score="0.50"', b'class="x"', b'of="5"', b'begin="soon"', b'begun="late"'):
        assert kept in data
    assert b"<name>a</name><name/>" in data
    assert write_xmi(read_xmi(data)) == data


def test_the_type_system_itself_is_left_alone():
    before = Cas("").typesystem
    size = len(list(before.get_types()))
    cas = read_xmi(xmi(SOFA, '<new:Thing xmi:id="30" a="b"/>', '<cas:View sofa="1" members="30"/>'))
    assert cas.typesystem is not before
    assert len(list(Cas("").typesystem.get_types())) == size
    again = read_xmi(xmi(SOFA, '<new:Thing xmi:id="9" a="c"/>'))
    assert again.typesystem is cas.typesystem


def test_a_type_system_is_extended_once_for_many_documents():
    things = ['<new:T xmi:id="9" a="1"/>', '<new:T xmi:id="9" b="2"/>', '<new:T xmi:id="9" a="3"/>']
    first, second, third = (read_xmi(xmi(SOFA, thing)) for thing in things)
    assert first.typesystem is not second.typesystem
    assert third.typesystem is second.typesystem
    assert [cas.orphans[0].a for cas in (first, third)] == ["1", "3"]
    assert b" b=" not in write_xmi(third)


def test_ranges_of_a_type_system_read_from_a_file_include_subtypes():
    types = TypeSystem()
    types.create_type("t.A", "uima.cas.TOP")
    types.create_type("t.B", "t.A")
    types.create_feature("t.A", "next", "t.A")
    loaded = load_typesystem(types.to_xml())
    head = HEAD.replace("<xmi:XMI", '<xmi:XMI xmlns:t="http:///t.ecore"')
    data = xmi('<t:A xmi:id="2" next="3"/><t:B xmi:id="3"/><cas:View members="2"/>', head=head)
    cas = read_xmi(data, loaded)
    assert cas.select("t.A")[0].next.type.name == "t.B"
    assert b'next="3"' in write_xmi(cas)


def test_child_elements_stand_for_attributes():
    # as the Eclipse Modeling Framework writes them
    concept = '<ref:UmlsConcept xmi:id="22"><cui>C1</cui></ref:UmlsConcept>'
    mention = MENTION.replace("/>", '><ontologyConceptArr href="#22"/></sem:SignSymptomMention>')
    cas = read_xmi(xmi(SOFA, mention, concept, VIEW))
    assert cas.select("SignSymptomMention")[0].ontologyConceptArr.elements[0].cui == "C1"


BAD = {
    "cut": (xmi(SOFA, MENTION)[:-60], "not well-formed", "3"),
    "empty": (b"", "not well-formed", "1"),
    "other XML": (b"<note>zebra</note>", "not XMI", "1"),
    "no XML": (b"a zebra ran", "not well-formed", "1"),
    "nested": (xmi(SOFA, "<new:A xmi:id='5'><a><b>zebra</b></a></new:A>"), "nested", "3"),
    "feature structure in another": (
        xmi(SOFA, "<new:A xmi:id='5'><new:B xmi:id='6'/></new:A>"),
        "inside another",
        "3",
    ),
    "id twice": (xmi(SOFA, MENTION, MENTION), "id 5", "4"),
    "id of the sofa": (xmi(SOFA, MENTION.replace('"5"', '"1"')), "xmi:id", ""),
    "id 0": (xmi(SOFA, MENTION.replace('"5"', '"0"')), "not a positive number", "3"),
    "id text": (xmi(SOFA, MENTION.replace('"5"', '"zebra"')), "not a positive number", "3"),
    "id as Python": (xmi(SOFA, MENTION.replace('"5"', '"1_0"')), "not a positive number", "3"),
    "no id": (xmi(SOFA, MENTION.replace(' xmi:id="5"', "")), "not a positive number", "3"),
    "member": (xmi(SOFA, MENTION, '<cas:View sofa="1" members="5 77"/>'), "77", ""),
    "sofa": (xmi(SOFA, MENTION.replace('sofa="1"', 'sofa="9"'), VIEW), "sofa", "3"),
    "sofa twice": (xmi(SOFA, SOFA.replace('"1"', '"2"')), "sofaID", ""),
    "sofaNum": (xmi(SOFA.replace('sofaNum="1"', 'sofaNum="x"')), "sofaNum", ""),
    "view": (xmi(SOFA, MENTION, VIEW.replace("1", "9")), "sofa", ""),
    "begin > end": (xmi(SOFA, MENTION.replace('"2"', '"8"')), "span", "3"),
    "past the end": (xmi(SOFA, MENTION.replace('"7"', '"15"')), "span", "3"),
    "negative": (xmi(SOFA, MENTION.replace('"2"', '"-1"')), "span", "3"),
    "in a pair": (xmi(SOFA, MENTION.replace('"7"', '"9"')), "surrogate", "3"),
    "integer": (xmi(SOFA, MENTION.replace('polarity="1"', 'polarity="zebra"')), "polarity", "3"),
    "empty integer": (xmi(SOFA, MENTION.replace('polarity="1"', 'polarity=""')), "polarity", "3"),
    "too large": (xmi(SOFA, MENTION.replace('"1"/>', '"2147483648"/>')), "Integer", "3"),
    "boolean": (xmi(SOFA, MENTION.replace("/>", ' generic="zebra"/>')), "generic", "3"),
    "float": (xmi(SOFA, MENTION.replace("/>", ' confidence="1,5"/>')), "confidence", "3"),
    "bytes": (xmi(SOFA, '<cas:ByteArray xmi:id="4" elements="0G"/>'), "elements", "3"),
    "feature of an array": (xmi(SOFA, '<cas:FSArray xmi:id="4" zebra="1"/>'), "UIMA's own", "3"),
    "numbers": (xmi(SOFA, '<cas:IntegerArray xmi:id="4" elements="1 x"/>'), "elements", "3"),
    "reference": (xmi(SOFA, MENTION.replace("/>", ' event="77"/>')), "77", "3"),
    "item": (xmi(SOFA, MENTION.replace("/>", ' ontologyConceptArr="5 77"/>')), "77", "3"),
    "no reference": (xmi(SOFA, MENTION.replace("/>", ' event="zebra"/>')), "event", "3"),
    "wrong type": (xmi(SOFA, MENTION.replace("/>", ' event="5"/>')), "refsem.Event", "3"),
    "values": (
        xmi(SOFA, '<syn:Chunk xmi:id="5"><begin>1</begin><begin>2</begin></syn:Chunk>'),
        "begin",
        "3",
    ),
    "no feature's name": (xmi(SOFA, MENTION.replace("/>", ' a.a="1"/>')), "feature's name", "3"),
    "hidden name": (xmi(SOFA, MENTION.replace("/>", ' _zebra="1"/>')), "feature's name", "3"),
    "altered name": (xmi(SOFA, MENTION.replace("/>", ' e\u0301="1"/>')), "feature's name", "3"),
    "child element": (xmi(SOFA, '<new:A xmi:id="5"><a-b>1</a-b></new:A>'), "feature's name", "3"),
    "no type's name": (xmi(SOFA, '<new:zebra-a xmi:id="5" a="1"/>'), "UIMA type", "3"),
    "namespace": (xmi(SOFA, '<x:A xmlns:x="urn:x" xmi:id="4"/>'), "namespace", "3"),
    "encoding": (b'<?xml version="1.0" encoding="zebra"?>' + xmi(SOFA), "encoding", "1"),
    "bytes of another encoding": (xmi(SOFA).replace(b" ran", b" \xff"), "not well-formed", "2"),
    "other view": (
        xmi(SOFA, '<cas:Sofa xmi:id="2" sofaNum="2" sofaID="b"/>', MENTION, VIEW.replace("1", "2")),
        "view",
        "3",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_xmi_is_one_clear_error(name, tmp_path):
    data, reason, line = BAD[name]
    path = tmp_path / "bad.xmi"
    path.write_bytes(data)
    for source, where in ((data, "a/b.xmi"), (path, str(path))):
        with pytest.raises(DocumentError) as caught:
            read_xmi(source, name=where if isinstance(source, bytes) else "")
        error = caught.value
        assert error.path == where
        assert reason in error.reason
        assert error.place == line
        assert SECRET not in str(error)
        assert "\n" not in str(error)
        assert error.__suppress_context__ or error.__cause__ is None


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "zebra">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
) + b"]>"  # fmt: skip


@pytest.mark.parametrize(
    "doctype",
    [LAUGHS, b'<!DOCTYPE x SYSTEM "file:///etc/passwd">', b'<!DOCTYPE x PUBLIC "a" "http://b/c">'],
)
def test_a_document_type_is_refused_at_once(doctype, tmp_path):
    data = doctype + xmi(SOFA.replace("zebra", "&j;"))
    path = tmp_path / "bomb.xmi"
    path.write_bytes(data)
    for source in (data, path):
        start = time.perf_counter()
        with pytest.raises(DocumentError, match="document type") as caught:
            read_xmi(source)
        assert time.perf_counter() - start < 1
        assert caught.value.place == "1"


def test_a_file_behind_a_document_type_is_not_loaded(tmp_path):
    path = tmp_path / "huge.xmi"
    with path.open("wb") as file:
        file.write(LAUGHS)
        file.seek(1 << 30)  # a gigabyte, of which the disk holds nothing
        file.write(b"\n")
    start = time.perf_counter()
    with pytest.raises(DocumentError, match="document type"):
        read_xmi(path)
    assert time.perf_counter() - start < 1


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DocumentError, match="cannot be read"):
        read_xmi(tmp_path / "none.xmi")


def test_the_garbage_collector_is_as_it_was():
    assert gc.isenabled()
    with pytest.raises(DocumentError):
        read_xmi(b"")
    assert gc.isenabled()
    gc.disable()
    try:
        read_xmi(xmi(SOFA))
        assert not gc.isenabled()
    finally:
        gc.enable()

"""XML from outside: what is read, what is refused, and that nothing of it is in an error."""

from __future__ import annotations

import logging

import pytest
from cascara.core.errors import DocumentError
from cascara.readers.xml import LONGEST_ENTITY, MOST_NAMES, local_name, parse
from lxml import etree

BOMB = (
    b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><l>%b&c;%b</l>'
)


def refused(data):
    with pytest.raises(DocumentError) as caught:
        parse(data, "in/a.xml")
    assert caught.value.path == "in/a.xml"
    return caught.value


@pytest.mark.parametrize(
    ("data", "place", "fault"),
    [
        (b"<a>\n<b>\n</a>", "3:5", "tag name mismatch"),
        (b"<a", "1:3", ""),
        (b"", "1:1", "document empty"),
        (b" \n", "2:1", "document empty"),
        (b"words only", "1:1", ""),
        (b"<a/><b/>", "1:5", ""),
        (b"<a>\x01</a>", "1:4", "invalid char"),
        (b"<a>&unheard;</a>", "1:13", "undeclared entity"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "1:39", "unsupported encoding"),
    ],
)
def test_no_xml_is_an_error_with_its_place(data, place, fault):
    error = refused(data)
    assert error.reason.startswith("is not well-formed XML")
    assert fault in error.reason
    assert error.place == place
    assert error.cure


def test_an_error_holds_nothing_of_the_document():
    error = refused(b"<Smith>\n<diabetes>positive</Smith>&hiv;")
    assert not any(word in str(error) for word in ("Smith", "diabetes", "positive", "hiv"))


@pytest.mark.parametrize(
    "data",
    [
        BOMB % (b"", b""),
        BOMB % (b"<d>" * 300, b"</d>" * 300),
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        b"<!DOCTYPE a [<!ENTITY x PUBLIC 'p' 'http://192.0.2.1/x'>]><a/>",
        b"<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://192.0.2.1/x'>%x;]><a/>",
        b"<!DOCTYPE a [<!ENTITY % x '<!ENTITY y \"words\">'>%x;]><a>&y;</a>",
        b"<!DOCTYPE a [<!ENTITY x '&#60;b/>'>]><a>&x;</a>",
        b"<!DOCTYPE a [<!ENTITY x '%b'>]><a>&x;</a>" % (b"x" * (LONGEST_ENTITY + 1)),
    ],
)
def test_entities_that_are_more_than_signs_are_refused(data):
    assert "entities" in refused(data).reason


def test_entities_that_are_signs_are_read():
    root = parse(
        b"<!DOCTYPE a SYSTEM 'x.dtd' [<!ENTITY deg '&#176;'>]><a b='&deg;'>&deg;C</a>", "a"
    )
    assert (root.text, root.get("b")) == ("°C", "°")


def test_a_declared_entity_wins_over_the_character_of_html():
    assert parse(b"<!DOCTYPE a [<!ENTITY deg 'grad'>]><a>&deg;</a>", "a").text == "grad"


@pytest.mark.parametrize("doctype", [b"", b"<!DOCTYPE a SYSTEM 'http://192.0.2.1/a.dtd'>"])
def test_characters_that_html_names_are_read(doctype):
    root = parse(doctype + b"<a b='x&nbsp;y'>caf&eacute; &lt;&amp;</a>", "a")
    assert (root.text, root.get("b")) == ("café <&", "x\xa0y")


def test_an_external_dtd_and_a_style_sheet_are_not_looked_at(tmp_path):
    dtd = tmp_path / "a.dtd"
    dtd.write_text("<!ELEMENT a EMPTY><!ATTLIST a b CDATA 'from the dtd'>")
    sheet = f'<?xml-stylesheet type="text/xsl" href="{tmp_path}/none.xsl"?>'
    root = parse(f'{sheet}<!DOCTYPE a SYSTEM "{dtd.as_uri()}"><a/>'.encode(), "a")
    assert dict(root.attrib) == {}


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff<a>é</a>".encode(),
        "\ufeff<?xml version='1.0' encoding='utf-16'?><a>é</a>".encode("utf-16-le"),
        "\ufeff<?xml version='1.0' encoding='utf-16'?><a>é</a>".encode("utf-16-be"),
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>".encode("latin-1"),
        "<?xml version='1.0' encoding='windows-1252'?><a>é</a>".encode("cp1252"),
        "\n \n<?xml version='1.0'?><a>é</a>".encode(),
        "<?xml version='1.0' encoding='utf-16'?><a>é</a>".encode(),
    ],
)
def test_encodings(data):
    assert parse(data, "a").text == "é"


def test_bytes_not_in_the_claimed_encoding_are_read_with_a_warning(caplog):
    data = "<?xml version='1.0' encoding='utf-8'?><a>café, and words to judge by</a>".encode(
        "cp1252"
    )
    with caplog.at_level(logging.WARNING):
        assert parse(data, "in/a.xml").text.startswith("café,")
    assert "guessed cp1252" in caplog.text
    assert "judge" not in caplog.text


def test_large_texts_and_deep_nesting():
    assert len(parse(b"<a>" + b"x" * 11_000_000 + b"</a>", "a").text) == 11_000_000
    assert sum(1 for _ in parse(b"<a>" * 2000 + b"</a>" * 2000, "a").iter()) == 2000


def test_nesting_without_end_is_refused():
    assert "resource limit" in refused(b"<a>" * 1_000_000).reason


@pytest.mark.parametrize(
    ("tag", "name"),
    [("a", "a"), ("{urn:x}a.b", "a.b"), (etree.Comment, ""), (etree.PI, ""), (etree.Entity, "")],
)
def test_local_names(tag, name):
    assert local_name(tag) == local_name(tag) == name


def test_local_names_of_any_number_of_tags_are_not_all_remembered():
    assert all(local_name(f"{{urn:x}}a{n}") == f"a{n}" for n in range(2 * MOST_NAMES + 1))
    assert len(local_name.__self__) <= MOST_NAMES

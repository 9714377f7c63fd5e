"""Attachments as text, and the reasons why some have none."""

from __future__ import annotations

import zlib
from time import process_time

import pytest
from cascara.readers import media
from cascara.readers.media import NoText, text_of


def reason(data, media_type, charset=None):
    with pytest.raises(NoText) as caught:
        text_of(data, media_type, charset)
    assert str(caught.value) == caught.value.reason
    return caught.value.reason


def text(data, media_type, charset=None):
    return text_of(data, media_type, charset).text


def pdf(*pages, extra=b"", filters=b""):
    """A PDF, an object after the other; a page is its drawing instructions."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(page), filters, page))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, extra, len(out))
    )


def shown(*lines):
    moves = b" 0 -14 Td ".join(b"(%s) Tj" % line for line in lines)
    return b"BT /F1 12 Tf 72 720 Td %s ET" % moves


PLAIN = [
    (b"Caf\xc3\xa9", "text/plain", None, "Café"),
    (b"Caf\xe9", "text/plain", "iso-8859-1", "Café"),
    (b"Caf\xe9", "text/plain; charset=ISO-8859-1", None, "Café"),
    (b"Caf\xe9", 'TEXT/PLAIN; format=flowed; Charset="latin-1"', None, "Café"),
    (b"\xef\xbb\xbfCaf\xc3\xa9", "text/plain", "latin-1", "Café"),
    (b"\r\na\r\nb\rc\x0cd\n", "text/plain", None, "a\nb\nc\nd"),
    (b"words", "", None, "words"),
    (b"words", "application/octet-stream", None, "words"),
    (b"# words", "text/markdown", None, "# words"),
]


@pytest.mark.parametrize(("data", "media_type", "charset", "expected"), PLAIN)
def test_plain_text(data, media_type, charset, expected):
    result = text_of(data, media_type, charset)
    assert (result.text, result.notes) == (expected, [])


def test_what_is_guessed_is_said():
    guessed = text_of("A café, and more words to judge by.".encode("cp1252"), "text/plain")
    assert guessed.notes == ["encoding guessed: cp1252"]
    wrong = text_of("A café.".encode(), "text/plain", "ascii")
    assert (wrong.text, wrong.notes) == ("A café.", ["not in the character set it states"])
    unheard = text_of(b"A cafe.", "text/plain", "klingon")
    assert (unheard.text, unheard.notes) == ("A cafe.", ["unknown character set ignored"])


HTML = b"<html><head><title>no</title><style>no</style></head><body>%s</body></html>"


@pytest.mark.parametrize(
    ("data", "media_type", "expected"),
    [
        (HTML % b"<p>a &amp; caf&eacute;<br>b<p>c", "text/html", "a & café\nb\n\nc"),
        (HTML % b"<table><tr><th>a<th>b<tr><td>1<td>2</table>", "text/html", "a | b\na: 1 | b: 2"),
        ("<p>café".encode(), "text/html", "café"),
        ("<p>café".encode("latin-1"), "text/html; charset=latin-1", "café"),
        ('<meta charset="latin-1"><p>café'.encode("latin-1"), "text/html", "café"),
        (b"only words", "text/html", "only words"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>a</p></body></html>',
         "application/xhtml+xml", "a"),
        (b"<p>a<script>no</script><!-- no -->b", "text/html", "ab"),
    ],
)  # fmt: skip
def test_html(data, media_type, expected):
    assert text(data, media_type) == expected


def test_what_html_leaves_out_is_said():
    assert text_of(b"<p>a <del>b</del></p>", "text/html").notes == ["deleted text left out: 1"]


RTF = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fnil\fcharset0 Arial;}}{\stylesheet{\v Hidden;}}%s}"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (rb"a\par b\line c", "a\nb\nc"),
        (rb"caf\'e9 \u8805? 5\~mg \{x\} \\par", "café ≥ 5 mg {x} \\par"),
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (rb"\b bold\b0  and {\i slanted}", "bold and slanted"),
        (rb"\trowd Na\cell 140\cell\row K\cell 4\cell\row after", "Na | 140\nK | 4\nafter"),
        (rb"a{\deleted\revauthdel1 gone}b", "ab"),
        (rb"a\deleted gone\deleted0 b", "ab"),
        (rb"a{\deleted gone{\b too}}{\b b}", "ab"),
        (rb"a\v gone\plain b", "ab"),
        (rb"a{\pict\wmetafile8 0102ff}b", "ab"),
        (rb"a{\footnote note}b", "a noteb"),
        (rb"a{\field{\*\fldinst{PAGE}}{\fldrslt 7}}b", "a7b"),
    ],
)
@pytest.mark.parametrize("media_type", ["application/rtf", "text/rtf", "text/plain", ""])
def test_rtf(inside, expected, media_type):
    assert text(RTF % inside, media_type) == expected


def test_what_rtf_leaves_out_is_said():
    inside = rb"a{\deleted x}{\v y}{\pict 00}{\shp{\*\shpinst{\shptxt z}}}{\deleted w}"
    assert text_of(RTF % inside, "text/rtf").notes == [
        "deleted text left out: 2",
        "hidden text left out: 1",
        "images left out: 1",
        "text boxes left out: 1",
    ]


def test_rtf_of_a_macintosh():
    assert text(rb"{\rtf1\mac\ansicpg10000 caf\'8e}", "text/rtf") == "café"


def test_text_said_to_be_rtf_is_read_as_text():
    result = text_of(b"Only {words}.", "application/rtf")
    assert result.text == "Only {words}."
    assert result.notes == ["said to be application/rtf, read as text/plain"]


def test_long_rtf_takes_linear_time():
    fields = rb"{\field{\*\fldinst{HYPERLINK }}{\fldrslt x}}" * 4_000 + rb"\f0 a" * 20_000
    begun = process_time()
    assert text(RTF % fields, "text/rtf").endswith("a")
    assert process_time() - begun < 3


def test_pdf():
    result = text_of(
        pdf(shown(b"Blood pressure 120/80", b"No fever"), shown(b"Page two")), "application/pdf"
    )
    assert (result.text, result.notes) == ("Blood pressure 120/80\nNo fever\nPage two", [])


def test_pdf_said_to_be_something_else():
    result = text_of(pdf(shown(b"words")), "text/plain")
    assert (result.text, result.notes) == (
        "words",
        ["said to be text/plain, read as application/pdf"],
    )
    assert text_of(pdf(shown(b"words")), "application/octet-stream").notes == []


def test_pages_and_time_are_bounded(monkeypatch):
    data = pdf(*[shown(b"words")] * 5)
    monkeypatch.setattr(media, "MOST_PAGES", 2)
    assert text_of(data, "application/pdf").notes == ["pages not read: 3"]
    monkeypatch.setattr(media, "MOST_PAGES", 100)
    monkeypatch.setattr(media, "MOST_SECONDS", -1)
    assert reason(data, "application/pdf") == "application/pdf without text"


def test_a_page_that_unpacks_without_end_is_not_read(monkeypatch):
    monkeypatch.setattr(media, "MOST_PAGE_BYTES", 10_000)
    packed = [zlib.compress(page) for page in (shown(b"words"), shown(b"x" * 20_000))]
    result = text_of(pdf(*packed, filters=b"/Filter /FlateDecode"), "application/pdf")
    assert (result.text, result.notes) == ("words", ["pages not read: 1"])


def test_a_page_of_rubbish_does_not_take_the_others_with_it():
    packed = [b"rubbish", zlib.compress(shown(b"words"))]
    assert text(pdf(*packed, filters=b"/Filter /FlateDecode"), "application/pdf") == "words"


@pytest.mark.parametrize(
    ("data", "media_type", "expected"),
    [
        (b"\x89PNG\r\n", "image/png", "image/png holds no text that can be read"),
        (b"x", "application/dicom", "application/dicom holds no text that can be read"),
        (b"x", "Ann Smith has HIV", "a medium of unknown type holds no text that can be read"),
        (b"<a/>", "text/xml", "text/xml holds no text that can be read"),
        (b"", "text/plain", "text/plain without text"),
        (b" \n", "", "text/plain without text"),
        (b"", "text/html", "text/html without text"),
        (b"<p> </p>", "text/html", "text/html without text"),
        (b"<p>before" + b"<div>" * 3000 + b"deep", "text/html", "HTML nested too deeply"),
        (RTF % b"", "text/rtf", "text/rtf without text"),
        (pdf(), "application/pdf", "application/pdf without text"),
        (pdf(b"0 0 m 5 5 l S"), "application/pdf", "application/pdf without text"),
        (b"%PDF-1.4 rubbish", "application/pdf", "PDF that is broken"),
        (b"rubbish", "application/pdf", "PDF that is broken"),
        (rb"{\rtf1 \u99999999 x}", "text/rtf", "RTF that is broken"),
        (bytes(range(32)) * 9, "", "text that looks binary"),
        (b"\x00\x01" * 99, "text/html", "text that looks binary"),
        (
            pdf(
                shown(b"words"),
                extra=b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
                b"/O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32),
            ),
            "application/pdf",
            "PDF that is encrypted",
        ),
    ],
)  # fmt: skip
def test_why_there_is_no_text(data, media_type, expected):
    assert reason(data, media_type) == expected


def test_the_text_is_bounded(monkeypatch):
    monkeypatch.setattr(media, "MOST_TEXT", 10)
    assert reason(b"x" * 11, "text/plain") == "more than 10 characters of text"


@pytest.mark.shared_data
def test_shared_notes_in_rtf(shared_data):
    files = sorted(shared_data.glob("notes_other/**/*.rtf"))
    assert files
    for path in files:
        data = path.read_bytes()
        result = text_of(data, "text/rtf")
        words = result.text.split()
        if not data.startswith(b"{\\rtf"):  # text, whatever its name
            assert words == data.decode("cp1252", "replace").split()
        else:
            assert not any("\\" in word or "{" in word for word in words)
            assert len(words) > 100

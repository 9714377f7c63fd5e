"""Type systems: names.py is made of the XML, merging, conflicts, hostile XML."""

from __future__ import annotations

import pytest
from cascara.typesystem import TypeSystemError, default, generate, merged, names

HEAD = '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>'
TAIL = "</types></typeSystemDescription>"


def described(name, supertype="uima.tcas.Annotation", feature="", range_="uima.cas.String"):
    features = (
        f"<features><featureDescription><name>{feature}</name><rangeTypeName>{range_}"
        "</rangeTypeName></featureDescription></features>"
        if feature
        else ""
    )
    return (
        f"<typeDescription><name>{name}</name><supertypeName>{supertype}</supertypeName>"
        f"{features}</typeDescription>"
    )


@pytest.fixture
def write(tmp_path):
    def write_file(name, *types, text=None):
        path = tmp_path / name
        path.write_text(text if text is not None else HEAD + "".join(types) + TAIL)
        return path

    return write_file


def test_names_are_those_of_the_xml():
    from pathlib import Path

    assert Path(names.__file__).read_text() == generate.source()


def test_the_default_is_loaded_once():
    assert default() is default()
    assert merged([]) is default()


def test_a_plugin_adds_types_in_any_order_and_may_use_those_of_cascara(write):
    path = write(
        "a.xml",
        described("my.Child", "my.Parent", "note", "cascara.type.Evidence"),
        described("my.Parent", names.SENTENCE),
    )
    types = merged([path])
    assert types.is_instance_of("my.Child", names.SENTENCE)
    assert types.get_type("my.Child").get_feature("note").rangeType.name == names.EVIDENCE
    assert not default().contains_type("my.Child")


def test_two_plugins_may_say_the_same(write):
    same = described("my.Type", feature="value")
    types = merged([write("a.xml", same), write("b.xml", same)])
    assert types.contains_type("my.Type")


@pytest.mark.parametrize(
    "other",
    [
        described("my.Type", names.SENTENCE, "value"),
        described("my.Type", feature="value", range_="uima.cas.Integer"),
    ],
)
def test_a_conflict_names_both_sources(write, other):
    paths = [write("a.xml", described("my.Type", feature="value")), write("b.xml", other)]
    with pytest.raises(TypeSystemError, match=r"my\.Type.*a\.xml.*b\.xml"):
        merged(paths)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a", "a.xml:1: not well-formed"),
        ("<a/>", "not a UIMA type system description"),
        (HEAD + described("my.T", "no.Such") + TAIL, "supertype no.Such is not known"),
        (HEAD + described("my.T", feature="f", range_="no.Such") + TAIL, "range no.Such"),
        (HEAD + described("") + TAIL, "a.xml:1: a type or feature lacks"),
        ('<!DOCTYPE a [<!ENTITY x "y">]>' + HEAD + described("my.T") + TAIL, "document type"),
    ],
)
def test_a_bad_description_is_one_clear_error(write, text, said):
    with pytest.raises(TypeSystemError) as caught:
        merged([write("a.xml", text=text)])
    assert said in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TypeSystemError, match=r"gone\.xml: cannot be read"):
        merged([tmp_path / "gone.xml"])


@pytest.mark.shared_data
def test_every_ctakes_type_of_a_real_installation_is_the_same(shared_data):
    from cassis import load_typesystem

    path = shared_data / "ctakes_golden" / "TypeSystem_merged_5.1.0.xml"
    with path.open("rb") as file:
        real = load_typesystem(file)
    ours = default()

    def shape(types, name):
        kind = types.get_type(name)
        features = {
            f.name: (
                f.rangeType.name,
                f.elementType and f.elementType.name,
                f.multipleReferencesAllowed,
            )
            for f in kind.features
        }
        return kind.supertype.name, features

    shared = [t.name for t in real.get_types() if t.name.startswith("org.apache.ctakes.")]
    assert len(shared) > 190
    for name in shared:
        supertype, features = shape(real, name)
        assert shape(ours, name)[0] == supertype
        # Later releases of cTAKES added features; those of this one are all there.
        assert features.items() <= shape(ours, name)[1].items()

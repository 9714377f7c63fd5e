"""The XMI writer component; the XMI itself is tested with core/xmi."""

from __future__ import annotations

import pytest
from cascara.core.cas import Cas
from cascara.core.errors import CasError
from cascara.core.xmi import read_xmi, write_xmi
from cascara.writers.xmi import XmiWriter


@pytest.fixture
def cas():
    cas = Cas("No fever 😀.")
    cas.metadata.id = "n1"
    found = cas.annotate("SignSymptomMention", 3, 8, polarity=-1)
    cas.annotate("cascara.type.Evidence", 0, 2, target=found, component="assertion")
    return cas


def test_all_types(cas):
    data = XmiWriter().render(cas)
    assert data == write_xmi(cas)
    again = read_xmi(data)
    assert again.metadata.id == "n1"
    assert len(again.select("cascara.type.Evidence")) == 1


def test_ctakes_types_only(cas):
    data = XmiWriter(types="ctakes").render(cas)
    assert b"cascara" not in data
    again = read_xmi(data)
    assert [(m.begin, m.end, m.polarity) for m in again.select("EventMention")] == [(3, 8, -1)]
    assert again.metadata.id == "n1"  # cTAKES's own DocumentID


def test_an_invalid_cas_is_not_written(cas):
    cas.select("SignSymptomMention")[0].polarity = "no"
    with pytest.raises(CasError, match="polarity"):
        XmiWriter().render(cas)

"""A thousand random CASes: what Cascara writes cassis reads, what cassis writes Cascara reads."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import cassis
from cascara import Cas
from cascara.core.xmi import read_xmi, write_xmi
from hypothesis import given, settings

sys.path.insert(0, str(Path(__file__).parent))
import xmi_cases
from xmi_cases import build, snapshot, specs

TS = xmi_cases.typesystem()


def cassis_reads(data: bytes) -> cassis.Cas:
    return cassis.load_cas_from_xmi(BytesIO(data), typesystem=TS)


@settings(max_examples=500)
@given(specs())
def test_what_is_written_is_read_by_cassis_and_by_us(spec):
    cas = build(spec, Cas)
    data = write_xmi(cas)
    assert snapshot(read_xmi(data, TS)) == snapshot(cas)
    assert snapshot(cassis_reads(data), like_cassis=True) == snapshot(cas, like_cassis=True)


@settings(max_examples=500)
@given(specs(plain=True))
def test_what_cassis_writes_is_read(spec):
    cas = build(spec, cassis.Cas)
    data = cas.to_xmi().encode()
    ours = read_xmi(data, TS)
    assert snapshot(ours) == snapshot(cas)
    assert snapshot(read_xmi(write_xmi(ours), TS)) == snapshot(cas)


@settings(max_examples=100)
@given(specs())
def test_bytes_and_order_are_kept(spec):
    cas = build(spec, Cas)
    data = write_xmi(cas)
    again = read_xmi(data, TS)
    assert write_xmi(again) == data == write_xmi(cas)
    for view in cas.views:
        other = again.get_view(view.sofa.sofaID)._current_view
        assert [fs.xmiID for fs in other.get_all_fs()] == [fs.xmiID for fs in view.get_all_fs()]

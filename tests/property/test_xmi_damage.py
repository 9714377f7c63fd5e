"""Whatever happens to a file: it is read whole and can be written again, or is one clear error."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path
from unittest import mock

from cascara import Cas
from cascara.core.errors import DocumentError
from cascara.core.xmi import read as xmi_read
from cascara.core.xmi import read_xmi, write_xmi
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from xmi_cases import build, snapshot, specs, typesystem

VALUE = re.compile(rb'="([^"]*)"')
NAME = re.compile(rb"[<\s]([A-Za-z][\w:]*)")
OTHERS = [
    b"",
    b"0",
    b"-1",
    b"1",
    b"7",
    b"99999999999",
    b"x",
    b"1 2",
    b"true",
    b"NaN",
    b"\xff",
]


SPELLED = [b".", b"-", b"_", b"1", b"Q", b":", "é".encode(), "\u0301".encode()]
"""What a letter of a name becomes: some are of XML's names and not of UIMA's."""


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with a value changed, a piece lost or a piece twice; sometimes more than once."""
    for _ in range(chance.randint(1, 3)):
        kind = chance.random()
        if kind < 0.6 and (values := list(VALUE.finditer(data))):
            value = chance.choice(values)
            other = chance.choice([*OTHERS, chance.choice(values)[1]])
            data = data[: value.start(1)] + other + data[value.end(1) :]
            continue
        if kind < 0.7 and (names := list(NAME.finditer(data))):
            place = chance.choice(names).end() - 1
            data = data[:place] + chance.choice(SPELLED) + data[place + 1 :]
            continue
        begin, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        if kind < 0.8:
            end = min(end, begin + chance.randint(1, 30))
            data = data[:begin] + data[end:]
        elif kind < 0.9:
            data = data[:begin]
        else:
            lines = data.split(b"\n")
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            data = b"\n".join(lines)
    return data


def outcome(data: bytes) -> tuple[Cas | None, DocumentError | None]:
    try:
        return read_xmi(data, typesystem(), name="a.xmi"), None
    except DocumentError as error:
        return None, error


def outcome_of_the_parser_alone(data: bytes) -> tuple[Cas | None, DocumentError | None]:
    """Without the quick way through plain documents."""
    with mock.patch.object(xmi_read, "read_plain", return_value=False):
        return outcome(data)


@settings(max_examples=300)
@given(specs(), st.integers(0, 1 << 32))
def test_damage(spec, seed):
    data = damaged(write_xmi(build(spec, Cas)), random.Random(seed))
    cas, error = outcome(data)
    if error is not None:
        assert str(error).startswith("a.xmi:")
        assert "\n" not in str(error)
    else:
        again = write_xmi(cas)
        assert snapshot(read_xmi(again, cas.typesystem)) == snapshot(cas)
    other, other_error = outcome_of_the_parser_alone(data)
    assert str(other_error) == str(error)
    assert (other and snapshot(other)) == (cas and snapshot(cas))

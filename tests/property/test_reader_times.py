from __future__ import annotations

from datetime import datetime, timedelta, timezone

from cascara.readers.times import iso
from hypothesis import given
from hypothesis import strategies as st

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
MOMENTS = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31), timezones=OFFSETS)


@given(MOMENTS)
def test_the_moment_stays_the_same(moment: datetime) -> None:
    written = moment.strftime("%Y%m%d%H%M%S.%f%z")
    assert datetime.fromisoformat(iso(written)) == moment


@given(MOMENTS, st.sampled_from([4, 6, 8, 10, 12, 14]))
def test_the_digits_stay_the_same(moment: datetime, length: int) -> None:
    written = moment.strftime("%Y%m%d%H%M%S")[:length]
    assert "".join(c for c in iso(written) if c.isdigit()) == written


@given(st.text("0123456789+-.:TZ ", max_size=24))
def test_what_comes_out_goes_in_again(written: str) -> None:
    once = iso(written)
    assert iso(once) == once
    assert bool(once) <= bool(written.strip())

"""Which annotation holds a span, compared with asking every one."""

from __future__ import annotations

from types import SimpleNamespace

from cascara.writers.outline import Innermost
from hypothesis import given
from hypothesis import strategies as st

spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 6)).map(
        lambda pair: SimpleNamespace(begin=pair[0], end=pair[0] + pair[1])
    ),
    max_size=12,
)


@given(spans, spans)
def test_innermost_is_the_last_that_covers(around, asked):
    around.sort(key=lambda span: (span.begin, -span.end))
    expected = [
        max(
            (n for n, a in enumerate(around, 1) if a.begin <= span.begin and span.end <= a.end),
            default=0,
        )
        for span in asked
    ]

    def offsets(many):
        return [span.begin for span in many], [span.end for span in many]

    assert Innermost(*offsets(around))(*offsets(asked)) == expected

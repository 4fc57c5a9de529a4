import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.scoring import Period, Span

periods = st.builds(
    lambda year, span, index: Period(year, span, index % (12 // span) + 1),
    st.integers(1990, 2100),
    st.sampled_from(list(Span)),
    st.integers(0, 11),
)


@pytest.mark.parametrize(
    ("text", "label", "first", "last"),
    [
        ("2026", "2026 年", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        ("2026-H2", "2026 年下半年", dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
        ("2026-Q3", "2026 年第三季度", dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        ("2024-02", "2024 年 2 月", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ],
)
def test_what_a_period_is(text, label, first, last):
    period = Period.parse(text)
    assert (str(period), period.label, period.first_day, period.last_day) == (text, label, first, last)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-Q5", "2026-H3", "2026-9", "2026/09", "二零二六", "2026-00"]
)
def test_what_it_is_not(text):
    with pytest.raises(ValueError, match="2026-Q3"):
        Period.parse(text)


def test_inside_and_around():
    quarter = Period.parse("2026-Q3")
    assert [str(month) for month in quarter.months()] == ["2026-07", "2026-08", "2026-09"]
    assert all(quarter.contains(month) and month.quarter() == quarter for month in quarter.months())
    assert quarter.contains(dt.date(2026, 9, 30))
    assert not quarter.contains(Period.parse("2026-10"))
    assert not quarter.contains(Period.parse("2026-H2"))
    assert str(quarter.whole_year()) == "2026"
    assert quarter.split(Span.YEAR) == ()
    with pytest.raises(ValueError, match="更短"):
        quarter.widen(Span.MONTH)


def test_order_is_by_start_the_longer_first():
    texts = ["2026-02", "2026-01", "2026-Q1", "2026", "2025-12", "2026-H1"]
    ordered = [str(period) for period in sorted(map(Period.parse, texts))]
    assert ordered == ["2025-12", "2026", "2026-H1", "2026-Q1", "2026-01", "2026-02"]


@given(periods)
def test_text_and_neighbours_round_trip(period):
    assert Period.parse(str(period)) == period
    assert period.next().previous() == period
    assert period.next().first_day == period.last_day + dt.timedelta(days=1)
    assert Period.of_date(period.first_day, period.span) == period
    assert sum(len(part.months()) for part in period.split(Span.MONTH)) == period.span

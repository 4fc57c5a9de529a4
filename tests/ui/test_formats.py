"""What the examples beside the functions do not show."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.ui import charts, due, environment, formats, forms, tables


@pytest.mark.parametrize("module", [formats, due, tables, charts, forms])
def test_examples_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@given(st.decimals(min_value=-1000, max_value=1000, places=4))
def test_scores_are_rounded_half_up_and_never_minus_zero(value: Decimal) -> None:
    written = formats.score(value)
    assert "-" not in written
    read = Decimal(written.replace(formats.MINUS, "-").replace(",", ""))
    assert abs(read - value) <= Decimal("0.005")
    assert not written.startswith(f"{formats.MINUS}0.00")


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_thousands_are_separated_and_nothing_is_lost(value: int) -> None:
    assert int(formats.number(value).replace(",", "").replace(formats.MINUS, "-")) == value


def test_every_format_writes_a_dash_for_nothing() -> None:
    for name in (
        "number",
        "score",
        "signed",
        "points",
        "percent",
        "day",
        "day_year",
        "day_short",
        "iso",
        "clock",
        "moment",
        "moment_short",
        "moment_iso",
        "weekday",
    ):
        assert getattr(formats, name)(None) == "—", name


def test_pages_leave_out_the_year_of_this_year_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "today", lambda: date(2026, 12, 31))
    write = environment.environment().filters
    late = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
    assert [write[name](date(2026, 3, 24)) for name in ("day", "day_short")] == ["3 月 24 日", "3-24"]
    assert [write[name](date(2027, 3, 24)) for name in ("day", "day_short")] == [
        "2027 年 3 月 24 日",
        "2027-03-24",
    ]
    assert [write[name](late) for name in ("moment", "moment_short")] == [
        "2027 年 1 月 1 日 00:05",
        "2027-01-01 00:05",
    ]
    assert write["day_short"](None) == "—"
    assert write["day_range"](date(2026, 3, 24), date(2026, 3, 26)) == "3 月 24 日至 26 日"
    assert write["day_range"](date(2027, 1, 11), date(2027, 1, 15)) == "2027 年 1 月 11 日至 15 日"


def test_pages_show_moments_in_the_time_of_the_place() -> None:
    shown = environment.in_local_time(formats.moment)(datetime(2026, 9, 28, 16, 5, tzinfo=UTC))
    assert shown == "9 月 29 日 00:05"


def test_a_deadline_in_utc_is_told_in_local_words() -> None:
    at = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
    told = environment.due_words(datetime(2026, 9, 28, 17, 0, tzinfo=UTC), at)
    assert told == due.Due("明天 01:00", "soon")

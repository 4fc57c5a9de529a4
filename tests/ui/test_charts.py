from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.ui.charts import Axis, Bars, Chart, Curve, Series, Trend, Waterfall

FALL = Waterfall(("满分", 100), (("投资", Decimal("-12.75")), ("加分", 1)), ("总分", Decimal("88.25")))


@pytest.mark.parametrize(
    "chart",
    [
        FALL,
        Trend(("1月", "2月"), (Series("本单位", (Decimal("88.2"), None)),), unit="分"),
        Bars(("一季度",), (Series("在办", (3,)),)),
        Curve(((60, 0), (100, 10)), at=(Decimal("81.1"), Decimal("8.11"))),
    ],
    ids=lambda chart: chart.kind,
)
def test_every_chart_is_json_and_a_full_table(chart: Chart) -> None:
    json.dumps(chart.as_json(), allow_nan=False)
    table = chart.as_table()
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.head)}


def test_figures_of_a_waterfall_are_written_exactly() -> None:
    assert [step["text"] for step in FALL.as_json()["steps"]] == ["100.00", "−12.75", "+1.00", "88.25"]
    assert FALL.as_table().rows[1] == ("投资", "−12.75")


def test_the_axis_of_a_waterfall_is_cut_below_the_lowest_sum() -> None:
    axis = FALL.as_json()["axis"]
    assert 0 < axis["min"] < 87.25
    assert axis["max"] == 100


def test_a_missing_month_is_a_gap_and_a_dash() -> None:
    trend = Trend(("1月", "2月"), (Series("本单位", (88, None)),))
    assert trend.as_json()["series"][0]["data"] == [88.0, None]
    assert trend.as_table().rows[1] == ("2月", "—")


def test_a_trend_without_any_value_still_has_an_axis() -> None:
    axis = Trend(("1月",), (Series("本单位", (None,)),)).as_json()["axis"]
    assert axis["min"] < axis["max"]


@given(st.lists(st.decimals(min_value=-(10**6), max_value=10**6, places=2), min_size=1, max_size=8))
def test_an_axis_holds_all_values_in_few_round_steps(values: list[Decimal]) -> None:
    axis = Axis.over(values)
    assert axis.low <= min(values)
    assert max(values) <= axis.high
    assert axis.low % axis.step == 0
    assert 1 <= (axis.high - axis.low) / axis.step <= 7

"""Values worked out of other figures: growth, increment, contribution, formulas; what their derivations say."""

import pytest

from dukao.scoring import Fact, Period, RosterUnit, SchemeError, Target, score
from tests.scoring.builders import SEPTEMBER, facts_of, scheme_of

LAST_YEAR, AUGUST = SEPTEMBER.last_year(), SEPTEMBER.previous()
STEPS = {"kind": "tiers", "bands": [{"range": "[8, +∞)", "ratio": 1}, {"range": "(-∞, 8)", "ratio": 0}]}
BY_HAND = {"kind": "conversion", "cap": 9}


def valued(value, now, then, method=BY_HAND, *, weight=100, period=LAST_YEAR, **parts):
    """One item whose value is worked out of this period's facts and earlier ones; W × value ÷ 100."""
    scheme = scheme_of(
        [{"code": "a", "weight": weight, "method": method, "value": value, **parts}],
        rounding={"total": 2},
        missing="zero",
    )
    roster = [RosterUnit(unit, group="g") for unit in now]
    facts = facts_of(now) + facts_of(then, period=period)
    return score(scheme, facts, period=SEPTEMBER, roster=roster)


def points(result):
    return {unit: str(result.score(unit, "a").score) for unit in result.units}


def test_growth_over_the_same_period_last_year():
    result = valued({"kind": "growth", "rounding": 2}, {"u": "118.86"}, {"u": "109.55"})
    assert points(result) == {"u": "8.5"}
    part = result.explain("u").part("a")
    assert (
        part.notes[0] == "同比增速：（118.86 − 109.55）÷ 109.55 × 100 = 8.498403…，四舍五入到 2 位小数得 8.5"
    )
    assert [(one.label, str(one.value), one.origin) for one in part.inputs] == [
        ("本期", "118.86", "2026 年 9 月"),
        ("基期", "109.55", "2025 年 9 月"),
        ("同比增速", "8.5", "2026 年 9 月"),
    ]


def test_growth_works_under_every_method():
    value = {"kind": "growth", "rounding": 1}
    now, then = {"a": 108, "b": 107, "c": 120}, {"a": 100, "b": 100, "c": 110}
    assert points(valued(value, now, then, STEPS, weight=4)) == {"a": "4", "b": "0", "c": "4"}
    assert points(valued(value, now, then, {"kind": "rank", "step": "5%"}, weight=6)) == {
        "a": "5.7",
        "b": "5.4",
        "c": "6",
    }


def test_growth_over_the_previous_period_and_from_a_negative_base():
    value = {"kind": "growth", "over": "previous", "rounding": 2}
    assert points(valued(value, {"u": 30}, {"u": 25}, period=AUGUST)) == {"u": "20"}
    assert points(valued(value, {"u": -50}, {"u": -100}, period=AUGUST)) == {"u": "50"}


def test_increment_is_exact_without_rounding():
    result = valued({"kind": "increment"}, {"u": "12.345678"}, {"u": "0.000001"})
    assert points(result) == {"u": "12.345677"}


def test_contribution_shares():
    """Increments of 12, 9 and 6: 44.44 %, 33.33 %, 22.22 %."""
    value = {"kind": "contribution", "rounding": 2}
    now, then = {"a": 32, "b": 29, "c": 26}, {"a": 20, "b": 20, "c": 20}
    assert points(valued(value, now, then)) == {"a": "44.44", "b": "33.33", "c": "22.22"}


def test_contribution_leaves_out_whoever_lacks_a_base():
    value = {"kind": "contribution", "rounding": 2}
    result = valued(value, {"a": 32, "b": 29, "c": 26}, {"a": 20, "b": 20})
    assert points(result) == {"a": "57.14", "b": "42.86", "c": "0"}
    assert result.explain("c").part("a").notes == ("缺基期（2025 年 9 月），按办法计 0 分",)


def test_what_cannot_be_worked_out_blocks_the_total_with_its_reason():
    result = valued({"kind": "growth", "rounding": 2}, {"u": 5}, {"u": 0})
    assert result.unit("u").total is None
    assert result.unit("u").reasons == (
        "a：同比增速：（5 − 0）÷ 0 × 100，除数为 0，算不出来，请核对数据，或标为不适用",
    )


def test_a_figure_that_does_not_apply_takes_the_item_with_it():
    result = valued({"kind": "growth", "rounding": 2}, {"u": "n/a", "v": 110}, {"u": 100, "v": 100})
    assert result.explain("u").part("a").state == "not_applicable"
    assert result.explain("v").part("a").state == "scored"


def test_pending_figures_are_pending():
    from dukao.scoring import FactState

    scheme = scheme_of(
        [{"code": "a", "weight": 10, "method": "conversion", "value": {"kind": "growth", "rounding": 2}}],
        missing="zero",
    )
    facts = [Fact("u", "a", SEPTEMBER, None, FactState.PENDING), Fact("u", "a", LAST_YEAR, 4)]
    assert score(scheme, facts, period=SEPTEMBER).explain("u").part("a").state == "pending"


def formula_scheme(value, **parts):
    return scheme_of(
        [{"code": "a", "weight": 100, "method": BY_HAND, "value": {"kind": "formula", **value}, **parts}],
        rounding={"total": 2},
        missing="zero",
    )


def test_a_formula_over_figures_of_other_indicators():
    scheme = formula_scheme(
        {
            "expression": "总产值 / 人口",
            "figures": [
                {"name": "总产值", "indicator": "gdp"},
                {"name": "人口", "indicator": "people", "over": "last_year"},
            ],
            "rounding": 2,
        }
    )
    facts = [*facts_of({"u": 100, "v": 7}, "gdp"), *facts_of({"u": 3, "v": 2}, "people", LAST_YEAR)]
    result = score(scheme, facts, period=SEPTEMBER)
    assert points(result) == {"u": "33.33", "v": "3.5"}
    assert result.unused == ()
    assert (
        result.explain("u").part("a").notes[0] == "计算值：100 ÷ 3 = 33.333333…，四舍五入到 2 位小数得 33.33"
    )


def test_a_formula_against_the_citys_own_row_and_against_the_mean():
    figures = [{"name": "本县"}, {"name": "全市", "unit": "city"}, {"name": "平均", "of": "group_mean"}]
    scheme = formula_scheme({"expression": "本县 - 全市 + 平均", "figures": figures, "rounding": 4})
    roster = [RosterUnit("x", group="county"), RosterUnit("y", group="county"), RosterUnit("city")]
    result = score(scheme, facts_of({"x": 9, "y": 8, "city": "8.2"}), period=SEPTEMBER, roster=roster)
    assert {unit: points(result)[unit] for unit in "xy"} == {"x": "9.3", "y": "8.3"}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"kind": "growth"}, "要写明取几位小数"),
        ({"kind": "formula", "expression": "甲", "figures": [], "rounding": 2}, "至少要有 1 项"),
        (
            {"kind": "formula", "expression": "甲 + 乙", "figures": [{"name": "甲"}], "rounding": 2},
            "公式里的“乙”不在 figures 里",
        ),
        (
            {"kind": "formula", "expression": "甲", "figures": [{"name": "甲"}, {"name": "丙"}], "rounding": 2},
            "“丙”公式没有用到",
        ),
        (
            {"kind": "formula", "expression": "甲", "figures": [{"name": "甲"}, {"name": "甲"}], "rounding": 2},
            "“甲”写了两次",
        ),
        (
            {"kind": "formula", "expression": "甲 ** 2", "figures": [{"name": "甲"}], "rounding": 2},
            "公式第 6 个字符处：只能用加减乘除",
        ),
        (
            {
                "kind": "formula", "expression": "甲", "rounding": 2,
                "figures": [{"name": "甲", "unit": "u", "of": "all_sum"}],
            },
            "写了 unit",
        ),
        (
            {"kind": "formula", "expression": "abs(甲)", "figures": [{"name": "abs"}], "rounding": 2},
            "“abs”是公式里的字",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(value, sentence):
    with pytest.raises(SchemeError, match=sentence):
        scheme_of([{"code": "a", "weight": 10, "method": "conversion", "value": value}])


def test_counts_of_events_have_no_value_of_their_own():
    with pytest.raises(SchemeError, match="按次数计分的项目不写 value"):
        scheme_of(
            [
                {
                    "code": "a",
                    "weight": 10,
                    "method": {"kind": "deduction", "points": 1},
                    "value": "increment",
                }
            ]
        )


def test_the_rule_is_told_before_the_method():
    item = formula_scheme(
        {"expression": "甲 * 2 / 3", "figures": [{"name": "甲"}], "rounding": {"places": 0, "mode": "down"}}
    ).node("a")
    assert item.describe().startswith("数值按公式计算：甲 × 2 ÷ 3，舍去尾数到整数。按得分折算")


def test_quarters_take_the_quarter_a_year_before():
    scheme = scheme_of(
        [{"code": "a", "weight": 100, "method": BY_HAND, "within": "sum", "value": "increment"}],
        rounding={"total": 2},
    )
    facts = [Fact("u", "a", Period.parse(f"2026-0{month}"), 10) for month in (7, 8, 9)]
    facts += [Fact("u", "a", Period.parse(f"2025-0{month}"), 4) for month in (7, 8, 9)]
    result = score(scheme, facts, period=Period.parse("2026-Q3"))
    assert points(result) == {"u": "18"}


def static_and_dynamic():
    """40 % for the level and 60 % for the growth, both by efficacy on 60; ± 0.1 per 0.1 point against the city."""
    efficacy = {"kind": "efficacy", "worst": "group", "best": "group", "base": "60%"}
    growth = {"kind": "growth", "rounding": 1}
    return scheme_of(
        [
            {
                "code": "gdp",
                "children": [
                    {
                        "code": "mixed",
                        "name": "静态与动态",
                        "combine": "weighted_mean",
                        "children": [
                            {
                                "code": "level", "name": "总量", "weight": 100, "share": 40,
                                "indicator": "g", "method": efficacy,
                            },
                            {
                                "code": "growth", "name": "增速", "weight": 100, "share": 60,
                                "indicator": "g", "method": efficacy, "value": growth,
                            },
                        ],
                    },
                    {
                        "code": "city", "name": "与全市比", "weight": 0, "indicator": "g", "value": growth,
                        "method": {"kind": "margin", "per": "0.1", "points": "0.1", "steps": "floor"},
                    },
                ],
            }
        ],
        full_marks=100,
    )  # fmt: skip


def test_static_and_dynamic_against_the_city():
    now, then = {"x": 330, "y": 216, "z": 105}, {"x": 300, "y": 200, "z": 100}
    facts = facts_of(now, "g") + facts_of(then, "g", LAST_YEAR)
    targets = [Target("*", "city", SEPTEMBER, "8.2")]
    result = score(static_and_dynamic(), facts, period=SEPTEMBER, targets=targets)
    # x: level 100, growth 10.0 → 100, 1.8 above the city; y: 0.4 × 79.73 + 0.6 × 84 − 0.2; z: 60 and 60
    assert [str(result.unit(unit).total) for unit in "xyz"] == ["101.80", "82.09", "56.80"]
    assert all(result.explain(unit).adds_up for unit in "xyz")


def test_a_scheme_knows_whether_it_looks_beyond_the_group():
    def of(**parts):
        return scheme_of([{"code": "a", "weight": 10, "method": "conversion"}], **parts)

    assert not of().looks_at_all
    assert of(missing="regional_mean").looks_at_all
    city = formula_scheme(
        {"expression": "甲 - 乙", "figures": [{"name": "甲"}, {"name": "乙", "unit": "city"}], "rounding": 1}
    )
    assert (city.looks_at_all, city.named_units) == (True, frozenset({"city"}))


def test_a_figure_finds_the_values_an_item_brings_for_an_indicator():
    """The facts stand under the item's own code; the formula names the item's indicator."""
    scheme = scheme_of(
        [
            {"code": "J-1", "weight": 50, "indicator": "gdp@2", "method": BY_HAND},
            {
                "code": "a",
                "weight": 100,
                "method": BY_HAND,
                "value": {
                    "kind": "formula",
                    "expression": "甲 / 4",
                    "figures": [{"name": "甲", "indicator": "gdp"}],
                    "rounding": 2,
                },
            },
        ],
        rounding={"total": 2},
    )
    result = score(scheme, facts_of({"u": 10}, "J-1"), period=SEPTEMBER)
    assert str(result.score("u", "a").score) == "2.5"

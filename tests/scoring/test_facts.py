"""Where a value comes from, what stands in for it, and what is wrong with rows."""

import pytest

from dukao.scoring import (
    CellState,
    Event,
    Fact,
    FactsError,
    FactState,
    Period,
    RosterUnit,
    Target,
    read_fact_rows,
    read_facts,
    score,
    score_periods,
)
from tests.scoring.builders import SEPTEMBER, facts_of, scheme_of

P = Period.parse
QUARTER = P("2026-Q3")


def monthly(values, item="a", unit="u"):
    return [Fact(unit, item, P(f"2026-{month:02d}"), value) for month, value in values.items()]


@pytest.mark.parametrize(
    ("within", "expected"), [("last", "30"), ("sum", "60"), ("mean", "20"), ("max", "30"), ("min", "10")]
)
def test_a_quarter_is_made_of_its_months(within, expected):
    scheme = scheme_of([{"code": "a", "weight": 100, "method": "conversion", "within": within}])
    result = score(scheme, monthly({7: 10, 8: 20, 9: 30}), period=QUARTER)
    assert str(result.score("u", "a").score) == f"{expected}.00"
    assert result.explain("u").part("a").inputs[0].origin.startswith("2026 年")


def test_a_mean_without_end_is_exact():
    scheme = scheme_of([{"code": "a", "weight": 3, "method": "conversion", "within": "mean"}])
    result = score(scheme, monthly({7: 33, 8: 33, 9: 34}), period=QUARTER)
    assert str(result.score("u", "a").score) == "1.00"


def test_a_sum_with_a_gap_is_missing_and_says_which_month():
    scheme = scheme_of(
        [{"code": "a", "weight": 100, "method": "conversion", "within": "sum"}], missing="zero"
    )
    facts = monthly({7: 10, 9: 30}) + monthly({7: 1, 8: 2, 9: 3}, unit="v")
    result = score(scheme, facts, period=QUARTER)
    assert result.score("u", "a").state is CellState.MISSING
    assert "缺 2026 年 8 月的数" in result.explain("u").part("a").sentence
    assert str(result.score("v", "a").score) == "6.00"


def test_a_value_for_the_period_itself_comes_first():
    scheme = scheme_of([{"code": "a", "weight": 100, "method": "conversion"}])
    facts = [*monthly({9: 30}), Fact("u", "a", QUARTER, 77)]
    assert str(score(scheme, facts, period=QUARTER).score("u", "a").score) == "77.00"


def test_counts_add_up_without_months_in_which_nothing_happened():
    scheme = scheme_of([{"code": "a", "weight": 10, "method": {"kind": "deduction", "points": 1}}])
    facts = monthly({7: 1, 9: 2}) + monthly({8: 1}, unit="v")
    result = score(scheme, facts, period=QUARTER, roster=[RosterUnit(unit) for unit in "uvw"])
    assert [str(result.score(unit, "a").score) for unit in "uvw"] == ["7.00", "9.00", "10.00"]
    assert "没有扣分事项" in result.explain("w").part("a").sentence


def test_the_target_of_the_year_holds_for_its_quarters():
    scheme = scheme_of([{"code": "a", "weight": 10, "method": "completion"}])
    targets = [
        Target("*", "a", P("2026"), 200),
        Target("v", "a", P("2026"), 50),
        Target("*", "a", P("2026-Q4"), 10),
    ]
    facts = facts_of({"u": 50, "v": 50}, period=QUARTER)
    result = score(scheme, facts, period=QUARTER, targets=targets)
    assert [str(result.score(unit, "a").score) for unit in "uv"] == ["2.50", "10.00"]
    assert result.explain("u").part("a").inputs[1].origin == "2026 年"


def test_targets_of_the_scheme_give_way_to_the_table():
    own = [{"item": "a", "period": "2026", "value": 100}]
    scheme = scheme_of([{"code": "a", "weight": 10, "method": "completion"}], targets=own)
    facts = facts_of({"u": 50}, period=QUARTER)
    assert str(score(scheme, facts, period=QUARTER).unit("u").total) == "5.00"
    table = [Target("*", "a", P("2026"), 50)]
    assert str(score(scheme, facts, period=QUARTER, targets=table).unit("u").total) == "10.00"


def test_an_item_reads_its_indicator_whatever_the_version():
    items = [
        {"code": "a", "weight": 10, "method": "conversion", "indicator": "gdp@3"},
        {"code": "b", "weight": 10, "method": "conversion", "indicator": "gdp@2"},
    ]
    facts = facts_of({"u": 50, "v": 70}, "gdp") + facts_of({"v": 90}, "b")
    result = score(scheme_of(items), facts, period=SEPTEMBER)
    assert [str(result.unit(unit).total) for unit in "uv"] == ["10.00", "16.00"]


# -- what is missing -----------------------------------------------------------------------------------


def missing_scheme(policy):
    return scheme_of([{"code": "a", "weight": 10, "method": "conversion", "missing": policy}])


@pytest.mark.parametrize(
    ("policy", "expected", "words"),
    [
        ("zero", "0.00", "计 0 分"),
        ({"kind": "share", "ratio": "50%"}, "5.00", "50%"),
        ("peer_average", "6.67", "组内平均"),
        ({"kind": "last", "otherwise": "zero"}, "4.00", "沿用 2026 年 7 月的数"),
    ],
)
def test_missing_values_follow_the_policy_and_are_explained(policy, expected, words):
    facts = [*facts_of({"v": "66.6", "w": "66.7"}), Fact("u", "a", P("2026-07"), 40)]
    result = score(missing_scheme(policy), facts, period=SEPTEMBER)
    assert str(result.score("u", "a").score) == expected
    part = result.explain("u").part("a")
    assert words in part.sentence + "".join(one.origin for one in part.inputs)


def test_a_blocked_unit_has_no_total_no_place_and_a_reason():
    result = score(
        missing_scheme("block"), facts_of({"v": 60, "w": 70}) + facts_of({"u": 1}, "x"), period=SEPTEMBER
    )
    blocked = result.unit("u")
    assert (blocked.total, blocked.rank, blocked.grade) == (None, None, None)
    assert "补报后才能计算总分" in blocked.reasons[0]
    assert [result.unit(unit).rank for unit in "vw"] == [2, 1]
    assert result.totals()["u"] is None
    assert result.unused == ("x",)


def test_last_year_is_not_carried_over():
    facts = [*facts_of({"v": 60}), Fact("u", "a", P("2025-12"), 40)]
    result = score(missing_scheme("last"), facts, period=SEPTEMBER)
    assert "没有数可沿用" in result.unit("u").reasons[0]


def test_peers_without_values_give_no_average():
    result = score(missing_scheme("peer_average"), [], period=SEPTEMBER, roster=[RosterUnit("u")])
    assert "没有可取平均的单位" in result.unit("u").reasons[0]


def test_missing_units_are_not_ranked_by_an_item():
    scheme = scheme_of(
        [{"code": "a", "weight": 6, "method": {"kind": "rank", "step": "10%"}}], missing="zero"
    )
    result = score(
        scheme, facts_of({"u": None, "v": 1, "w": 2}), period=SEPTEMBER, roster=[RosterUnit(x) for x in "uvw"]
    )
    assert [str(result.unit(unit).total) for unit in "uvw"] == ["0.00", "5.40", "6.00"]


def test_a_quarterly_item_is_not_due_in_a_month():
    items = [
        {"code": "a", "weight": 60, "method": "conversion", "frequency": "quarter"},
        {"code": "b", "weight": 40, "method": "conversion"},
    ]
    facts = [*facts_of({"u": 50}, "b"), Fact("u", "a", QUARTER, 100)]
    results = score_periods(scheme_of(items), facts, periods=[SEPTEMBER, QUARTER])
    assert str(results[SEPTEMBER].unit("u").total) == "50.00"
    assert results[SEPTEMBER].score("u", "a").state is CellState.NOT_DUE
    assert "不到考核时点" in results[SEPTEMBER].explain("u").part("a").sentence
    assert str(results[QUARTER].unit("u").total) == "80.00"


def test_items_for_some_groups_only():
    groups = [
        {"code": "g1", "name": "甲组", "members": ["u"]},
        {"code": "g2", "name": "乙组", "members": ["v"]},
    ]
    items = [
        {"code": "a", "weight": 50, "method": "conversion", "applies_to": ["g1"]},
        {"code": "b", "weight": 50, "method": "conversion"},
    ]
    facts = facts_of({"u": 100, "v": 100}) + facts_of({"u": 50, "v": 50}, "b")
    result = score(scheme_of(items, groups=groups), facts, period=SEPTEMBER)
    assert [str(result.unit(unit).total) for unit in "uv"] == ["75.00", "50.00"]
    assert "不适用于本组" in result.explain("v").part("a").sentence


@pytest.mark.parametrize("policy", ["full", "peer_average", "zero", "rescale", "spread"])
def test_units_outside_applies_to_get_nothing_for_it_and_lose_nothing(policy):
    assert outside(scheme_policy=policy)[0] == "50.00"


@pytest.mark.parametrize(("policy", "total"), [("full", "60.00"), ("zero", "40.00"), ("rescale", "50.00")])
def test_the_items_own_policy_holds_for_units_outside_too(policy, total):
    assert outside(scheme_policy="zero", not_applicable=policy)[0] == total


def test_what_is_told_of_units_outside():
    assert "不适用于本组，不计分，总分按其余指标折算" in outside(scheme_policy="full")[1]
    assert "不适用于本组，按办法计满分" in outside(scheme_policy="zero", not_applicable="full")[1]
    total, sentence = outside(scheme_policy="zero", not_applicable="peer_average")
    assert total == "None"
    assert "不适用于本组，同组没有可取平均的单位" in sentence


def test_a_unit_inside_whose_item_is_excused_keeps_the_schemes_policy():
    scheme = scheme_of(OUTSIDE, not_applicable="full", groups=TWO_GROUPS)
    facts = facts_of({"u": "n/a"}) + facts_of({"u": 50, "v": 50}, "b")
    result = score(scheme, facts, period=SEPTEMBER)
    assert [str(result.unit(unit).total) for unit in "uv"] == ["60.00", "50.00"]


TWO_GROUPS = [
    {"code": "county", "name": "县区组", "members": ["u"]},
    {"code": "zone", "name": "园区组", "members": ["v"]},
]
OUTSIDE = [
    {"code": "a", "weight": 20, "method": "conversion", "applies_to": ["county"]},
    {"code": "b", "weight": 80, "method": "conversion"},
]


def outside(scheme_policy, **own):
    """Total and sentence of a unit that item a does not apply to, with half of the other 80 points."""
    scheme = scheme_of([OUTSIDE[0] | own, OUTSIDE[1]], not_applicable=scheme_policy, groups=TWO_GROUPS)
    facts = facts_of({"u": 90}) + facts_of({"u": 50, "v": 50}, "b")
    result = score(scheme, facts, period=SEPTEMBER)
    told = "".join([result.explain("v").part("a").sentence, *result.unit("v").reasons])
    return str(result.unit("v").total), told


def test_nothing_applies_and_there_is_no_total():
    result = score(missing_scheme("zero"), facts_of({"u": "n/a"}), period=SEPTEMBER)
    assert result.unit("u").reasons == ("全部指标都不适用，没有总分",)


# -- faulty rows ---------------------------------------------------------------------------------------


def test_every_faulty_row_is_named():
    scheme = missing_scheme("zero")
    facts = [
        Fact("u", "a", SEPTEMBER, "12,5"),
        Fact("v", "a", SEPTEMBER, 1),
        Fact("v", "a", SEPTEMBER, 2),
    ]
    targets = [
        Target("v", "a", SEPTEMBER, "x"),
        Target("v", "b", SEPTEMBER, 1),
        Target("v", "b", SEPTEMBER, 1),
    ]
    with pytest.raises(FactsError) as caught:
        score(scheme, facts, period=SEPTEMBER, targets=targets, events=[Event("v", "a", SEPTEMBER, count=0)])
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 5
    assert "u a 2026-09：“12,5”不是数字" in said[0]


def test_units_outside_the_roster_and_contradicting_groups():
    groups = [{"code": "g1", "name": "甲组", "members": ["u"]}]
    scheme = scheme_of([{"code": "a", "weight": 1, "method": "conversion"}], groups=groups)
    with pytest.raises(FactsError, match="单位 x 不在名册里"):
        score(scheme, facts_of({"x": 1}), period=SEPTEMBER, roster=[RosterUnit("u")])
    with pytest.raises(FactsError, match="属于分组 g1，名册里写的是 g2"):
        score(scheme, facts_of({"u": 1}), period=SEPTEMBER, roster=[RosterUnit("u", group="g2")])


def test_tables_speak_chinese_and_english():
    sheet = read_fact_rows(
        "单位,分组,指标,时期,数值,目标值,状态\nu,g,a,2026-09,1.50,2,\nv,g,a,2026-09,,,不适用\n*,,a,2026,,100,\n"
    )
    assert [(fact.unit, fact.state) for fact in sheet.facts] == [
        ("u", FactState.REPORTED),
        ("v", FactState.NOT_APPLICABLE),
    ]
    assert str(sheet.facts[0].number) == "1.50"
    assert [(target.unit, str(target.period)) for target in sheet.targets] == [
        ("u", "2026-09"),
        ("*", "2026"),
    ]
    assert set(sheet.roster) == {"u", "v"}


def test_table_faults_have_lines():
    text = "unit,indicator,period,value,count,state,group\n"
    text += "u,a,2026-9,1,,,\nu,,2026-09,1,,,\nu,a,2026-09,x,,,g1\n"
    text += "u,a,2026-09,,1.5,,\nu,a,2026-09,1,,病假,\nu,a,2026-09,1,,,g2\n"
    with pytest.raises(FactsError) as caught:
        read_fact_rows(text)
    assert [problem.line for problem in caught.value.problems] == [2, 3, 4, 5, 6, 7]
    with pytest.raises(FactsError, match="缺少：indicator"):
        read_fact_rows("unit,value\nu,1\n")


GROWTH = {"code": "a", "weight": 50, "method": "conversion", "value": {"kind": "growth", "rounding": 1}}


def sheet_of(*rows, **parts):
    return read_fact_rows("unit,indicator,period,value,count,level\n" + "\n".join(rows), **parts)


def test_figures_of_the_past_are_no_period_to_score():
    scheme = scheme_of([GROWTH, {"code": "b", "weight": 50, "method": "conversion"}])
    rows = ["u,a,2026-09,3,,", "u,a,2025-09,2,,"]
    assert [str(one) for one in sheet_of(*rows).of_comparison(scheme)] == ["2025-09"]
    # whatever else is known of that year makes it a period of its own, as does an event
    for other in ("u,b,2025-09,1,,", "u,n,2025-09,,1,"):
        assert sheet_of(*rows, other).of_comparison(scheme) == ()
    # and where there is nothing but the past, it is scored
    assert sheet_of(rows[1]).of_comparison(scheme) == ()
    # values of the scheme's own year may be compared with and are scored all the same
    previous = {**GROWTH, "value": {"kind": "growth", "over": "previous", "rounding": 1}}
    own = sheet_of("u,a,2026-08,2,,", "u,a,2026-09,3,,")
    assert own.of_comparison(scheme_of([previous])) == ()


def test_values_that_stand_there_twice_are_told_with_their_rows():
    rows = ["u,a,2026-09,1,,", "v,a,2026-09,,,", "v,a,2026-09,2,,", "u,a,2026-09,3,,"]
    with pytest.raises(FactsError) as caught:
        sheet_of(*rows).blocks(missing_scheme("zero"), roster=[RosterUnit("u"), RosterUnit("v")])
    assert [(problem.line, problem.key) for problem in caught.value.problems] == [
        (2, "u a 2026-09"),
        (5, "u a 2026-09"),
    ]


def test_levels_nobody_knows_are_told_with_their_rows(tmp_path):
    levels = [{"code": "x", "name": "通报", "points": 1}]
    item = {"code": "n", "weight": 10, "method": {"kind": "deduction", "levels": levels}}
    path = tmp_path / "facts.csv"
    path.write_text("unit,indicator,period,count,level\nu,n,2026-09,1,x\nu,n,2026-09,1,y\n", encoding="utf-8")
    with pytest.raises(FactsError) as caught:
        read_facts(path, scheme=scheme_of([item]))
    (problem,) = caught.value.problems
    assert (problem.line, problem.sentence) == (3, "级别“y”不在办法里，可以写：x")

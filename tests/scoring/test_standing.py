"""Places, grades, quotas and vetoes."""

from decimal import Decimal

import pytest

from dukao.scoring import Event, Fact, Period, RosterUnit, SchemeError, score
from tests.scoring.builders import SEPTEMBER, facts_of, scheme_of

ORDER = ["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"]
GRADES = [
    {"name": "优秀", "range": "[90, +∞)", "quota": {"share": "20%"}},
    {"name": "良好", "range": "[75, 90)"},
    {"name": "合格", "range": "[60, 75)"},
    {"name": "不合格", "range": "(-∞, 60)"},
]


def graded(values, *, roster=None, events=(), extra=(), **parts):
    parts = {"grades": GRADES} | parts
    scheme = scheme_of([{"code": "a", "weight": 100, "method": "conversion"}], **parts)
    return score(scheme, [*facts_of(values), *extra], period=SEPTEMBER, roster=roster, events=events)


def grades_of(result):
    return {one.unit: one.grade for one in result}


def test_thresholds_say_on_which_side_they_stand():
    values = {"a": "90", "b": "89.99", "c": "75", "d": "60", "e": "59.99"}
    scale = [GRADES[0] | {"quota": None}, *GRADES[1:]]
    assert list(grades_of(graded(values, grades=scale)).values()) == [
        "优秀",
        "良好",
        "良好",
        "合格",
        "不合格",
    ]


def test_quota_takes_the_first_by_place():
    values = {f"u{index:02d}": 99 - index for index in range(8)}
    result = graded(values)
    assert [unit for unit, grade in grades_of(result).items() if grade == "优秀"] == [
        "u00"
    ]  # 20 % of 8, floor
    assert result.unit("u01").grade == "良好"
    assert result.unit("u01").grade_reason == "总分够优秀，名额已满"


def test_equals_across_the_line_all_stay_below():
    values = {f"u{index}": 99 for index in range(3)} | {f"v{index}": 80 for index in range(7)}
    assert "优秀" not in grades_of(graded(values)).values()  # two seats, three equals


@pytest.mark.parametrize(("rounding", "expected"), [("floor", 4), ("half_up", 5), ("ceiling", 5)])
def test_twenty_percent_of_twenty_three(rounding, expected):
    values = {f"u{index:02d}": 98 - Decimal(index) / 10 for index in range(23)}
    scale = [GRADES[0] | {"quota": {"share": "20%", "rounding": rounding}}, *GRADES[1:]]
    assert list(grades_of(graded(values, grades=scale)).values()).count("优秀") == expected


def test_quota_by_count_and_over_all_groups():
    roster = [RosterUnit(unit, group=group) for group in "gh" for unit in (f"{group}1", f"{group}2")]
    values = {"g1": 99, "g2": 98, "h1": 97, "h2": 96}
    scale = [GRADES[0] | {"quota": {"count": 1}}, *GRADES[1:]]
    assert grades_of(graded(values, roster=roster, grades=scale)) == {
        "g1": "优秀",
        "g2": "良好",
        "h1": "优秀",
        "h2": "良好",
    }
    scale = [GRADES[0] | {"quota": {"count": 1, "within": "all"}}, *GRADES[1:]]
    assert list(grades_of(graded(values, roster=roster, grades=scale)).values()).count("优秀") == 1


def test_small_groups():
    roster = [RosterUnit(unit, group=group) for unit, group in (("a1", "g"), ("a2", "g"), ("b1", "h"))]
    groups = [
        {"code": "g", "name": "甲组", "members": ["a1", "a2"]},
        {"code": "h", "name": "乙组", "members": ["b1"], "merge_into": "g"},
    ]
    values = {"a1": 99, "a2": 98, "b1": 97}
    free = graded(values, roster=roster, groups=groups, small_groups={"below": 2, "action": "no_quota"})
    assert grades_of(free) == {"a1": "良好", "a2": "良好", "b1": "优秀"}
    unranked = graded(values, groups=groups, small_groups={"below": 2, "action": "no_rank"})
    assert (unranked.unit("b1").rank_in_group, unranked.unit("b1").rank) == (None, 3)
    merged = graded(values, groups=groups, small_groups={"below": 2, "action": "merge"})
    assert (merged.unit("b1").group, merged.unit("b1").rank_in_group, merged.unit("b1").group_size) == (
        "g",
        3,
        3,
    )


def test_places_in_the_group_and_over_all():
    roster = [RosterUnit("a", group="g"), RosterUnit("b", group="g"), RosterUnit("c", group="h")]
    result = graded({"a": 80, "b": 70, "c": 75}, roster=roster)
    assert {one.unit: (one.rank, one.rank_in_group) for one in result} == {
        "a": (1, 1),
        "b": (3, 2),
        "c": (2, 1),
    }


@pytest.mark.parametrize(("mode", "expected"), [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3])])
def test_equal_totals_share_a_place(mode, expected):
    result = graded({"a": 90, "b": 80, "c": 80, "d": 70}, ties=mode)
    assert [one.rank for one in result] == expected


def test_equals_are_told_apart_by_the_chain():
    """优良天数相同的，PM2.5 低者在前；再相同的并列。"""
    items = [
        {"code": "days", "weight": 50, "method": "conversion"},
        {"code": "other", "weight": 50, "method": "conversion"},
    ]
    chain = [{"node": "days"}, {"indicator": "pm25", "better": "lower"}]
    scheme = scheme_of(items, ties={"mode": "competition", "chain": chain})
    facts = facts_of({"a": 80, "b": 90, "c": 80, "d": 80}, "days") + facts_of(
        {"a": 90, "b": 80, "c": 90, "d": 90}, "other"
    )
    facts += facts_of({"a": 31, "c": "30.5", "d": 31}, "pm25")
    result = score(scheme, facts, period=SEPTEMBER)
    assert {one.unit: one.rank for one in result} == {"b": 1, "c": 2, "a": 3, "d": 3}


VETOES = [
    {"code": "v1", "name": "重大事故", "grade": "不合格", "clause": "第二十条"},
    {"code": "v2", "name": "信访积案", "best_grade": "良好"},
    {"code": "v3", "name": "网站抽查不合格", "total": 59},
    {"code": "v4", "name": "弄虚作假", "total_cap": "79.995"},
]


def vetoed(codes, **parts):
    events = [Event("a", code, SEPTEMBER) for code in codes]
    values = {"a": 95, "b": 94, "c": 93, "d": 92, "e": 91}
    return graded(values, events=events, vetoes=VETOES, order=ORDER, **parts)


def test_veto_forces_the_grade_and_leaves_the_total():
    result = vetoed(["v1"])
    assert (result.unit("a").grade, str(result.unit("a").total), result.unit("a").rank) == (
        "不合格",
        "95.00",
        1,
    )
    assert result.unit("a").grade_reason == "一票否决，定为不合格"


def test_veto_of_the_best_grade():
    result = vetoed(["v2"])
    assert result.unit("a").grade == "良好"
    assert result.unit("b").grade == "优秀"
    assert "一票否优" in result.unit("a").grade_reason
    assert vetoed(["v1", "v2"]).unit("a").grade == "不合格"


def test_veto_of_the_total_is_explained_and_ranked_as_declared():
    result = vetoed(["v3"])
    assert (str(result.unit("a").total), result.unit("a").rank, result.unit("a").grade) == (
        "59.00",
        5,
        "不合格",
    )
    derivation = result.explain("a")
    assert derivation.adds_up
    assert any("总分定为 59 分" in line.sentence for line in derivation.lines)
    late = [*ORDER[:5], "rank", "veto", "grade"]
    events = [Event("a", "v3", SEPTEMBER)]
    kept = graded({"a": 95, "b": 94}, events=events, vetoes=VETOES, order=late)
    assert (kept.unit("a").rank, str(kept.unit("a").total)) == (1, "59.00")


def test_veto_caps_the_total_at_the_declared_places():
    result = vetoed(["v4"])
    assert str(result.unit("a").total) == "80.00"
    assert result.explain("a").adds_up


def test_a_veto_by_a_reported_value():
    extra = [Fact("a", "v1", Period.parse("2026-09"), 1), Fact("b", "v1", Period.parse("2026-09"), 0)]
    result = graded({"a": 95, "b": 94}, extra=extra, vetoes=VETOES, order=ORDER)
    assert [one.grade for one in result] == ["不合格", "良好"]


def test_order_must_be_written_where_it_matters():
    with pytest.raises(SchemeError, match="请写明 order"):
        graded({"a": 1}, vetoes=VETOES)


def test_cap_before_or_after_the_bonus_is_a_matter_of_order():
    items = [
        {"code": "a", "weight": 100, "method": "conversion"},
        {
            "code": "b",
            "role": "bonus",
            "children": [{"code": "b1", "name": "加分", "method": {"kind": "bonus", "points": 3}}],
        },
    ]
    totals = []
    for order in (ORDER, ["rescale", "cap", "deduct", "bonus", "round", "veto", "rank", "grade"]):
        scheme = scheme_of(items, cap=100, order=order)
        result = score(scheme, facts_of({"u": 99}), period=SEPTEMBER, events=[Event("u", "b1", SEPTEMBER)])
        assert result.explain("u").adds_up
        totals.append(str(result.unit("u").total))
    assert totals == ["100.00", "102.00"]


def test_nobody_is_left_without_a_grade():
    scale = [{"name": "好", "quota": {"share": "10%"}}, {"name": "较好", "quota": {"share": "10%"}}]
    values = {f"u{index}": 90 - index for index in range(10)}
    found = grades_of(graded(values, grades=scale))
    assert sorted(found.values()) == ["好"] + ["较好"] * 9

"""The reason for a score: it adds up, it reads well, it is checked."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from dukao.scoring import (
    Event,
    Fact,
    FactState,
    Period,
    RosterUnit,
    Target,
    full_of,
    scheme_from_yaml,
    score,
)
from dukao.scoring.columns import Rational
from dukao.scoring.explain import EngineMismatchError
from dukao.scoring.whole import Whole
from tests.scoring.builders import SEPTEMBER, facts_of, item_scores, scheme_of

QUARTER = Period.parse("2026-Q3")
CITY = scheme_from_yaml((Path(__file__).parent / "city.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def result():
    facts = [
        Fact("zjj", "investment", Period.parse("2026-09"), "7.299"),
        Fact("zjj", "J-11", QUARTER, "-2.6"),
        Fact("zjj", "Z-03", QUARTER, "76"),
        Fact("swj", "J-15", QUARTER, "9.1"),
        Fact("swj", "J-11", QUARTER, "1"),
        Fact("swj", "Z-03", QUARTER, None, FactState.NOT_APPLICABLE),
    ]
    events = [
        Event("zjj", "N-01", Period.parse("2026-08"), note="示督通〔2026〕7 号"),
        Event("zjj", "B-01", Period.parse("2026-08"), "province", key="装配式建筑试点", note="省级通报表扬"),
        Event(
            "zjj", "B-01", Period.parse("2026-09"), "national", key="装配式建筑试点", note="国家级通报表扬"
        ),
    ]
    targets = [Target("*", "Z-03", Period.parse("2026"), 86)]
    roster = [RosterUnit("zjj", "市住建局"), RosterUnit("swj", "市商务局")]
    return score(CITY, facts, period=QUARTER, events=events, targets=targets, roster=roster)


def test_full_marks_less_losses_plus_bonus_is_the_total(result):
    for unit in result.units:
        derivation = result.explain(unit)
        assert (
            derivation.full - derivation.loss + derivation.gain == derivation.total == result.unit(unit).total
        )
        assert derivation.adds_up


def test_items_tell_input_formula_result_and_loss(result):
    part = result.explain("zjj").part("J-15")
    assert part.formula == "60 × 7.299 ÷ 9 = 48.66"
    assert (str(part.score), str(part.loss), part.clause) == ("48.66", "11.34", "第九条（四）")
    actual, target = part.inputs
    assert (actual.label, str(actual.value), actual.measure, actual.origin) == (
        "实际值",
        "7.299",
        "亿元",
        "2026 年 9 月",
    )
    assert (target.label, str(target.value), target.origin) == ("目标值", "9", "2026 年")


def test_events_are_named_and_one_fact_counts_once(result):
    derivation = result.explain("zjj")
    assert "示督通〔2026〕7 号：扣 2 分" in derivation.part("N-01").sentence
    bonus = derivation.part("B-01")
    assert str(bonus.gain) == "1.00"
    assert "同一事实已按最高的计" in bonus.sentence


def test_what_does_not_apply_is_not_lost(result):
    derivation = result.explain("swj")
    part = derivation.part("Z-03")
    assert (part.state, part.loss, part.applicable) == ("not_applicable", 0, 0)
    adjustments = [line for line in derivation.lines if line.kind == "adjustment"]
    assert [line.name for line in adjustments] == [
        "不计分 10 分，其余得分 × 100 ÷ 90 折算",
        "四舍五入到 2 位小数",
    ]


def test_the_whole_reads_in_chinese(result):
    first, *rest = result.explain("zjj").sentences()
    assert first == (
        "市住建局 2026 年第三季度总分 79.06 分：满分 100 分，失 21.94 分，加 1 分，"
        "等次为良好（总分 75 以上（含）、90 以下（不含））。"
    )
    assert len(rest) == 5
    assert all(sentence.endswith("。") for sentence in rest)


def test_json_holds_everything(result):
    data = json.loads(json.dumps(result.explain("zjj").as_json(), ensure_ascii=False))
    assert data["total"] == "79.06"
    losses, gains = (sum(Decimal(line[side]) for line in data["lines"]) for side in ("loss", "gain"))
    assert Decimal(data["full"]) - losses + gains == Decimal(data["total"])
    item = data["root"]["children"][0]["children"][0]
    assert (item["code"], item["loss"], item["inputs"][0]["value"]) == ("J-15", "11.34", "7.299")


def test_lines_of_converted_families_still_add_up():
    thirds = [
        {"code": f"i{index}", "weight": 10, "method": "conversion", "rounding": "none"} for index in range(3)
    ]
    families = [
        {"code": "f", "name": "类", "weight": 70, "children": [{"name": "指标", **item} for item in thirds]},
        {"code": "g", "weight": 30, "method": "conversion"},
    ]
    facts = facts_of({"u": "33.331"}, "i0") + facts_of({"u": "66.667"}, "i1") + facts_of({"u": "n/a"}, "i2")
    scheme = scheme_of(families, full_marks=100)
    derivation = score(scheme, facts + facts_of({"u": "81.1"}, "g"), period=SEPTEMBER).explain("u")
    assert derivation.adds_up
    assert sum(line.gain - line.loss for line in derivation.lines) == derivation.total - 100
    assert "× 70 ÷ 30" in derivation.part("f").formula
    assert (
        derivation.lines[0].sentence
        == "指标：10 × 33.331 ÷ 100 = 3.3331，失 6.6669 分，折合总分 15.5561 分。"
    )


def test_a_disagreement_between_run_and_derivation_is_never_passed_over(result):
    run = result._run
    numerator = run.standing.totals.numerator.array.copy()
    numerator[0, 0] += 1
    totals = Rational(Whole.of(numerator), run.standing.totals.denominator)
    tampered = type(result)(replace(run, standing=replace(run.standing, totals=totals)), result.period)
    with pytest.raises(EngineMismatchError):
        tampered.explain(result.units[0])


def test_methods_describe_themselves():
    said = {leaf.code: leaf.method.describe(full_of(leaf), leaf.measure) for leaf in CITY.leaves()}
    assert said["J-15"] == "完成率不到 80% 得 0 分；80% 至 100% 按比例得分；超过 100% 按 60 分封顶。"
    assert said["J-11"] == "达到 −8% 得 18 分，达到 4% 得 30 分，其间按比例计分；最高得 30 分，最低得 0 分。"
    assert said["N-01"] == "只扣分，每次扣 2 分，不设下限。"
    assert said["B-01"] == "国家级每次加 1 分，省级每次加 0.8 分，不封顶；同一事实按最高级别加一次。"


def test_the_curve_of_the_editor():
    method = CITY.node("J-15").method
    preview = method.preview(Decimal(10))
    points = [(int(x), int(y)) for x, y in preview.points]
    assert points == [(60, 0), (80, 0), (80, 8), (100, 10), (120, 10)]
    assert preview.marks == (("起计 80%", Decimal("80.0")), ("封顶 100%", Decimal(100)))
    for leaf in CITY.leaves():
        drawn = leaf.method.preview(Decimal(10))
        if drawn is not None:
            xs = [x for x, _ in drawn.points]
            assert xs == sorted(xs)


def test_fractions_of_the_ledger_keep_eight_places(result):
    for line in result.explain("swj").lines:
        assert (Fraction(line.loss) * 10**8).denominator == 1


def drawn(method):
    item = scheme_of([{"code": "a", "weight": 10, "measure": "亿元", "method": method}]).node("a")
    return item.method.preview(Decimal(10))


def level_at(preview, at):
    """The score between the corners on either side."""
    ((_, before), (_, after)) = next(
        pair for pair in pairwise(preview.points) if pair[0][0] < at < pair[1][0]
    )
    assert before == after
    return str(before)


def test_steps_are_drawn_as_steps():
    tiers = {"kind": "tiers", "bands": [{"range": "[10, 20)", "points": 6}], "otherwise": {"points": 1}}
    assert [level_at(drawn(tiers), at) for at in (9, 15, 21)] == ["1", "6", "1"]
    shortfall = {"kind": "shortfall", "standard": 20, "per": 2, "points": 3, "steps": "ceiling"}
    places = ("21", "19.5", "17", "15", "13")
    assert [level_at(drawn(shortfall), Decimal(at)) for at in places] == ["10", "7", "4", "1", "0"]


@pytest.mark.parametrize(
    ("method", "axis", "unit"),
    [
        ({"kind": "conversion"}, "原得分", "亿元"),
        ({"kind": "rank", "step": "0.1"}, "名次", ""),
        ({"kind": "deduction", "points": 1}, "次数", ""),
        ({"kind": "ratio_to_best"}, "相当于最好值", "%"),
        ({"kind": "goal_race", "goal": "0.4", "step": "0.1"}, "达标单位中的名次", ""),
        ({"kind": "margin", "per": 1, "points": 1, "steps": "floor"}, "与标准之差", "亿元"),
        ({"kind": "shortfall", "per": 1, "points": 1, "steps": "continuous"}, "与标准之差", "亿元"),
        (
            {"kind": "shortfall", "per": "0.1", "points": 1, "steps": "floor", "relative": True},
            "实际值相当于目标值", "%",
        ),
        ({"kind": "efficacy", "worst": "group", "best": "group"}, "不允许值到满意值的路程", "%"),
    ],
)  # fmt: skip
def test_every_axis_says_what_it_counts(method, axis, unit):
    preview = drawn(method)
    assert (preview.axis, preview.unit("亿元")) == (axis, unit)
    assert len({score for _, score in preview.points}) > 1


def test_curves_over_peers_are_those_of_the_scores():
    goal_race = {"kind": "goal_race", "goal": "0.4", "step": "0.1", "floor": "0.5", "direction": "lower"}
    scores = item_scores(goal_race, 10, {f"u{place}": place for place in range(1, 9)}, 20)
    assert list(scores.values()) == [f"{score:.2f}" for _, score in drawn(goal_race).points[:8]]
    nearest = {"kind": "ratio_to_best", "direction": "lower"}
    by_place = {int(at): f"{score:.2f}" for at, score in drawn(nearest).points}
    assert item_scores(nearest, 10, {"best": 1, "u": 2})["u"] == by_place[200]


@pytest.mark.parametrize(
    ("method", "value", "told", "score"),
    [
        ({"curve": "exponential", "worst": "5.2", "best": "8.6", "base": "0.6"}, "7.1", "", "7.98"),
        (
            {"curve": "exponential", "worst": "5.2", "best": "8.6", "base": "0.6"},
            "9",
            "按 100% 封顶",
            "10.00",
        ),
        ({"transform": "log", "worst": "100", "best": "75000"}, "20000", "", "8.00"),
        ({"transform": "log", "worst": "100", "best": "75000"}, "80000", "按 100% 封顶", "10.00"),
        ({"transform": "log", "worst": "100", "best": "75000"}, "50", "按 0% 保底", "0.00"),
        ({"transform": "log", "worst": "100", "best": "75000"}, "75000", "", "10.00"),
        ({"worst": "5", "best": "9"}, "10", "按 100% 封顶", "10.00"),
        ({"worst": "5", "best": "9"}, "7", "", "5.00"),
    ],
)
def test_a_share_is_told_as_held_only_where_it_was(method, value, told, score):
    result = score_of({"kind": "efficacy", **method}, value)
    sentence = result.explain("u").part("a").sentence
    assert str(result.score("u", "a").score) == score
    assert (told in sentence) if told else ("封顶" not in sentence and "保底" not in sentence)


def score_of(method, value):
    scheme = scheme_of([{"code": "a", "weight": 10, "method": method}])
    return score(scheme, facts_of({"u": value}), period=SEPTEMBER)

"""When a bonus counts, what is one fact, and other weights for other groups."""

import pytest

from dukao.scoring import Event, Fact, RosterUnit, SchemeError, score
from tests.scoring.builders import SEPTEMBER, facts_of, scheme_of

ORDER = ["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"]
LEVELS = [{"code": "n", "name": "国家级", "points": 3}, {"code": "p", "name": "省级", "points": 2}]


def inspected(when, *, order=ORDER, **parts):
    """A score of up to 100, a bonus of up to 30, a deduction."""
    return scheme_of(
        [
            {"code": "site", "name": "单项检查", "weight": 100, "method": "conversion"},
            {
                "code": "less", "name": "扣分", "role": "negative",
                "children": [{"code": "less-1", "name": "通报", "method": {"kind": "deduction", "points": 5}}],
            },
            {
                "code": "more", "name": "加分指标", "role": "bonus", "cap": 30, "when": when, **parts,
                "children": [
                    {"code": "more-1", "name": "信息发布", "method": {"kind": "bonus", "points": 5}},
                    {"code": "more-2", "name": "创新", "method": {"kind": "bonus", "levels": LEVELS}},
                ],
            },
        ],
        order=order,
        full_marks=100,
    )  # fmt: skip


def totals(scheme, values, *facts, events=()):
    given = [Event(unit, "more-1", SEPTEMBER, count=2) for unit in values]
    result = score(scheme, [*facts_of(values, "site"), *facts], period=SEPTEMBER, events=[*given, *events])
    assert all(result.explain(unit).adds_up for unit in result.units)
    return {unit: str(result.unit(unit).total) for unit in values}, result


def test_a_bonus_counts_above_eighty_only():
    found, result = totals(inspected([{"range": "(80, +∞)"}]), {"a": 80, "b": "80.01", "c": 95})
    assert found == {"a": "80.00", "b": "90.01", "c": "105.00"}
    assert str(result.score("a", "more").score) == "0"
    assert str(result.score("a", "more-1").score) == "10.00"
    derivation = result.explain("a")
    part = derivation.part("more")
    assert part.sentence == ("加分指标：不满足加分条件，不计：加分前的总分 80，要求 80 以上（不含）。")
    assert part.sentence in derivation.sentences()
    assert derivation.gain == 0


def test_the_declared_order_says_what_the_total_is():
    fallen = [Event("a", "less-1", SEPTEMBER)]
    when = [{"range": "(80, +∞)"}]
    assert totals(inspected(when), {"a": 84}, events=fallen)[0] == {"a": "79.00"}
    later = ["rescale", "bonus", "deduct", "cap", "round", "veto", "rank", "grade"]
    assert totals(inspected(when, order=later), {"a": 84}, events=fallen)[0] == {"a": "89.00"}


def test_a_bonus_counts_only_with_the_figures_it_asks_for():
    when = [{"indicator": "gdp", "range": "[8, +∞)"}, {"node": "site", "range": "[60, +∞)"}]
    growth = [
        Fact("a", "gdp", SEPTEMBER, 8),
        Fact("b", "gdp", SEPTEMBER, "7.99"),
        Fact("d", "gdp", SEPTEMBER, 9),
    ]
    found, result = totals(inspected(when), {"a": 70, "b": 70, "c": 70, "d": 50}, *growth)
    assert found == {"a": "80.00", "b": "70.00", "c": "70.00", "d": "50.00"}
    said = {unit: result.explain(unit).part("more").notes for unit in "bcd"}
    assert said["b"] == ("不满足加分条件，不计：gdp 7.99，要求 8 以上（含）",)
    assert said["c"] == ("不满足加分条件，不计：gdp 没有数据，要求 8 以上（含）",)
    assert said["d"] == ("不满足加分条件，不计：单项检查得分 50，要求 60 以上（含）",)
    assert result.unused == ()


def test_an_irrational_total_is_compared_exactly():
    """√(50 × 128) is 80 to the last digit: not above it, and not below."""

    def of(span):
        return scheme_of(
            [
                {
                    "code": "index", "combine": "geometric_mean", "weight": 100,
                    "children": [
                        {"code": "x", "name": "x", "weight": 100, "method": {"kind": "conversion", "cap": 2}},
                        {"code": "y", "name": "y", "weight": 100, "method": {"kind": "conversion", "cap": 2}},
                    ],
                },
                {
                    "code": "more", "role": "bonus", "when": [{"range": span}],
                    "children": [{"code": "m", "name": "m", "method": {"kind": "bonus", "points": 1}}],
                },
            ],
            order=ORDER, full_marks=100, rounding={"total": 2},
        )  # fmt: skip

    facts = [*facts_of({"u": 50}, "x"), *facts_of({"u": 128}, "y")]
    events = [Event("u", "m", SEPTEMBER)]
    found = [
        str(score(of(span), facts, period=SEPTEMBER, events=events).unit("u").total)
        for span in ("(80, +∞)", "[80, +∞)", "(-∞, 80)")
    ]
    assert found == ["80.00", "81.00", "80.00"]


def test_one_fact_counts_once_in_the_whole_family():
    events = [
        Event("a", "more-1", SEPTEMBER, count=1, key="试点", note="试点工作"),
        Event("a", "more-2", SEPTEMBER, "n", 2, key="试点"),
        Event("a", "more-2", SEPTEMBER, "p", key="别的"),
    ]
    found, result = totals(inspected([], same_key="highest"), {"a": 50}, events=events)
    assert found == {"a": "68.00"}  # 2 × 5 without a key, 2 × 3 for the pilot, 2 for the other
    assert any(
        "试点工作：同一事实在本类另一项按最高的计" in one for one in result.explain("a").part("more-1").notes
    )
    assert totals(inspected([]), {"a": 50}, events=events)[0] == {"a": "73.00"}
    backwards = totals(inspected([], same_key="highest"), {"a": 50}, events=events[::-1])[1]
    assert backwards.digest() == result.digest()


@pytest.mark.parametrize(
    ("family", "sentence"),
    [
        ({"role": "negative", "when": [{"range": "(1, 2)"}]}, "只有加分的类别"),
        ({"role": "scored", "same_key": "highest"}, "只有负面清单和加分的类别才写 same_key"),
        ({"role": "bonus", "when": [{"range": "(1, 2)", "node": "a", "indicator": "b"}]}, "只写一个"),
        ({"role": "bonus", "when": [{"range": "(1, 2)", "node": "nowhere"}]}, "没有代码为 nowhere"),
        ({"role": "bonus", "when": [{"range": "80以上"}]}, "区间“80以上”写法不对"),
    ],
)
def test_conditions_that_make_no_sense_are_refused(family, sentence):
    kind = "bonus" if family["role"] == "bonus" else "deduction"
    child = {"code": "c", "name": "c", "method": {"kind": kind, "points": 1}}
    with pytest.raises(SchemeError, match=sentence):
        scheme_of(
            [
                {"code": "a", "weight": 10, "method": "conversion"},
                {"code": "f", "children": [child], **family},
            ],
            order=ORDER,
        )


def test_other_groups_have_other_weights():
    """粮食安全: the same block is worth 5 points in urban districts and 35 in counties; no task is full marks."""

    def block(code, group, grain, stock):
        return {
            "code": code, "name": code,
            "children": [
                {
                    "code": f"{code}-1", "name": "粮食生产", "weight": grain, "applies_to": [group],
                    "indicator": "grain", "method": {"kind": "completion", "ratio_places": 2, "zero_target": "full"},
                },
                {
                    "code": f"{code}-2", "name": "储备", "weight": stock, "applies_to": [group],
                    "indicator": "stock", "method": {"kind": "completion", "ratio_places": 2},
                },
            ],
        }  # fmt: skip

    scheme = scheme_of(
        [
            {
                "code": "work",
                "combine": "mean",
                "children": [block("t", "urban", 5, 95), block("o", "county", 35, 65)],
            }
        ],
        full_marks=100,
        groups=[{"code": "urban", "name": "主城"}, {"code": "county", "name": "区县"}],
        targets=[
            *({"item": f"{code}-{place}", "period": 2026, "value": 100} for code in "to" for place in (1, 2)),
            {"item": "o-1", "unit": "c2", "period": 2026, "value": 0},
        ],
    )
    roster = [
        RosterUnit("u1", group="urban"),
        RosterUnit("c1", group="county"),
        RosterUnit("c2", group="county"),
    ]
    facts = [
        *facts_of({"u1": 80, "c1": "79.6", "c2": 0}, "grain"),
        *facts_of({"u1": 100, "c1": 100, "c2": 90}, "stock"),
    ]
    result = score(scheme, facts, period=SEPTEMBER, roster=roster)
    assert {unit: str(result.unit(unit).total) for unit in result.units} == {
        "u1": "99.00",
        "c1": "93.00",
        "c2": "93.50",
    }
    assert all(result.explain(unit).adds_up for unit in result.units)

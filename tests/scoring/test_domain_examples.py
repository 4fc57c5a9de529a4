"""Worked examples of how assessment offices really compute, each to the last digit."""

import pytest

from dukao.scoring import Event, FactsError, RosterUnit, SchemeError, scheme_from_data, score
from tests.scoring.builders import SEPTEMBER, facts_of, item_scores, one_score, scheme_of

COMPLETION = {"kind": "completion"}


@pytest.mark.parametrize(
    ("parameters", "actual", "expected"),
    [
        ({}, 95, "9.50"),
        ({"cap": "1.2"}, 130, "12.00"),
        ({}, 130, "10.00"),
        ({"threshold": "80%"}, 79, "0.00"),
        ({"threshold": "80%"}, 80, "8.00"),
        ({"all_or_nothing": True}, "99.99", "0.00"),
        ({"all_or_nothing": True}, 100, "10.00"),
        ({"floor": "60%"}, 12, "6.00"),
        ({"cap": "none"}, 250, "25.00"),
        ({"ratio_places": 2}, "88.5", "8.90"),
        ({}, -5, "0.00"),
    ],
)
def test_completion(parameters, actual, expected):
    assert one_score(COMPLETION | parameters, 10, actual, 100) == expected


def test_completion_with_a_target_of_nought():
    for rule, expected in (("full", "10.00"), ("zero", "0.00")):
        assert one_score(COMPLETION | {"zero_target": rule}, 10, 3, 0) == expected


def test_reverse():
    assert one_score({"kind": "reverse", "form": "ratio"}, 10, 8, 5) == "6.25"
    assert one_score({"kind": "reverse", "form": "deviation"}, 10, 8, 5) == "4.00"
    assert one_score({"kind": "reverse", "form": "ratio"}, 10, 0, 5) == "10.00"
    by_efficacy = {"kind": "efficacy", "worst": 12, "best": 4, "direction": "lower"}
    assert one_score(by_efficacy, 10, 6) == "7.50"


def test_efficacy():
    textbook = {"kind": "efficacy", "worst": 6, "best": 12, "base": "0.6"}
    assert one_score(textbook, 100, "5.81") == "58.73"
    case = {"kind": "efficacy", "worst": "5.2", "best": "8.6", "base": "0.6"}
    assert one_score(case, 100, "7.1") == "82.35"
    assert one_score(case | {"curve": "exponential"}, 100, "7.1") == "79.82"


def test_efficacy_inside_the_group():
    method = {"kind": "efficacy", "worst": "group", "best": "group", "base": "0.6"}
    assert item_scores(method, 10, {"a": 2, "b": 5, "c": 8}) == {"a": "6.00", "b": "8.00", "c": "10.00"}
    assert item_scores(method, 10, {"a": 2, "b": 2}) == {"a": "10.00", "b": "10.00"}


def test_rank_points_share_places():
    method = {"kind": "rank", "step": "5%"}
    assert item_scores(method, 6, {"a": 9, "b": 8, "c": 8, "d": 7}) == {
        "a": "6.00",
        "b": "5.70",
        "c": "5.70",
        "d": "5.10",
    }
    dense = item_scores(method | {"ties": "dense"}, 6, {"a": 9, "b": 8, "c": 8, "d": 7})
    assert dense["d"] == "5.40"


def test_rank_by_table():
    method = {"kind": "rank", "points": [60, 57, 54, 51, 48], "beyond": 40}
    values = dict(zip("abcdef", range(60, 0, -10), strict=True))
    assert list(item_scores(method, 60, values).values()) == [
        "60.00",
        "57.00",
        "54.00",
        "51.00",
        "48.00",
        "40.00",
    ]


def test_rank_by_completion_is_exact():
    """1/3 against 0.3333333333333333: floats could not tell them apart, fractions do."""
    method = {"kind": "rank", "step": "50%", "by": "completion"}
    scores = item_scores(method, 2, {"a": "33.333333333333333", "b": "33.3333333333333333"}, 100)
    assert scores == {"a": "1.00", "b": "2.00"}


def test_ratio_to_the_best():
    assert item_scores({"kind": "ratio_to_best"}, 6, {"a": "0.8", "b": "1.0"}) == {"a": "4.80", "b": "6.00"}


def test_tiers_keep_their_edges():
    bands = [
        {"range": "(-∞, 5]", "points": "1.8"},
        {"range": "(5, 10)", "points": "1.6"},
        {"range": "[10, 20]", "points": "1.4"},
        {"range": "(20, +∞)", "points": 0},
    ]
    values = {"a": 5, "b": "5.0001", "c": "9.9999", "d": 10, "e": 20, "f": "20.01"}
    scores = item_scores({"kind": "tiers", "bands": bands}, 2, values)
    assert list(scores.values()) == ["1.80", "1.60", "1.60", "1.40", "1.40", "0.00"]


def test_straight_lines_between_grades():
    corners = [
        {"at": 60, "points": 1},
        {"at": 70, "points": 2},
        {"at": 80, "points": 3},
        {"at": 90, "points": 4},
    ]
    values = {"a": 60, "b": 65, "c": "87.5", "d": 99}
    scores = item_scores({"kind": "curve", "corners": corners}, 4, values)
    assert list(scores.values()) == ["1.00", "1.50", "3.75", "4.00"]


ROUNDED = {
    "conversion": ({"kind": "conversion"}, 10, {"u": "88.5"}, None, "8.9"),
    "efficacy": ({"kind": "efficacy", "worst": 0, "best": 300, "base": "0.6"}, 10, {"u": 100}, None, "7.3"),
    "exponential": (
        {"kind": "efficacy", "worst": "5.2", "best": "8.6", "base": "0.6", "curve": "exponential"},
        10, {"u": "7.1"}, None, "8",
    ),
    "ratio_to_best": ({"kind": "ratio_to_best"}, 6, {"u": 2, "v": 3}, None, "4.02"),
    "tiers": (
        {
            "kind": "tiers", "by": "completion",
            "bands": [{"range": "[90%, +∞)", "ratio": 1}, {"range": "(-∞, 90%)", "ratio": 0}],
        },
        5, {"u": "89.5"}, 100, "5",
    ),
    "curve": (
        {"kind": "curve", "by": "completion", "corners": [{"at": "50%", "ratio": 0}, {"at": 1, "ratio": 1}]},
        10, {"u": "74.6"}, 100, "5",
    ),
    "rank": ({"kind": "rank", "by": "completion", "step": "10%"}, 10, {"u": "88.6", "v": "89.4"}, 100, "10"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROUNDED)
def test_whole_percents_in_every_method_that_forms_a_ratio(kind):
    """粮食安全 2018: 完成百分比保留整数."""
    method, weight, values, target, expected = ROUNDED[kind]
    scores = item_scores(method | {"ratio_places": 2}, weight, values, target, rounding="none")
    assert scores["u"] == expected
    assert item_scores(method, weight, values, target, rounding="none")["u"] != expected


@pytest.mark.parametrize("kind", ["tiers", "curve", "rank"])
def test_only_ratios_have_places(kind):
    method = {**ROUNDED[kind][0], "by": "value", "ratio_places": 2}
    with pytest.raises(SchemeError, match="ratio_places"):
        one_score(method, 10, 5)


@pytest.mark.parametrize(
    ("steps", "expected"), [("continuous", "0.74"), ("floor", "0.80"), ("ceiling", "0.70")]
)
def test_points_off_per_step(steps, expected):
    method = {"kind": "shortfall", "standard": 20, "per": 1, "points": "0.1", "steps": steps}
    assert one_score(method, 1, "17.4") == expected


def test_hotline_steps():
    """93.1 against 98.0: four whole steps of 0.30."""
    method = {"kind": "shortfall", "standard": "98.0", "per": 1, "points": "0.30", "steps": "floor"}
    assert one_score(method, 5, "93.1") == "3.80"


def test_deduction_per_count():
    assert one_score({"kind": "deduction", "points": "0.50"}, 7, 2) == "6.00"
    assert one_score({"kind": "deduction", "points": "0.50"}, 7, 20) == "0.00"


def test_negative_list_has_no_floor():
    levels = [
        {"code": "circular", "name": "通报", "points": 1},
        {"code": "talk", "name": "约谈", "points": 2},
    ]
    scheme = scheme_from_data(
        {
            "format": "dukao-scheme/1",
            "code": "n",
            "name": "负面清单",
            "year": 2026,
            "rounding": {"total": 2},
            "order": ["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"],
            "full_marks": 3,
            "items": [
                {"code": "a", "name": "甲", "weight": 3, "method": "conversion"},
                {
                    "code": "n",
                    "name": "负面清单",
                    "role": "negative",
                    "children": [
                        {"code": "n1", "name": "乙", "method": {"kind": "deduction", "levels": levels}}
                    ],
                },
            ],
        }
    )
    events = [Event("u", "n1", SEPTEMBER, "circular", 2), Event("u", "n1", SEPTEMBER, "talk")]
    result = score(scheme, facts_of({"u": 100}), period=SEPTEMBER, events=events)
    assert str(result.score("u", "n").score) == "-4"
    assert str(result.unit("u").total) == "-1.00"
    with pytest.raises(FactsError, match="可以写：circular、talk"):
        score(scheme, [], period=SEPTEMBER, events=[Event("u", "n1", SEPTEMBER, "other")])


def bonus_scheme(cap):
    levels = [
        {"code": "n", "name": "国家级", "points": "1.0"},
        {"code": "p", "name": "省级", "points": "0.8"},
        {"code": "c", "name": "市级", "points": "0.6", "limit": "0.9"},
    ]
    children = [
        {"code": code, "name": code, "method": {"kind": "bonus", "levels": levels, "cap": "1.5"}}
        for code in ("b1", "b2")
    ]
    return scheme_of(
        [
            {"code": "a", "weight": 10, "method": "conversion"},
            {"code": "b", "role": "bonus", "cap": cap, "children": children},
        ],
        order=["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"],
    )


def test_bonus_counts_one_fact_once_and_keeps_its_caps():
    facts = facts_of({"u": 100})
    same = [Event("u", "b1", SEPTEMBER, level, key="试点") for level in ("n", "p", "c")]
    assert str(score(bonus_scheme(3), facts, period=SEPTEMBER, events=same).score("u", "b1").score) == "1.00"
    many = [
        Event("u", item, SEPTEMBER, "n", key=f"{item}{index}") for item in ("b1", "b2") for index in range(3)
    ]
    result = score(bonus_scheme(2), facts, period=SEPTEMBER, events=many)
    assert [str(result.score("u", node).score) for node in ("b1", "b2", "b")] == ["1.50", "1.50", "2"]
    assert str(result.unit("u").total) == "12.00"
    limited = [Event("u", "b1", SEPTEMBER, "c", key=f"{index}") for index in range(2)]
    assert (
        str(score(bonus_scheme(3), facts, period=SEPTEMBER, events=limited).score("u", "b1").score) == "0.90"
    )


def not_applicable_example(policy):
    """Weights 30, 25, 20, 15 (does not apply), 10; rates .9, .8, 1, –, .7; peers' mean on the fourth .85."""
    weights = dict(zip("abcde", (30, 25, 20, 15, 10), strict=True))
    scheme = scheme_of(
        [{"code": code, "weight": weight, "method": "conversion"} for code, weight in weights.items()],
        not_applicable=policy,
    )
    rates = {"a": 90, "b": 80, "c": 100, "d": "n/a", "e": 70}
    facts = [row for code, rate in rates.items() for row in facts_of({"u": rate}, code)]
    for code in weights:
        facts += facts_of({"v": 85}, code)
    roster = [RosterUnit("u", group="g"), RosterUnit("v", group="g")]
    result = score(scheme, facts, period=SEPTEMBER, roster=roster)
    assert result.explain("u").adds_up
    return str(result.unit("u").total)


@pytest.mark.parametrize(
    ("policy", "total"),
    [
        ("rescale", "87.06"),
        ("spread", "86.75"),
        ("full", "89.00"),
        ("peer_average", "86.75"),
        ("zero", "74.00"),
    ],
)
def test_five_answers_to_an_item_that_does_not_apply(policy, total):
    assert not_applicable_example(policy) == total


@pytest.mark.parametrize(
    ("policy", "total"),
    [
        ("rescale", "87.06"),
        ({"kind": "rescale", "scope": "family"}, "87.06"),
        ("peer_average", "86.75"),
        ("regional_mean", "87.50"),
        ({"kind": "share", "ratio": "50%"}, "81.50"),
    ],
)
def test_a_missing_value_is_made_good_for(policy, total):
    """Weights 30, 25, 20, 15 (missing), 10; the group's mean on the fourth is 85 %, that of all units 90 %."""
    weights = dict(zip("abcde", (30, 25, 20, 15, 10), strict=True))
    scheme = scheme_of(
        [{"code": code, "weight": weight, "method": "conversion"} for code, weight in weights.items()],
        missing=policy,
        not_applicable="full",
    )
    rates = {"a": 90, "b": 80, "c": 100, "e": 70}
    facts = [row for code, rate in rates.items() for row in facts_of({"u": rate}, code)]
    for code in weights:
        facts += facts_of({"v": 85, "w": 95}, code)
    roster = [RosterUnit("u", group="g"), RosterUnit("v", group="g"), RosterUnit("w", group="h")]
    result = score(scheme, facts, period=SEPTEMBER, roster=roster)
    assert result.explain("u").adds_up
    assert str(result.unit("u").total) == total


def test_a_missing_value_no_unit_has_blocks_the_total():
    scheme = scheme_of([{"code": "a", "weight": 10, "method": "conversion"}], missing="regional_mean")
    result = score(scheme, [], period=SEPTEMBER, roster=[RosterUnit("u")])
    assert result.unit("u").reasons == ("a：2026 年 9 月未报数，各单位都没有数，无从取平均，请补报",)


def test_website_inspection_converts_by_four_thirds():
    scheme = scheme_of(
        [
            {"code": "a", "weight": 75, "method": {"kind": "deduction", "points": "12.5"}},
            {"code": "service", "weight": 25, "method": "conversion"},
        ]
    )
    facts = facts_of({"u": 1}) + facts_of({"u": "n/a"}, "service")
    assert str(score(scheme, facts, period=SEPTEMBER).unit("u").total) == "83.33"


def test_sum_of_rounded_and_rounded_sum_differ():
    """Published parts 9.69 + 9.99 + 4.99 + 5.00 make 29.67; the published total was 29.68."""
    values = {"a": "96.93", "b": "99.93", "c": "99.84", "d": "100"}
    weights = {"a": 10, "b": 10, "c": 5, "d": 5}
    items = [{"code": code, "weight": weights[code], "method": "conversion"} for code in values]
    facts = [row for code, value in values.items() for row in facts_of({"u": value}, code)]
    by_item = score(scheme_of(items), facts, period=SEPTEMBER)
    at_the_end = score(scheme_of(items, rounding={"total": 2}), facts, period=SEPTEMBER)
    assert (str(by_item.unit("u").total), str(at_the_end.unit("u").total)) == ("29.67", "29.68")


@pytest.mark.parametrize(
    ("mode", "expected"), [("half_up", "88.35"), ("half_even", "88.34"), ("down", "88.34"), ("up", "88.35")]
)
def test_rounding_modes(mode, expected):
    rule = {"places": 2, "mode": mode}
    assert one_score({"kind": "conversion"}, 100, "88.345", rounding=rule) == expected


def test_ties_at_the_last_digit_are_daily_business():
    """Products of weights and round targets; binary floats give the lower neighbour."""
    assert one_score(COMPLETION, "2.125", 85, 100, rounding=4) == "1.8063"
    assert one_score(COMPLETION, "6.25", 258, 400, rounding=4) == "4.0313"
    assert one_score(COMPLETION, 5, "6666700.0002", "10000000.0003", rounding=4) == "3.3333"

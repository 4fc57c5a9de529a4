"""Strange facts: nothing, nought, negative, huge, tiny. Each has a result or a reason, never a failure."""

import pytest

from dukao.scoring import RosterUnit, score, score_periods, write_results
from tests.scoring.builders import SEPTEMBER, facts_of, scheme_of

METHODS = [
    {"kind": "completion"},
    {"kind": "reverse", "form": "ratio"},
    {"kind": "efficacy", "worst": "group", "best": "group"},
    {"kind": "efficacy", "worst": 1, "best": 10, "transform": "log"},
    {"kind": "efficacy", "worst": 0, "best": 1, "base": "0.6", "curve": "exponential"},
    {"kind": "rank", "step": "5%"},
    {"kind": "rank", "step": "5%", "by": "completion"},
    {"kind": "ratio_to_best"},
    {"kind": "tiers", "bands": [{"range": "[1, 2]", "points": 1}], "otherwise": {"points": 0}},
    {"kind": "curve", "corners": [{"at": 0, "points": 0}, {"at": 1, "points": 1}]},
    {"kind": "deduction", "points": 1},
    {"kind": "shortfall", "per": 1, "points": 1, "steps": "floor"},
    {"kind": "conversion"},
]
CITIES = [
    {},
    {"u": None},
    {"u": "n/a"},
    {"u": 0},
    {"u": -5},
    {"u": "1e50"},
    {"u": "0.000000000000000000000000001"},
    {"u": 1, "v": None, "w": "n/a"},
]
GRADES = [
    {"name": "好", "range": "[10, +∞)", "quota": {"share": "20%"}},
    {"name": "差", "range": "(-∞, 10)"},
]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method["kind"])
@pytest.mark.parametrize("missing", ["zero", "block", "peer_average", "skip", {"kind": "last"}], ids=str)
def test_every_unit_has_a_result_or_a_reason(method, missing):
    for rounding in ("none", 2):
        items = [
            {"code": "a", "weight": 10, "method": method, "rounding": rounding},
            {"code": "b", "weight": 10, "method": "conversion"},
        ]
        scheme = scheme_of(items, missing=missing, not_applicable="peer_average", grades=GRADES)
        for values in CITIES:
            facts = facts_of(values) + facts_of(dict.fromkeys(values, 1), "b")
            result = score(scheme, facts, period=SEPTEMBER, roster=[RosterUnit(unit) for unit in values])
            for one in result:
                derivation = result.explain(one.unit)
                assert derivation.adds_up
                assert (one.total is None) == bool(one.reasons)
                assert derivation.as_json()["sentences"]
            assert result.digest()
            assert write_results([result]).count("\n") == len(values) + 1


@pytest.mark.parametrize("places", [None, 4])
@pytest.mark.parametrize(("value", "total"), [(1500, 10), ("1e7", 10), ("1500.5", 10), ("-1e9", 0)])
def test_a_slip_of_the_pen_on_an_exponential_curve_costs_nothing_but_the_cap(value, total, places):
    method = {"kind": "efficacy", "worst": 0, "best": 1, "base": "0.6", "curve": "exponential"}
    method |= {} if places is None else {"ratio_places": places}
    scheme = scheme_of([{"code": "a", "weight": 10, "method": method}])
    result = score(scheme, facts_of({"u": value}), period=SEPTEMBER)
    assert result.unit("u").total == total
    assert result.explain("u").adds_up


def test_scores_beyond_any_machine_number_are_still_exact():
    scheme = scheme_of([{"code": "a", "weight": 10, "method": {"kind": "completion", "cap": "none"}}])
    facts = facts_of({"u": "1e40"}) + facts_of({"u": 3}, period=SEPTEMBER.previous())
    targets = [{"item": "a", "period": "2026", "value": 3}]
    scheme = scheme.model_validate(scheme.model_dump() | {"targets": targets})
    results = score_periods(scheme, facts, periods=[SEPTEMBER, SEPTEMBER.previous()])
    assert str(results[SEPTEMBER].unit("u").total) == "3" * 41 + ".33"
    alone = score(scheme, facts[1:], period=SEPTEMBER.previous())
    assert alone.digest() == results[SEPTEMBER.previous()].digest()

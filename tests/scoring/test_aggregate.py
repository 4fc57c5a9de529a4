"""Months, quarters, the year; county scores for departments."""

from decimal import Decimal

import pytest

from dukao.scoring import (
    Event,
    Fact,
    Period,
    RosterUnit,
    SchemeError,
    Sharing,
    aggregate,
    score_periods,
    share_scores,
)
from tests.scoring.builders import facts_of, scheme_of

P = Period.parse
YEAR = P("2026")
QUARTERS = YEAR.quarters()
TOTALS = [Decimal("91.05"), Decimal("90.07"), Decimal("92.69"), Decimal("93.39")]


def year_of(step, totals=TOTALS, **inputs):
    scheme = scheme_of(
        [{"code": "a", "weight": 100, "method": "conversion"}],
        aggregation=[{"source": "quarter", "target": "year", **step}],
        vetoes=[{"code": "v", "name": "否决", "total": 59}],
        order=["rescale", "deduct", "bonus", "cap", "round", "veto", "rank", "grade"],
    )
    given = {period: {"u": total} for period, total in zip(QUARTERS, totals, strict=True)}
    return aggregate(scheme, given, period=YEAR, **inputs)


@pytest.mark.parametrize(
    ("step", "total"),
    [
        ({"method": "mean"}, "91.80"),
        ({"method": "last"}, "93.39"),
        ({"method": "sum"}, "367.20"),
        ({"method": "weighted", "weights": [20, 20, 20, 40]}, "92.12"),
    ],
)
def test_the_year_from_its_quarters(step, total):
    assert str(year_of(step).unit("u").total) == total


def test_quarters_and_the_committee():
    step = {
        "method": "mean",
        "coefficient": "0.95",
        "additions": [{"indicator": "committee", "name": "考核委员会评分"}],
    }
    result = year_of(step, facts=[Fact("u", "committee", YEAR, "4.5")])
    assert str(result.unit("u").total) == "91.71"
    assert result.explain("u").formula == "（（91.05 + 90.07 + 92.69 + 93.39）÷ 4）× 0.95 + 4.5 = 91.71"
    assert "没有考核委员会评分" in year_of(step).unit("u").reasons[0]


@pytest.mark.parametrize(("missing", "total"), [("block", None), ("skip", "91.27"), ("zero", "68.45")])
def test_a_quarter_without_a_total(missing, total):
    one = year_of({"method": "mean", "missing": missing}, [*TOTALS[:3], None]).unit("u")
    assert (one.total and str(one.total)) == total
    assert bool(one.reasons) == (total is None)


def test_a_veto_of_the_year():
    result = year_of({"method": "mean"}, events=[Event("u", "v", P("2026-05"))])
    assert str(result.unit("u").total) == "59.00"


def test_the_way_must_be_declared():
    with pytest.raises(SchemeError, match="怎样由更短的时期汇总"):
        aggregate(scheme_of([{"code": "a", "weight": 1, "method": "conversion"}]), {}, period=YEAR)


def test_from_facts_to_the_year_with_places_and_one_digest():
    steps = [
        {"source": "month", "target": "quarter", "method": "last"},
        {"source": "quarter", "target": "year", "method": "mean"},
    ]
    scheme = scheme_of([{"code": "a", "weight": 100, "method": "conversion"}], aggregation=steps)
    facts = [
        row for month in YEAR.months() for row in facts_of({"u": 80 + month.index, "v": 85}, period=month)
    ]
    months = score_periods(scheme, facts, periods=YEAR.months())
    totals = {period: result.totals() for period, result in months.items()}
    quarters = {period: aggregate(scheme, totals, period=period) for period in QUARTERS}
    assert str(quarters[P("2026-Q2")].unit("u").total) == "86.00"
    of_quarters = {period: {one.unit: one.total for one in result} for period, result in quarters.items()}
    year = aggregate(scheme, of_quarters, period=YEAR)
    assert {one.unit: (str(one.total), one.rank) for one in year} == {"u": ("87.50", 1), "v": ("85.00", 2)}
    again = aggregate(scheme, of_quarters, period=YEAR, roster=[RosterUnit("v"), RosterUnit("u")])
    assert again.digest() == year.digest()


def shared_items(**roles):
    items = [
        {"code": "i1", "weight": 100, "method": "conversion", "in_charge": ["fgw"], "related": ["swj"]},
        {"code": "i2", "weight": 50, "method": "conversion", "in_charge": ["swj"], "related": ["fgw", "zjj"]},
        {"code": "i3", "weight": 10, "method": "conversion"},
    ]
    return list(scheme_of(items).leaves())


COUNTIES = {"i1": [Decimal(90), Decimal(93)], "i2": [Decimal(40), Decimal(45)], "i3": [Decimal(5)]}


def test_eighty_twenty_splits_the_points():
    shared = share_scores(Sharing(reading="split", rounding=2), shared_items(), COUNTIES)
    lines = {(unit, line.item): line.points for unit, found in shared.items() for line in found.lines}
    assert lines["fgw", "i1"] == Decimal("73.20")
    assert lines["swj", "i1"] == Decimal("18.30")
    assert lines["swj", "i2"] == Decimal("34.00")
    assert lines["fgw", "i2"] + lines["zjj", "i2"] == Decimal("8.50")
    assert sum(points for (_, item), points in lines.items() if item == "i1") == Decimal("91.50")
    assert shared["fgw"].full == Decimal(85)
    assert "县区均分 91.5 × 80%（分管） = 73.2" in shared["fgw"].lines[0].sentence


def test_rounded_parts_still_make_the_whole():
    odd = {"i2": [Decimal("33.33")]}
    shared = share_scores(Sharing(reading="split", rounding=2), shared_items(), odd)
    points = [line.points for found in shared.values() for line in found.lines]
    assert sum(points) == Decimal("33.33")


def test_eighty_twenty_as_weights_of_a_unit():
    shared = share_scores(Sharing(reading="composite", rounding=2), shared_items(), COUNTIES)
    assert shared["fgw"].points == Decimal("90.20")  # 91.5 × 80 % + 85 × 20 %
    assert shared["zjj"].points == Decimal("85")  # related items only: their mean
    strict = Sharing(reading="composite", one_role="zero")
    assert share_scores(strict, shared_items(), COUNTIES)["zjj"].points == Decimal("17")
    one_item = [item for item in shared_items() if item.code == "i1"]
    both = one_item[0].model_copy(update={"related": ("fgw",)})
    assert share_scores(Sharing(reading="composite"), [both], COUNTIES)["fgw"].points == Decimal("91.5")

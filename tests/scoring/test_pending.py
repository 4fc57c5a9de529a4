"""A value that waits for its review is neither lost nor counted; its points go to the others meanwhile."""

from __future__ import annotations

from decimal import Decimal

from dukao.scoring import Fact, FactState, Period, RosterUnit, scheme_from_data, score

SEPTEMBER = Period.parse("2026-09")
SCHEME = scheme_from_data(
    {
        "format": "dukao-scheme/1",
        "code": "s",
        "name": "办法",
        "year": 2026,
        "rounding": {"total": 2},
        "missing": "zero",
        "items": [
            {"code": "A", "name": "甲项", "weight": "60", "method": {"kind": "conversion", "out_of": "100"}},
            {"code": "B", "name": "乙项", "weight": "40", "method": {"kind": "conversion", "out_of": "100"}},
        ],
    }
)
REPORTED = Fact("u", "A", SEPTEMBER, "90")


def test_a_pending_value_is_made_good_for_and_says_so() -> None:
    waiting = Fact("u", "B", SEPTEMBER, None, FactState.PENDING)
    result = score(SCHEME, [REPORTED, waiting], period=SEPTEMBER, roster=[RosterUnit("u")])
    assert result.unit("u").total == Decimal("90.00")
    assert any("尚未审核通过" in sentence for sentence in result.explain("u").sentences())
    assert result.explain("u").part("B").state == "pending"


def test_the_same_value_missing_is_lost() -> None:
    result = score(SCHEME, [REPORTED], period=SEPTEMBER, roster=[RosterUnit("u")])
    assert result.unit("u").total == Decimal("54.00")


def test_pending_values_are_part_of_the_facts_digest() -> None:
    waiting = Fact("u", "B", SEPTEMBER, None, FactState.PENDING)
    with_it = score(SCHEME, [REPORTED, waiting], period=SEPTEMBER, roster=[RosterUnit("u")])
    without = score(SCHEME, [REPORTED], period=SEPTEMBER, roster=[RosterUnit("u")])
    assert with_it.facts_digest != without.facts_digest

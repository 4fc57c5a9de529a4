"""Quarters from months, the year from quarters."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pytest

from dukao.assessments import services
from dukao.assessments.computing import book_of
from dukao.assessments.models import Round, UnitScore
from dukao.assessments.selectors.sheets import Sheet
from dukao.assessments.selectors.sight import sight_of
from dukao.kernel.errors import DomainError
from dukao.reporting.models import ReportLine
from dukao.schemes.models import SchemeVersion
from tests.assessments.conftest import ITEMS, OCTOBER, VALUES, Field
from tests.conftest import NOW


@pytest.fixture
def whole_quarter(reported: None, accept: Callable[..., ReportLine]) -> None:
    for month in ("2026-07", "2026-08"):
        for unit, values in VALUES.items():
            for item, value in zip(ITEMS, values, strict=True):
                accept(unit, item, value, month)


def round_of(version: SchemeVersion, period: str) -> Round:
    services.open_rounds(at=NOW)
    return Round.objects.select_related("version__scheme").get(version=version, period=period)


def test_the_quarter_takes_its_last_month(version: SchemeVersion, whole_quarter: None) -> None:
    quarter = services.refresh_round(assessment=round_of(version, "2026-Q3"), at=NOW)
    september = round_of(version, "2026-09")
    assert september.result_digest, "reading the quarter computed its months"
    totals = dict(UnitScore.objects.filter(round=quarter).values_list("unit__code", "total"))
    assert totals["B01"] == Decimal("88.31")
    assert book_of(quarter).score("B01", "J-07") == Decimal("27.60")


def test_a_quarter_without_a_month_has_no_totals(version: SchemeVersion, reported: None) -> None:
    quarter = services.refresh_round(assessment=round_of(version, "2026-Q2"), at=NOW)
    assert book_of(quarter).standings["B01"].total == Decimal(0), "missing counts nought in this scheme"
    year = services.refresh_round(assessment=round_of(version, "2026"), at=NOW)
    standing = book_of(year).standings["B01"]
    assert standing.total is None
    assert standing.reasons == ("没有 2026 年第四季度的总分，不能汇总",)


def test_the_quarter_waits_for_its_months(field: Field, version: SchemeVersion, whole_quarter: None) -> None:
    office = field.city.actor(field.city.office)
    quarter = round_of(version, "2026-Q3")
    with pytest.raises(DomainError, match="请先冻结2026 年 7 月、2026 年 8 月、2026 年 9 月"):
        services.freeze_round(actor=office, assessment=quarter, at=OCTOBER)
    for month in ("2026-07", "2026-08", "2026-09"):
        services.freeze_round(actor=office, assessment=round_of(version, month), at=OCTOBER)
    frozen = services.freeze_round(actor=office, assessment=quarter, at=OCTOBER)
    assert frozen.state == "frozen"
    with pytest.raises(DomainError, match="请先解冻2026 年第三季度"):
        services.unfreeze_round(
            actor=office, assessment=round_of(version, "2026-07"), reason="发现漏报", at=OCTOBER
        )


def test_a_month_that_moves_moves_the_quarter(
    version: SchemeVersion, whole_quarter: None, accept: Callable[..., ReportLine]
) -> None:
    quarter = services.refresh_round(assessment=round_of(version, "2026-Q3"), at=NOW)
    accept("B01", "Z-02", "86", at=OCTOBER)
    services.refresh_round(assessment=quarter, at=OCTOBER)
    assert book_of(quarter).standings["B01"].total == Decimal("91.80")


def test_a_weighted_year_explains_itself_to_the_last_digit(
    field: Field, version: SchemeVersion, accept: Callable[..., ReportLine]
) -> None:
    """Four quarters of 20, 20, 20 and 40 per cent, each what its last month says."""
    december = NOW.replace(month=12)
    for number, month in enumerate(("03", "06", "09", "12")):
        for part in range(int(month) - 2, int(month) + 1):
            for unit, values in VALUES.items():
                for item, value in zip(ITEMS, values, strict=True):
                    changed = Decimal(value) - (number if item == "Z-02" else 0)
                    accept(unit, item, str(changed), f"2026-{part:02d}")
    services.open_rounds(at=december)
    year = Round.objects.select_related("version__scheme").get(version=version, period="2026")
    services.refresh_round(assessment=year, at=december)
    sight = sight_of(field.city.actor(field.city.office), year)
    for unit in field.units.values():
        sheet = Sheet(year, unit.pk, sight)
        quarters = [source.total or Decimal(0) for source in sheet.sources]
        by_hand = sum(q * w for q, w in zip(quarters, (20, 20, 20, 40), strict=True)) / 100
        assert sheet.standing.total == by_hand.quantize(Decimal("0.01"), ROUND_HALF_UP)
        terms = sheet.equation
        assert terms is not None
        assert terms.full + sum(term.amount for term in terms.terms) == sheet.standing.total
        assert abs(terms.adjustment.amount) < Decimal("0.01"), "only rounding is left unexplained"
        assert sheet.basis is None
        assert len(sheet.blended) == len(ITEMS) + 2

"""What is asked of a unit in a month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dukao.kernel.errors import DomainError
from dukao.schemes import services
from dukao.schemes.models import SchemeVersion, Target
from dukao.schemes.selectors import items_due, targets_in, targets_of, versions_in_force
from dukao.scoring import Period
from tests.conftest import NOW, City

AUGUST, SEPTEMBER = Period.parse("2026-08"), Period.parse("2026-09")


def codes(unit_id: int, period: Period) -> list[str]:
    return [item.code for item in items_due(unit_id, period)]


def test_items_are_due_by_their_frequency(city: City, published: SchemeVersion) -> None:
    assert codes(city.housing.pk, AUGUST) == ["J-07", "J-15"], "quarterly and event items are not due"
    assert codes(city.housing.pk, SEPTEMBER) == ["D-01", "J-07", "J-15"]
    assert codes(city.planning.pk, SEPTEMBER) == [], "not on the roster"
    assert codes(city.housing.pk, Period.parse("2025-09")) == []


def test_an_item_that_does_not_apply_is_not_due(city: City, published: SchemeVersion) -> None:
    Target.objects.filter(unit=city.housing, item="J-15", period="2026-09").update(value=None)
    assert codes(city.housing.pk, SEPTEMBER) == ["D-01", "J-07"]
    assert codes(city.other.pk, SEPTEMBER) == ["D-01", "J-07", "J-15"]


def test_items_of_other_groups_are_not_due(
    city: City, draft: SchemeVersion, published: SchemeVersion
) -> None:
    from dukao.schemes.models import SchemeItem

    only = SchemeItem.objects.get(version=published, code="J-15")
    SchemeItem.objects.create(
        version=published, code="J-16", name="他组", family="经济运行", frequency="month", supply="unit",
        applies_to=["g2"], position=9, weight=only.weight,
    )  # fmt: skip
    assert "J-16" not in codes(city.housing.pk, SEPTEMBER)


def test_due_items_cost_three_queries(
    city: City, published: SchemeVersion, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        for item in items_due(city.housing.pk, SEPTEMBER):
            assert (item.version.scheme.name, item.lead, item.indicator) is not None


def test_the_quarter_has_the_target_of_its_last_month(city: City, published: SchemeVersion) -> None:
    quarter = targets_in(published, Period.parse("2026-Q3"))
    assert quarter == targets_in(published, SEPTEMBER)
    assert quarter[(city.housing.pk, "J-07")] == Decimal(90)
    assert targets_of(city.housing.pk, Period.parse("2026")) == {
        (published.pk, code): Decimal(120) for code in ("D-01", "J-07", "J-15")
    }


def test_targets_cost_two_queries(
    city: City, published: SchemeVersion, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        targets_of(city.housing.pk, SEPTEMBER)
    with django_assert_num_queries(1):
        targets_in(published, SEPTEMBER)


def test_a_draft_is_not_in_force(draft: SchemeVersion) -> None:
    assert not versions_in_force(date(2026, 9, 28)).exists()


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (("housing", "X-99", "2026-09"), "没有代码为 X-99"),
        (("planning", "J-07", "2026-09"), "不在这份办法的考评对象"),
        (("housing", "D-01", "2026-08"), "不考核"),
        (("housing", "J-07", "2025-09"), "2026 年的月份"),
    ],
)
def test_a_target_stands_only_where_the_scheme_asks(
    city: City, draft: SchemeVersion, cell: tuple[str, str, str], sentence: str
) -> None:
    unit, item, month = cell
    with pytest.raises(DomainError, match=sentence):
        services.set_targets(
            actor=city.actor(city.office), version=draft, at=NOW,
            values={(getattr(city, unit).pk, item, month): Decimal(1)},
        )  # fmt: skip
    assert not Target.objects.exists()

"""What is asked of units, from every room that asks, against the same span of the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client

from dukao.checks import burden
from dukao.checks.burden import Asked, Measure, Span
from dukao.checks.models import Check
from dukao.checks.selectors.burden import asked_by_checks, burden_of, burden_of_city, year_before
from dukao.kernel.roles import Role
from tests.conftest import TODAY, City

pytestmark = pytest.mark.django_db
Plant = Callable[..., Check]
SINCE = date(2026, 1, 1)


def figures(unit_id: int, until: date = TODAY) -> dict[str, tuple[int, int]]:
    found = burden_of(unit_id, SINCE, until).figures
    return {figure.measure: (figure.now, figure.before) for figure in found if figure.now or figure.before}


def test_a_check_weighs_as_often_as_it_comes(city: City, plant: Plant) -> None:
    plant("approved", times=2)
    assert figures(city.housing.pk) == {
        "checks": (2, 0), "field_days": (4, 0), "lines": (24, 0), "characters": (3000, 0), "evidence": (6, 0),
        "hours": (12, 0),
    }  # fmt: skip
    assert figures(city.planning.pk) == {}


@pytest.mark.parametrize("state", ["proposed", "sent"])
def test_what_is_not_approved_burdens_nobody(city: City, plant: Plant, state: str) -> None:
    plant(state)
    assert figures(city.housing.pk) == {}


def test_who_is_dropped_is_not_asked(city: City, plant: Plant) -> None:
    check = plant("approved")
    check.targets.filter(unit=city.housing).update(dropped_at="2026-09-28T09:00+08:00", dropped_reason="引用")
    assert figures(city.housing.pk) == {}
    assert figures(city.other.pk)["checks"] == (1, 0)


@pytest.fixture
def another_room(city: City) -> Iterator[None]:
    """Asks 市住建局 for 30 lines this year and 40 by the same day of last year, 90 later in that year."""

    def source(span: Span) -> list[Asked]:
        days = ((date(2026, 5, 1), 30), (date(2025, 9, 28), 40), (date(2025, 9, 29), 90))
        return [
            Asked(city.housing.pk, city.planning.pk, Measure.LINES, amount)
            for day, amount in days
            if span.since <= day <= span.until
        ]

    burden.add_source(source, Measure.LINES, first_day=lambda: date(2024, 1, 1))
    known = burden._sources[:]
    burden._sources[:] = [one for one in known if one.source in (source, asked_by_checks)]
    yield
    burden._sources[:] = [one for one in known if one.source != source]


@pytest.mark.usefixtures("another_room")
def test_other_rooms_add_theirs_and_the_same_span_is_compared(city: City) -> None:
    (lines,) = [one for one in burden_of(city.housing.pk, SINCE, TODAY).figures if one.measure == "lines"]
    assert (lines.now, lines.before, lines.change_words) == (30, 40, "较上年同期减 10（25.0%）")
    asking = burden_of(city.housing.pk, SINCE, TODAY).organisers
    assert [(one.name, one.amounts) for one in asking] == [("市发展改革委", {"lines": 30})]


def test_a_year_without_records_is_not_compared_with(city: City, plant: Plant) -> None:
    """A register that began this year would show every check as one more."""
    plant("approved")
    (checks,) = [one for one in burden_of(city.housing.pk, SINCE, TODAY).figures if one.measure == "checks"]
    assert checks.change_words == "上年同期没有完整记录"
    Check.objects.update(registered_at="2024-12-10T10:00+08:00")
    (checks,) = [one for one in burden_of(city.housing.pk, SINCE, TODAY).figures if one.measure == "checks"]
    assert checks.change_words == "上年同期没有"


def test_of_leap_years() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.usefixtures("another_room")
def test_organs_are_ranked_by_what_they_ask(city: City, plant: Plant) -> None:
    plant("approved")
    found = burden_of_city(city.actor(city.office), [Role.OFFICE], SINCE, TODAY, TODAY)
    assert [(one.name, one.amounts.get("checks", 0)) for one in found.organisers] == [
        ("市督考办", 2), ("市发展改革委", 0),
    ]  # fmt: skip
    assert {one.name for one in found.units} == {"市住建局", "市水利局"}


def test_a_unit_reads_its_own_and_nobody_else_does(city: City, plant: Plant) -> None:
    plant("approved")
    expected = {"reporter": 200, "office": 200, "discipline": 200, "stranger": 404, "patroller": 403}
    got = {}
    for name in expected:
        client = Client()
        client.force_login(getattr(city, name))
        answer = client.get(f"/checks/burden/{city.housing.pk}/")
        got[name] = answer.status_code
        if answer.status_code == 200:
            page = answer.content.decode()
            assert "市督考办" in page
            # 指尖上的形式主义: no measure of who was here how often
            assert "登录次数" not in page
            assert "在线时长" not in page
    assert got == expected

"""What the clock asks by itself: receipts, clocks of conclusions, periods and plans that end; each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from dukao.checks import services
from dukao.checks.models import Check, CheckRules
from dukao.identity.models import Account
from dukao.kernel.clock import at_time
from dukao.notifications.models import Notice
from dukao.organisations.selectors import work_calendar
from tests.checks.planting import colleague, plant_conclusion
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
Plant = Callable[..., Check]


def morning(workdays: int, after: date = TODAY) -> datetime:
    return at_time(work_calendar().add(after, workdays), 9)


def told(account: Account, words: str) -> int:
    return Notice.objects.filter(account=account, title__contains=words).count()


def test_who_leaves_a_conclusion_lying_is_reminded_once(city: City, plant: Plant) -> None:
    plant_conclusion(city, plant("ongoing"), "served")
    services.remind_clocks(at=morning(2))
    assert told(city.head, "没有签收") == 0
    for _ in range(2):
        services.remind_clocks(at=morning(3))
    assert (told(city.head, "送达 3 个工作日没有签收"), told(city.office, "没有签收")) == (1, 1)


def test_the_object_hears_what_it_may_still_do(city: City, plant: Plant) -> None:
    made = plant_conclusion(city, plant("ongoing"), "hearing")
    assert made.explain_by is not None
    services.remind_clocks(at=morning(1))
    assert told(city.head, "说明情况") == 0
    last = at_time(made.explain_by, 9)
    services.remind_clocks(at=last)
    assert told(city.head, "前可以说明情况") == 1
    services.remind_clocks(at=morning(1, made.explain_by))
    assert told(city.head, "说明情况") == 1


def test_a_review_is_asked_of_those_who_took_no_part(city: City, plant: Plant) -> None:
    other = colleague(city, "tianmu", "田牧")
    plant_conclusion(city, plant("ongoing"), "reviewed")
    services.remind_clocks(at=at_time(TODAY + timedelta(days=29), 9))
    services.remind_clocks(at=at_time(TODAY + timedelta(days=36), 9))
    assert (told(other, "前作出复核决定"), told(other, "复核决定已过时限")) == (1, 1)
    assert told(city.office, "复核决定") == told(city.leader, "复核决定") == 0


def test_an_approved_check_is_not_forgotten(city: City, plant: Plant) -> None:
    check = plant("approved", organiser_id=city.city.pk, object_ids=(city.housing.pk,))
    reader = colleague(city, "qinyan", "秦研", "unit_head")
    services.remind_clocks(at=morning(1))
    assert told(reader, "还没有实施") == 0
    assert services.remind_clocks(at=at_time(work_calendar().subtract(check.ends_on, 1), 9)) >= 1
    assert told(reader, "还没有实施") == 1


def test_what_is_only_proposed_is_told_before_the_plan_closes(city: City, plant: Plant) -> None:
    plant("proposed")
    CheckRules.objects.update(plan_until_month=9)
    assert services.remind_clocks(at=NOW) == 1
    assert told(city.office, "2026 年度计划 10 月 1 日起按月控：1 项还没有送审") == 1
    CheckRules.objects.update(plan_until_month=10)
    assert services.remind_clocks(at=NOW) == 0


def test_nobody_is_reminded_on_a_day_off(city: City, plant: Plant) -> None:
    plant_conclusion(city, plant("ongoing"), "served")
    assert services.remind_clocks(at=at_time(date(2026, 10, 4), 9)) == 0

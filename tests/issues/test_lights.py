"""The lamp: every rule lights it on its day, and what lists filter by is what is shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dukao.issues import services
from dukao.issues.lights import Course, light, turning_days
from dukao.issues.models import Problem, RectificationRules
from dukao.issues.selectors import light_of, lit, rules_on, visible_problems
from dukao.issues.vocabulary import ProblemState
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.light import COLOURS
from dukao.kernel.workdays import WorkCalendar
from dukao.notifications.models import Notice
from dukao.organisations.selectors import work_calendar
from tests.conftest import NOW, TODAY, City
from tests.issues.planting import plant

RULES = RectificationRules(source="试验")
DUE = date(2026, 10, 20)


def course(**changes: Any) -> Course:
    features: dict[str, Any] = {
        "state": ProblemState.RECTIFYING, "due_on": DUE, "plan_by": date(2026, 9, 20),
        "planned_on": date(2026, 9, 18), "last_word_on": TODAY,
    }  # fmt: skip
    return Course(**(features | changes))


@pytest.mark.parametrize(
    ("changes", "day", "colour", "finding"),
    [
        ({}, TODAY, "green", "时限 10 月 20 日"),
        ({"last_word_on": DUE}, date(2026, 10, 15), "green", "剩"),
        ({"last_word_on": DUE}, date(2026, 10, 16), "blue", "剩 2 个工作日"),
        ({"last_word_on": DUE}, date(2026, 10, 21), "red", "逾期 1 日"),
        ({}, date(2026, 10, 13), "green", ""),
        ({}, date(2026, 10, 14), "yellow", "16 天没有反馈进展"),
        ({"due_on": date(2026, 12, 1)}, date(2026, 10, 28), "red", "30 天没有反馈进展"),
        ({"planned_on": None}, date(2026, 9, 20), "green", ""),
        ({"planned_on": None}, date(2026, 9, 21), "yellow", "定措施截止 9 月 20 日"),
        ({"state": ProblemState.RETURNED, "returns": 1}, TODAY, "yellow", "第 1 次退回"),
        ({"state": ProblemState.RETURNED, "returns": 2}, TODAY, "red", "第 2 次退回"),
        (
            {"state": ProblemState.SUBMITTED, "verify_by": date(2026, 9, 25)},
            TODAY,
            "none",
            "已过验收截止 3 日",
        ),
        ({"state": ProblemState.CLOSED}, date(2027, 1, 1), "none", "已销号"),
    ],
)
def test_each_rule_lights_on_its_day(changes: dict[str, Any], day: date, colour: str, finding: str) -> None:
    shown = light(course(**changes), RULES, WorkCalendar(), day)
    assert (shown.colour, finding in shown.finding) == (colour, True), shown


def test_the_turning_days_are_those_of_the_lamp() -> None:
    for one in (course(), course(planned_on=None), course(state=ProblemState.RETURNED, returns=1)):
        turning = turning_days(one, RULES, WorkCalendar())
        for day in (TODAY + timedelta(days=n) for n in range(60)):
            shining = [c for c in COLOURS if turning[c] is not None and turning[c] <= day]  # type: ignore[operator]
            assert light(one, RULES, WorkCalendar(), day).colour == (shining[0] if shining else "green")


@pytest.mark.django_db
def test_the_lamp_filter_is_the_lamp_shown(city: City) -> None:
    for state in ("draft", "assigned", "rectifying", "submitted", "closed"):
        plant(city, state, due_on=date(2026, 10, 12))
    for day in (TODAY, date(2026, 10, 9), date(2026, 10, 12), date(2026, 10, 13), date(2027, 1, 1)):
        visible = visible_problems(city.actor(city.office), day)
        for colour in (*COLOURS, "green", "none"):
            found = set(visible.filter(lit(colour, day)))
            shown = {
                one for one in visible if light_of(one, rules_on(day), work_calendar(), day).colour == colour
            }
            assert found == shown, (colour, day)


@pytest.mark.django_db
def test_new_rules_hold_from_a_later_day_and_turn_the_lamps(city: City) -> None:
    office, problem = city.actor(city.office), plant(city, "rectifying")
    now = RectificationRules.objects.get()
    limits = {
        field.name: getattr(now, field.name)
        for field in now._meta.fields
        if field.name not in ("id", "effective_on", "source")
    }
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(DomainError, match="从明天起"):
        services.set_rules(actor=office, effective_on=TODAY, source="办法", at=NOW, **limits)
    with pytest.raises(Refused):
        services.set_rules(
            actor=city.actor(city.head), effective_on=tomorrow, source="办法", at=NOW, **limits
        )
    with pytest.raises(DomainError, match="合计不能超过"):
        wide = limits | {"lookback_risk": 60, "lookback_lot": 60}
        services.set_rules(actor=office, effective_on=tomorrow, source="办法", at=NOW, **wide)
    services.set_rules(
        actor=office, effective_on=tomorrow, source="办法", at=NOW, **(limits | {"silent_red": 1})
    )
    assert rules_on(TODAY).silent_red == now.silent_red
    before = Problem.objects.get(pk=problem.pk).red_from
    assert services.refresh_lights(at=NOW) == 0
    assert services.refresh_lights(at=NOW + timedelta(days=1)) == 1
    after = Problem.objects.get(pk=problem.pk).red_from
    assert before is not None
    assert after is not None
    assert after < before


@pytest.mark.django_db
def test_the_clock_reminds_once(city: City) -> None:
    plant(city, "assigned", due_on=date(2026, 9, 30))
    assert services.remind_clocks(at=NOW) > 0
    told = Notice.objects.filter(kind="problem_due", account=city.head).count()
    services.remind_clocks(at=NOW + timedelta(hours=2))
    assert Notice.objects.filter(kind="problem_due", account=city.head).count() == told == 1

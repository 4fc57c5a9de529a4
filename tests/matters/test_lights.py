"""Rules of the lamp as readable cases, and the turning days that lists are filtered by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.kernel.light import COLOURS
from dukao.kernel.workdays import WorkCalendar
from dukao.matters import services
from dukao.matters.lights import Course, light, turning_days
from dukao.matters.models import Matter, SupervisionRules
from dukao.matters.selectors import light_of, lit, rules_on
from dukao.matters.vocabulary import IN_HAND, MatterState
from dukao.organisations.selectors import work_calendar
from tests.conftest import NOW, TODAY, City

RULES = SupervisionRules(effective_on=date(2026, 1, 1), source="本地督办规定")
CALENDAR = WorkCalendar()
START, DUE = date(2026, 3, 2), date(2026, 10, 15)


def course(**facts: Any) -> Course:
    usual: dict[str, Any] = {
        "state": MatterState.ONGOING, "started_on": START, "due_on": DUE, "percent": 90,
        "nodes": ((date(2026, 6, 30), 40), (date(2026, 9, 30), 74)), "last_word_on": date(2026, 9, 20),
        "word_days": 30,
    }  # fmt: skip
    return Course(**(usual | facts))


@pytest.mark.parametrize(
    ("facts", "colour", "finding", "rule"),
    [
        ({"percent": 73}, "green", "计划 73%，实际 73%", ""),
        ({"percent": 60}, "yellow", "计划 73%，实际 60%，落后 13 个百分点", "落后 10 个百分点以上亮黄灯"),
        ({"percent": 52}, "red", "计划 73%，实际 52%，落后 21 个百分点", "落后 20 个百分点以上亮红灯"),
        ({"due_on": date(2026, 9, 10)}, "red", "时限 9 月 10 日，逾期 18 日", "逾期亮红灯"),
        ({"due_on": date(2026, 9, 30)}, "blue", "时限 9 月 30 日，剩 2 个工作日", "到期前 3 个工作日亮蓝灯"),
        ({"last_word_on": date(2026, 8, 28)}, "yellow", "31 天没有反馈", "30 天内没有反馈亮黄灯"),
        (
            {"last_word_on": date(2026, 8, 14)}, "red", "45 天没有反馈",
            "超过反馈间隔 15 天亮红灯（每 30 天反馈一次）",
        ),
        (
            {"state": MatterState.RETURNED, "returns": 1}, "yellow", "第 1 次退回", "报结被退回亮黄灯",
        ),
        ({"state": MatterState.RETURNED, "returns": 2}, "red", "第 2 次退回", "第 2 次退回起亮红灯"),
        (
            {"state": MatterState.ASSIGNED, "percent": 0, "started_on": date(2026, 9, 21), "nodes": (),
             "receive_by": date(2026, 9, 25)},
            "red", "计划 29%，实际 0%，落后 29 个百分点", "落后 20 个百分点以上亮红灯",
        ),
        ({"state": MatterState.FINISHED}, "none", "已报结，等待销号", ""),
        ({"state": MatterState.SUSPENDED}, "none", "中止", ""),
    ],
)  # fmt: skip
def test_each_colour_says_its_figures_and_its_rule(
    facts: dict[str, Any], colour: str, finding: str, rule: str
) -> None:
    shown = light(course(**facts), RULES, CALENDAR, TODAY)
    assert (shown.colour, shown.finding, shown.rule) == (colour, finding, rule)


def test_an_unreceived_matter_is_late_before_it_is_behind() -> None:
    facts = {"state": MatterState.ASSIGNED, "percent": 0, "started_on": date(2026, 9, 24), "nodes": (),
             "due_on": date(2027, 3, 1), "receive_by": date(2026, 9, 26)}  # fmt: skip
    shown = light(course(**facts), RULES, CALENDAR, TODAY)
    assert (shown.colour, shown.finding) == ("yellow", "签收截止 9 月 26 日，逾期 2 日未签收")


DAYS = st.dates(date(2026, 1, 5), date(2026, 12, 28))


@given(
    state=st.sampled_from([str(state) for state in MatterState]), started=DAYS, length=st.integers(0, 200),
    percent=st.integers(0, 100), shares=st.lists(st.integers(1, 100), max_size=3), last=st.none() | DAYS,
    returns=st.integers(0, 3), day=DAYS,
)  # fmt: skip
def test_turning_days_say_what_the_lamp_will_show(
    state: str, started: date, length: int, percent: int, shares: list[int], last: date | None, returns: int,
    day: date,
) -> None:  # fmt: skip
    due = started + timedelta(days=length)
    nodes = tuple((started + timedelta(days=(n + 1) * length // 5), s) for n, s in enumerate(sorted(shares)))
    facts = course(
        state=state, started_on=started, due_on=due, percent=percent, nodes=nodes, last_word_on=last,
        returns=returns, receive_by=started + timedelta(days=2),
    )  # fmt: skip
    turning = turning_days(facts, RULES, CALENDAR)
    reached = [colour for colour in COLOURS if (since := turning[colour]) is not None and since <= day]
    shown = light(facts, RULES, CALENDAR, day).colour
    assert shown == (reached[0] if reached else shown)
    assert bool(reached) == (shown in COLOURS)
    assert facts.plan(day) <= facts.plan(day + timedelta(days=1))
    if state in IN_HAND:
        behind = facts.day_of(percent + RULES.behind_red)
        if behind is not None:
            assert facts.plan(behind) - percent >= RULES.behind_red
            assert facts.plan(behind - timedelta(days=1)) - percent < RULES.behind_red


@pytest.mark.django_db
def test_lists_filter_by_the_lamp_that_is_shown(city: City, received: Matter, matter: Matter) -> None:
    """On every day of a year the database finds the matter under the colour its lamp shows, and no other."""
    services.report_progress(
        actor=city.actor(city.reporter), matter=received, percent=45, text="过半。", at=NOW
    )
    stored = Matter.objects.get(pk=received.pk)
    rules, calendar = rules_on(TODAY), work_calendar()
    seen = set()
    for ahead in range(120):
        day = TODAY + timedelta(days=ahead)
        shown = light_of(stored, rules, calendar, day).colour
        found = [c for c in (*COLOURS, "green", "none") if Matter.objects.filter(lit(c, day)).exists()]
        assert found == [shown]
        seen.add(shown)
    assert seen == {"green", "yellow", "red"}


@pytest.mark.django_db
def test_new_rules_move_the_turning_days(city: City, received: Matter) -> None:
    SupervisionRules.objects.create(effective_on=TODAY, behind_yellow=1, behind_red=2, source="更严")
    before = Matter.objects.get(pk=received.pk).red_from
    assert services.refresh_lights(at=NOW) == 1
    after = Matter.objects.get(pk=received.pk).red_from
    assert before is not None
    assert after is not None
    assert after < before
    assert services.refresh_lights(at=NOW) == 0

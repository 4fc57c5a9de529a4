"""Lamps: the colour follows from plan, fact and clock, and says so."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dukao.kernel.clock import at_time
from dukao.kernel.light import Light
from dukao.reporting.lights import Course, line_light
from dukao.reporting.models import ReportingPolicy
from tests.conftest import NOW

DUE = at_time(date(2026, 9, 30), 17, 30)


def light(
    value: str | None = None, plan: str | None = None, goal: str | None = None, **parts: object
) -> Light:
    at = parts.pop("now", NOW)
    course = Course(
        *(None if figure is None else Decimal(figure) for figure in (value, plan, goal)),
        **parts,  # type: ignore[arg-type]
    )
    return line_light(course, policy=ReportingPolicy(), due_at=DUE, now=at)  # type: ignore[arg-type]


def test_far_behind_is_red_and_says_plan_fact_and_rule() -> None:
    found = light("52", "74", "100")
    assert found.colour == "red"
    assert found.finding == "计划 74%，实际 52%，落后 22 个百分点"
    assert found.rule == "落后 20 个百分点以上亮红灯"


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        ("74", "green"),
        ("69.01", "green"),
        ("69", "yellow"),
        ("54.01", "yellow"),
        ("54", "red"),
        ("90", "green"),
    ],
)
def test_the_thresholds_are_inclusive(value: str, colour: str) -> None:
    assert light(value, "74", "100").colour == colour


def test_without_a_year_s_goal_the_plan_is_the_whole() -> None:
    assert light("76", "86").finding == "计划 100%，实际 88.4%，落后 11.6 个百分点"


def test_where_less_is_better_the_comparison_turns_round() -> None:
    assert light("12", "12", lower_is_better=True).colour == "green"
    found = light("15", "12", lower_is_better=True)
    assert (found.colour, found.finding) == ("red", "计划 100%，实际 80%，落后 20 个百分点")


def test_rates_are_compared_point_by_point() -> None:
    assert light("93.1", "98", measure="%").finding == "标准 ≥ 98%，实际 93.1%，低 4.9 个百分点"
    assert light("93.1", "98", measure="%").colour == "yellow"
    assert light("-2.6", "0", measure="%").colour == "yellow"
    assert light("92", "98", measure="%").colour == "red"
    assert "高出 2 个百分点" in light("5", "3", measure="%", lower_is_better=True).finding


def test_what_has_no_ratio_is_told_in_its_own_measure() -> None:
    found = light("-3", "2", measure="亿元")
    assert (found.colour, found.finding) == ("yellow", "标准 ≥ 2，实际 −3，相差 5 亿元")


@pytest.mark.parametrize(
    ("now", "colour", "words"),
    [
        (DUE - timedelta(days=10), "none", "还没有填报"),
        (DUE - timedelta(days=3), "blue", "距截止不足 3 天"),
        (DUE, "blue", "尚未填报"),
        (DUE + timedelta(minutes=1), "red", "已过截止时间"),
        (DUE + timedelta(days=2), "red", "逾期 2 日未填"),
    ],
)
def test_silence_grows_from_nothing_to_red(now: object, colour: str, words: str) -> None:
    found = light(None, "86", now=now)
    assert found.colour == colour
    assert words in found.finding


def test_a_shared_value_that_has_not_come_is_nobody_s_silence() -> None:
    assert light(None, "86", is_shared=True, now=DUE + timedelta(days=9)).colour == "none"


def test_without_a_plan_or_where_it_does_not_apply_nothing_is_judged() -> None:
    assert light("76").colour == "none"
    assert light(None, "86", is_not_applicable=True).finding == "本月不适用"

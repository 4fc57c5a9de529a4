"""The lamp of an item, worked out from plan, value and clock whenever it is shown; never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from dukao.kernel.light import Light
from dukao.reporting.progress import completion
from dukao.ui.formats import moment, number, points

if TYPE_CHECKING:
    from dukao.reporting.models import ReportingPolicy


@dataclass(frozen=True, slots=True)
class Course:
    """What the lamp of one item is judged by.

    ``plan`` is the target of the reported month, ``goal`` that of the year; ``lower_is_better`` turns
    the comparison round. ``value`` is ``None`` while nothing was reported.
    """

    value: Decimal | None
    plan: Decimal | None
    goal: Decimal | None = None
    lower_is_better: bool = False
    measure: str = ""
    is_not_applicable: bool = False
    is_shared: bool = False


def line_light(course: Course, *, policy: ReportingPolicy, due_at: datetime, now: datetime) -> Light:
    """The lamp of one item at that moment, with its reason in words."""
    if course.is_not_applicable:
        return Light("none", "本月不适用", word="不适用")
    if course.value is None:
        return _silent(course, policy, due_at, now)
    if course.plan is None:
        return Light("none", "本月没有计划节点，只记录数值", word="无计划")
    if _reached(course.value, course.plan, course.lower_is_better):
        return Light("green", _reached_words(course, course.plan))
    return _behind(course, course.value, course.plan, policy)


def _silent(course: Course, policy: ReportingPolicy, due_at: datetime, now: datetime) -> Light:
    deadline = f"截止 {moment(localtime(due_at))}"
    if course.is_shared:
        return Light("none", "还没有数值", "由数据提供单位提供，不由填报单位填写", "待提供")
    if now > due_at:
        days = (localtime(now).date() - localtime(due_at).date()).days
        return Light("red", f"逾期 {days} 日未填" if days else "已过截止时间，未填", deadline)
    if due_at - now <= timedelta(days=policy.soon_days):
        return Light("blue", f"距截止不足 {policy.soon_days} 天，尚未填报", deadline)
    return Light("none", "还没有填报", deadline)


def _reached(value: Decimal, plan: Decimal, lower_is_better: bool) -> bool:
    return value <= plan if lower_is_better else value >= plan


def _reached_words(course: Course, plan: Decimal) -> str:
    return f"{_standard(course, plan)}，实际 {number(course.value)}，已达到"


def _behind(course: Course, value: Decimal, plan: Decimal, policy: ReportingPolicy) -> Light:
    if course.measure == "%":
        return _off_rate(course, value, plan, policy)
    shares = _shares(course, value, plan)
    if shares is None:
        gap = f"相差 {number(abs(plan - value))} {course.measure}".rstrip()
        words = f"{_standard(course, plan)}，实际 {number(value)}，{gap}"
        return Light("yellow", words, "这一项不能按百分比比较，没有达到标准亮黄灯")
    planned, actual = shares
    behind = planned - actual
    words = f"计划 {_points(planned)}，实际 {_points(actual)}，落后 {_points(behind)[:-1]} 个百分点"
    if behind >= policy.late_red:
        return Light("red", words, f"落后 {policy.late_red} 个百分点以上亮红灯")
    if behind >= policy.late_yellow:
        return Light("yellow", words, f"落后 {policy.late_yellow} 个百分点以上亮黄灯")
    return Light("green", words, f"差距在 {policy.late_yellow} 个百分点以内")


def _off_rate(course: Course, value: Decimal, plan: Decimal, policy: ReportingPolicy) -> Light:
    """A rate is compared point by point: 2 points below zero growth are not 2 points of a plan."""
    off = abs(plan - value)
    side = "高出" if course.lower_is_better else "低"
    words = f"{_standard(course, plan)}%，实际 {number(value)}%，{side} {_points(off)[:-1]} 个百分点"
    if off >= policy.late_yellow:
        return Light("red", words, f"百分率差 {policy.late_yellow} 个百分点以上亮红灯")
    return Light("yellow", words, "百分率没有达到标准亮黄灯")


def _shares(course: Course, value: Decimal, plan: Decimal) -> tuple[Decimal, Decimal] | None:
    """Plan and fact in percent: of the year's goal where it grows month by month, else of the plan."""
    goal = course.goal
    if goal is not None and goal > plan > 0 and value >= 0 and not course.lower_is_better:
        return plan * 100 / goal, value * 100 / goal
    ratio = completion(value, plan, lower_is_better=course.lower_is_better)
    return None if ratio is None else (Decimal(100), ratio * 100)


def _standard(course: Course, plan: Decimal) -> str:
    return f"标准 {'≤' if course.lower_is_better else '≥'} {number(plan)}"


def _points(value: Decimal) -> str:
    return points(value).replace(".0%", "%")

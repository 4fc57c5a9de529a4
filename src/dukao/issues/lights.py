"""The lamp of a problem: worked out from limit, measures, words and clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dukao.issues.vocabulary import IN_HAND, ProblemState
from dukao.kernel.light import ONE_DAY, Light, Signal, shining, silence
from dukao.kernel.light import turning_days as first_days
from dukao.kernel.workdays import WorkCalendar
from dukao.ui.formats import day as day_words

if TYPE_CHECKING:
    from dukao.issues.models import RectificationRules


class Limits(NamedTuple):
    """What the office's rules say of lamps."""

    soon_workdays: int
    silent_red: int
    returned_red: int


@dataclass(frozen=True, slots=True)
class Course:
    """What the lamp of one problem is judged by."""

    state: str
    due_on: date
    plan_by: date | None = None
    planned_on: date | None = None
    last_word_on: date | None = None
    word_days: int = 15
    returns: int = 0
    verify_by: date | None = None


def light(course: Course, rules: RectificationRules | Limits, calendar: WorkCalendar, day: date) -> Light:
    """The lamp on that day: the worst colour that shines, and the first rule that lights it."""
    if course.state not in IN_HAND:
        return Light("none", _standing(course, day), word=ProblemState(course.state).label)
    shone = shining(signals(course, rules, calendar), day)
    if shone is not None:
        return shone
    return Light("green", f"时限 {day_words(course.due_on)}，{_left(day, course.due_on, calendar)}")


def turning_days(
    course: Course, rules: RectificationRules | Limits, calendar: WorkCalendar
) -> dict[str, date | None]:
    """For each colour the first day on which some rule lights it, if nothing more is heard."""
    return first_days(signals(course, rules, calendar)) if course.state in IN_HAND else first_days(())


def signals(course: Course, rules: RectificationRules | Limits, calendar: WorkCalendar) -> Iterator[Signal]:
    """All rules that will light a colour, the most telling first."""
    yield Signal(
        "red", course.due_on + ONE_DAY,
        lambda day: f"时限 {day_words(course.due_on)}，逾期 {(day - course.due_on).days} 日", "逾期亮红灯",
    )  # fmt: skip
    if course.state == ProblemState.RETURNED:
        colour = "red" if course.returns >= rules.returned_red else "yellow"
        rule = f"第 {rules.returned_red} 次退回起亮红灯" if colour == "red" else "验收被退回亮黄灯"
        yield Signal(colour, date.min, lambda _: f"第 {course.returns} 次退回", rule)
    if course.planned_on is None and course.plan_by is not None:
        by = course.plan_by
        yield Signal(
            "yellow", by + ONE_DAY,
            lambda day: f"定措施截止 {day_words(by)}，逾期 {(day - by).days} 日", "逾期没有整改措施亮黄灯",
        )  # fmt: skip
    yield from _silent(course, rules)
    soon = calendar.subtract(course.due_on + ONE_DAY, rules.soon_workdays)
    yield Signal(
        "blue", soon, lambda day: f"时限 {day_words(course.due_on)}，{_left(day, course.due_on, calendar)}",
        f"到期前 {rules.soon_workdays} 个工作日亮蓝灯",
    )  # fmt: skip


def _silent(course: Course, rules: RectificationRules | Limits) -> Iterator[Signal]:
    if course.last_word_on is None:
        return
    yield from silence(
        course.last_word_on, course.word_days, rules.silent_red, lambda days: f"{days} 天没有反馈进展"
    )


def _left(day: date, due_on: date, calendar: WorkCalendar) -> str:
    left = calendar.between(day, due_on)
    return f"剩 {left} 个工作日" if left else "今天到期"


def _standing(course: Course, day: date) -> str:
    if course.state != ProblemState.SUBMITTED:
        return ProblemState(course.state).label
    if course.verify_by is not None and day > course.verify_by:
        return f"等待验收，已过验收截止 {(day - course.verify_by).days} 日"
    return f"等待验收，{day_words(course.verify_by)}前" if course.verify_by else "等待验收"

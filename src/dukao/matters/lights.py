"""The lamp of a matter: worked out from plan, words, limit and clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dukao.kernel.light import ONE_DAY, Light, Signal, shining, silence
from dukao.kernel.light import turning_days as first_days
from dukao.kernel.workdays import WorkCalendar
from dukao.matters.vocabulary import IN_HAND, MatterState
from dukao.ui.formats import day as day_words

if TYPE_CHECKING:
    from dukao.matters.models import SupervisionRules


class Limits(NamedTuple):
    """What the office's rules say of lamps."""

    soon_workdays: int
    behind_yellow: int
    behind_red: int
    silent_red: int
    returned_red: int


@dataclass(frozen=True, slots=True)
class Course:
    """What the lamp of one matter is judged by; ``nodes`` are days with the share planned by then."""

    state: str
    started_on: date | None
    due_on: date
    percent: int
    nodes: tuple[tuple[date, int], ...] = ()
    receive_by: date | None = None
    last_word_on: date | None = None
    word_days: int = 30
    returns: int = 0

    def plan(self, day: date) -> Fraction:
        """Percent planned by the end of ``day``: a line from 0 over the nodes to 100 at the limit."""
        points = self._points()
        for (before, low), (after, high) in pairwise(points):
            if day < after:
                passed = Fraction((day - before).days, (after - before).days)
                return low + (high - low) * max(passed, Fraction(0))
        return Fraction(points[-1][1])

    def planned(self, day: date) -> int:
        """The plan in whole percent, as it is shown."""
        return int(self.plan(day))

    def day_of(self, share: int) -> date | None:
        """The first day by which the plan reaches ``share`` percent; ``None`` when it never does."""
        points = self._points()
        for (before, low), (after, high) in pairwise(points):
            if low < share <= high:
                return before + timedelta(days=-((low - share) * (after - before).days // (high - low)))
        return None

    def _points(self) -> list[tuple[date, int]]:
        start = self.started_on or self.due_on
        inner = [(on, share) for on, share in sorted(self.nodes) if start < on < self.due_on]
        points = [(start, 0)]
        for on, share in [*inner, (self.due_on, 100)]:
            if on > points[-1][0]:
                points.append((on, max(share, points[-1][1])))
        return points


def light(course: Course, rules: SupervisionRules | Limits, calendar: WorkCalendar, day: date) -> Light:
    """The lamp on that day: the worst colour that shines, and the first rule that lights it."""
    if course.state not in IN_HAND:
        return Light("none", _standing(course), word=MatterState(course.state).label)
    shone = shining(signals(course, rules, calendar), day)
    if shone is not None:
        return shone
    if course.state == MatterState.ASSIGNED:
        return Light(
            "none", "还没有签收", f"签收截止 {day_words(course.receive_by)}" if course.receive_by else ""
        )
    return Light("green", f"计划 {course.planned(day)}%，实际 {course.percent}%")


def turning_days(
    course: Course, rules: SupervisionRules | Limits, calendar: WorkCalendar
) -> dict[str, date | None]:
    """For each colour the first day on which some rule lights it, if nothing more is heard."""
    return first_days(signals(course, rules, calendar)) if course.state in IN_HAND else first_days(())


def signals(course: Course, rules: SupervisionRules | Limits, calendar: WorkCalendar) -> Iterator[Signal]:
    """All rules that will light a colour, the most telling first."""
    yield Signal(
        "red", course.due_on + ONE_DAY,
        lambda day: f"时限 {day_words(course.due_on)}，逾期 {(day - course.due_on).days} 日", "逾期亮红灯",
    )  # fmt: skip
    yield from _behind(course, rules)
    if course.state == MatterState.RETURNED:
        colour = "red" if course.returns >= rules.returned_red else "yellow"
        rule = f"第 {rules.returned_red} 次退回起亮红灯" if colour == "red" else "报结被退回亮黄灯"
        yield Signal(colour, date.min, lambda _: f"第 {course.returns} 次退回", rule)
    yield from _silent(course, rules)
    soon = calendar.subtract(course.due_on + ONE_DAY, rules.soon_workdays)
    yield Signal(
        "blue", soon, lambda day: f"时限 {day_words(course.due_on)}，{_left(day, course.due_on, calendar)}",
        f"到期前 {rules.soon_workdays} 个工作日亮蓝灯",
    )  # fmt: skip


def _behind(course: Course, rules: SupervisionRules | Limits) -> Iterator[Signal]:
    for colour, word, gap in (("red", "红", rules.behind_red), ("yellow", "黄", rules.behind_yellow)):
        since = course.day_of(course.percent + gap)
        if since is not None:
            yield Signal(colour, since, lambda day: _gap(course, day), f"落后 {gap} 个百分点以上亮{word}灯")


def _gap(course: Course, day: date) -> str:
    plan = course.planned(day)
    return f"计划 {plan}%，实际 {course.percent}%，落后 {plan - course.percent} 个百分点"


def _silent(course: Course, rules: SupervisionRules | Limits) -> Iterator[Signal]:
    if course.state == MatterState.ASSIGNED:
        if course.receive_by is not None:
            by = course.receive_by
            yield Signal(
                "yellow", by + ONE_DAY,
                lambda day: f"签收截止 {day_words(by)}，逾期 {(day - by).days} 日未签收", "逾期未签收亮黄灯",
            )  # fmt: skip
        return
    if course.last_word_on is None:
        return
    yield from silence(
        course.last_word_on, course.word_days, rules.silent_red, lambda days: f"{days} 天没有反馈"
    )


def _left(day: date, due_on: date, calendar: WorkCalendar) -> str:
    left = calendar.between(day, due_on)
    return f"剩 {left} 个工作日" if left else "今天到期"


def _standing(course: Course) -> str:
    if course.state == MatterState.FINISHED:
        return "已报结，等待销号"
    return MatterState(course.state).label

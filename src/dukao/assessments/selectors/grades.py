"""Grades of a group: how many may hold each, how many do, and where the line of the quota falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dukao.assessments.books import Standing
from dukao.scoring import Grade, Quota, Range, Scheme
from dukao.scoring.grades import seats
from dukao.ui.formats import number, percent


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One grade of the scheme in one group; ``seats`` is ``None`` where there is no limit.

    ``why_none`` says why nobody holds the best grade.
    """

    name: str
    limits: str
    seats: int | None
    held: int
    is_best: bool
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """Drawn below the place at which the seats of a grade end; ``after`` counts the rows above it."""

    after: int
    sentence: str


def grade_lines(scheme: Scheme, ranked: Sequence[Standing], among: int, places: int) -> tuple[GradeLine, ...]:
    """``ranked`` are the group's units with a total, the best first; ``among`` all of the round with one."""
    lines = []
    for rank, grade in enumerate(scheme.grades):
        limit = _seats(scheme, grade, len(ranked), among)
        held = sum(standing.grade == grade.name for standing in ranked)
        asked = rank == 0 and held == 0 and ranked
        why = _why_none(grade, ranked[0], limit, places) if asked else ""
        lines.append(GradeLine(grade.name, limits(grade.range), limit, held, rank == 0, why))
    return tuple(lines)


def quota_lines(scheme: Scheme, ranked: Sequence[Standing], among: int, places: int) -> tuple[QuotaLine, ...]:
    """A line for every grade with a quota, with the reason why the next unit is below it."""
    order = {grade.name: rank for rank, grade in enumerate(scheme.grades)}
    lines = []
    for rank, grade in enumerate(scheme.grades):
        limit = _seats(scheme, grade, len(ranked), among)
        if limit is None or grade.quota is None:
            continue
        above = sum(order.get(standing.grade, len(order)) <= rank for standing in ranked)
        held = sum(standing.grade == grade.name for standing in ranked)
        said = f"{grade.name}名额 {limit} 名{_origin(grade.quota, len(ranked), among)}"
        if held < limit:
            said += f"，实有 {held} 名"
        following = ranked[above] if above < len(ranked) else None
        if following is not None:
            said += f"；{_why_below(following, grade, is_full=held >= limit, places=places)}"
        lines.append(QuotaLine(above, said))
    return tuple(lines)


def limits(span: Range | None) -> str:
    """A grade's range as the table writes it.

    >>> limits(Range.parse("[90, +∞)")), limits(Range.parse("[75, 90)")), limits(Range.parse("(-∞, 60)"))
    ('≥ 90', '75—90', '< 60')
    """
    if span is None:
        return "不限"
    if span.low is None and span.high is None:
        return "不限"
    if span.low is None:
        return f"{'≤' if span.high_in else '<'} {number(span.high)}"
    if span.high is None:
        return f"{'≥' if span.low_in else '>'} {number(span.low)}"
    return f"{number(span.low)}—{number(span.high)}"


def _seats(scheme: Scheme, grade: Grade, size: int, among: int) -> int | None:
    if grade.quota is None:
        return None
    if grade.quota.within == "all":
        return seats(grade.quota, among)
    small = scheme.small_groups
    return None if small is not None and size < small.below else seats(grade.quota, size)


def _origin(quota: Quota, size: int, among: int) -> str:
    if quota.share is None:
        return ""
    of_all = quota.within == "all"
    return f" = {'全部 ' if of_all else ''}{among if of_all else size} × {percent(quota.share, 0)}"


def _why_none(grade: Grade, best: Standing, limit: int | None, places: int) -> str:
    total = best.total if best.total is not None else Decimal(0)
    said = f"最高 {number(total, places)} 分"
    if grade.range is not None and not grade.range.holds(total):
        return f"{said}，不在{grade.name}的分数线内（{limits(grade.range)}）"
    return f"{said}，但名额不足 1 名" if limit == 0 else f"{said}：{best.grade_reason}"


def _why_below(following: Standing, grade: Grade, *, is_full: bool, places: int) -> str:
    total = following.total if following.total is not None else Decimal(0)
    who = f"第 {following.group_rank} 名 {number(total, places)} 分"
    low = grade.range.low if grade.range is not None else None
    if grade.range is not None and not grade.range.holds(total) and low is not None and total <= low:
        return f"{who}{'也' if is_full else ''}低于{grade.name}线 {number(low)} 分"
    return f"{who}：{following.grade_reason}" if following.grade_reason else f"{who}，名额已满"

"""Figures of the groups over a span of days: where their hours went, what of their findings stood."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from dukao.kernel.clock import at_time
from dukao.kernel.validity import holds_on
from dukao.patrols.models import (
    Debrief,
    DeskTime,
    Finding,
    PatrolGroup,
    PatrolRules,
    PatrolTask,
    Visit,
    VisitHours,
)
from dukao.patrols.vocabulary import OUT_TASKS, OVERTURNED, FindingState, Half, TaskState, VisitManner


@dataclass(frozen=True, slots=True)
class Figures:
    """What one group did. Minutes are those of its members, added up."""

    tasks: int = 0
    closed: int = 0
    visits: int = 0
    unannounced: int = 0
    field: int = 0
    desk: int = 0
    reported: int = 0
    released: int = 0
    overturned: int = 0
    open: int = 0

    @property
    def minutes(self) -> int:
        return self.field + self.desk

    @property
    def share(self) -> Fraction | None:
        """四不两直 hours of all hours; ``None`` while there are none."""
        return Fraction(self.unannounced, self.minutes) if self.minutes else None

    @property
    def share_shown(self) -> Decimal | None:
        return _shown(self.share)

    @property
    def overturned_shown(self) -> Decimal | None:
        return _shown(self.overturned_share)

    def meets(self, rules: PatrolRules) -> bool | None:
        wanted = Fraction(rules.share_parts, rules.share_whole)
        return None if self.share is None else self.share >= wanted

    @property
    def settled(self) -> int:
        return self.released + self.overturned

    @property
    def overturned_share(self) -> Fraction | None:
        return Fraction(self.overturned, self.settled) if self.settled else None

    def plain(self) -> dict[str, int]:
        return asdict(self)


def _shown(share: Fraction | None) -> Decimal | None:
    """The share as it is printed; compared is always the exact fraction."""
    return None if share is None else Decimal(share.numerator) / Decimal(share.denominator)


def figures_of(group_ids: Collection[int], since: date, until: date) -> dict[int, Figures]:
    """From ``since`` up to, not including, ``until``: five queries for all groups."""
    found: dict[int, dict[str, int]] = {group: {} for group in group_ids}
    start, end = at_time(since, 0), at_time(until, 0)
    _take(found, "group_id", _tasks(group_ids, since, until))
    visits = Visit.objects.filter(task__group__in=group_ids, started_at__gte=start, started_at__lt=end)
    _take(found, "task__group_id", visits.order_by().values("task__group_id").annotate(visits=Count("pk")))
    _take(found, "visit__task__group_id", _hours(visits))
    desk = DeskTime.objects.filter(group__in=group_ids, month__gte=since, month__lt=until)
    _take(found, "group_id", desk.values("group_id").annotate(desk=Sum("minutes")))
    findings = Finding.objects.filter(
        visit__task__group__in=group_ids, reported_at__gte=start, reported_at__lt=end
    )
    _take(found, "visit__task__group_id", _findings(findings))
    return {group: Figures(**numbers) for group, numbers in found.items()}


def span_of(year: int, half: str) -> tuple[date, date]:
    """First day of the half-year and the first day after it."""
    if half == Half.FIRST:
        return date(year, 1, 1), date(year, 7, 1)
    return date(year, 7, 1), date(year + 1, 1, 1)


def last_half(day: date) -> tuple[int, str]:
    """The half-year that ended last."""
    return (day.year, Half.FIRST) if day.month > 6 else (day.year - 1, Half.SECOND)


def debrief_due_on(year: int, half: str, rules: PatrolRules) -> date:
    return span_of(year, half)[1] + timedelta(days=rules.debrief_days - 1)


def groups_owing_debrief(year: int, half: str, day: date) -> QuerySet[PatrolGroup]:
    """Groups that stand on ``day``, worked in that half-year and have not answered for it."""
    given = Debrief.objects.filter(year=year, half=half).values("group_id")
    worked = PatrolGroup.objects.filter(holds_on(day), since__lt=span_of(year, half)[1])
    return worked.exclude(pk__in=given)


def _tasks(group_ids: Collection[int], since: date, until: date) -> Any:
    tasks = PatrolTask.objects.filter(
        group__in=group_ids, state__in=OUT_TASKS, starts_on__gte=since, starts_on__lt=until
    )
    return (
        tasks.order_by()
        .values("group_id")
        .annotate(tasks=Count("pk"), closed=Count("pk", filter=Q(state=TaskState.CLOSED)))
    )


def _hours(visits: Any) -> Any:
    hours = VisitHours.objects.filter(visit__in=visits.order_by().values("pk"))
    quiet = Q(visit__manner=VisitManner.UNANNOUNCED)
    return (
        hours.order_by()
        .values("visit__task__group_id")
        .annotate(field=Sum("minutes"), unannounced=Sum("minutes", filter=quiet, default=0))
    )


def _findings(findings: Any) -> Any:
    return (
        findings.order_by()
        .values("visit__task__group_id")
        .annotate(
            reported=Count("pk"),
            released=Count("pk", filter=Q(state=FindingState.RELEASED)),
            overturned=Count("pk", filter=Q(state__in=OVERTURNED)),
            open=Count("pk", filter=Q(state=FindingState.REPORTED)),
        )
    )


def _take(found: dict[int, dict[str, int]], key: str, rows: Any) -> None:
    for row in rows:
        found[row.pop(key)].update(row)

"""How many days of each week a group's leader was in the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import TruncDate

from dukao.kernel.clock import at_time
from dukao.organisations.selectors import work_calendar
from dukao.patrols.models import PatrolGroup, VisitHours
from dukao.patrols.vocabulary import MemberRole

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FieldWeeks:
    """Whole weeks that had a working day, those with days enough, and the days of the running week."""

    whole: int = 0
    met: int = 0
    this_week: int = 0

    @property
    def meets(self) -> bool | None:
        return None if not self.whole else self.met == self.whole


def field_weeks(groups: Sequence[PatrolGroup], since: date, day: date, wanted: int) -> dict[int, FieldWeeks]:
    """From the first Monday on or after ``since``: one query for all groups. Weeks off do not count."""
    first, now = since + timedelta(days=-since.weekday() % 7), monday_of(day)
    hours = VisitHours.objects.filter(
        member__group__in=[group.pk for group in groups], member__role=MemberRole.LEADER,
        visit__started_at__gte=at_time(min(first, now), 0),
        visit__started_at__lt=at_time(day + timedelta(days=1), 0),
    ).annotate(day=TruncDate("visit__started_at"))  # fmt: skip
    days: dict[tuple[int, date], int] = {}
    for group_id, when in hours.order_by().values_list("member__group_id", "day").distinct():
        week = group_id, monday_of(when)
        days[week] = days.get(week, 0) + 1
    weeks = [first + WEEK * n for n in range(max(0, (now - first).days // 7))]
    weeks = [week for week in weeks if _is_worked(week)]
    found = {}
    for group in groups:
        own = [week for week in weeks if group.holds(week)]
        met = sum(days.get((group.pk, week), 0) >= wanted for week in own)
        found[group.pk] = FieldWeeks(len(own), met, days.get((group.pk, now), 0))
    return found


def monday_of(day: date) -> date:
    """
    >>> monday_of(date(2026, 9, 30))
    datetime.date(2026, 9, 28)
    """
    return day - timedelta(days=day.weekday())


def _is_worked(monday: date) -> bool:
    calendar = work_calendar()
    return any(calendar.is_working_day(monday + timedelta(days=n)) for n in range(7))

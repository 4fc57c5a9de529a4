"""The clocks of a month, by working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dukao.kernel.clock import at_time, local_day
from dukao.kernel.workdays import WorkCalendar
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.reporting.models import ReportingPolicy


@dataclass(frozen=True, slots=True)
class Clocks:
    """``is_provisional``: the year has no published holiday notice, so the days may still move."""

    opens_at: datetime
    due_at: datetime
    is_provisional: bool


def clocks_of(period: Period, policy: ReportingPolicy, calendar: WorkCalendar) -> Clocks:
    """W-20: 每月末线上提交. Due on the last working day of the month, open from the policy's day on."""
    last = calendar.subtract(period.last_day + timedelta(days=1), 1)
    first = date(period.year, period.last_month, min(policy.opens_day, period.last_day.day))
    opens = min(calendar.roll_forward(first), last)
    return Clocks(
        opens_at=at_time(opens, 0),
        due_at=at_time(last, policy.due_hour, policy.due_minute),
        is_provisional=calendar.is_provisional(last),
    )


def review_due(submitted_at: datetime, policy: ReportingPolicy, calendar: WorkCalendar) -> datetime:
    """By when a line handed in at that moment is to be reviewed."""
    day = calendar.add(local_day(submitted_at), policy.review_workdays)
    return at_time(day, policy.due_hour, policy.due_minute)


def working_days_left(now: datetime, due_at: datetime, calendar: WorkCalendar) -> int:
    """Working days after today up to the day it is due; 0 on that day, negative afterwards."""
    return calendar.between(local_day(now), local_day(due_at))

"""When a delivery goes out: at once, after the quiet hours, or with the day's digest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dukao.kernel.clock import ZONE, at_time, local_day
from dukao.notifications.vocabulary import Pace

if TYPE_CHECKING:
    from dukao.kernel.workdays import WorkCalendar
    from dukao.notifications.models import Preference


def moment_to_send(at: datetime, preference: Preference, calendar: WorkCalendar) -> datetime:
    """What a person chose, for a kind the office does not ask for at once."""
    if preference.pace == Pace.DAILY:
        return _next_digest(at, preference, calendar)
    moment = _after_quiet_hours(at, preference)
    if preference.workdays_only and not calendar.is_working_day(local_day(moment)):
        opens = preference.quiet_until if preference.quiet_until is not None else preference.digest_hour
        return at_time(calendar.add(local_day(moment), 1), opens)
    return moment


def next_try(at: datetime, attempts: int, first_wait_minutes: int) -> datetime:
    """Each wait is twice the one before: 2, 4, 8, 16, 32 minutes."""
    return at + timedelta(minutes=first_wait_minutes * 2 ** (attempts - 1))


def _next_digest(at: datetime, preference: Preference, calendar: WorkCalendar) -> datetime:
    day: date = local_day(at)
    moment = at_time(day, preference.digest_hour)
    if moment < at:
        day += timedelta(days=1)
    if preference.workdays_only:
        day = calendar.roll_forward(day)
    return at_time(day, preference.digest_hour)


def _after_quiet_hours(at: datetime, preference: Preference) -> datetime:
    begins, ends = preference.quiet_from, preference.quiet_until
    if begins is None or ends is None:
        return at
    hour = at.astimezone(ZONE).hour
    over_midnight = begins > ends
    is_quiet = (hour >= begins or hour < ends) if over_midnight else begins <= hour < ends
    if not is_quiet:
        return at
    day = local_day(at) + timedelta(days=1 if over_midnight and hour >= begins else 0)
    return at_time(day, ends)

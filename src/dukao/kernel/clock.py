"""The one clock of the product; a demo runs on its own fixed day, moved on by real time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Aware present time. Services take it as ``at=``; only edges (views, jobs, commands) call this."""
    return timezone.now() + timedelta(seconds=settings.DUKAO_CLOCK_OFFSET)


def today() -> date:
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The calendar day in China at that moment."""
    return moment.astimezone(ZONE).date()


def at_time(day: date, hour: int, minute: int = 0) -> datetime:
    """Aware moment of that wall-clock time in China."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def end_of_day(day: date) -> datetime:
    """Limits in days are counted whole: until midnight there is time."""
    return at_time(day, 23, 59)

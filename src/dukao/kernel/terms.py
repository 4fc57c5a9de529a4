"""Terms in days: natural or working ones, as a rule of the office says."""

from __future__ import annotations

from datetime import date

from django.db import models

from dukao.kernel.workdays import WorkCalendar


class DayKind(models.TextChoices):
    NATURAL = "natural", "自然日"
    WORKING = "working", "工作日"


def limit_day(start: date, days: int, kind: str, calendar: WorkCalendar) -> date:
    """The last day of a term that starts on ``start``; ``kind`` is a :class:`DayKind`."""
    return calendar.limit(start, days, working=kind == DayKind.WORKING)

"""Working days with the notices the office has entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dukao.kernel.memo import kept_while_reading
from dukao.kernel.workdays import Override, WorkCalendar, last_announced_year
from dukao.organisations.models import CalendarNotice


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """Where a year's days off come from; ``provisional`` years may still move."""

    year: int
    notice: str
    provisional: bool
    entered: bool


@kept_while_reading
def work_calendar() -> WorkCalendar:
    """Which days count, with the notices the office has entered."""
    notices = CalendarNotice.objects.all()
    return WorkCalendar(
        {
            notice.year: Override(notice.notice, notice.dates("days_off"), notice.dates("work_days"))
            for notice in notices
        }
    )


def calendar_years(first: int, last: int) -> list[CalendarYear]:
    """The years asked for and every later one that has a notice, in order."""
    entered = dict(CalendarNotice.objects.values_list("year", "notice"))
    wanted = sorted({*range(first, last + 1), *(year for year in entered if year >= first)})
    return [
        CalendarYear(
            year=year,
            notice=entered.get(year, ""),
            provisional=year > last_announced_year() and year not in entered,
            entered=year in entered,
        )
        for year in wanted
    ]


def notice_of(year: int) -> tuple[str, frozenset[date], frozenset[date]] | None:
    """Number, days off and make-up working days as entered; ``None`` when nothing was entered."""
    notice = CalendarNotice.objects.filter(year=year).first()
    return None if notice is None else (notice.notice, notice.dates("days_off"), notice.dates("work_days"))

"""A year as months of weeks, each day marked as worked or off, for the calendar page."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dukao.kernel.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Day:
    """``kind``: "" a working day, "weekend", "off" a holiday on a weekday, "work" a worked weekend."""

    date: date
    kind: str
    is_today: bool

    @property
    def words(self) -> str:
        return {"": "", "weekend": "周末", "off": "放假", "work": "调休上班"}[self.kind]


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    #: Weeks from Monday; ``None`` for days of the months beside.
    weeks: list[list[Day | None]]
    working_days: int


def months_of(year: int, calendar: WorkCalendar, today: date) -> list[Month]:
    return [_month(year, number, calendar, today) for number in range(1, 13)]


def _month(year: int, number: int, calendar: WorkCalendar, today: date) -> Month:
    weeks = [
        [_day(day, calendar, today) if day.month == number else None for day in week]
        for week in Calendar().monthdatescalendar(year, number)
    ]
    days = [day for week in weeks for day in week if day is not None]
    return Month(number, weeks, sum(day.kind in ("", "work") for day in days))


def _day(day: date, calendar: WorkCalendar, today: date) -> Day:
    works, is_weekend = calendar.is_working_day(day), day.weekday() >= 5
    kind = {(True, False): "", (False, True): "weekend", (False, False): "off", (True, True): "work"}
    return Day(day, kind[works, is_weekend], day == today)


def in_words(days: Iterable[date]) -> str:
    """Days as the form takes them: 1月1日至3日、2月28日至3月2日."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return "、".join(_span(first, last) for first, last in spans)


def _span(first: date, last: date) -> str:
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"

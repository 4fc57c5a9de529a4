"""Working days in China: statutory holidays, make-up days, and an override table for new notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.countries.china import China


@lru_cache(maxsize=1)
def last_announced_year() -> int:
    """The last year whose 调休 the library carries from a published notice of the State Council.

    Later years are computed from the statutory days alone and are marked provisional.
    """
    from holidays.countries.china import ChinaStaticHolidays

    return max(ChinaStaticHolidays.special_public_holidays)


@lru_cache(maxsize=1)
def first_announced_year() -> int:
    """The first year whose 调休 the library carries; what was worked before is not known."""
    from holidays.countries.china import ChinaStaticHolidays

    return min(ChinaStaticHolidays.special_public_holidays)


@dataclass(frozen=True)
class Override:
    """The notice of one year as entered by the office: it replaces the library's year as a whole."""

    notice: str
    days_off: frozenset[date] = frozenset()
    work_days: frozenset[date] = frozenset()


@dataclass(frozen=True)
class WorkCalendar:
    """Which days count. ``overrides`` maps a year to its notice."""

    overrides: Mapping[int, Override] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(frozenset(self.overrides.items()))

    def is_working_day(self, day: date) -> bool:
        override = self.overrides.get(day.year)
        if override is not None:
            if day in override.work_days:
                return True
            return day not in override.days_off and day.weekday() < 5
        return _china(day.year).is_working_day(day)

    def is_provisional(self, day: date) -> bool:
        """True while the year has no published notice: its clocks may still move."""
        return day.year > last_announced_year() and day.year not in self.overrides

    def add(self, start: date, working_days: int) -> date:
        """The n-th working day strictly after ``start`` (民法典第二百零一条: 开始的当日不计入)."""
        day, left = start, working_days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_working_day(day)
        return day

    def subtract(self, end: date, working_days: int) -> date:
        """The n-th working day strictly before ``end``."""
        day, left = end, working_days
        while left > 0:
            day -= timedelta(days=1)
            left -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def roll_forward(self, day: date) -> date:
        """The day itself, or the next working day when it falls on a day off (民法典第二百零三条)."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def limit(self, start: date, days: int, *, working: bool) -> date:
        """The last day of a term that starts on ``start``, which is not counted (民法典第二百零一条).

        A term in natural days whose last day is a day off ends on the next working day (第二百零三条).
        """
        return self.add(start, days) if working else self.roll_forward(start + timedelta(days=days))


@lru_cache(maxsize=64)
def _china(year: int) -> China:
    # The library loads every country of the world, a sixth of the time the product takes to start.
    from holidays.constants import PUBLIC
    from holidays.countries.china import China

    return China(years=year, categories=PUBLIC)

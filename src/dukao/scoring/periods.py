"""Assessment periods: a year, a half-year, a quarter or a month, as one comparable value."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import IntEnum
from functools import total_ordering
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Span(IntEnum):
    """Length of a period in months."""

    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6
    YEAR = 12


_FORMS = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|[Qq](?P<quarter>\d)|[Hh](?P<half>\d)))?")
_NUMERALS = "一二三四"


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole months of one calendar year. Sorts by start; of two with one start the longer first.

    >>> Period.parse("2026-Q3").label
    '2026 年第三季度'
    >>> str(Period.parse("2026-09").quarter()), str(Period.parse("2026-12").next())
    ('2026-Q3', '2027-01')
    >>> Period.parse("2026").contains(Period.parse("2026-H2"))
    True
    """

    year: int
    span: Span
    index: int  # 1-based: month 1..12, quarter 1..4, half 1..2, year 1

    def __post_init__(self) -> None:
        if not 1900 <= self.year <= 2999 or not 1 <= self.index <= 12 // self.span:
            raise ValueError(f"没有 {self.year} 年的这个时期，请写 2026、2026-H1、2026-Q3 或 2026-09")

    @classmethod
    def parse(cls, text: str | Period) -> Period:
        """The period that "2026", "2026-H1", "2026-Q3" or "2026-09" names."""
        if isinstance(text, Period):
            return text
        found = _FORMS.fullmatch(str(text).strip())
        if not found:
            raise ValueError(f"时期“{text}”写法不对，请写 2026、2026-H1、2026-Q3 或 2026-09")
        year = int(found["year"])
        if found["month"]:
            return cls(year, Span.MONTH, int(found["month"]))
        if found["quarter"]:
            return cls(year, Span.QUARTER, int(found["quarter"]))
        if found["half"]:
            return cls(year, Span.HALF_YEAR, int(found["half"]))
        return cls(year, Span.YEAR, 1)

    @classmethod
    def of_date(cls, day: dt.date, span: Span = Span.MONTH) -> Period:
        """The period of length `span` in which `day` lies."""
        return cls(day.year, span, (day.month - 1) // span + 1)

    def __str__(self) -> str:
        match self.span:
            case Span.MONTH:
                return f"{self.year}-{self.index:02d}"
            case Span.QUARTER:
                return f"{self.year}-Q{self.index}"
            case Span.HALF_YEAR:
                return f"{self.year}-H{self.index}"
        return str(self.year)

    @property
    def label(self) -> str:
        """The period in Chinese, as it stands in a sentence."""
        match self.span:
            case Span.MONTH:
                return f"{self.year} 年 {self.index} 月"
            case Span.QUARTER:
                return f"{self.year} 年第{_NUMERALS[self.index - 1]}季度"
            case Span.HALF_YEAR:
                return f"{self.year} 年{'上下'[self.index - 1]}半年"
        return f"{self.year} 年"

    @property
    def first_month(self) -> int:
        return (self.index - 1) * self.span + 1

    @property
    def last_month(self) -> int:
        return self.index * self.span

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    def contains(self, other: Period | dt.date) -> bool:
        """Whether every day of `other` lies in this period."""
        if isinstance(other, dt.date):
            return self.first_day <= other <= self.last_day
        return (
            self.year == other.year
            and self.first_month <= other.first_month
            and other.last_month <= self.last_month
        )

    def split(self, span: Span) -> tuple[Period, ...]:
        """The periods of length `span` that make up this one; empty if `span` is longer."""
        if span > self.span:
            return ()
        first = (self.first_month - 1) // span + 1
        return tuple(Period(self.year, span, first + step) for step in range(self.span // span))

    def months(self) -> tuple[Period, ...]:
        return self.split(Span.MONTH)

    def quarters(self) -> tuple[Period, ...]:
        return self.split(Span.QUARTER)

    def widen(self, span: Span) -> Period:
        """The period of length `span` that holds this one; refuses a shorter one."""
        if span < self.span:
            raise ValueError(f"{self.label}不在任何一个更短的时期里")
        return Period(self.year, span, (self.first_month - 1) // span + 1)

    def quarter(self) -> Period:
        return self.widen(Span.QUARTER)

    def whole_year(self) -> Period:
        return self.widen(Span.YEAR)

    def next(self) -> Period:
        return self._shift(1)

    def previous(self) -> Period:
        return self._shift(-1)

    def last_year(self) -> Period:
        """The same period a year earlier."""
        return Period(self.year - 1, self.span, self.index)

    def _shift(self, steps: int) -> Period:
        per_year = 12 // self.span
        position = self.year * per_year + self.index - 1 + steps
        return Period(position // per_year, self.span, position % per_year + 1)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, int]:
        return (self.year, self.first_month, -self.span)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

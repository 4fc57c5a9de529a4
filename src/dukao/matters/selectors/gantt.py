"""Matters side by side over the months, with their milestones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dukao.matters.selectors.entries import Row
from dukao.matters.selectors.plans import Bar, Span, bar_of

#: How far the chart looks back and ahead, in days.
SCALES = {"half": ("半年", 60, 122), "year": ("一年", 122, 243), "years": ("两年", 243, 487)}
#: Months are named where there is room for their names.
NAMED = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A line of the grid, with its name."""

    label: str
    at: str


@dataclass(frozen=True, slots=True)
class GanttRow:
    row: Row
    bar: Bar


@dataclass(frozen=True, slots=True)
class Gantt:
    """The chart: a grid of months, today, and one bar a matter."""

    span: Span
    months: tuple[Month, ...]
    today: str
    rows: tuple[GanttRow, ...]


def gantt(rows: Sequence[Row], day: date, scale: str) -> Gantt:
    _, back, ahead = SCALES[scale]
    first = (day - timedelta(days=back)).replace(day=1)
    span = Span(first, (day + timedelta(days=ahead)).replace(day=1))
    bars = tuple(GanttRow(row, bar_of(row.matter, day, span)) for row in rows)
    return Gantt(span, tuple(_months(span)), span.at(day), bars)


def _months(span: Span) -> list[Month]:
    """First days of months; of two years every second one is named."""
    found, at = [], span.first
    while at < span.last:
        found.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    step = 1 if len(found) <= NAMED else 2
    return [Month(_label(at), span.at(at)) for at in found[::step]]


def _label(at: date) -> str:
    """A year is named by its first month; there is no room for more."""
    return f"{at.year} 年" if at.month == 1 else f"{at.month} 月"

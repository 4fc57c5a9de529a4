"""The reviewer's desk: what waits, by unit, the first to run out first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.organisations.selectors import versions_by_unit, work_calendar
from dukao.reporting.selectors.queue import lines_to_review, review_due
from dukao.reporting.selectors.waiting import open_periods
from dukao.reporting.vocabulary import LineState
from dukao.scoring.periods import Period

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@dataclass(frozen=True, slots=True)
class WaitingUnit:
    """A unit's month with lines that wait; ``url`` opens the first of them."""

    place: UnitVersion
    month: str
    waiting: int
    total: int
    due_at: datetime
    url: str

    @property
    def reviewed(self) -> int:
        return self.total - self.waiting


@dataclass(frozen=True)
class ReviewDesk:
    """All months that are not locked, as one reviewer has them before them."""

    counts: Counter[str]
    units: tuple[WaitingUnit, ...]

    @property
    def url(self) -> str:
        return reverse("reporting:review")

    @property
    def bar(self) -> tuple[tuple[int, str], ...]:
        return tuple((count, tone) for tone, _, count in self.legend)

    @property
    def legend(self) -> tuple[tuple[str, str, int], ...]:
        return (
            ("g", "通过", self.counts[LineState.ACCEPTED]),
            ("r", "退回", self.counts[LineState.RETURNED]),
            ("k0", "待审核", self.counts[LineState.SUBMITTED]),
        )

    @property
    def in_words(self) -> str:
        return "，".join(f"{word} {count} 项" for _, word, count in self.legend)


def review_desk(actor: Actor, at: datetime) -> ReviewDesk:
    """What waits, unit by unit, the first to run out first."""
    day, periods = local_day(at), {period.pk: period for period in open_periods()}
    lines = lines_to_review(actor, day).filter(report__period__in=periods).order_by("submitted_at", "pk")
    counts: dict[tuple[int, int], Counter[str]] = {}
    first: dict[tuple[int, int], tuple[int, datetime]] = {}
    for line, unit, period, state, submitted_at in lines.values_list(
        "pk", "report__unit_id", "report__period_id", "state", "submitted_at"
    ):
        counts.setdefault((unit, period), Counter())[state] += 1
        if state == LineState.SUBMITTED and submitted_at is not None:
            first.setdefault((unit, period), (line, submitted_at))
    if not first:
        return ReviewDesk(sum(counts.values(), Counter()), ())
    places, calendar = versions_by_unit({unit for unit, _ in first}, day), work_calendar()
    desk = reverse("reporting:review")
    units = [
        WaitingUnit(
            place=places[unit],
            month=f"{Period.parse(periods[period].period).index} 月",
            waiting=counts[unit, period][LineState.SUBMITTED],
            total=counts[unit, period].total(),
            due_at=review_due(submitted_at, periods[period].policy, calendar),
            url=f"{desk}?period={periods[period].period}&line={line}",
        )
        for (unit, period), (line, submitted_at) in first.items()
    ]
    units.sort(key=lambda unit: (unit.due_at, unit.place.position))
    return ReviewDesk(sum(counts.values(), Counter()), tuple(units))


@dataclass(frozen=True, slots=True)
class MonthProgress:
    """How far one reviewer is with one month."""

    label: str
    reviewed: int
    total: int
    url: str

    @property
    def bar(self) -> tuple[tuple[int, str], ...]:
        return ((self.reviewed, "g"), (self.total - self.reviewed, "k0"))


def review_progress(actor: Actor, at: datetime) -> list[MonthProgress]:
    """The months that are not locked, the newest first."""
    lines = lines_to_review(actor, local_day(at)).filter(report__period__locked_at=None)
    counted = lines.order_by().values_list("report__period__period", "state").annotate(n=Count("pk"))
    months: dict[str, Counter[str]] = {}
    for month, state, count in counted:
        months.setdefault(month, Counter())[state] += count
    address = reverse("reporting:review")
    return [
        MonthProgress(
            label=f"{Period.parse(month).index} 月",
            reviewed=counts.total() - counts[LineState.SUBMITTED],
            total=counts.total(),
            url=f"{address}?period={month}",
        )
        for month, counts in sorted(months.items(), reverse=True)
    ]
